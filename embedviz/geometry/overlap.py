"""How much of a word's neighborhood in one embedding is its neighborhood in another."""

from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from embedviz.arrays import row_blocks
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.scaling import directed
from embedviz.vectors import Vectors, as_matrix
from embedviz.workers.ranges import blocks_of, grouped
from embedviz.workers.rows import spread

# Cosines of so many words to all words are held at once.
BLOCK_NUMBERS = 1 << 20
# Cosines this close, times how many words apart, are equal but for rounding: the more frequent word goes first.
TIE = 1e-14


@dataclass(frozen=True, eq=False)
class NeighborhoodOverlap:
    """The nearest neighbors of s words by cosine, among these words, in two embeddings.

    Parameters
    ----------
    first, second : ndarray (s, K) int32
        The neighbors of each word in either embedding, nearest first, as rows of these s.
    cosines : ndarray (2, s, K) float32
        Theirs.
    """

    first: np.ndarray = field(repr=False)
    second: np.ndarray = field(repr=False)
    cosines: np.ndarray = field(repr=False)

    @property
    def most(self) -> int:
        """K, the largest neighborhood that can be asked for."""
        return self.first.shape[1]

    def common(self, k: int) -> np.ndarray:
        """Return how many of the k nearest are the same.

        Parameters
        ----------
        k : int
            From 1 to K.

        Returns
        -------
        ndarray (s,) int
        """
        if not 1 <= k <= self.most:
            raise EmbedvizError(_("neighborhoods of {k:,} words; expected 1 to {most:,}").format(k=k, most=self.most))
        both = np.sort(np.hstack([self.first[:, :k], self.second[:, :k]]), axis=1)
        return np.count_nonzero(both[:, 1:] == both[:, :-1], axis=1)

    def jaccard(self, k: int) -> np.ndarray:
        """Return the Jaccard index of the k nearest in both, |A ∩ B|/|A ∪ B|.

        Parameters
        ----------
        k : int
            From 1 to K.

        Returns
        -------
        ndarray (s,) float64
            From 0, none in common, to 1, all.
        """
        common = self.common(k)
        return common / (2 * k - common)

    def distribution(self, k: int) -> np.ndarray:
        """Return the share of words that have 0, 1, … k of their k nearest in common, (k + 1,) float64."""
        return np.bincount(self.common(k), minlength=k + 1) / len(self.first)

    def by_chance(self, k: int) -> np.ndarray:
        """Return the same for neighbors drawn at random: the hypergeometric distribution, (k + 1,) float64."""
        from scipy.stats import hypergeom

        return np.asarray(hypergeom(len(self.first) - 1, k, k).pmf(np.arange(k + 1)))

    def chance(self, k: int) -> float:
        """Return the mean Jaccard index of two neighborhoods of k drawn at random."""
        common = np.arange(k + 1)
        return float(self.by_chance(k) @ (common / (2 * k - common)))

    def order(self, k: int) -> np.ndarray:
        """Return the words by how much of their neighborhood is kept, least first; of equal ones the first first."""
        return np.argsort(self.common(k), kind="stable")


def neighborhood_overlap(
    first: Vectors,
    second: Vectors,
    *,
    most: int = 50,
    progress: ProgressCallback | None = None,
    executor: Executor | None = None,
) -> NeighborhoodOverlap:
    """Find the nearest neighbors of every word in two embeddings, exactly, over all pairs.

    Parameters
    ----------
    first : Embedding or array-like (s, p)
        A word a row; none is zero.
    second : Embedding or array-like (s, q)
        The same words in the same order.
    most : int
        K, the largest neighborhood that will be asked for; at most s - 1 are found.
    progress : callable, optional
        Called with the words compared. It may raise to cancel.
    executor : concurrent.futures.Executor, optional
        Who compares ranges of the words, as for :func:`embedviz.spectrum`; each worker holds all of them.

    Returns
    -------
    NeighborhoodOverlap

    Raises
    ------
    EmbedvizError
        If there are fewer than two words, not as many vectors of each, one of them is zero, or most is below 1.

    References
    ----------
    P. Jaccard, The distribution of the flora in the alpine zone, New Phytologist 11(2), 1912.
    L. Wendlandt, J. K. Kummerfeld and R. Mihalcea, Factors influencing the surprising instability of word embeddings,
    NAACL 2018 (overlap of nearest neighbors between embeddings).
    """
    first, second = as_matrix(first), as_matrix(second)
    s = len(first)
    if len(second) != s or s < 2 or most < 1:
        raise EmbedvizError(
            _("{first:,} vectors and {second:,}, {most:,} neighbors; expected at least 2 of each, the same number, "
              "and 1 neighbor")
            .format(first=s, second=len(second), most=most)
        )  # fmt: skip
    k = min(most, s - 1)
    lists, cosines = np.empty((2, s, k), dtype=np.int32), np.empty((2, s, k), dtype=np.float32)
    parts = grouped(s, max(1, BLOCK_NUMBERS // s))
    for side, vectors in enumerate((first, second)):
        _require_directions(vectors)
        how: dict[str, Any] = {"progress": progress, "done": side * s, "total": 2 * s}
        with spread(vectors, executor) as rows:
            found = rows.each(_nearest_of, parts, k, prepare=_units, stage=_("Comparing neighborhoods"), **how)
            start = 0
            for near, scores in found:
                stop = start + len(near)
                lists[side, start:stop], cosines[side, start:stop] = near, scores
                start = stop
    return NeighborhoodOverlap(lists[0], lists[1], cosines)


def _nearest_of(units: np.ndarray, part: range, k: int) -> tuple[np.ndarray, np.ndarray]:
    found = [_nearest(units, rows, k) for rows in blocks_of(part, len(units))]
    return np.concatenate([near for near, _scores in found]), np.concatenate([scores for _near, scores in found])


def _nearest(units: np.ndarray, rows: slice, k: int) -> tuple[np.ndarray, np.ndarray]:
    s = len(units)
    scores = units[rows] @ units.T
    scores -= TIE * np.arange(s)
    here = np.arange(rows.start, rows.stop)
    scores[here - rows.start, here] = -np.inf
    near = np.argpartition(scores, s - k, axis=1)[:, s - k :]
    found = np.take_along_axis(scores, near, axis=1)
    order = np.argsort(-found, axis=1)
    near, found = np.take_along_axis(near, order, axis=1), np.take_along_axis(found, order, axis=1)
    return near, np.clip(found + TIE * near, -1.0, 1.0)


def _units(vectors: np.ndarray, _k: int) -> np.ndarray:
    rows, lengths = directed(np.array(vectors[:], dtype=np.float64))
    return np.asarray(rows / lengths[:, None])


def _require_directions(vectors: np.ndarray) -> None:
    for rows, block in row_blocks(vectors):
        zero = np.flatnonzero(~block.any(axis=1))
        if len(zero):
            raise EmbedvizError(
                _("vector {row:,} is zero: it has no direction").format(row=rows.start + int(zero[0]) + 1)
            )
