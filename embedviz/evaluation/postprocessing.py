"""Whether word vectors rank pairs of words better without what all of them share."""

from collections.abc import Sequence
from dataclasses import dataclass

from embedviz.algebra.all_but_the_top import AllButTheTop
from embedviz.embedding import Embedding
from embedviz.evaluation.datasets import SIMILARITY_SETS, SimilaritySet, similarity_set
from embedviz.evaluation.lookup import MOST_FREQUENT, rows_ignoring_case
from embedviz.evaluation.similarity import WordSimilarity, word_similarity
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback
from embedviz.vectors import as_embedding


@dataclass(frozen=True, eq=False)
class PostprocessingEffect:
    """A test set of word similarity on vectors as they are, and after each of s removals.

    Parameters
    ----------
    test : {"wordsim353", "simlex999"}
        The test set.
    before : WordSimilarity
        Of the vectors as they are.
    after : tuple of s WordSimilarity
        Of what each removal leaves.
    """

    test: SimilaritySet
    before: WordSimilarity
    after: tuple[WordSimilarity, ...]


def postprocessing_effect(
    embedding: Embedding, removals: Sequence[AllButTheTop], *, progress: ProgressCallback | None = None
) -> tuple[PostprocessingEffect, ...]:
    """Judge an embedding by word similarity before and after removals.

    Parameters
    ----------
    embedding : Embedding
        Its words in their order, most frequent first.
    removals : sequence of s AllButTheTop
        In its dimensions.
    progress : callable, optional
        Called with the number of tests done. It may raise to cancel.

    Returns
    -------
    tuple of PostprocessingEffect
        Of WordSim-353 and SimLex-999. A word stands for the most frequent of its spellings, before and after.
    """
    embedding = as_embedding(embedding)
    total = len(SIMILARITY_SETS) * (1 + len(removals))
    effects = []
    for i, test in enumerate(SIMILARITY_SETS):
        pairs = similarity_set(test)
        top = embedding.top(MOST_FREQUENT)
        found = sorted(rows[0] for rows in rows_ignoring_case(top, (w for p in pairs for w in p[:2])).values())
        results = []
        for j, removal in enumerate((None, *removals)):
            if progress is not None:
                progress(Progress(_("Word similarity"), i * (1 + len(removals)) + j, total))
            results.append(word_similarity(_judged(embedding, found, removal), pairs))
        effects.append(PostprocessingEffect(test, results[0], tuple(results[1:])))
    return tuple(effects)


def _judged(embedding: Embedding, rows: list[int], removal: AllButTheTop | None) -> Embedding:
    """Return the words of the tests alone; without any, a word that is in none of them."""
    rows = rows or [0]
    vectors = embedding.vectors[rows]
    return Embedding(
        f"{embedding.id}/judged",
        [embedding.words[row] for row in rows],
        vectors if removal is None else removal.apply(vectors),
    )
