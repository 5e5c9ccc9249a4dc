"""Which of m points have another within a radius, exactly, without the distances of all pairs.

That a point has one is proved by showing it. A few points drawn at random show it for most where the radius is large.
For the others a k-d tree of projections is asked: a projection makes no distance longer, so that whatever is within
the radius is so there too. Who is left is compared with all.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from embedviz.algebra.reductions import report
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.scaling import exponent_of

PROJECTED = 8
PATTERN_ROWS = 2_000
DRAWN = (256, 4_096)
FROM_TREE = (4, 32, 256)
AT_ONCE, COMPARED, LEAST_WIDTH = 1 << 21, 2_048, 64
# Products of numbers, in all; beyond them a point is left undecided.
MOST_PRODUCTS = 4e12


@dataclass(frozen=True, eq=False)
class Witnesses:
    """For each of p points another within the radius.

    Parameters
    ----------
    found : ndarray (p,) int
        The row of the other; -1 where there is none, and -2 where it is not known.
    radius : float
        How near it is at least.
    """

    found: np.ndarray
    radius: float

    @property
    def undecided(self) -> int:
        """Of how many points it is not known, as comparing them with all would have taken too long."""
        return int(np.count_nonzero(self.found == -2))


class Cloud:
    """Points among which others within a radius are looked for.

    Parameters
    ----------
    vectors : ndarray (m, n)
        A memory map is read in blocks.
    rows : ndarray (p,) int
        Which of them are the points, no two of them equal.
    seed : int
        Of the draws, which change the time and no answer.
    """

    def __init__(self, vectors: np.ndarray, rows: np.ndarray, seed: int = 0) -> None:
        self.vectors, self.rows = vectors, rows
        self._exponent = exponent_of(vectors)
        self._random = np.random.default_rng(seed)
        self._center = np.zeros(vectors.shape[1])
        self._center = self._points(self._draw(PATTERN_ROWS)).mean(axis=0)
        self._tree: tuple[np.ndarray, Any] | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def nearest(self, count: int, progress: ProgressCallback | None = None) -> np.ndarray:
        """Return the distances of some points, drawn at random, to the nearest other, (min(count, p),) float64."""
        drawn = self._draw(count)
        best, _others = self._nearest_of_all(drawn, progress)
        return np.asarray(np.ldexp(best, self._exponent))

    def within(self, radius: float, progress: ProgressCallback | None = None) -> Witnesses:
        """Find for each point another whose distance is at most the radius, or that there is none.

        Parameters
        ----------
        radius : float
            At least 0.
        progress : callable, optional
            Called with the points decided. It may raise to cancel.

        Returns
        -------
        Witnesses
        """
        p = len(self)
        found = np.full(p, -2, dtype=np.int64)
        reach = float(np.ldexp(radius, -self._exponent))
        if p < 2:
            return Witnesses(np.full(p, -1, dtype=np.int64), radius)
        for count in DRAWN:
            if self._is_worth_drawing(reach):
                self._by_draw(found, reach, count, progress)
        for k in FROM_TREE:
            self._by_tree(found, reach, k, progress)
        self._by_all(found, reach, progress)
        known = found >= 0
        found[known] = self.rows[found[known]]
        return Witnesses(found, radius)

    def _points(self, at: np.ndarray) -> np.ndarray:
        """Return some points, scaled and centered, in float64."""
        rows = self.rows[at]
        in_line = len(rows) > 1 and rows[-1] - rows[0] == len(rows) - 1 and (np.diff(rows) == 1).all()
        taken = self.vectors[rows[0] : rows[-1] + 1] if in_line else self.vectors[rows]  # a slice is much quicker
        found = np.ldexp(np.asarray(taken, dtype=np.float64), -self._exponent)
        found -= self._center
        return found

    def _draw(self, count: int) -> np.ndarray:
        return np.sort(self._random.choice(len(self), min(count, len(self)), replace=False))

    def _is_worth_drawing(self, reach: float) -> bool:
        """Tell whether two points drawn at random are likely to be so near each other."""
        some = self._points(self._draw(DRAWN[0]))
        squares = np.einsum("ij,ij->i", some, some)
        apart = squares[:, None] + squares - 2 * some @ some.T
        np.fill_diagonal(apart, np.inf)
        return bool(np.count_nonzero(apart.min(axis=1) <= reach**2) > len(some) / 10)

    def _by_draw(self, found: np.ndarray, reach: float, count: int, progress: ProgressCallback | None) -> None:
        drawn = self._draw(count)
        others = self._points(drawn)
        halves = np.einsum("ij,ij->i", others, others) / 2
        single, single_halves = others.T.astype(np.float32), halves.astype(np.float32)
        open_ = np.flatnonzero(found == -2)
        step = max(1, AT_ONCE // count)
        for start in range(0, len(open_), step):
            at = open_[start : start + step]
            points = self._points(at)
            scores = points.astype(np.float32) @ single
            scores -= single_halves
            scores[at[:, None] == drawn] = -np.inf
            best = scores.argmax(axis=1)
            near = np.linalg.norm(points - others[best], axis=1) <= reach
            near &= drawn[best] != at
            found[at[near]] = drawn[best[near]]
            report(progress, _("Comparing with a sample"), start + len(at), len(open_))

    def _by_tree(self, found: np.ndarray, reach: float, k: int, progress: ProgressCallback | None) -> None:
        open_ = np.flatnonzero(found == -2)
        if not len(open_):
            return
        projected, tree = self._projections(progress)
        k = min(k, len(self) - 1)
        step = max(1, AT_ONCE // (k * self.vectors.shape[1]))
        # Rounding may make a projection longer by some units in the last place.
        bound = reach * (1 + 1e-9) + 1e-13 * float(np.abs(projected).max(initial=0.0))
        for start in range(0, len(open_), step):
            at = open_[start : start + step]
            near = np.asarray(tree.query(projected[at], k + 1, distance_upper_bound=bound, workers=-1)[1])
            near = near.reshape(len(at), -1)
            missing = near == len(self)
            others = np.where(missing, at[:, None], near)
            lines, places = np.nonzero(others != at[:, None])
            away = np.full(near.shape, np.inf)
            pairs = self._points(others[lines, places]) - self._points(at[lines])
            away[lines, places] = np.linalg.norm(pairs, axis=1)
            best = away.argmin(axis=1)
            lines = np.arange(len(at))
            has = away[lines, best] <= reach
            found[at[has]] = others[lines[has], best[has]]
            # Where the tree ran out of points within the bound, these were all.
            found[at[~has & missing.any(axis=1)]] = -1
            report(progress, _("Comparing projections"), start + len(at), len(open_))

    def _by_all(self, found: np.ndarray, reach: float, progress: ProgressCallback | None) -> None:
        open_ = np.flatnonzero(found == -2)
        if not len(open_):
            return
        # With few dimensions it is not the products that take the time.
        affordable = int(MOST_PRODUCTS / (float(len(self)) * max(LEAST_WIDTH, self.vectors.shape[1])))
        open_ = open_[: max(1, affordable)]
        for start in range(0, len(open_), COMPARED):
            at = open_[start : start + COMPARED]
            best, others = self._nearest_of_all(at, progress)
            found[at] = np.where(best <= reach, others, -1)
            report(progress, _("Comparing with all"), start + len(at), len(open_))

    def _nearest_of_all(self, at: np.ndarray, progress: ProgressCallback | None) -> tuple[np.ndarray, np.ndarray]:
        """Return the distances of some points to the nearest of all others, scaled, and which these are."""
        points = self._points(at)
        best, others = np.full(len(at), np.inf), np.full(len(at), -1, dtype=np.int64)
        step = max(1, AT_ONCE // max(len(at), self.vectors.shape[1]))
        for start in range(0, len(self), step):
            among = np.arange(start, min(len(self), start + step))
            block = self._points(among)
            scores = points @ block.T
            scores -= np.einsum("ij,ij->i", block, block) / 2
            scores[at[:, None] == among] = -np.inf
            nearest = scores.argmax(axis=1)
            away = np.linalg.norm(points - block[nearest], axis=1)
            away[among[nearest] == at] = np.inf
            nearer = away < best
            best[nearer], others[nearer] = away[nearer], among[nearest[nearer]]
            report(progress, _("Comparing with all"), start + len(among), len(self))
        return best, others

    def _projections(self, progress: ProgressCallback | None) -> tuple[np.ndarray, Any]:
        from scipy.spatial import KDTree

        if self._tree is None:
            some = self._points(self._draw(PATTERN_ROWS))
            axes = np.linalg.svd(some, full_matrices=False)[2][:PROJECTED].T
            projected = np.empty((len(self), axes.shape[1]))
            step = max(1, AT_ONCE // self.vectors.shape[1])
            for start in range(0, len(self), step):
                at = np.arange(start, min(len(self), start + step))
                projected[at] = self._points(at) @ axes
                report(progress, _("Projecting"), start + len(at), len(self))
            self._tree = projected, KDTree(projected, balanced_tree=True)
        return self._tree
