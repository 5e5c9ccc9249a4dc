"""Whether cosines rank pairs of words as people do."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from embedviz.arrays import require_finite
from embedviz.embedding import Embedding
from embedviz.evaluation.datasets import WordPair
from embedviz.evaluation.intervals import Interval, spearman, spearman_interval
from embedviz.evaluation.lookup import MOST_FREQUENT, rows_ignoring_case
from embedviz.scaling import unit_rows
from embedviz.vectors import as_embedding


@dataclass(frozen=True, eq=False)
class WordSimilarity:
    """Human judgments of k pairs of words beside their cosines.

    Parameters
    ----------
    pairs : tuple of k WordPair
        Those of which the embedding holds both words, with the judgments.
    cosines : ndarray (k,) float64
        Of their vectors.
    missing : tuple of WordPair
        The other pairs.
    correlation : float
        Spearman's, of judgments and cosines; NaN where it is not defined, as of fewer than two pairs.
    interval : Interval
        Where it lies with a confidence of 95%, by the bootstrap over pairs.
    """

    pairs: tuple[WordPair, ...] = field(repr=False)
    cosines: np.ndarray = field(repr=False)
    missing: tuple[WordPair, ...] = field(repr=False)
    correlation: float
    interval: Interval

    @property
    def scores(self) -> np.ndarray:
        """The human judgments, (k,) float64."""
        return np.array([pair.score for pair in self.pairs], dtype=np.float64)

    @property
    def coverage(self) -> float:
        """Share of the pairs of which the embedding holds both words; NaN if there were none."""
        total = len(self.pairs) + len(self.missing)
        return len(self.pairs) / total if total else np.nan


def word_similarity(
    embedding: Embedding, pairs: Iterable[tuple[str, str, float]], *, most_frequent: int = MOST_FREQUENT
) -> WordSimilarity:
    """Compare the cosines of pairs of words with human judgments of their similarity.

    Parameters
    ----------
    embedding : Embedding
        Its words in their order, most frequent first.
    pairs : iterable of (str, str, float)
        Two words and a judgment, as from :func:`embedviz.evaluation.datasets.similarity_set`.
    most_frequent : int
        Words beyond so many count as missing.

    Returns
    -------
    WordSimilarity

    Raises
    ------
    EmbedvizError
        If ``most_frequent`` is less than 1, or a judgment is NaN or infinite.

    Notes
    -----
    As in gensim's ``evaluate_word_pairs``, case is ignored: a word stands for the most frequent of its spellings. A
    word whose vector is zero counts as missing.
    """
    embedding = as_embedding(embedding)
    top = embedding.top(most_frequent)
    judged = [WordPair(first, second, float(score)) for first, second, score in pairs]
    rows = rows_ignoring_case(top, (word for pair in judged for word in pair[:2]))
    forms = [(pair.first.upper(), pair.second.upper()) for pair in judged]
    known = [first in rows and second in rows for first, second in forms]
    found = tuple(pair for pair, there in zip(judged, known, strict=True) if there)
    cosines = _cosines(
        top, [(rows[first][0], rows[second][0]) for (first, second), there in zip(forms, known, strict=True) if there]
    )
    scores = require_finite(np.array([pair.score for pair in found]))
    return WordSimilarity(
        found,
        cosines,
        tuple(pair for pair, there in zip(judged, known, strict=True) if not there),
        spearman(scores, cosines),
        spearman_interval(scores, cosines),
    )


def _cosines(embedding: Embedding, rows: list[tuple[int, int]]) -> np.ndarray:
    both = np.array(rows, dtype=int).reshape(-1, 2).T
    first, second = (unit_rows(embedding.vectors[side].astype(np.float64)) for side in both)
    return np.clip(np.einsum("ki,ki->k", first, second), -1.0, 1.0)
