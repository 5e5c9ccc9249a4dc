"""The other road to word vectors: count what stands beside what, weigh it, and decompose the matrix.

Skip-gram with negative sampling factorizes, implicitly, the matrix of pointwise mutual information less log k (Levy and
Goldberg 2014). Here that matrix is written down, its negative entries set to 0, and decomposed explicitly.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain
from typing import Any

import numpy as np

from embedviz import units
from embedviz.algebra.spectrum import FEW_DIMENSIONS, oriented
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.listing import Sentence
from embedviz.progress import Progress, ProgressCallback
from embedviz.sources.corpora.corpus import Corpus
from embedviz.training.settings import MOST_BYTES, Settings
from embedviz.training.text import Text, read
from embedviz.vocabulary import Vocabulary

CONTEXT_SMOOTHING = 0.75
BLOCK_TOKENS = 1 << 20
MOST_PAIRS = 30_000_000
# What a float32 cannot hold beside the largest.
NEGLIGIBLE = 1e-7


@dataclass(frozen=True, eq=False)
class CountVectors:
    """Word vectors from a truncated singular value decomposition of positive pointwise mutual information.

    Parameters
    ----------
    embedding : Embedding (m, d)
        U_d S_d^p, words by frequency; singular vectors as :func:`embedviz.algebra.spectrum.oriented` leaves them. The
        vector of a word without any positive entry is zero.
    singular_values : ndarray (d,) float64
        The largest ones of the matrix, descending.
    pairs : int
        Different pairs of a word and a context word that occur.
    positive : int
        How many of them are left with a positive entry in the matrix.
    shift : float
        log k, which was subtracted from the mutual information.
    energy : float
        Share of the sum of all squared singular values in the d ones, in [0, 1].
    """

    embedding: Embedding
    singular_values: np.ndarray = field(repr=False)
    pairs: int
    positive: int
    shift: float
    energy: float


def count_vectors(
    corpus: Corpus | Iterable[Sentence],
    *,
    dimensions: int = 50,
    window: int = 5,
    negative: int = 5,
    min_count: int = 5,
    power: float = 0.5,
    progress: ProgressCallback | None = None,
) -> CountVectors:
    """Make word vectors of co-occurrence counts, comparable with those of skip-gram for the same settings.

    Unlike in :func:`embedviz.training.train.train`, frequent words are not subsampled.

    Parameters
    ----------
    corpus : Corpus, or sequence of list of str
        Sentences, each a list of words. They are read twice.
    dimensions : int
        d; of m words there are at most m.
    window : int
        How far from a word its context reaches. Nearer words weigh more, see :func:`cooccurrences`.
    negative : int
        k of the shift log k, the number of negative samples that skip-gram would use.
    min_count : int
        Words that occur less often are left out, as if they were not in the text.
    power : float
        p in U_d S_d^p, from 0 to 1. With 1 the inner products of vectors approximate those of the matrix's rows; 0.5
        shares the singular values between words and contexts evenly and does better at tasks, says the reference.
    progress : callable, optional
        Called with the words read, then with the products of matrix and vectors done. It may raise to cancel.

    Returns
    -------
    CountVectors

    Raises
    ------
    EmbedvizError
        If a setting is out of bounds, the corpus is none, has fewer than two words that are frequent enough or too many
        to hold their pairs, or no pair occurs more than exp(shift) times as often as by chance.
    Cancelled
        If progress raised it.

    References
    ----------
    O. Levy, Y. Goldberg and I. Dagan, Improving distributional similarity with lessons learned from word embeddings,
    TACL 3, 2015, sections 2.2 and 3.3.
    """
    settings = Settings(dimensions=dimensions, window=window, negative=negative, min_count=min_count)
    if not 0 <= power <= 1:
        raise EmbedvizError(_("power is {found}; expected a number from 0 to 1").format(found=power))
    text = read(corpus, min_count=settings.min_count, progress=progress)
    words = Vocabulary(sorted(text.counts, key=lambda word: -text.counts[word]))
    d = min(settings.dimensions, len(words))
    _require_memory(len(words), d)
    counts = cooccurrences(text, words, window=settings.window, progress=progress)
    shift = math.log(settings.negative)
    matrix = ppmi(counts, shift=shift)
    _require_association(matrix.nnz, counts.nnz, settings.negative)
    left, values = _truncated_svd(matrix, d, progress)
    left[np.diff(matrix.indptr) == 0] = 0.0  # not the direction of a rounding error
    scale = np.zeros(d)
    scale[values > 0] = values[values > 0] ** power
    embedding = _embedding(text, words, left * scale, settings, power)
    values.setflags(write=False)
    energy = min(1.0, float((values**2).sum() / (matrix.data**2).sum()))
    return CountVectors(embedding, values, counts.nnz, matrix.nnz, shift, energy)


def cooccurrences(text: Text, words: Vocabulary, *, window: int, progress: ProgressCallback | None = None) -> Any:
    """Count how often words stand near each other in a sentence.

    A pair at distance δ counts (window - δ + 1) / window: the probability that word2vec, which draws the reach of each
    window uniformly from 1 to ``window``, has it as a training pair.

    Parameters
    ----------
    text : Text
        The corpus.
    words : Vocabulary
        m words; others are left out, so that those around them draw nearer, as in word2vec.
    window : int
        How far from a word its context reaches, at most, in words.
    progress : callable, optional
        Called with the words read. It may raise to cancel.

    Returns
    -------
    csr_array (m, m) float64
        Symmetric. Diagonal entries count a word twice for each time it stands near itself: each is the other's context.

    Raises
    ------
    EmbedvizError
        If there are more than 30,000,000 different pairs.
    """
    from scipy.sparse import coo_array, csr_array

    shape = (len(words), len(words))
    following = csr_array(shape, dtype=np.float64)
    for numbers, sentence, done in _blocks(text, words):
        for distance in range(1, window + 1):
            together = sentence[distance:] == sentence[:-distance]
            pairs = numbers[:-distance][together], numbers[distance:][together]
            weights = np.full(len(pairs[0]), window - distance + 1.0)
            following += coo_array((weights, pairs), shape=shape).tocsr()
            if following.nnz > MOST_PAIRS // 2:
                raise EmbedvizError(
                    _(
                        "more than {most:,} different pairs of words occur near each other; expected fewer: a "
                        "greater min_count, or a smaller window"
                    ).format(most=MOST_PAIRS)
                )
        if progress is not None:
            progress(Progress(_("Counting pairs"), done, text.tokens))
    counts = csr_array(following + following.T)
    counts.data /= window  # sums of whole numbers before, so that the order does not matter
    return counts


def ppmi(counts: Any, *, shift: float = 0.0) -> Any:
    """Return the positive pointwise mutual information of words and contexts, with smoothed contexts and a shift.

    max(0, log(P(w, c) / (P(w) P'(c))) - shift), where P' is proportional to the count of the context to the power of
    0.75: otherwise rare contexts have too much of it.

    Parameters
    ----------
    counts : csr_array (m, m)
        How often each pair occurs, none negative.
    shift : float
        log k, for k negative samples of skip-gram.

    Returns
    -------
    csr_array (m, m) float64
        Only positive entries are stored. Not symmetric, because only contexts are smoothed.

    References
    ----------
    K. W. Church and P. Hanks, Word association norms, mutual information, and lexicography, 1990 (PMI).
    O. Levy and Y. Goldberg, Neural word embedding as implicit matrix factorization, NeurIPS 2014, eq. 12 (why: eq. 7).
    O. Levy, Y. Goldberg and I. Dagan, Improving distributional similarity with lessons learned from word embeddings,
    TACL 3, 2015, section 3.2 (smoothing).
    """
    matrix = counts.astype(np.float64)
    matrix.eliminate_zeros()
    smoothed = matrix.sum(axis=0) ** CONTEXT_SMOOTHING
    total = smoothed.sum()
    with np.errstate(divide="ignore"):  # of words without any context, which have no entries
        of_words, of_contexts = np.log(matrix.sum(axis=1)), np.log(smoothed)
    np.log(matrix.data, out=matrix.data)
    matrix.data += (np.log(total) if total else 0.0) - shift
    matrix.data -= np.repeat(of_words, np.diff(matrix.indptr))
    matrix.data -= of_contexts[matrix.indices]
    np.maximum(matrix.data, 0.0, out=matrix.data)
    matrix.eliminate_zeros()
    return matrix


def _blocks(text: Text, words: Vocabulary) -> Iterator[tuple[np.ndarray, np.ndarray, int]]:
    """Yield words by their numbers, which sentence each is of, and how many words of the text are read by then."""
    index = {word: i for i, word in enumerate(words)}
    numbers: list[np.ndarray] = []
    sentences: list[np.ndarray] = []
    held = read = begun = 0
    for batch in text.batches:
        numbers.append(np.array([index.get(word, -1) for word in chain.from_iterable(batch)], dtype=np.int32))
        sentences.append(np.repeat(np.arange(begun, begun + len(batch)), [len(sentence) for sentence in batch]))
        begun += len(batch)
        held += len(numbers[-1])
        if held >= BLOCK_TOKENS:
            read += held
            yield *_known(numbers, sentences), read
            numbers, sentences, held = [], [], 0
    if held:
        yield *_known(numbers, sentences), read + held


def _known(numbers: list[np.ndarray], sentences: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    together, sentence = np.concatenate(numbers), np.concatenate(sentences)
    known = together >= 0
    return together[known], sentence[known]


def _truncated_svd(matrix: Any, d: int, progress: ProgressCallback | None) -> tuple[np.ndarray, np.ndarray]:
    """Return the d leading left singular vectors, (m, d), and singular values, (d,), descending."""
    from scipy.sparse.linalg import LinearOperator, svds

    m = matrix.shape[0]
    if d == m or m <= FEW_DIMENSIONS:  # ARPACK cannot give all, and may miss one of several equal ones
        left, values, _right = np.linalg.svd(matrix.toarray())
        left, values = left[:, :d], values[:d]
    else:
        products = 0

        def product(factor: Any, vectors: np.ndarray) -> np.ndarray:
            nonlocal products
            products += 1
            if progress is not None:
                progress(Progress(_("Decomposing the matrix"), products, 0))
            return factor @ vectors

        transposed = matrix.T.tocsr()
        operator = LinearOperator(
            matrix.shape,
            dtype=np.float64,
            matvec=lambda vector: product(matrix, vector),
            rmatvec=lambda vector: product(transposed, vector),
            matmat=lambda vectors: product(matrix, vectors),
            rmatmat=lambda vectors: product(transposed, vectors),
        )
        start = np.random.default_rng(0).standard_normal(m)  # the same directions every time
        left, values, _right = svds(operator, k=d, v0=start)
        order = np.argsort(-values)
        left, values = left[:, order], values[order]
    values[values < NEGLIGIBLE * values[0]] = 0.0
    return oriented(left.T).T, values


def _embedding(text: Text, words: Vocabulary, vectors: np.ndarray, settings: Settings, power: float) -> Embedding:
    asked = (text.id, vectors.shape[1], settings.window, settings.negative, settings.min_count, power)
    note = _(
        "Singular vectors of the PPMI of {corpus} ({tokens:,} words): {dimensions} dimensions, window {window}, shift "
        "log {negative}, contexts smoothed by {smoothing}, min_count {min_count}, singular values to the power {power}"
    ).format(
        corpus=text.title,
        tokens=text.tokens,
        dimensions=vectors.shape[1],
        window=settings.window,
        negative=settings.negative,
        smoothing=CONTEXT_SMOOTHING,
        min_count=settings.min_count,
        power=power,
    )
    name = f"ppmi-svd-{blake2b(repr(asked).encode(), digest_size=8).hexdigest()}"
    return Embedding(name, words, vectors, note=note, by_frequency=True)


def _require_association(associated: int, pairs: int, negative: int) -> None:
    if not associated:
        raise EmbedvizError(
            _(
                "none of {pairs:,} pairs of words occurs more than {times} times as often as by chance; expected a "
                "longer text, or fewer negative samples"
            ).format(pairs=pairs, times=negative)
        )


def _require_memory(m: int, d: int) -> None:
    needed = 32 * m * d  # ARPACK's 2d + 1 vectors in float64, and the singular vectors on both sides
    if needed > MOST_BYTES:
        raise EmbedvizError(
            _(
                "decomposing a matrix of {words:,} words to {dimensions} dimensions takes {needed} of memory; expected "
                "at most {most}: fewer dimensions, or a greater min_count"
            ).format(words=m, dimensions=d, needed=units.size(needed), most=units.size(MOST_BYTES))
        )
