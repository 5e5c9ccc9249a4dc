"""NumPy archives with an array for each dimension beside one of words, as a table of columns is saved."""

import zipfile
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from embedviz.errors import FileError
from embedviz.formats.columns import dimensions_of
from embedviz.formats.npy_header import ArrayHeader
from embedviz.formats.plain import PlainFile
from embedviz.formats.stream import CHUNK, HEAD, ByteStream
from embedviz.i18n import _

if TYPE_CHECKING:
    import pyarrow as pa


def columns_of(headers: Mapping[str, ArrayHeader], words: str | None) -> tuple[str, ...]:
    """Return the arrays that are the dimensions of some words.

    Parameters
    ----------
    headers : mapping of str to ArrayHeader
        Of all arrays.
    words : str or None
        Which of them holds the words.

    Returns
    -------
    tuple of str
        Numbered in a row, or else all of floating point, each with as many numbers as there are words. None where there
        are as many arrays as words: each might be a vector.
    """
    import pyarrow as pa

    if words is None:
        return ()
    (m,) = {max(headers[words].shape)}
    numbers = [name for name, each in headers.items() if each.dtype.kind in "fiu" and each.shape == (m,)]
    schema = pa.schema([(name, _type_of(headers[name].dtype)) for name in numbers])
    found = dimensions_of(schema)
    return () if len(found) == m else found


def _type_of(dtype: np.dtype) -> "pa.DataType":
    import pyarrow as pa

    return pa.float64() if dtype.kind == "f" else pa.int64()


def put_together(
    stream: ByteStream, archive: zipfile.ZipFile, ending: str, headers: Mapping[str, ArrayHeader], names: Sequence[str]
) -> tuple[PlainFile, np.dtype]:
    """Write arrays one after the other, which makes them the columns of a matrix in Fortran's order.

    Parameters
    ----------
    stream : ByteStream
        The archive.
    archive : ZipFile
        The same, opened.
    ending : str
        What the names in it have besides.
    headers : mapping of str to ArrayHeader
        Of all arrays.
    names : sequence of n str
        Which; all have m numbers.

    Returns
    -------
    PlainFile
        Of m times n numbers.
    dtype
        Theirs.

    Raises
    ------
    FileError
        If one is cut, or all are much larger than the archive.
    """
    dtype = np.result_type(*(headers[name].dtype.newbyteorder("=") for name in names))
    with stream.scratch() as copy:
        done = 0
        for name in names:
            header = headers[name]
            step = CHUNK - CHUNK % header.dtype.itemsize
            left = max(header.shape) * header.dtype.itemsize
            with archive.open(name + ending) as member:
                member.read(min(header.start, HEAD))
                while left:
                    data = member.read(min(step, left))
                    if len(data) % header.dtype.itemsize or not data:
                        raise FileError(stream.name, _("the array {name} is cut short").format(name=name))
                    left -= len(data)
                    copy.write(np.frombuffer(data, header.dtype).astype(dtype).data)
                    done += len(data)
                    stream.require_ratio(done)
        copy.flush()
        return PlainFile(stream.name, copy), dtype
