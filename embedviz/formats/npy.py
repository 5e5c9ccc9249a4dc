"""NumPy's .npy files, with the words in a list beside them."""

import io
from collections.abc import Iterator

import numpy as np
from numpy.lib import format as npy

from embedviz.errors import FileError, shortened
from embedviz.formats.matrix import as_float32, block_rows, plain_blocks, require_shape, row, shown
from embedviz.formats.rows import Content
from embedviz.formats.stream import ByteStream
from embedviz.formats.wordlist import find_words, with_words
from embedviz.i18n import _


def read_npy(stream: ByteStream) -> Content:
    """Read a matrix of floating-point or whole numbers and the list of words beside it.

    Parameters
    ----------
    stream : ByteStream
        The matrix, in C or Fortran order.

    Returns
    -------
    Content

    Raises
    ------
    FileError
        If it is no such matrix, its size is not what its shape needs, or there is no list of words.
    """
    shape, is_fortran, dtype, start = _header(stream)
    if dtype.kind not in "fiu":
        raise FileError(
            stream.name,
            _("an array of {dtype}; expected floating-point or whole numbers").format(dtype=shortened(str(dtype))),
        )
    m, n = require_shape(stream.name, shape)
    size = start + m * n * dtype.itemsize
    words = find_words(stream.path, n)
    if is_fortran:
        plain = stream.plain()
        _require_size(stream.name, plain.size, size, shape)
        blocks = plain_blocks(plain, start, dtype, (m, n), order="F")
    else:
        if not stream.compression:
            _require_size(stream.name, stream.size, size, shape)
        blocks = _stream_blocks(stream, start, shape, dtype)
    return Content(
        n,
        with_words(blocks, words, stream.path, row),
        dtype.name,
        companions=(words,),
        total=m if is_fortran else None,
    )


def _header(stream: ByteStream) -> tuple[tuple[int, ...], bool, np.dtype, int]:
    file = io.BytesIO(stream.head)
    try:
        version = npy.read_magic(file)
        if version not in ((1, 0), (2, 0)):
            raise FileError(
                stream.name, _("a .npy file of version {version}; expected 1.0 or 2.0").format(version=shown(version))
            )
        read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, is_fortran, dtype = read(file)
    except FileError:
        raise
    except Exception as error:  # the header is a Python literal, which can be wrong in any way
        raise FileError(stream.name, _("its .npy header is damaged or cut short")) from error
    return shape, is_fortran, dtype, file.tell()


def _stream_blocks(stream: ByteStream, start: int, shape: tuple[int, ...], dtype: np.dtype) -> Iterator[np.ndarray]:
    m, n = shape
    stream.read(start)
    step = block_rows(n)
    size = m * n * dtype.itemsize
    for first in range(0, m, step):
        count = min(step, m - first) * n * dtype.itemsize
        data = stream.read(count)
        if len(data) < count:
            _require_size(stream.name, stream.offset, start + size, shape)
        yield as_float32(np.frombuffer(data, dtype).reshape(-1, n))
    if stream.read(1):
        raise FileError(
            stream.name,
            _("more than {expected:,} bytes, expected {expected:,} for an array of shape {shape}").format(
                expected=start + size, shape=shown(shape)
            ),
        )


def _require_size(file: str, found: int, expected: int, shape: tuple[int, ...]) -> None:
    if found != expected:
        raise FileError(
            file,
            _("{found:,} bytes, expected {expected:,} for an array of shape {shape}").format(
                found=found, expected=expected, shape=shown(shape)
            ),
        )
