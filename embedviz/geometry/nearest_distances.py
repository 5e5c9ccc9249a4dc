"""How far the k nearest of m points are from each of them, exactly.

In few dimensions a tree is searched. In many, one pass in float32 finds more neighbors than are asked for; their
distances are computed again in float64, and a bound of the rounding tells which of the others could be nearer: they are
looked at too.
"""

from concurrent.futures import Executor

import numpy as np

from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.scaling import leveled, row_norms
from embedviz.vectors import Vectors, as_float64
from embedviz.workers.rows import spread

# Up to so many dimensions a tree is quicker than all distances.
TREE_DIMENSIONS = 8
# Neighbors found besides those asked for, so that rounding rarely decides who is among the k nearest.
MORE = 4
BLOCK_ROWS, TREE_ROWS = 128, 4096
# The largest of each group of columns is compared before the columns are.
GROUP = 32
NUMBERS_AT_ONCE = 1 << 20
FARTHEST = -1e30


def nearest_distances(
    vectors: Vectors, *, k: int, progress: ProgressCallback | None = None, executor: Executor | None = None
) -> np.ndarray:
    """Find the Euclidean distances of each point to its k nearest other points.

    Parameters
    ----------
    vectors : Embedding or array-like (m, n)
        One point a row, each compared with all.
    k : int
        How many, from 1 to m - 1.
    progress : callable, optional
        Called with the points compared. It may raise to cancel.
    executor : concurrent.futures.Executor, optional
        Who works on ranges of the points, as for :func:`embedviz.spectrum`; each worker holds all points.

    Returns
    -------
    ndarray (m, k) float64
        Ascending in each row; 0 where points are equal.

    Raises
    ------
    EmbedvizError
        If there are not so many other points, or a number is not finite.

    References
    ----------
    N. J. Higham, Accuracy and stability of numerical algorithms, 2nd ed., 2002, section 3.1 (the bound).
    """
    points, exponent = leveled(as_float64(vectors))
    m, n = points.shape
    if not 1 <= k < m:
        raise EmbedvizError(_("the {k:,} nearest of {m:,} points; expected 1 to {most:,}").format(k=k, m=m, most=m - 1))
    step = TREE_ROWS if n <= TREE_DIMENSIONS else BLOCK_ROWS
    parts = [range(start, min(m, start + step), step) for start in range(0, m, step)]
    with spread(points, executor) as rows:
        stage = _("Comparing points")
        found = np.concatenate(
            list(rows.each(_distances_of, parts, k, stage=stage, progress=progress, prepare=_search))
        )
    with np.errstate(over="ignore"):
        return np.ldexp(found, exponent)


def _search(points: np.ndarray, k: int) -> "_Tree | _Products":
    return _Tree(points, k) if points.shape[1] <= TREE_DIMENSIONS else _Products(points, k)


def _distances_of(search: "_Tree | _Products", part: range, _k: int) -> np.ndarray:
    return search.distances(np.arange(part.start, part.stop))


class _Tree:
    """A k-d tree of the points (m, n)."""

    def __init__(self, points: np.ndarray, k: int) -> None:
        from scipy.spatial import KDTree

        self._points, self._k = points, k
        # A tree that is balanced costs twice the time, and is not thrown by equal coordinates.
        self._tree = KDTree(points, balanced_tree=True)

    def distances(self, rows: np.ndarray) -> np.ndarray:
        """Return those to the k nearest, (b, k)."""
        # One of so many is the point itself, or of equal points another.
        near = self._tree.query(self._points[rows], self._k + 1)[1]
        return _exact(self._points, rows, near)[:, 1:]


class _Products:
    """Inner products of the points (m, n) in float32, which make squared distances."""

    def __init__(self, points: np.ndarray, k: int) -> None:
        m, n = points.shape
        self._points, self._k = points, k
        self._groups = -(-m // GROUP)
        self._taken = min(m - 1, k + MORE)
        # Far from the origin squares would swallow the distances.
        centered = points - points.mean(axis=0)
        self._squares = np.einsum("ij,ij->i", centered, centered)
        # x·y - |y|²/2 is the larger the nearer y is to x; what fills up the last group is nobody's neighbor.
        self._left = np.ones((m, n + 1), dtype=np.float32)
        self._left[:, :n] = centered
        self._right = np.zeros((self._groups * GROUP, n + 1), dtype=np.float32)
        self._right[:m, :n] = centered
        self._right[:, n] = FARTHEST
        self._right[:m, n] = -self._squares / 2
        # Of a sum of n + 1 products of numbers that are rounded themselves, and of what the mean, at most 1, took away.
        lengths = np.sqrt(self._squares)
        largest = float(lengths.max())
        self._error = (n + 4) * float(np.finfo(np.float32).eps) * (lengths * largest + largest**2)
        self._error += 8 * np.sqrt(n) * float(np.finfo(np.float64).eps) * largest

    def distances(self, rows: np.ndarray) -> np.ndarray:
        """Return those to the k nearest, (b, k)."""
        k = self._k
        scores = self._left[rows] @ self._right.T
        scores[np.arange(len(rows)), rows] = FARTHEST
        near = self._highest(scores)
        lowest = np.take_along_axis(scores, near, axis=1).min(axis=1)
        found = _exact(self._points, rows, near)
        # Whatever can be nearer than the k-th found scores at least this much.
        needed = (self._squares[rows] - found[:, k - 1] ** 2) / 2 - self._error[rows]
        for i in np.flatnonzero(needed <= lowest):
            candidates = np.flatnonzero(scores[i] >= needed[i])
            found[i, :k] = _exact(self._points, rows[i : i + 1], candidates[None])[0, :k]
        return found[:, :k]

    def _highest(self, scores: np.ndarray) -> np.ndarray:
        """Return the columns of the highest scores of each row, (b, taken)."""
        taken = self._taken
        b = len(scores)
        # A column is in group column mod the number of groups: maxima of whole rows are quick.
        of_groups = scores.reshape(b, GROUP, self._groups).max(axis=1)
        columns = np.arange(self._groups)[None]
        if taken < self._groups:
            columns = np.argpartition(of_groups, self._groups - taken, axis=1)[:, self._groups - taken :]
        columns = (np.arange(GROUP)[:, None] * self._groups + columns[:, None]).reshape(len(columns), -1)
        columns = np.broadcast_to(columns, (b, columns.shape[1]))
        among = np.take_along_axis(scores, columns, axis=1)
        best = np.argpartition(among, among.shape[1] - taken, axis=1)[:, among.shape[1] - taken :]
        return np.take_along_axis(columns, best, axis=1)


def _exact(points: np.ndarray, rows: np.ndarray, near: np.ndarray) -> np.ndarray:
    """Return the distances of points (b,) to those near them (b, c), each row sorted."""
    found = np.empty(near.shape)
    step = max(1, NUMBERS_AT_ONCE // (near.shape[1] * points.shape[1]))
    for start in range(0, len(rows), step):
        part = slice(start, start + step)
        differences = points[near[part]] - points[rows[part], None]
        found[part] = row_norms(differences.reshape(-1, points.shape[1])).reshape(differences.shape[:2])
    found.sort(axis=1)
    return found
