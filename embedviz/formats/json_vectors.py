"""JSON and JSON lines of words and vectors: records, pairs, objects from words to vectors, what pandas writes."""

from collections.abc import Generator, Iterator, KeysView, Sequence
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import numpy as np

from embedviz import units
from embedviz.errors import FileError, shortened
from embedviz.formats.columns import Columns, Contents, choose_columns, require_plain
from embedviz.formats.json_entries import Entry, entries_of, flattened
from embedviz.formats.json_text import JsonText
from embedviz.formats.json_values import is_number, is_vector, numbered
from embedviz.formats.list_files import find_words
from embedviz.formats.matrix import as_float32, block_rows, require_shape
from embedviz.formats.metadata import keepable
from embedviz.formats.options import NOTHING_TOLD, Options
from embedviz.formats.pairing import with_list
from embedviz.formats.rows import Content, Rows
from embedviz.formats.stream import ByteStream
from embedviz.formats.written import CODED, is_coded, written_numbers
from embedviz.i18n import _

if TYPE_CHECKING:
    import pyarrow as pa

Names = KeysView[str]

SAMPLE = 50
MAX_BLOCK_ROWS = 1 << 10
MAX_WORD = 1 << 16


def read_json(stream: ByteStream, options: Options = NOTHING_TOLD) -> Content:
    """Read words and vectors from JSON, whichever way they are written.

    Parameters
    ----------
    stream : ByteStream
        At its beginning: an object from words to vectors, a list or lines of records or of pairs, or what pandas
        writes. Numbers may be texts, and a vector one text.
    options : Options
        May name the member of each record that holds the vector, and the list of words.

    Returns
    -------
    Content

    Raises
    ------
    FileError
        If it is no JSON, or none that holds vectors; from the rows, if one is not as the first.
    """
    entries = entries_of(JsonText(stream), stream.name)
    first = list(map(flattened, islice(entries, SAMPLE)))
    if not first:
        raise FileError(stream.name, _("it is {found}; expected a file of word vectors").format(found=_("JSON")))
    rest = chain(first, map(flattened, entries) if isinstance(first[0], dict) else entries)
    if isinstance(first[0], dict):
        return _of_records(stream, [each for each in first if isinstance(each, dict)], rest, options)
    n = len(_numbers_of(stream.name, first[0], 0)[1])
    require_shape(stream.name, (1, n))
    if not isinstance(first[0][0], str):
        beside = find_words(stream.beside, n, options.words)
        vectors = (block for _words, block in _blocks(stream.name, rest, n))
        return with_list(n, vectors, beside, stream.beside, _entry, dtype="text", count=None)
    if options.words is not None:
        raise FileError(
            stream.name,
            _("it is {format}, which holds its own words; expected vectors without words beside the list").format(
                format=_("JSON")
            ),
        )
    said = [CODED] if _is_coded(first[0][-1]) else []
    return Content(n, _rows(_blocks(stream.name, rest, n)), "text", assumptions=said)


def _entry(before: int, index: int) -> str:
    return _("entry {number:,}").format(number=before + index + 1)


def _rows(blocks: Iterator[tuple[list[str], np.ndarray]]) -> Generator[Rows, None, None]:
    done = 0
    for words, vectors in blocks:
        yield Rows(words, vectors, partial(_entry, done))
        done += len(words)


def _blocks(file: str, entries: Iterator[Entry], n: int) -> Iterator[tuple[list[str], np.ndarray]]:
    """Yield the words and vectors of lists that begin with the word."""
    done, step = 0, min(block_rows(n), MAX_BLOCK_ROWS)
    named: Names | None = None
    while some := list(islice(entries, step)):
        words: list[str] = []
        block = np.empty((len(some), n), np.float32)
        for i, each in enumerate(some):
            named = _same_names(file, named, each[-1] if isinstance(each, list) and each else None, done + i)
            word, numbers = _numbers_of(file, each, done + i)
            if len(numbers) != n:
                raise _unequal(file, len(numbers), n, done + i)
            words.append(word)
            block[i] = as_float32(numbers)
        yield words, block
        done += len(some)


def _numbers_of(file: str, entry: Entry, at: int) -> tuple[str, np.ndarray]:
    """Return the word, if there is one, and the numbers of a list."""
    if isinstance(entry, list) and entry:
        has_word = isinstance(entry[0], str) and len(entry) > 1
        vector = (entry[1] if len(entry) == 2 and not is_number(entry[1]) else entry[1:]) if has_word else entry
        numbers = _as_numbers(vector)
        if numbers is not None and (not has_word or len(entry[0]) <= MAX_WORD):
            return entry[0] if has_word else "", numbers
    raise FileError(
        file, _("{found}; expected a word and its vector").format(found=shortened(repr(entry)[:100])), _entry(0, at)
    )


def _as_numbers(vector: Any) -> np.ndarray | None:
    """Return a vector of any form, or None if it is none."""
    if isinstance(vector, str):
        return written_numbers(vector)
    if isinstance(vector, dict):
        by_number = numbered(vector)
        vector = [vector[name] for name in sorted(vector)] if by_number is None else by_number
    if not isinstance(vector, list) or not vector or not all(map(is_number, vector)):
        return None
    return np.array(vector, dtype=np.float64)


def _same_names(file: str, named: Names | None, vector: Any, at: int) -> Names | None:
    """Return the names in vectors that are objects, which are those of the first."""
    if not isinstance(vector, dict):
        return named
    if named is not None and vector.keys() != named:
        found = next(iter(vector.keys() ^ named))
        message = _("its vector and that of entry 1 differ in the name {name}; expected the same names in all")
        raise FileError(file, message.format(name=shortened(found)), _entry(0, at))
    return vector.keys()


def _unequal(file: str, found: int, expected: int, at: int) -> FileError:
    return FileError(
        file,
        _("{found}, expected {expected:,} as in entry 1").format(found=units.numbers(found), expected=expected),
        _entry(0, at),
    )


# Records


def _of_records(
    stream: ByteStream, sample: Sequence[dict[str, Any]], records: Iterator[Entry], options: Options
) -> Content:
    import pyarrow as pa

    schema = _schema(sample)
    # A text that all entries share, as the API of OpenAI writes one, is no word.
    differing = pa.schema([field for field in schema if not _is_one_text(sample, field.name)])
    if options.words is None:
        require_plain(stream.name, schema)
    if options.words is None and _has_texts(differing, sample):
        contents = Contents(partial(_is_written, sample), partial(_distinct, sample))
        columns = choose_columns(stream.name, differing, contents, options.tensor)
    else:
        lists = [field.name for field in schema if field.type == pa.list_(pa.float64())]
        lists = lists or [field.name for field in differing if _is_written(sample, field.name)]
        if len(lists) != 1:
            raise FileError(stream.name, _("it is {found}; expected a file of word vectors").format(found=_("JSON")))
        columns = Columns("", (lists[0],), "lists", ())
    said = [*columns.assumptions, *([CODED] if _is_coded(sample[0].get(columns.vectors[0])) else [])]
    n = len(_vector_of(stream.name, sample[0], columns, 0))
    require_shape(stream.name, (1, n))
    if not columns.word:
        beside = find_words(stream.beside, n, options.words)
        in_order = _in_order(stream.name, records)
        vectors = (block for _words, block in _record_blocks(stream.name, in_order, columns, n, {}))
        return with_list(n, vectors, beside, stream.beside, _entry, dtype="text", count=None, assumptions=said)
    names, left_out = keepable(schema, (columns.word, *columns.vectors))
    besides: dict[str, list[Any]] = {name: [] for name in names}
    rows = _rows(_record_blocks(stream.name, records, columns, n, besides))
    said += left_out
    return Content(n, rows, "text", assumptions=said, columns=partial(_besides, besides))


def _in_order(file: str, records: Iterator[Entry]) -> Iterator[Entry]:
    """Yield records without words, and refuse them where they say that they stand in another order."""
    for i, record in enumerate(records):
        index = record.get("index") if isinstance(record, dict) else None
        if type(index) is int and index not in (i, i + 1):
            message = _("its index is {found:,}, expected {expected:,}: the entries in the order of the words")
            raise FileError(file, message.format(found=index, expected=i), _entry(0, i))
        yield record


def _schema(sample: Sequence[dict[str, Any]]) -> "pa.Schema":
    import pyarrow as pa

    found: dict[str, pa.DataType] = {}
    for record in sample:
        for name, value in record.items():
            kind = _kind(value)
            if name not in found or pa.types.is_null(found[name]):
                found[name] = kind
    return pa.schema(list(found.items()))


def _kind(value: Any) -> "pa.DataType":
    import pyarrow as pa

    if isinstance(value, str):
        return pa.string()
    if is_vector(value) or all(map(is_number, numbered(value) or [None])):
        return pa.list_(pa.float64())
    kinds = {bool: pa.bool_(), int: pa.int64(), float: pa.float64(), type(None): pa.null(), dict: pa.struct([])}
    return kinds.get(type(value), pa.list_(pa.string()))


def _has_texts(schema: "pa.Schema", sample: Sequence[dict[str, Any]]) -> bool:
    import pyarrow as pa

    texts = [field.name for field in schema if pa.types.is_string(field.type)]
    return any(not is_vector(record.get(name)) for record in sample for name in texts)


def _is_one_text(sample: Sequence[dict[str, Any]], name: str) -> bool:
    first = sample[0].get(name)
    shared = isinstance(first, str) and not is_vector(first) and len(sample) > 1
    return shared and all(record.get(name) == first for record in sample)


def _is_written(sample: Sequence[dict[str, Any]], name: str) -> bool:
    found = next((record[name] for record in sample if isinstance(record.get(name), str)), None)
    return found is not None and is_vector(found)  # between brackets or not, if it is more than one number


def _is_coded(value: Any) -> bool:
    return isinstance(value, str) and is_coded(value)


def _distinct(sample: Sequence[dict[str, Any]], name: str) -> bool:
    found = [str(record.get(name)) for record in sample]
    return len(set(found)) == len(found)


def _record_blocks(
    file: str, records: Iterator[Entry], columns: Columns, n: int, besides: dict[str, list[Any]]
) -> Iterator[tuple[list[str], np.ndarray]]:
    done, step = 0, min(block_rows(n), MAX_BLOCK_ROWS)
    named: Names | None = None
    while some := list(islice(records, step)):
        words: list[str] = []
        block = np.empty((len(some), n), np.float32)
        for i, record in enumerate(some):
            vector = record.get(columns.vectors[0]) if isinstance(record, dict) else None
            named = _same_names(file, named, vector, done + i)
            numbers = _vector_of(file, record, columns, done + i)
            if len(numbers) != n:
                raise _unequal(file, len(numbers), n, done + i)
            block[i] = as_float32(numbers)
            words.append(_word_of(file, record, columns.word, done + i))
            for name, values in besides.items():
                values.append(record.get(name))
        yield words, block
        done += len(some)


def _vector_of(file: str, record: Entry, columns: Columns, at: int) -> np.ndarray:
    if isinstance(record, dict):
        values = [record.get(name) for name in columns.vectors]
        numbers = _as_numbers(values if columns.kind == "dimensions" else values[0])
        if numbers is not None:
            return numbers
    raise FileError(
        file, _("{found}; expected a word and its vector").format(found=shortened(repr(record)[:100])), _entry(0, at)
    )


def _word_of(file: str, record: dict[str, Any], name: str, at: int) -> str:
    word = record.get(name) if name else ""
    if type(word) is int:
        word = str(word)
    if not isinstance(word, str) or len(word) > MAX_WORD:
        raise FileError(file, _("no word; expected one"), _entry(0, at))
    return word


def _besides(found: dict[str, list[Any]]) -> "pa.Table | None":
    import pyarrow as pa

    if not found:
        return None
    return pa.table({name: _column(values) for name, values in found.items()})


def _column(values: Sequence[Any]) -> "pa.Array":
    """Return a column of what JSON holds; of texts where the kinds differ."""
    import pyarrow as pa

    try:
        return pa.array(values)
    except (pa.ArrowException, OverflowError, UnicodeEncodeError):
        texts = [None if value is None else str(value).encode(errors="replace").decode() for value in values]
        return pa.array(texts, pa.string())
