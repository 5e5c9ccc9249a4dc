"""What the rest needs of matrices: to walk over blocks of rows, and to refuse what is not a matrix."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import ArrayLike

from embedviz.errors import EmbedvizError
from embedviz.i18n import _

BLOCK_BYTES = 1 << 20


def row_blocks(
    matrix: np.ndarray, block_bytes: int = BLOCK_BYTES, starts: Iterable[int] | None = None
) -> Iterator[tuple[slice, np.ndarray]]:
    """Walk over a matrix in blocks of rows, each copied to float64 into one buffer.

    Parameters
    ----------
    matrix : ndarray or array-like with slicing (m, n)
        Anything whose slices NumPy can convert: a memory map, a dask array.
    block_bytes : int
        Size of a copy, roughly.
    starts : iterable of int, optional
        First rows of the blocks to walk over, some of :func:`block_starts`; all unless given.

    Yields
    ------
    tuple of slice and ndarray (b, n) float64
        The rows and their numbers, which the next block overwrites: fresh memory for each would cost a quarter of the
        time of what is done with it.
    """
    m, n = matrix.shape
    every = block_starts(matrix, block_bytes)
    rows = min(m, every.step)
    flags = getattr(matrix, "flags", None)
    buffer = np.empty((rows, n), order="F" if flags is not None and flags.fnc else "C")
    for start in every if starts is None else starts:
        stop = min(m, start + rows)
        block = buffer[: stop - start]
        block[:] = matrix[start:stop]
        yield slice(start, stop), block


def block_starts(matrix: np.ndarray, block_bytes: int = BLOCK_BYTES) -> range:
    """Return the first row of each block of a matrix.

    Parameters
    ----------
    matrix, block_bytes
        As for :func:`row_blocks`.

    Returns
    -------
    range
    """
    m, n = matrix.shape
    return range(0, m, max(1, block_bytes // (8 * n)))


def real_array(numbers: ArrayLike) -> np.ndarray:
    """Return real numbers as an array, or refuse what is none: complex numbers are not cut, nor text read.

    Parameters
    ----------
    numbers : array-like
        An array, a memory map, nested lists of numbers, or anything that NumPy can make an array of.

    Returns
    -------
    ndarray
        Of a floating-point or integer type, without a copy where it was an array before. Of what slices as an array
        does but is read piece by piece, such as a dask array, that very thing. Truth values count as 0 and 1.

    Raises
    ------
    EmbedvizError
        If they are of another type, rows differ in length, or some are masked.
    """
    if isinstance(numbers, np.ma.MaskedArray) and np.ma.is_masked(numbers):
        raise EmbedvizError(
            _("{masked:,} of {size:,} numbers are masked; expected a number everywhere").format(
                masked=int(np.ma.getmaskarray(numbers).sum()), size=numbers.size
            )
        )
    try:
        kept = isinstance(numbers, np.memmap) or _sliceable(numbers)
        array: np.ndarray = numbers if kept else np.asarray(numbers)  # type: ignore[assignment]
    except ValueError as error:
        raise EmbedvizError(_("rows of different lengths; expected the same number of numbers in each")) from error
    if array.dtype.kind == "b":
        return array.astype(np.uint8)
    if array.dtype.kind not in "fiu":
        raise EmbedvizError(
            _("an array of type {dtype}, shape {shape}; expected real numbers").format(
                dtype=array.dtype.name, shape=tuple(array.shape)
            )
        )
    return array


def require_matrix(array: np.ndarray) -> None:
    """Refuse anything but a matrix with at least one row and one column.

    Parameters
    ----------
    array : ndarray
        What was given.

    Raises
    ------
    EmbedvizError
        If it is not two-dimensional or is empty.
    """
    if array.ndim != 2 or 0 in array.shape:
        raise EmbedvizError(
            _("an array of shape {shape}; expected one of shape (m, n), m vectors in n dimensions").format(
                shape=tuple(array.shape)
            )
        )


def require_finite(array: np.ndarray) -> np.ndarray:
    """Return an array, or refuse it if it holds NaN or infinity.

    Parameters
    ----------
    array : ndarray
        What was given.

    Returns
    -------
    ndarray
        The same.

    Raises
    ------
    EmbedvizError
        If a number is not finite.
    """
    if not np.isfinite(array).all():
        raise EmbedvizError(_("the numbers hold NaN or infinity; expected finite ones"))
    return array


def _sliceable(numbers: object) -> bool:
    """Tell whether something is no NumPy array but can be read as one, a slice at a time."""
    if isinstance(numbers, np.ndarray):
        return False
    sliced = all(hasattr(numbers, name) for name in ("shape", "ndim", "__getitem__", "__array__"))
    return sliced and isinstance(getattr(numbers, "dtype", None), np.dtype)
