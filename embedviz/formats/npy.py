"""NumPy's .npy files, with the words in a list beside them."""

from collections.abc import Iterator

import numpy as np

from embedviz.errors import FileError
from embedviz.formats.list_files import find_words
from embedviz.formats.matrix import as_float32, block_rows, plain_blocks, require_shape, row, shown
from embedviz.formats.npy_header import ArrayHeader, read_array_header
from embedviz.formats.options import NOTHING_TOLD, Options
from embedviz.formats.pairing import with_list
from embedviz.formats.records import read_records
from embedviz.formats.rows import Content
from embedviz.formats.stream import ByteStream
from embedviz.i18n import _


def read_npy(stream: ByteStream, options: Options = NOTHING_TOLD) -> Content:
    """Read a matrix of floating-point or whole numbers and the list of words beside it, or an array of records.

    Parameters
    ----------
    stream : ByteStream
        The matrix, in C or Fortran order.
    options : Options
        May name the list of words.

    Returns
    -------
    Content

    Raises
    ------
    FileError
        If it is no such matrix, its size is not what its shape needs, or there is no list of words.
    """
    header = read_array_header(stream.head, stream.name)
    if header.dtype.names:
        return read_records(stream, header)
    header.require_numbers(stream.name)
    m, n = require_shape(stream.name, header.shape)
    words = find_words(stream.beside, n, options.words)
    if header.is_fortran:
        plain = stream.plain()
        header.require_size(stream.name, plain.size)
        blocks = plain_blocks(plain, header.start, header.dtype, (m, n), order="F")
    else:
        if not stream.compression:
            header.require_size(stream.name, stream.size)
        blocks = _stream_blocks(stream, header)
    return with_list(
        n,
        blocks,
        words,
        stream.beside,
        row,
        dtype=header.dtype.name,
        count=lambda: m,
        total=m if header.is_fortran else None,
    )


def _stream_blocks(stream: ByteStream, header: ArrayHeader) -> Iterator[np.ndarray]:
    m, n = header.shape
    stream.read(header.start)
    step = block_rows(n)
    for first in range(0, m, step):
        count = min(step, m - first) * n * header.dtype.itemsize
        data = stream.read(count)
        if len(data) < count:
            header.require_size(stream.name, stream.offset)
        yield as_float32(np.frombuffer(data, header.dtype).reshape(-1, n))
    if stream.read(1):
        raise FileError(
            stream.name,
            _("more than {expected:,} bytes, expected {expected:,} for an array of shape {shape}").format(
                expected=stream.offset - 1, shape=shown(header.shape)
            ),
        )
