"""Nearest neighbors found by workers: each finds the best of its rows, and the best of these are the best of all."""

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
from embedviz.workers.rows import ranges, spread


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
        The workers; threads of this process unless given. Each reads its rows and holds a score and
        a length of each besides.

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


def _best_products_of(
    matrix: np.ndarray, part: range, units: np.ndarray, positive: int, k: int, excluded: frozenset[int]
) -> tuple[np.ndarray, np.ndarray, int]:
    start = part.start
    some = _Some(np.asarray(matrix[start : part[-1] + part.step]))
    out = {row - start for row in excluded if 0 <= row - start < len(some.vectors)} | undirected(some)
    available = len(some.vectors) - len(out)
    if not k >= 1 or not available:
        return np.empty(0, dtype=int), np.empty(0), available
    positions, scores = best_products(some, units, positive, k=min(k, available), excluded=out)
    return positions + start, scores, available


def _best_of(
    matrix: np.ndarray, part: range, query: np.ndarray, k: int, metric: Metric, excluded: frozenset[int]
) -> tuple[np.ndarray, np.ndarray, int, bool]:
    start = part.start
    some = _Some(np.asarray(matrix[start : part[-1] + part.step]))
    scores = score(some, query, metric)
    out = {row - start for row in excluded if 0 <= row - start < len(some.vectors)} | scores.undefined
    available = len(some.vectors) - len(out)
    if not k >= 1 or not available:
        return np.empty(0, dtype=int), np.empty(0), available, True
    doubtful = candidates(scores.rough, min(k, available), scores.slack, out)
    exact = scores.exact(doubtful)
    positions, highest = best(doubtful, exact, k)
    return positions + start, highest, available, bool(np.isfinite(exact).all())
