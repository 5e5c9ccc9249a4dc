"""What the rest needs of large matrices: to walk over them in blocks, and to refuse what is not a matrix."""

from collections.abc import Iterator

import numpy as np

from embedviz.errors import EmbedvizError
from embedviz.i18n import _

BLOCK_BYTES = 2 << 20


def row_blocks(matrix: np.ndarray, dtype: type = np.float64) -> Iterator[tuple[slice, np.ndarray]]:
    """Walk over a matrix in blocks of rows, each copied to a dtype.

    Parameters
    ----------
    matrix : ndarray or array-like with slicing (m, n)
        Anything whose slices NumPy can convert: a memory map, a dask array.
    dtype : type
        Of the copies.

    Yields
    ------
    tuple of slice and ndarray (b, n)
        The rows and their numbers; b is such that a block takes about 2 MB.
    """
    m, n = matrix.shape
    rows = max(1, BLOCK_BYTES // (np.dtype(dtype).itemsize * n))
    for start in range(0, m, rows):
        yield slice(start, min(m, start + rows)), np.array(matrix[start : start + rows], dtype=dtype)


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
            _("an array of shape {shape}; expected m vectors by n dimensions").format(shape=tuple(array.shape))
        )
