"""Nearest neighbors found by workers: each finds the best of its rows, and the best of these are the best of all."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import closing
from functools import cached_property
from typing import Any

import numpy as np

from embedviz.geometry.products import best_products
from embedviz.geometry.scoring import Metric, best, candidates, require_available, require_scores, score, undirected
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.vectors import norms
from embedviz.workers.ranges import ranges
from embedviz.workers.rows import spread

PIECE_BYTES = 16 << 20
"""What a worker holds of its rows at once, as float32."""


class _Some:
    """Some rows of an embedding, as scores are computed of them."""

    def __init__(self, vectors: np.ndarray) -> None:
        self.vectors = vectors
        self.shape: tuple[int, int] = vectors.shape

    @cached_property
    def norms(self) -> np.ndarray:
        return norms(self.vectors)


def nearest_by_workers(
    vectors: np.ndarray,
    query: np.ndarray,
    *,
    k: int,
    metric: Metric,
    excluded: set[int],
    progress: ProgressCallback | None,
    executor: Executor | None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the k nearest words as ``scoring.nearest`` does, to the last bit.

    Parameters
    ----------
    vectors : ndarray (m, n) float32
        Of all words.
    query : ndarray (n,) float64
        What is to be near.
    k : int
        How many.
    metric : {"cosine", "euclidean", "dot"}
        What is near.
    excluded : set of int
        Rows to pass over.
    progress : callable or None
        Called with the words searched.
    executor : concurrent.futures.Executor or None
        The workers; threads of this process unless given. Each reads 16 MB of its rows at a time.

    Returns
    -------
    positions : ndarray (k,) int
        Their rows, nearest first.
    exact : ndarray (k,) float64
        Their scores.

    Raises
    ------
    EmbedvizError
        As for ``scoring.nearest`` and :func:`embedviz.workers.rows.spread`.
    """
    score(_Some(np.ones((1, len(query)), dtype=np.float32)), query, metric)  # refuses what has no score at all
    with spread(vectors, executor) as rows:
        given = query, k, metric, frozenset(excluded)
        how: dict[str, Any] = {"stage": _("Searching all words"), "progress": progress}
        with closing(rows.each(_best_of, ranges(vectors), *given, **how)) as each:
            found = list(each)
    require_available(k, sum(available for _positions, _scores, available, _finite in found))
    require_scores(all(finite for _positions, _scores, _available, finite in found))
    positions = np.concatenate([positions for positions, *_rest in found])
    return best(positions, np.concatenate([scores for _positions, scores, *_rest in found]), k)


def products_by_workers(
    vectors: np.ndarray, units: np.ndarray, positive: int, *, k: int, excluded: set[int], executor: Executor | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return the k words that ``products.best_products`` does, to the last bit; the rest as there and above."""
    with spread(vectors, executor) as rows:
        found = list(rows.each(_best_products_of, ranges(vectors), units, positive, k, frozenset(excluded)))
    require_available(k, sum(available for _positions, _scores, available in found))
    positions = np.concatenate([positions for positions, *_rest in found])
    return best(positions, np.concatenate([scores for _positions, scores, _available in found]), k)


def _pieces(matrix: np.ndarray, part: range, excluded: frozenset[int]) -> Iterator[tuple[int, _Some, set[int]]]:
    """Walk over a range: the first row of each piece, its rows, and which of these are excluded."""
    blocks = max(1, PIECE_BYTES // (4 * matrix.shape[1] * part.step))
    end = min(len(matrix), part[-1] + part.step)
    for start in part[::blocks]:
        some = _Some(np.asarray(matrix[start : min(end, start + blocks * part.step)]))
        yield start, some, {row - start for row in excluded if 0 <= row - start < len(some.vectors)}


def _best_products_of(
    matrix: np.ndarray, part: range, units: np.ndarray, positive: int, k: int, excluded: frozenset[int]
) -> tuple[np.ndarray, np.ndarray, int]:
    found, available = _Best(k), 0
    for start, some, excluded_here in _pieces(matrix, part, excluded):
        out = excluded_here | undirected(some)
        here = len(some.vectors) - len(out)
        available += here
        if k >= 1 and here:
            positions, scores = best_products(some, units, positive, k=min(k, here), excluded=out)
            found.add(positions + start, scores)
    return found.positions, found.scores, available


def _best_of(
    matrix: np.ndarray, part: range, query: np.ndarray, k: int, metric: Metric, excluded: frozenset[int]
) -> tuple[np.ndarray, np.ndarray, int, bool]:
    found, available, finite = _Best(k), 0, True
    for start, some, excluded_here in _pieces(matrix, part, excluded):
        scores = score(some, query, metric)
        out = excluded_here | scores.undefined
        here = len(some.vectors) - len(out)
        available += here
        if k >= 1 and here:
            doubtful = candidates(scores.rough, min(k, here), scores.slack, out)
            exact = scores.exact(doubtful)
            finite = finite and bool(np.isfinite(exact).all())
            found.add(doubtful + start, exact)
    return found.positions, found.scores, available, finite


class _Best:
    """The k best of what has been added."""

    def __init__(self, k: int) -> None:
        self._k, self.positions, self.scores = k, np.empty(0, dtype=int), np.empty(0)

    def add(self, positions: np.ndarray, scores: np.ndarray) -> None:
        together = np.concatenate([self.positions, positions]), np.concatenate([self.scores, scores])
        self.positions, self.scores = best(*together, self._k)
