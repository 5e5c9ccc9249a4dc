"""NumPy's .npz files: a zip archive of .npy files, of which one holds the vectors and perhaps one the words.

Or each holds the vector of a word, which is its name.
"""

import zipfile
import zlib
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import BinaryIO, cast

import numpy as np

from embedviz.assumptions import Assumption
from embedviz.errors import FileError, reason, shortened
from embedviz.formats.each_word import are_words
from embedviz.formats.matrix import as_float32, block_rows, plain_blocks, require_shape, row, shown
from embedviz.formats.npy_header import ArrayHeader, read_array_header
from embedviz.formats.npz_columns import columns_of, put_together
from embedviz.formats.options import NOTHING_TOLD, Options
from embedviz.formats.pairing import paired, with_list_beside
from embedviz.formats.plain import PlainFile
from embedviz.formats.rows import Content, Rows
from embedviz.formats.stream import CHUNK, HEAD, ByteStream
from embedviz.formats.word_arrays import WordArray
from embedviz.formats.zips import opened_zip, refuse_lzma
from embedviz.i18n import _, listed

ENDING = ".npy"
VECTORS = ("vectors", "embeddings", "vecs", "embedding", "weights", "matrix")
WORDS = ("words", "vocab", "tokens", "vocabulary", "labels")
MOST_MEMBERS = 1000
MAX_SHOWN = 8
SPARSE = {"format", "shape", "data"}


def read_npz(stream: ByteStream, options: Options = NOTHING_TOLD) -> Content:
    """Read a matrix of numbers, and the words of an array of texts beside it, or else of a list beside the file.

    Parameters
    ----------
    stream : ByteStream
        The archive. If it holds vectors alone, all of one length, the name of each is its word.
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
        if options.tensor is None and options.words is None and _are_words(headers):
            return _of_words(stream, next(iter(headers.values())), len(_members(archive)))
        texts = None if any(map(_is_matrix, headers.values())) or options.tensor else _words(headers, None)
        columns = columns_of(headers, texts)
        if texts is not None and columns:
            return _of_columns(stream, archive, headers, texts, columns)
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
            stream.beside, options.words, blocks, (m, n), dtype=header.dtype.name, assumptions=assumptions
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
        headers = _headers(stream.name, archive)
    return [] if _are_words(headers) else [name for name, header in headers.items() if _is_matrix(header)]


def _are_words(headers: Mapping[str, ArrayHeader]) -> bool:
    kinds = {(each.dtype.str, each.shape) for each in headers.values()}
    return all(each.dtype.kind in "fiu" for each in headers.values()) and are_words(list(headers), kinds)


def _of_words(stream: ByteStream, first: ArrayHeader, m: int) -> Content:
    """Return the content of an archive with an array for each word."""
    _m, n = require_shape(stream.name, (m, first.shape[-1]))
    said = [Assumption("array a word", {})]
    return Content(n, _rows_of_words(stream, first, n), first.dtype.name, total=m, assumptions=said)


def _of_columns(
    stream: ByteStream,
    archive: zipfile.ZipFile,
    headers: Mapping[str, ArrayHeader],
    texts: str,
    columns: Sequence[str],
) -> Content:
    """Return the content of an archive with an array for each dimension, and one of words."""
    m, n = require_shape(stream.name, (max(headers[texts].shape), len(columns)))
    file, dtype = put_together(stream, archive, ENDING, headers, columns)
    named = _unpacked(stream, archive, texts)
    said = [
        Assumption("dimensions", {"first": shortened(columns[0]), "last": shortened(columns[-1]), "count": n}),
        Assumption("words in array", {"name": shortened(texts)}),
    ]
    others = [name for name in headers if name not in (texts, *columns)]
    if others:
        said.append(Assumption("columns left out", {"names": shortened(listed(others))}))
    rows = paired(plain_blocks(file, 0, dtype, (m, n), order="F"), WordArray(named, headers[texts]), stream.name, row)
    return Content(n, rows, dtype.name, total=m, assumptions=said)


def _rows_of_words(stream: ByteStream, first: ArrayHeader, n: int) -> Generator[Rows, None, None]:
    step, unpacked = block_rows(n), 0
    with _readable(stream.name), _opened(stream) as archive:
        members = _members(archive)
        for done in range(0, len(members), step):
            some = members[done : done + step]
            block = np.empty((len(some), n), first.dtype)
            for i, member in enumerate(some):
                block[i] = _vector(stream.name, archive, member, first)
                unpacked += member.file_size
                stream.require_ratio(unpacked)
            yield Rows([member.filename.removesuffix(ENDING) for member in some], as_float32(block), partial(row, done))


def _vector(file: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, first: ArrayHeader) -> np.ndarray:
    """Return the vector of a word, which is as that of the first."""
    with archive.open(member) as source:
        data = source.read(HEAD)
        header = read_array_header(data, file)
        if (header.dtype, header.shape) != (first.dtype, first.shape):
            raise FileError(
                file,
                _("the array {name} is {found}, expected {expected} as the first").format(
                    name=shortened(member.filename.removesuffix(ENDING)),
                    found=f"{header.dtype} {shown(header.shape)}",
                    expected=f"{first.dtype} {shown(first.shape)}",
                ),
            )
        size = header.start + header.dtype.itemsize * first.shape[-1]
        data += source.read(max(0, size + 1 - len(data)))
    header.require_size(file, len(data))
    return np.frombuffer(data, header.dtype, first.shape[-1], header.start)


def _opened(stream: ByteStream) -> zipfile.ZipFile:
    archive = opened_zip(cast("BinaryIO", stream.plain()), stream.name)
    refuse_lzma(archive, stream.name)
    return archive


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    return [member for member in archive.infolist() if member.filename.endswith(ENDING)]


def _headers(file: str, archive: zipfile.ZipFile) -> dict[str, ArrayHeader]:
    found = {}
    for member in _members(archive)[:MOST_MEMBERS]:
        with archive.open(member.filename) as source:
            found[member.filename.removesuffix(ENDING)] = read_array_header(source.read(HEAD), file)
    return found


def _vectors(file: str, headers: Mapping[str, ArrayHeader], told: str | None) -> str:
    found = [name for name, header in headers.items() if _is_matrix(header) and told in (None, name)]
    usual = [name for usual in VECTORS for name in found if name.lower() == usual]
    chosen = usual[:1] or found
    if len(chosen) == 1:
        return chosen[0]
    if headers.keys() >= SPARSE:
        sparse = _("a sparse matrix of SciPy: save its toarray() with numpy.save, and the words in a list beside it")
        raise FileError(file, _("it is {found}; expected a file of word vectors").format(found=sparse))
    named = [f"{shortened(name)}: {header.dtype} {shown(header.shape)}" for name, header in headers.items()]
    named[MAX_SHOWN:] = ["…"] if len(named) > MAX_SHOWN else []
    raise FileError(
        file,
        _("its arrays are {arrays}; expected one m by n matrix of numbers, or among several one called {name}").format(
            arrays=listed(named), name=shortened(told or VECTORS[0])
        ),
    )


def _words(headers: Mapping[str, ArrayHeader], m: int | None) -> str | None:
    """Return the array of m texts, or any number, if there is just one, or one of a usual name."""
    texts = {name: each for name, each in headers.items() if each.dtype.kind in "SUO" and each.shape}
    found = [name for name, each in texts.items() if each.shape in _shapes(max(each.shape) if m is None else m)]
    usual = [name for usual in WORDS for name in found if name.lower() == usual]
    chosen = usual[:1] or found
    return chosen[0] if len(chosen) == 1 else None


def _shapes(m: int) -> tuple[tuple[int, ...], ...]:
    return (m,), (m, 1), (1, m)


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
