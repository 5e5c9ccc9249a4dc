"""What readers of whole matrices share: which shapes are word vectors, and walking over them in blocks of float32."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

import numpy as np

from embedviz.arrays import BLOCK_BYTES
from embedviz.errors import FileError
from embedviz.formats.plain import PlainFile
from embedviz.formats.rows import MAX_DIMENSION, MAX_WORDS
from embedviz.i18n import _

MAX_AXES_SHOWN = 8
_vanished: ContextVar[list[int] | None] = ContextVar("vanished", default=None)
COLUMN_STRETCH = 4  # a block of columns is read in n pieces: larger ones, fewer reads


def require_shape(file: str, shape: tuple[int, ...]) -> tuple[int, int]:
    """Return the numbers of words and dimensions, or refuse a shape that no word vectors have.

    Parameters
    ----------
    file : str
        Its name, for messages.
    shape : tuple of int
        As the file gives it.

    Returns
    -------
    tuple of int
        ``(m, n)``.

    Raises
    ------
    FileError
        If there are not two axes, one is empty, or one is longer than :data:`MAX_WORDS` or :data:`MAX_DIMENSION`.
    """
    if len(shape) != 2 or min(shape) < 1:
        raise FileError(
            file, _("an array of shape {shape}; expected m words by n dimensions").format(shape=shown(shape))
        )
    m, n = shape
    if m > MAX_WORDS:
        raise FileError(file, _("{m:,} words; expected at most {most:,}").format(m=m, most=MAX_WORDS))
    if n > MAX_DIMENSION:
        raise FileError(file, _("{n:,} dimensions; expected at most {most:,}").format(n=n, most=MAX_DIMENSION))
    return m, n


def shown(shape: tuple[int, ...]) -> str:
    """Return a shape for a reader.

    Parameters
    ----------
    shape : tuple of int
        Of any length; only the first axes of a long one are shown.

    Returns
    -------
    str
        As NumPy writes it: "(400000, 50)".
    """
    if len(shape) > MAX_AXES_SHOWN:
        return str(shape[:MAX_AXES_SHOWN])[:-1] + ", …)"
    return str(shape)


def row(before: int, index: int) -> str:
    """Return where a row stands, for a reader.

    Parameters
    ----------
    before : int
        How many rows stand before its block.
    index : int
        Of the row in the block, from 0.

    Returns
    -------
    str
    """
    return _("row {number:,}").format(number=before + index + 1)


def block_rows(n: int) -> int:
    """Return how many vectors of n dimensions make a block.

    Parameters
    ----------
    n : int
        At least 1.

    Returns
    -------
    int
    """
    return max(1, BLOCK_BYTES // (4 * n))


def as_float32(numbers: np.ndarray) -> np.ndarray:
    """Convert numbers; what is too large for float32 becomes infinite, and is refused as such when it is stored.

    Parameters
    ----------
    numbers : ndarray
        Of any floating-point or integer type and byte order.

    Returns
    -------
    ndarray float32
        In C order; the same memory where nothing is to be done.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # invalid: a NaN that signals
        found = numbers.astype(np.float32, order="C", copy=False)
    if numbers.dtype.kind == "f" and numbers.dtype.itemsize > found.itemsize:
        note_vanished(numbers, found)
    return found


def note_vanished(numbers: np.ndarray, found: np.ndarray) -> None:
    """Count the numbers other than 0 that became 0 in float32, for :func:`vanishing`.

    Parameters
    ----------
    numbers, found : ndarray
        As the file has them, and in float32.
    """
    counts = _vanished.get()
    lost = 0 if counts is None else int(np.count_nonzero(numbers)) - int(np.count_nonzero(found))
    if counts is not None and lost:
        counts.append(lost)


@contextmanager
def vanishing() -> Iterator[list[int]]:
    """Collect how many numbers too small for float32 become 0 while the block runs, in threads of its context too.

    Yields
    ------
    list of int
        Their numbers, block by block.
    """
    counts: list[int] = []
    token = _vanished.set(counts)
    try:
        yield counts
    finally:
        _vanished.reset(token)


def matrix_blocks(matrix: np.ndarray, convert: Callable[[np.ndarray], np.ndarray] = as_float32) -> Iterator[np.ndarray]:
    """Walk over the rows of a matrix in its order, however it lies in memory.

    Parameters
    ----------
    matrix : ndarray (m, n)
        Of any type that ``convert`` takes.
    convert : callable
        To float32.

    Yields
    ------
    ndarray (b, n) float32
    """
    step = block_rows(matrix.shape[1])
    for start in range(0, len(matrix), step):
        yield convert(matrix[start : start + step])


def plain_blocks(
    file: PlainFile,
    start: int,
    dtype: np.dtype,
    shape: tuple[int, int],
    *,
    order: Literal["C", "F"] = "C",
    convert: Callable[[np.ndarray], np.ndarray] = as_float32,
) -> Iterator[np.ndarray]:
    """Read the rows of a matrix in its order, however it lies in a file.

    Parameters
    ----------
    file : PlainFile
        It holds all of the matrix.
    start : int
        The place of the first number.
    dtype : dtype
        Of the numbers.
    shape : tuple of two int
        ``(m, n)``.
    order : str
        "C", row after row, or "F", column after column.
    convert : callable
        To float32.

    Yields
    ------
    ndarray (b, n) float32
    """
    m, n = shape
    step = block_rows(n) * (COLUMN_STRETCH if order == "F" else 1)
    for first in range(0, m, step):
        rows = min(step, m - first)
        if order == "C":
            block = file.array_at(start + first * n * dtype.itemsize, dtype, rows * n).reshape(rows, n)
        else:
            block = np.empty((rows, n), dtype)
            for column in range(n):
                block[:, column] = file.array_at(start + (column * m + first) * dtype.itemsize, dtype, rows)
        yield convert(block)
