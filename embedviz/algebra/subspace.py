"""How far vectors are from the span of a few."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from embedviz.algebra.intervals import equal_intervals
from embedviz.algebra.reductions import report
from embedviz.arrays import row_blocks
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.scaling import compact, in_range, unit_rows
from embedviz.vectors import Vectors, as_float64, as_matrix, norms

Measure = Literal["share", "distance"]
BINS = 60


@dataclass(frozen=True, eq=False)
class SpanDistances:
    """The distances of m vectors in n dimensions from a subspace S.

    Parameters
    ----------
    distances : ndarray (m,) float32
        Euclidean distance of each vector from the nearest point of S; float64 where float32 does not hold them.
    norms : ndarray (m,) float32
        Length of each vector, likewise.
    span : ndarray (r, n) float64
        An orthonormal basis of S, one vector a row.
    """

    distances: np.ndarray
    norms: np.ndarray
    span: np.ndarray = field(repr=False)

    @property
    def dimension(self) -> int:
        """Dimension r of S."""
        return len(self.span)

    @property
    def shares(self) -> np.ndarray:
        """Distance as a share of the vector's length, (m,) float32: the sine of its angle to S.

        0 in S and 1 at right angles to it; NaN for zero vectors, which have no angle.
        """
        with np.errstate(invalid="ignore"):
            return np.where(self.norms > 0, np.minimum(self.distances / self.norms, 1.0), np.nan)

    @property
    def contains_all(self) -> bool:
        """Whether every vector lies in S, up to rounding: 4·n·eps of the vector's length."""
        return bool((self.distances <= 4 * self.span.shape[1] * np.finfo(np.float64).eps * self.norms).all())

    @property
    def random_share(self) -> float:
        """√(1 - r/n), the share of a random direction, all being equally likely: root of the mean square."""
        r, n = self.span.shape
        return float(np.sqrt(1 - r / n))

    def values(self, measure: Measure) -> np.ndarray:
        """Return the shares or the distances.

        Parameters
        ----------
        measure : {"share", "distance"}
            Which.

        Returns
        -------
        ndarray (m,) float32
        """
        return self.shares if measure == "share" else self.distances

    def median(self, measure: Measure) -> float:
        """Return the median share or distance; NaN if no vector has one.

        Parameters
        ----------
        measure : {"share", "distance"}
            Which.

        Returns
        -------
        float
        """
        values = self.values(measure)
        usable = values[np.isfinite(values)]
        return float(np.median(usable)) if len(usable) else float("nan")

    def nearest(self, k: int, measure: Measure, exclude: Sequence[int] = ()) -> np.ndarray:
        """Return the vectors nearest to S.

        Parameters
        ----------
        k : int
            How many; fewer if there are not so many.
        measure : {"share", "distance"}
            By what; vectors that have no share are passed over.
        exclude : sequence of int
            Rows to pass over.

        Returns
        -------
        ndarray (k,) int
            Rows, nearest first; the lower one of equals first.
        """
        return _lowest(self.values(measure), k, exclude)

    def farthest(self, k: int, measure: Measure, exclude: Sequence[int] = ()) -> np.ndarray:
        """Return the vectors farthest from S.

        Parameters
        ----------
        k, measure, exclude
            As for :meth:`nearest`.

        Returns
        -------
        ndarray (k,) int
            Rows, farthest first.
        """
        return _lowest(-self.values(measure), k, exclude)

    def histogram(self, measure: Measure, exclude: Sequence[int] = ()) -> tuple[np.ndarray, np.ndarray]:
        """Count the vectors by their share or distance.

        Parameters
        ----------
        measure, exclude
            As for :meth:`nearest`; there must be a vector left.

        Returns
        -------
        tuple of ndarray (b,) int and ndarray (b + 1,) float64
            How many fall into each of 60 intervals of equal width, and where those begin and end; one interval where
            the values are too close to each other to be told apart by so many.
        """
        values = self.values(measure)[_usable(self.values(measure), exclude)].astype(np.float64)
        return np.histogram(values, equal_intervals(values, BINS))


def span_distances(embedding: Vectors, vectors: Vectors, *, progress: ProgressCallback | None = None) -> SpanDistances:
    """Measure how far every word of an embedding is from the span of some vectors, in one pass.

    Parameters
    ----------
    embedding : Embedding or array-like (m, n)
        m words in n dimensions.
    vectors : Embedding or array-like (k, n)
        What spans S. They are scaled to length 1 first, as lengths do not change a span, and may be dependent.
    progress : callable, optional
        Called with the number of words measured. It may raise to cancel.

    Returns
    -------
    SpanDistances

    Raises
    ------
    EmbedvizError
        If the vectors are not a finite matrix of n columns.

    Notes
    -----
    The distance is the length of x - VᵀVx, V holding an orthonormal basis of S as rows (Golub and Van Loan 2013,
    section 2.5.1), in float64. Taken from ‖x‖² - ‖Vx‖² it would lose half of its digits near S.
    """
    words, matrix = as_matrix(embedding), as_float64(vectors)
    m, n = words.shape
    if matrix.shape[1] != n:
        raise EmbedvizError(
            _("a span in {found:,} dimensions; expected {n:,}, as the words have").format(found=matrix.shape[1], n=n)
        )
    span = _orthonormal(matrix)
    distances = np.empty(m)
    words, exponent = in_range(words)
    for rows, block in row_blocks(words):
        block -= (block @ span.T) @ span
        distances[rows] = np.ldexp(np.sqrt(np.einsum("ij,ij->i", block, block)), exponent)
        report(progress, _("Measuring the distance of every word"), rows.stop, m)
    lengths = norms(embedding)
    distances = compact(distances) if lengths.dtype == np.float32 else distances
    distances.setflags(write=False)
    return SpanDistances(distances, lengths, span)


def _orthonormal(matrix: np.ndarray) -> np.ndarray:
    _left, values, right = np.linalg.svd(unit_rows(matrix), full_matrices=False)
    return right[values > max(matrix.shape) * np.finfo(np.float64).eps * values[0]]


def _lowest(values: np.ndarray, k: int, exclude: Sequence[int]) -> np.ndarray:
    rows = _usable(values, exclude)
    if k < len(rows):
        threshold = np.partition(values[rows], k - 1)[k - 1]
        rows = rows[values[rows] <= threshold]
    return rows[np.argsort(values[rows], kind="stable")][:k]


def _usable(values: np.ndarray, exclude: Sequence[int]) -> np.ndarray:
    usable = np.isfinite(values)
    usable[list(exclude)] = False
    return np.flatnonzero(usable)
