"""The words at the two ends of each axis: what a dimension would mean, if it meant something."""

from dataclasses import dataclass, field

import numpy as np

from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.scaling import leveled, leveled_rows, unit_rows
from embedviz.vectors import Vectors, as_float64

WORDS = 10


@dataclass(frozen=True, eq=False)
class AxisEnds:
    """The k words of lowest and of highest coordinate on each of r axes.

    Parameters
    ----------
    low, high : ndarray (r, k) int
        Rows of the words, the outermost first.
    low_values, high_values : ndarray (r, k) float64
        Their coordinates, in standard deviations from the mean of the axis.
    low_likeness, high_likeness : ndarray (r,) float64
        Mean cosine of two words at that end: near 1 where they have one meaning. NaN of a single word.
    skewness, kurtosis : ndarray (r,) float64
        Of the coordinates on each axis: positive skewness for a longer tail at the high end; excess kurtosis, 0 for a
        Gaussian, large where few words have large coordinates.
    """

    low: np.ndarray = field(repr=False)
    high: np.ndarray = field(repr=False)
    low_values: np.ndarray = field(repr=False)
    high_values: np.ndarray = field(repr=False)
    low_likeness: np.ndarray = field(repr=False)
    high_likeness: np.ndarray = field(repr=False)
    skewness: np.ndarray = field(repr=False)
    kurtosis: np.ndarray = field(repr=False)

    def __len__(self) -> int:
        return len(self.low)

    @property
    def likeness(self) -> np.ndarray:
        """Mean cosine of two words at the end with the longer tail, (r,)."""
        return np.where(self.skewness < 0, self.low_likeness, self.high_likeness)

    @property
    def mean_likeness(self) -> float:
        """Mean of :attr:`likeness` over the axes."""
        return float(self.likeness.mean())

    def better_than(self, other: "AxisEnds") -> bool:
        """Tell whether the ends here are more alike than those of other axes, beyond twice the standard error.

        Parameters
        ----------
        other : AxisEnds
            Of the same words.

        Returns
        -------
        bool
        """
        variances = [ends.likeness.var() / len(ends) for ends in (self, other)]
        return bool(self.mean_likeness - other.mean_likeness > 2 * np.sqrt(sum(variances)))


def axis_ends(coordinates: Vectors, vectors: Vectors, *, k: int = WORDS) -> AxisEnds:
    """Find the words at the ends of axes, and how alike they are.

    Parameters
    ----------
    coordinates : array-like (m, r)
        Of m words on r axes.
    vectors : Embedding or array-like (m, n)
        The words' own vectors, by whose cosines they are alike, less their mean. A word whose vector is the mean is
        like no other.
    k : int
        Words at an end; half of the words if there are not so many.

    Returns
    -------
    AxisEnds

    Raises
    ------
    EmbedvizError
        If there are fewer than two words, or not as many coordinates as vectors.
    """
    # Each axis has a unit of its own.
    coordinates, vectors = leveled_rows(as_float64(coordinates).T)[0].T, as_float64(vectors)
    m = len(coordinates)
    if m < 2 or len(vectors) != m:
        raise EmbedvizError(
            _(
                "coordinates of {m:,} words and vectors of {other:,}; expected two or more words, and the same "
                "number of vectors"
            ).format(m=m, other=len(vectors))
        )
    k = min(k, m // 2)
    coordinates -= coordinates.mean(axis=0)
    deviations = np.sqrt((coordinates**2).mean(axis=0))
    coordinates /= np.where(deviations > 0, deviations, 1.0)
    whole, _exponent = leveled(vectors)
    units = unit_rows(whole - whole.mean(axis=0))
    across = np.ascontiguousarray(coordinates.T)
    squares = across * across
    (low, low_values), (high, high_values) = _lowest(across, k), _lowest(-across, k)
    return AxisEnds(
        low,
        high,
        low_values,
        -high_values,
        _likeness(units, low),
        _likeness(units, high),
        (squares * across).mean(axis=1),
        (squares * squares).mean(axis=1) - 3,
    )


def _lowest(across: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Return where the k lowest numbers of each row stand, lowest first, equal ones in their order, and the numbers."""
    last = np.partition(across, k - 1, axis=1)[:, k - 1]
    positions = np.empty((len(across), k), np.int64)
    for row, bound, found in zip(across, last, positions, strict=True):
        low = np.flatnonzero(row <= bound)
        found[:] = low[row[low].argsort(kind="stable")[:k]]
    return positions, np.take_along_axis(across, positions, axis=1)


def _likeness(units: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Return the mean cosine of two different words of each row, (r,)."""
    k = ends.shape[1]
    if k < 2:
        return np.full(len(ends), np.nan)
    chosen = units[ends]
    sums = (chosen.sum(axis=1) ** 2).sum(axis=1)
    return (sums - (chosen**2).sum(axis=(1, 2))) / (k * (k - 1))
