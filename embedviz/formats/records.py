"""NumPy's arrays of records: a word, and its numbers in one field or in a field for each dimension."""

import sys
from collections.abc import Generator
from functools import partial

import numpy as np

from embedviz.assumptions import Assumption
from embedviz.errors import FileError, shortened
from embedviz.formats.columns import VECTORS, WORDS
from embedviz.formats.matrix import as_float32, block_rows, require_shape, row
from embedviz.formats.npy_header import ArrayHeader
from embedviz.formats.rows import Content, Rows
from embedviz.formats.stream import ByteStream
from embedviz.i18n import _, listed, valued


def read_records(stream: ByteStream, header: ArrayHeader) -> Content:
    """Read an array of records, such as pandas' ``to_records`` makes.

    Parameters
    ----------
    stream : ByteStream
        At its beginning.
    header : ArrayHeader
        Its header, whose dtype has fields.

    Returns
    -------
    Content
        What fields of neither words nor numbers hold is left out, and said.

    Raises
    ------
    FileError
        If there are objects in it, or not one field of texts and one of vectors or several of numbers.
    """
    plain = stream.plain()
    kinds = {name: header.dtype.fields[name][0] for name in header.dtype.names or ()} if header.dtype.fields else {}
    if header.dtype.hasobject:
        raise _unfit(stream.name, header, _("none of objects, which are a pickle and could run any program"))
    word = _one_of([name for name, kind in kinds.items() if kind.kind in "SU" and kind.itemsize], WORDS)
    lists = [name for name, kind in kinds.items() if kind.base.kind in "fiu" and len(kind.shape) == 1]
    field = _one_of(lists, VECTORS)
    vectors = (field,) if field else tuple(name for name, kind in kinds.items() if kind.kind == "f")
    if word is None or (lists and field is None) or not vectors or len(header.shape) != 1:
        raise _unfit(stream.name, header, _("one of texts, called word, and one of vectors or one for each dimension"))
    n = kinds[vectors[0]].shape[0] if field else len(vectors)
    m, _n = require_shape(stream.name, (*header.shape, n))
    header.require_size(stream.name, plain.size)
    said = []
    if not field:
        said.append(Assumption("dimensions", {"first": vectors[0], "last": vectors[-1], "count": n}))
    others = [name for name in kinds if name not in (word, *vectors)]
    if others:
        said.append(Assumption("columns left out", {"names": shortened(listed(others))}))

    def rows() -> Generator[Rows, None, None]:
        step = block_rows(n)
        for start in range(0, m, step):
            place = header.start + start * header.dtype.itemsize
            block = plain.array_at(place, np.dtype((np.void, header.dtype.itemsize)), min(step, m - start))
            records = block.view(header.dtype)
            words, undecodable = _texts(stream.name, records[word])
            numbers = records[field] if field else np.stack([records[name] for name in vectors], axis=1)
            yield Rows(words, as_float32(np.ascontiguousarray(numbers)), partial(row, start), undecodable)

    return Content(n, rows(), kinds[vectors[0]].base.name, total=m, assumptions=said)


def _texts(file: str, words: np.ndarray) -> tuple[list[str], list[int]]:
    if words.dtype.kind == "U":
        plain = np.ascontiguousarray(words)
        if len(plain) and plain.view(plain.dtype.byteorder + "u4").max() > sys.maxunicode:
            raise FileError(file, _("its texts hold a number that is not a character; expected Unicode text"))
        return plain.tolist(), []
    spelled = words.tolist()
    found = [word.decode(errors="backslashreplace") for word in spelled]
    return found, [i for i, word in enumerate(found) if word.encode() != spelled[i]]


def _one_of(fitting: list[str], names: tuple[str, ...]) -> str | None:
    usual = [name for usual in names for name in fitting if name.lower() == usual]
    chosen = usual[:1] or fitting
    return chosen[0] if len(chosen) == 1 else None


def _unfit(file: str, header: ArrayHeader, expected: str) -> FileError:
    message = _("its records have the fields {fields}; expected {expected}")
    fields = listed(valued(shortened(str(each[0])), shortened(str(each[1]))) for each in header.dtype.descr[:8])
    return FileError(file, message.format(fields=fields, expected=expected))
