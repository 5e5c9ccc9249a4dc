"""NumPy's .npz files: a zip archive of .npy files, of which one holds the vectors and perhaps one the words."""

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO, cast

from embedviz.assumptions import Assumption
from embedviz.errors import FileError, reason, shortened
from embedviz.formats.matrix import plain_blocks, require_shape, row, shown
from embedviz.formats.npy_header import ArrayHeader, read_array_header
from embedviz.formats.options import NOTHING_TOLD, Options
from embedviz.formats.pairing import paired, with_list_beside
from embedviz.formats.plain import PlainFile
from embedviz.formats.rows import Content
from embedviz.formats.stream import CHUNK, HEAD, ByteStream
from embedviz.formats.word_arrays import WordArray
from embedviz.formats.zips import opened_zip, refuse_lzma
from embedviz.i18n import _, listed

ENDING = ".npy"
VECTORS = ("vectors", "embeddings", "vecs", "embedding", "weights", "matrix")
WORDS = ("words", "vocab", "tokens", "vocabulary", "labels")
MOST_MEMBERS = 1000
MAX_SHOWN = 8


def read_npz(stream: ByteStream, options: Options = NOTHING_TOLD) -> Content:
    """Read a matrix of numbers, and the words of an array of texts beside it, or else of a list beside the file.

    Parameters
    ----------
    stream : ByteStream
        The archive.
    options : Options
        May name the array of the vectors.

    Returns
    -------
    Content

    Raises
    ------
    FileError
        If it is damaged, has no such matrix, or several and not one of them by a usual name.
    """
    with _readable(stream.name), _opened(stream) as archive:
        headers = _headers(stream.name, archive)
        name = _vectors(stream.name, headers, options.tensor)
        words = None if options.words else _words(headers, headers[name].shape[0])
        file = _unpacked(stream, archive, name)
        named = None if words is None else _unpacked(stream, archive, words)
    header = headers[name]
    m, n = require_shape(stream.name, header.shape)
    header.require_size(stream.name, file.size)
    blocks = plain_blocks(file, header.start, header.dtype, (m, n), order="F" if header.is_fortran else "C")
    matrices = sum(_is_matrix(each) for each in headers.values())
    assumptions: list[Assumption] = []
    if matrices > 1 and options.tensor is None:
        assumptions.append(Assumption("array", {"name": shortened(name), "count": matrices}))
    if words is None or named is None:
        return with_list_beside(
            stream.path, options.words, blocks, (m, n), dtype=header.dtype.name, assumptions=assumptions
        )
    assumptions.append(Assumption("words in array", {"name": shortened(words)}))
    rows = paired(blocks, WordArray(named, headers[words]), stream.name, row)
    return Content(n, rows, header.dtype.name, total=m, assumptions=assumptions)


def matrix_names(stream: ByteStream) -> list[str]:
    """Return the names of what may hold the vectors.

    Parameters
    ----------
    stream : ByteStream
        The file, not compressed.

    Returns
    -------
    list of str

    Raises
    ------
    FileError
        If it is damaged.
    """
    with _readable(stream.name), _opened(stream) as archive:
        return [name for name, header in _headers(stream.name, archive).items() if _is_matrix(header)]


def _opened(stream: ByteStream) -> zipfile.ZipFile:
    archive = opened_zip(cast("BinaryIO", stream.plain()), stream.name)
    refuse_lzma(archive, stream.name)
    return archive


def _headers(file: str, archive: zipfile.ZipFile) -> dict[str, ArrayHeader]:
    names = [name for name in archive.namelist() if name.endswith(ENDING)][:MOST_MEMBERS]
    found = {}
    for name in names:
        with archive.open(name) as member:
            found[name.removesuffix(ENDING)] = read_array_header(member.read(HEAD), file)
    return found


def _vectors(file: str, headers: Mapping[str, ArrayHeader], told: str | None) -> str:
    found = [name for name, header in headers.items() if _is_matrix(header) and told in (None, name)]
    usual = [name for usual in VECTORS for name in found if name.lower() == usual]
    chosen = usual[:1] or found
    if len(chosen) == 1:
        return chosen[0]
    named = [f"{shortened(name)}: {header.dtype} {shown(header.shape)}" for name, header in headers.items()]
    named[MAX_SHOWN:] = ["…"] if len(named) > MAX_SHOWN else []
    raise FileError(
        file,
        _("its arrays are {arrays}; expected one m by n matrix of numbers, or among several one called {name}").format(
            arrays=listed(named), name=shortened(told or VECTORS[0])
        ),
    )


def _words(headers: Mapping[str, ArrayHeader], m: int) -> str | None:
    """Return the array of m texts, if there is just one, or one of a usual name."""
    found = [
        name for name, each in headers.items() if each.dtype.kind in "SUO" and each.shape in ((m,), (m, 1), (1, m))
    ]
    usual = [name for usual in WORDS for name in found if name.lower() == usual]
    chosen = usual[:1] or found
    return chosen[0] if len(chosen) == 1 else None


def _is_matrix(header: ArrayHeader) -> bool:
    return len(header.shape) == 2 and header.dtype.kind in "fiu"


def _unpacked(stream: ByteStream, archive: zipfile.ZipFile, name: str) -> PlainFile:
    with archive.open(name + ENDING) as member, stream.scratch() as copy:
        done = 0
        while data := member.read(CHUNK):
            done += len(data)
            stream.require_ratio(done)
            copy.write(data)
        copy.flush()
        return PlainFile(stream.name, copy)


@contextmanager
def _readable(file: str) -> Iterator[None]:
    try:
        yield
    except FileError:
        raise
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, KeyError) as error:
        raise FileError(file, _("it is damaged or cannot be read ({reason})").format(reason=reason(error))) from error
