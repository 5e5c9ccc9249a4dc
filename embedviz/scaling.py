"""Scaling by powers of two, which rounds nothing, where squares and sums would leave the range of float64.

Float64 holds numbers from 5e-324 to 1.8e308, but the squares of those from about 1e-146 to 1e154 only. What does not
depend on the scale of vectors, such as an angle or a rank, is the same beyond these if they are scaled first.
"""

from collections.abc import Callable, Iterable

import numpy as np

from embedviz.arrays import require_finite, row_blocks
from embedviz.errors import EmbedvizError
from embedviz.i18n import _

# Numbers between 2 to the power of minus this and of this have squares whose sums keep all their digits.
SAFE_EXPONENT = 400
SAFE_LOW, SAFE_HIGH = 2.0**-SAFE_EXPONENT, 2.0**SAFE_EXPONENT
# The power of two itself is a float64, and a product with it ten times as fast as NumPy's ldexp.
MOST_AT_ONCE = 1_000
# Numbers smaller than this lose digits in float32.
FLOAT32_LOW = float(np.finfo(np.float32).tiny / np.finfo(np.float32).eps)
FLOAT32_HIGH = float(np.finfo(np.float32).max)


class Scaled:
    """A matrix times 2 to the power of -e, each block of rows computed when it is read.

    Parameters
    ----------
    matrix : ndarray or array-like with slicing (m, n)
        The matrix.
    exponent : int
        e.
    """

    def __init__(self, matrix: np.ndarray, exponent: int) -> None:
        self._matrix, self._exponent = matrix, exponent
        self.shape, self.ndim, self.dtype = matrix.shape, 2, np.dtype(np.float64)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows: slice | np.ndarray) -> np.ndarray:
        return np.ldexp(np.asarray(self._matrix[rows], dtype=np.float64), -self._exponent)

    def __array__(self, dtype: np.dtype | None = None, copy: bool | None = None) -> np.ndarray:
        return self[:].astype(dtype or self.dtype, copy=False)


def leveled(array: np.ndarray) -> tuple[np.ndarray, int]:
    """Scale numbers by the power of two that brings the largest between 1/2 and 1.

    Parameters
    ----------
    array : ndarray
        Finite numbers, of any shape.

    Returns
    -------
    tuple of ndarray float64 and int
        A copy, and the exponent e: the array is the copy times 2 to the power of e. 0 where all numbers are.
    """
    numbers = np.asarray(array, dtype=np.float64)
    exponent = _exponent(float(np.abs(numbers).max(initial=0.0)))
    if abs(exponent) < MOST_AT_ONCE:
        return numbers * 2.0**-exponent, exponent
    return np.ldexp(numbers, -exponent), exponent


def in_range(matrix: np.ndarray) -> tuple[np.ndarray, int]:
    """Return a matrix whose numbers have squares in float64: the matrix itself, or a scaled view if it must be.

    Parameters
    ----------
    matrix : ndarray or array-like with slicing (m, n)
        Of numbers no larger than those of float32 nothing is read.

    Returns
    -------
    tuple of array-like (m, n) and int
        The view and the exponent e: the matrix is the view times 2 to the power of e. 0 for the matrix itself.

    Raises
    ------
    EmbedvizError
        If it is read and holds NaN or infinity.
    """
    dtype = np.dtype(matrix.dtype)
    if dtype.kind != "f" or dtype.itemsize <= 4:
        return matrix, 0
    exponent = exponent_of(matrix)
    if abs(exponent) <= SAFE_EXPONENT:
        return matrix, 0
    return Scaled(matrix, exponent), exponent  # type: ignore[return-value]


def exponent_of(matrix: np.ndarray) -> int:
    """Return the exponent of the power of two just above the largest number of a matrix, by magnitude; 0 of zeros.

    Parameters
    ----------
    matrix : ndarray or array-like with slicing (m, n)
        Read in blocks of rows.

    Returns
    -------
    int

    Raises
    ------
    EmbedvizError
        If it holds NaN or infinity.
    """
    largest = np.array([max(float(block.max()), -float(block.min())) for _rows, block in row_blocks(matrix)])
    return _exponent(float(require_finite(largest).max()))


def leveled_rows(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scale each row by the power of two that brings its largest number between 1/2 and 1.

    Parameters
    ----------
    rows : ndarray (k, n)
        Finite numbers.

    Returns
    -------
    tuple of ndarray (k, n) float64 and ndarray (k,) int
        A copy, and the exponent of each row.
    """
    numbers = np.asarray(rows, dtype=np.float64)
    exponents = np.frexp(np.abs(numbers).max(axis=1))[1].astype(int)
    return np.ldexp(numbers, -exponents[:, None]), exponents


def directed(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return rows and lengths whose quotients are the directions of vectors, however long or short these are.

    Parameters
    ----------
    rows : ndarray (k, n) float64
        One vector a row.

    Returns
    -------
    tuple of ndarray (k, n) float64 and ndarray (k,) float64
        The rows, and their Euclidean lengths. Of vectors too long or too short to be squared both are scaled.
    """
    lengths, extreme = _lengths(rows)
    if len(extreme):
        rows = rows.copy()
        rows[extreme], _exponents = leveled_rows(rows[extreme])
        lengths[extreme] = _roots(rows[extreme])
    return rows, lengths


def unit_rows(matrix: np.ndarray) -> np.ndarray:
    """Return the directions of rows.

    Parameters
    ----------
    matrix : ndarray (m, n) float64
        One a row.

    Returns
    -------
    ndarray (m, n) float64
        Rows of length 1; a row of zeros, which has no direction, stays as it is.
    """
    rows, lengths = directed(matrix)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1.0)[:, None])


def row_norms(rows: np.ndarray) -> np.ndarray:
    """Return the Euclidean length of each row, also where squares leave the range of float64.

    Parameters
    ----------
    rows : ndarray (k, n) float64
        One vector a row.

    Returns
    -------
    ndarray (k,) float64
        Infinite only if the length itself is beyond the range.
    """
    lengths, extreme = _lengths(rows)
    if len(extreme):
        scaled, exponents = leveled_rows(rows[extreme])
        with np.errstate(over="ignore"):
            lengths[extreme] = np.ldexp(_roots(scaled), exponents)
    return lengths


def norm(vector: np.ndarray) -> float:
    """Return the Euclidean length of a vector (n,), as :func:`row_norms` does of rows."""
    return float(row_norms(np.asarray(vector, dtype=np.float64)[None])[0])


def rescaled(values: np.ndarray, exponent: int, what: str) -> np.ndarray:
    """Return numbers times 2 to the power of an exponent, or refuse those that float64 cannot hold.

    Parameters
    ----------
    values : ndarray float64
        Finite.
    exponent : int
        What :func:`leveled` or :func:`in_range` gave.
    what : str
        What the numbers are, for the message.

    Returns
    -------
    ndarray float64

    Raises
    ------
    EmbedvizError
        If one is too large.
    """
    with np.errstate(over="ignore"):
        found = np.ldexp(values, exponent)
    if not np.isfinite(found).all():
        power = np.log10(np.abs(values).max()) + exponent * np.log10(2.0)
        raise EmbedvizError(
            _("{what} of 1e{power:.0f}; expected at most 1.8·10³⁰⁸, the largest number of float64").format(
                what=what, power=np.floor(power)
            )
        )
    return np.asarray(found)


def compact(values: np.ndarray) -> np.ndarray:
    """Return numbers in float32 if it holds them, and else as they are.

    Parameters
    ----------
    values : ndarray float64
        Finite.

    Returns
    -------
    ndarray float32 or float64
        float64 if the largest is beyond the range of float32, or so small that float32 would lose digits.
    """
    return values.astype(np.float32) if _fits(float(np.abs(values).max(initial=0.0))) else values


def collected(shape: tuple[int, int], blocks: Callable[[], Iterable[tuple[slice, np.ndarray]]]) -> np.ndarray:
    """Put blocks of rows together, in float32 if it holds them as :func:`compact` wants it, and else in float64.

    Parameters
    ----------
    shape : tuple of int
        ``(m, n)``.
    blocks : callable
        Returns the rows and their numbers in float64, again at each call: only if float32 does not hold them are they
        asked for a second time.

    Returns
    -------
    ndarray (m, n) float32 or float64
    """
    found, largest = np.empty(shape, dtype=np.float32), 0.0
    with np.errstate(over="ignore"):
        for rows, block in blocks():
            found[rows] = block
            largest = max(largest, float(np.abs(block).max(initial=0.0)))
    if _fits(largest):
        return found
    wide = np.empty(shape)
    for rows, block in blocks():
        wide[rows] = block
    return wide


def _fits(largest: float) -> bool:
    return largest == 0 or FLOAT32_LOW <= largest <= FLOAT32_HIGH


def _exponent(largest: float) -> int:
    return int(np.frexp(largest)[1]) if largest > 0 else 0


def _lengths(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return lengths, and which of them the squares may have spoiled."""
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        lengths = _roots(rows)
        return lengths, np.flatnonzero(~((lengths > SAFE_LOW) & (lengths < SAFE_HIGH)))


def _roots(rows: np.ndarray) -> np.ndarray:
    return np.sqrt(np.einsum("ij,ij->i", rows, rows))
