"""Claims 5 and 11, about meaning: like contexts give like vectors, and pretrained vectors can be used as they are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from embedviz.algebra.all_but_the_top import all_but_the_top, usual_removal
from embedviz.algebra.spectrum import Spectrum
from embedviz.claims.finding import Finding, Verdict, untold
from embedviz.embedding import Embedding
from embedviz.evaluation.postprocessing import PostprocessingEffect, postprocessing_effect
from embedviz.progress import ProgressCallback
from embedviz.scaling import unit_rows
from embedviz.sources.corpora.corpus import Corpus
from embedviz.training.counts import cooccurrences, ppmi
from embedviz.training.text import read
from embedviz.vectors import Vectors, as_embedding, as_float64
from embedviz.vocabulary import Vocabulary

WINDOW, MIN_COUNT = 5, 5
COMPARED_WORDS, FEWEST_WORDS = 300, 20
PERMUTATIONS, SEED = 200, 0
CHANCE = 97.5
FEWEST_PAIRS = 10


@dataclass(frozen=True, eq=False)
class Contexts:
    """Which words stand near which in a corpus.

    Parameters
    ----------
    words : Vocabulary
        m words, most frequent first.
    rows : csr_array (m, m) float64
        The positive pointwise mutual information of each word with those around it.
    """

    words: Vocabulary
    rows: Any = field(repr=False)

    def cosines(self, words: Sequence[str]) -> np.ndarray:
        """Return how alike the contexts of words are.

        Parameters
        ----------
        words : sequence of k str
            Of the vocabulary.

        Returns
        -------
        ndarray (k, k) float64
            Cosine of the rows of each pair; 0 where a row is empty.
        """
        found = self.rows[[self.words.index(word) for word in words]].toarray()
        return _cosines(found)


def contexts(corpus: Corpus, *, progress: ProgressCallback | None = None) -> Contexts:
    """Count the contexts of a corpus, five words to each side.

    Parameters
    ----------
    corpus : Corpus
        Words that occur fewer than five times are left out.
    progress : callable, optional
        Called with the words counted. It may raise to cancel.

    Returns
    -------
    Contexts
    """
    text = read(corpus, min_count=MIN_COUNT, progress=progress)
    words = Vocabulary(sorted(text.counts, key=lambda word: -text.counts[word]))
    return Contexts(words, ppmi(cooccurrences(text, words, window=WINDOW, progress=progress)).tocsr())


def like_contexts(
    embedding: Embedding, counted: Sequence[Contexts], effects: Sequence[PostprocessingEffect]
) -> Finding:
    """Check claim 5, like contexts give like vectors, with contexts counted in a text.

    Of several texts that one is taken which has most of the embedding's first words. Over all pairs of the 300 most
    frequent words that both have, the cosines of contexts are correlated with those of vectors. Pairs of few words are
    not independent; chance is what remains when the words are dealt out anew (Mantel 1967).

    Parameters
    ----------
    embedding : Embedding
        m words.
    counted : sequence of Contexts
        Of each text.
    effects : sequence of PostprocessingEffect
        Of WordSim-353 and SimLex-999, for how far the vectors agree with people.

    Returns
    -------
    Finding
        Decided by Spearman's ρ.

    References
    ----------
    Z. S. Harris, Distributional structure, Word 10, 1954.
    N. Mantel, The detection of disease clustering and a generalized regression approach, Cancer Research 27, 1967.
    """
    embedding = as_embedding(embedding)
    first = [word for word, norm in zip(embedding.words[:COMPARED_WORDS], embedding.norms, strict=False) if norm > 0]
    which = max(range(len(counted)), key=lambda i: sum(word in counted[i].words for word in first))
    text = counted[which]
    words = [w for w in text.words if w in embedding and embedding.norms[embedding.index(w)] > 0][:COMPARED_WORDS]
    if len(words) < FEWEST_WORDS:
        return untold("contexts", "few", words=len(words), fewest=FEWEST_WORDS)
    alike = text.cosines(words), _cosines(embedding.rows(words))
    correlation, chance = mantel(*alike)
    if np.isnan(correlation):
        return untold("contexts", "equal", words=len(words))
    numbers = {"words": len(words), "pairs": len(words) * (len(words) - 1) // 2, "rho": correlation, "chance": chance}
    numbers["text"] = which
    if correlation <= chance:
        return Finding("contexts", "refuted", "chance", numbers, "rho", chance, "chance")
    related, similar = (effect.before.correlation for effect in effects)
    if np.isnan(related) or np.isnan(similar):
        return Finding("contexts", "qualified", "contexts", numbers, "rho", chance, "chance")
    numbers |= {"related": related, "similar": similar}
    return Finding("contexts", "qualified", "people", numbers, "rho", chance, "chance")


def mantel(first: Vectors, second: Vectors, *, permutations: int = PERMUTATIONS) -> tuple[float, float]:
    """Correlate the pairs of two symmetric matrices, and what is left of that under permutations of one.

    Parameters
    ----------
    first, second : array-like (k, k)
        Likenesses of the same k words.
    permutations : int
        How many.

    Returns
    -------
    correlation : float
        Spearman's; NaN where one matrix has only equal pairs.
    chance : float
        The 97.5th percentile of the permutations'.
    """
    ranks = [_centered_ranks(as_float64(each)) for each in (first, second)]
    scale = np.linalg.norm(ranks[0]) * np.linalg.norm(ranks[1])
    if scale == 0:
        return np.nan, np.nan
    random = np.random.default_rng(SEED)
    orders = (random.permutation(len(ranks[0])) for _each in range(permutations))
    permuted = [float((ranks[0] * ranks[1][np.ix_(order, order)]).sum() / scale) for order in orders]
    return float((ranks[0] * ranks[1]).sum() / scale), float(np.percentile(permuted, CHANCE))


def judged(embedding: Embedding, centered: Spectrum) -> tuple[PostprocessingEffect, ...]:
    """Judge an embedding by people's judgments, as it is and without what all vectors share.

    Parameters
    ----------
    embedding : Embedding
        m words.
    centered : Spectrum
        Of the matrix less its mean.

    Returns
    -------
    tuple of PostprocessingEffect
        Of WordSim-353 and SimLex-999.
    """
    embedding = as_embedding(embedding)
    most = min(usual_removal(centered.shape[1]), len(centered.singular_values))
    return postprocessing_effect(embedding, [all_but_the_top(centered, removed=most)])


def as_they_are(embedding: Embedding, effects: Sequence[PostprocessingEffect]) -> Finding:
    """Check claim 11, pretrained vectors can be used as they are, on WordSim-353.

    Parameters
    ----------
    embedding : Embedding
        m words.
    effects : sequence of PostprocessingEffect
        From :func:`judged`.

    Returns
    -------
    Finding
        Decided by the share of the pairs of which both words have a vector as the test spells them.
    """
    embedding = as_embedding(embedding)
    effect = effects[0]
    before, after = effect.before, effect.after[0]
    pairs = (*before.pairs, *before.missing)
    spelled = sum(embedding.has_vector(pair.first) and embedding.has_vector(pair.second) for pair in pairs)
    positive = embedding.norms[embedding.norms > 0].astype(np.float64)
    numbers = {
        "pairs": len(pairs),
        "spelled": spelled / len(pairs),
        "coverage": before.coverage,
        "zeros": len(embedding) - len(positive),
    }
    if not len(positive):
        return untold("pretrained", "zero", **numbers)
    numbers["spread"] = float(positive.max() / positive.min())
    if len(before.pairs) < FEWEST_PAIRS or np.isnan(before.correlation) or np.isnan(before.interval.low):
        return untold("pretrained", "few", **numbers)
    numbers |= {"rho": before.correlation, "low": before.interval.low, "high": before.interval.high}
    numbers |= {"after": before.correlation if np.isnan(after.correlation) else after.correlation}
    if before.interval.low <= 0:
        return Finding("pretrained", "refuted", "chance", numbers, "low", 0.0, "limit")
    verdict: Verdict = "holds" if spelled == len(pairs) and not numbers["zeros"] else "qualified"
    return Finding("pretrained", verdict, "people", numbers, "spelled", 1.0, "limit")


def _cosines(vectors: np.ndarray) -> np.ndarray:
    rows = unit_rows(np.asarray(vectors, dtype=np.float64))
    return rows @ rows.T


def _centered_ranks(likeness: np.ndarray) -> np.ndarray:
    """Return the average rank of each pair among all pairs, less the mean rank, (k, k); the diagonal is 0."""
    above = np.triu_indices(len(likeness), 1)
    _values, group, sizes = np.unique(likeness[above], return_inverse=True, return_counts=True)
    ranks = (sizes.cumsum() - (sizes - 1) / 2)[group]
    square = np.zeros(likeness.shape)
    square[above] = ranks - ranks.mean()
    return square + square.T
