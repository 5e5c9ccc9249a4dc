"""Hubs: words that are among the nearest neighbors of very many others, and words that are nobody's."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from embedviz.algebra.reductions import column_mean
from embedviz.errors import EmbedvizError
from embedviz.geometry.scoring import METRICS, Metric
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.scaling import in_range, unit_rows
from embedviz.vectors import Vectors, as_matrix, norms
from embedviz.workers.ranges import blocks_of, grouped
from embedviz.workers.rows import spread

# Scores of so many words by all words are held at once.
BLOCK_NUMBERS = 1 << 20
# Scores closer to each other, relative to the largest there can be, are equal but for rounding.
TIED = 1e-13


@dataclass(frozen=True, eq=False)
class Hubness:
    """How often each of s words is among the k nearest neighbors of the others.

    Parameters
    ----------
    occurrences : ndarray (s,) float64
        N_k of each word; the mean is k. Words equally near share the last places, so that it may be a fraction.
    positions : ndarray (s,) int
        Their rows in the embedding, ascending.
    k : int
        Size of a neighborhood.
    metric : {"cosine", "euclidean", "dot"}
        What is near.
    """

    occurrences: np.ndarray = field(repr=False)
    positions: np.ndarray = field(repr=False)
    k: int
    metric: Metric

    @property
    def skewness(self) -> float:
        """E[(N_k - k)³] / σ³, above 0 where there are hubs; NaN where every word occurs equally often."""
        deviations = self.occurrences - self.occurrences.mean()
        variance = float(np.mean(deviations**2))
        if np.sqrt(variance) <= 1e-9 * self.k:
            return np.nan
        return float(np.mean(deviations**3) / variance**1.5)

    @property
    def order(self) -> np.ndarray:
        """The words by N_k, the strongest hub first, of equal ones the more frequent; indices (s,) into the others."""
        return np.lexsort((self.positions, -self.occurrences))

    @property
    def antihubs(self) -> np.ndarray:
        """The words that are nobody's neighbor, N_k = 0, most frequent first; indices into the others."""
        return np.flatnonzero(self.occurrences == 0)

    @property
    def histogram(self) -> np.ndarray:
        """How many words have N_k = 0, less than 2, from 2 to less than 4, to less than 8, … up to the most, (b,)."""
        exponents = np.zeros(len(self.occurrences), dtype=int)
        found = self.occurrences > 0
        exponents[found] = 1 + np.log2(np.maximum(self.occurrences[found], 1)).astype(int)
        return np.bincount(exponents)


def hubness(
    vectors: Vectors,
    *,
    ks: Sequence[int] = (10,),
    metric: Metric = "cosine",
    progress: ProgressCallback | None = None,
    executor: Executor | None = None,
) -> dict[int, Hubness]:
    """Count how often each word is among the nearest neighbors of the others, exactly, over all pairs.

    Parameters
    ----------
    vectors : Embedding or array-like (m, n)
        Of words in n dimensions, each compared with all: take ``.top(5_000)`` of a large one. By the cosine those whose
        vectors are zero are left out, as they have none.
    ks : sequence of int
        Sizes of the neighborhoods, each from 1 to one less than the words left.
    metric : {"cosine", "euclidean", "dot"}
        What is near.
    progress : callable, optional
        Called with the words compared. It may raise to cancel.
    executor : concurrent.futures.Executor, optional
        Who compares ranges of the words, as for :func:`embedviz.spectrum`; each worker holds all of them.

    Returns
    -------
    dict of int to Hubness
        For each k.

    Raises
    ------
    EmbedvizError
        If the metric or a k is not one there is.

    References
    ----------
    M. Radovanović, A. Nanopoulos and M. Ivanović, Hubs in space: popular nearest neighbors in high-dimensional data,
    JMLR 11, 2010.

    Notes
    -----
    Scores are products in float64, for distances of centered vectors: two that differ by 1e-13 of the largest there
    can be count as equal.
    """
    if metric not in METRICS:
        raise EmbedvizError(
            _("no metric is called {metric!r}; expected cosine, euclidean or dot").format(metric=metric)
        )
    matrix, _exponent = in_range(as_matrix(vectors))
    positions = np.flatnonzero(norms(vectors)) if metric == "cosine" else np.arange(len(matrix))
    s = len(positions)
    for k in ks:
        if not 1 <= k < s:
            raise EmbedvizError(
                _("the {k:,} nearest of {s:,} words; expected 1 to {most:,}").format(k=k, s=s, most=max(0, s - 1))
            )
    compared = matrix if s == len(matrix) else np.asarray(matrix[positions])
    parts = grouped(s, max(1, BLOCK_NUMBERS // s))
    with spread(compared, executor) as rows:
        how = {"stage": _("Counting neighbors"), "progress": progress, "prepare": _prepared}
        counts = rows.total(_counts_of, parts, metric, tuple(ks), **how)
    return {k: Hubness(counts[i], positions, k, metric) for i, k in enumerate(ks)}


@dataclass(frozen=True)
class _Ready:
    """Vectors (s, n) and numbers (s,) such that the nearer of two to x has the larger x·y minus its number."""

    vectors: np.ndarray
    squares: np.ndarray

    @cached_property
    def largest(self) -> float:
        """About the largest score there can be."""
        return float(np.einsum("ij,ij->i", self.vectors, self.vectors).max()) + float(self.squares.max())


def _counts_of(ready: _Ready, part: range, _metric: Metric, ks: tuple[int, ...]) -> np.ndarray:
    s = len(ready.vectors)
    counts = np.zeros((len(ks), s))
    for rows in blocks_of(part, s):
        scores = ready.vectors[rows] @ ready.vectors.T
        scores -= ready.squares
        here = np.arange(rows.start, rows.stop)
        scores[here - rows.start, here] = -np.inf
        shares = _shares(scores, ks, TIED * ready.largest)
        for i, k in enumerate(ks):
            counts[i] += shares[k]
    return counts


def _prepared(given: np.ndarray, metric: Metric, _ks: tuple[int, ...]) -> _Ready:
    vectors = np.asarray(given[:])
    if metric == "euclidean":
        centered = vectors - column_mean(vectors)
        return _Ready(centered, np.einsum("ij,ij->i", centered, centered) / 2)
    vectors = vectors.astype(np.float64)
    if metric == "cosine":
        vectors = unit_rows(vectors)
    return _Ready(vectors, np.zeros(len(vectors)))


def _shares(scores: np.ndarray, ks: Sequence[int], tied: float) -> dict[int, np.ndarray]:
    """Return for each k how much of a place among the k nearest each column has, summed over the rows."""
    most, (b, s) = max(ks), scores.shape
    highest = np.partition(scores, s - most, axis=1)[:, s - most :]
    highest.sort(axis=1)
    rows, columns = np.nonzero(scores >= highest[:, :1] - tied)
    values = scores[rows, columns]
    found = {}
    for k in ks:
        level = highest[:, most - k]
        nearer = values > level[rows] + tied
        last = (values >= level[rows] - tied) & ~nearer
        free = k - np.bincount(rows[nearer], minlength=b)
        among = np.bincount(rows[last], minlength=b)
        shared = np.bincount(columns[last], (free / among)[rows[last]], minlength=s)
        found[k] = shared + np.bincount(columns[nearer], minlength=s)
    return found
