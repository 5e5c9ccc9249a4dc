"""Tables as text: CSV and its kin, with any separator, quotes, a header or none, as pandas and spreadsheets do."""

import re
from collections.abc import Generator, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from embedviz.assumptions import Assumption
from embedviz.errors import FileError, shortened
from embedviz.formats.arrow_guard import MAX_WORD
from embedviz.formats.cells import NUMBERS_OF
from embedviz.formats.columns import Columns, Contents, are_dimensions, choose_columns, dimensions_of, is_sequel
from embedviz.formats.decorations import Decorations, Undecorated, find_decorations, is_counted
from embedviz.formats.delimited_batches import read_batches
from embedviz.formats.dialect import EMPTY, Dialect, find_dialect, sample_rows
from embedviz.formats.list_files import find_words
from embedviz.formats.matrix import require_shape, row
from embedviz.formats.metadata import keepable, tidied, typed
from embedviz.formats.metadata_files import find_metadata
from embedviz.formats.options import NOTHING_TOLD, Options
from embedviz.formats.pairing import with_list
from embedviz.formats.rows import Content, Rows
from embedviz.formats.stream import HEAD, ByteStream
from embedviz.formats.wordlist import split_lines
from embedviz.formats.words import decode
from embedviz.formats.written import CODED, is_coded, width_of
from embedviz.i18n import _

if TYPE_CHECKING:
    import pyarrow as pa

FRACTION = re.compile(r"[+-]?\d*[.,]\d+(?:e[+-]?\d+)?", re.IGNORECASE)
MOST_ODD = 0.5  # of the cells of a column of numbers: what is none there is an error, or missing
UNNAMED = re.compile(r"(?:column|unnamed) \d+")
EMPTY_ROWS = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ ,;|\t]*\r?\n)*")  # above all others
SEPARATORS = {"\t": "tab", " ": "space"}


def read_delimited(stream: ByteStream, options: Options = NOTHING_TOLD) -> Content:
    """Read a table with a column of words, and a column a dimension or one of vectors written as texts.

    Parameters
    ----------
    stream : ByteStream
        At its beginning.
    options : Options
        May tell the separator, whether there is a header, and the column of the vectors.

    Returns
    -------
    Content

    Raises
    ------
    FileError
        If it is no such table, or rows differ in length; if it has no words, and no list of them is beside it.
    """
    dialect = find_dialect(stream.head, separator=options.separator, header=options.header)
    if dialect is None:
        raise FileError(stream.name, _("no table with columns of numbers; expected words and their vectors"))
    if dialect.grouped:
        message = _("{cell!r}, which has a thousands separator; expected no sign in a number but that of its decimals")
        raise FileError(stream.name, message.format(cell=shortened(dialect.grouped)))
    above = EMPTY_ROWS.match(stream.head)
    stream.read(0 if above is None else above.end())
    schema = _schema(dialect)
    said = [_how(dialect)]
    if dialect.quote == "'":
        said.append(Assumption("quotes", {"sign": dialect.quote}))
    is_bare = options.words is not None or not dialect.has_words
    sample = [] if is_bare else sample_rows(stream.head, dialect)
    if is_bare:
        columns = Columns("", dimensions_of(schema) or dialect.numbers, "dimensions", ())
    else:
        columns = choose_columns(
            stream.name,
            schema,
            Contents(
                lambda name: dialect.kinds[dialect.names.index(name)] == "written",
                lambda name: _distinct(sample, dialect.names.index(name)),
            ),
            options.tensor,
        )
        said += columns.assumptions
        said += _transposed(stream, sample, dialect, columns)
        said += _counted(sample, dialect, columns)
        _require_numbers(stream.name, sample, dialect, columns)
    n = len(columns.vectors)
    if columns.kind == "texts":
        first = sample[0][dialect.names.index(columns.vectors[0])]
        n = width_of(stream.name, first, row(0, 0))
        said += [CODED] if is_coded(first) else []
    require_shape(stream.name, (1, n))
    schema = _with_codes(schema, sample, columns)
    others, left_out = keepable(schema, (columns.word, *columns.vectors))
    besides: list[pa.RecordBatch] = []
    batches = _keeping(read_batches(stream, dialect, schema, said), others, besides)
    said += left_out
    if not columns.word:
        count = partial(_count, stream, dialect.header)
        if options.words:
            beside = find_words(stream.beside, n, options.words)
        else:
            beside = find_metadata(stream.beside, n, count, is_tabbed=dialect.separator == "\t")
        vectors = (numbers for _words, numbers in _numbered(stream, batches, columns, n))
        return with_list(n, vectors, beside, stream.beside, row, dtype="text", count=count, assumptions=said)
    place = dialect.names.index(columns.word)
    decorations = find_decorations([cells[place].encode() for cells in sample if len(cells) > place], in_cells=True)
    said += decorations.assumptions
    rows = _rows(stream, batches, columns, n, decorations)
    return Content(n, rows, "text", assumptions=said, columns=partial(_besides, besides))


def _count(read: ByteStream, header: bool) -> int:
    """Return how many rows the table has that is being read."""
    with read.again() as stream:
        above = _filled_lines(stream.head[: read.offset].split(b"\n"))  # as were read before it
        return sum(map(_filled_lines, split_lines(stream))) - above - int(header)


def _filled_lines(lines: Sequence[bytes]) -> int:
    return sum(map(bool, (line.strip(EMPTY.encode()) for line in lines)))


def _require_numbers(file: str, sample: Sequence[Sequence[str]], dialect: Dialect, columns: Columns) -> None:
    """Refuse a table in which a column of fractions holds something else, and so would be none of the dimensions."""
    if columns.kind != "dimensions":
        return
    for place, (name, kind) in enumerate(zip(dialect.names, dialect.kinds, strict=True)):
        if kind != "text" or name == columns.word or (dialect.header and not is_sequel(name, columns.vectors)):
            continue
        odd = [i for i, cells in enumerate(sample) if not FRACTION.fullmatch(cells[place].strip())]
        if 0 < len(odd) <= MOST_ODD * len(sample):
            raise FileError(
                file,
                _("{cell!r} in the column {name}, which otherwise holds numbers; expected a number").format(
                    cell=shortened(sample[odd[0]][place]), name=shortened(name)
                ),
                row(0, odd[0]),
            )


def _counted(sample: Sequence[Sequence[str]], dialect: Dialect, columns: Columns) -> list[Assumption]:
    if columns.kind != "dimensions":
        return []
    places = [dialect.names.index(name) for name in columns.vectors]
    whole = [cells for cells in sample if len(cells) == len(dialect.names)]
    numbers = [[cells[place].strip().encode() for place in places] for cells in whole]
    return [Assumption("perhaps counts", {})] if is_counted(numbers) else []


def _transposed(
    stream: ByteStream, sample: Sequence[Sequence[str]], dialect: Dialect, columns: Columns
) -> list[Assumption]:
    """Say where words and dimensions may have changed places, and refuse a table where they must have."""
    numbered = re.compile(r".*\d|[xyz]", re.IGNORECASE | re.DOTALL)
    is_index = dialect.header and dialect.kinds[0] == "index" and columns.word == dialect.names[0] == "unnamed 0"
    if columns.kind != "dimensions" or all(map(numbered.fullmatch, columns.vectors)):
        return []
    place = -1 if is_index else dialect.names.index(columns.word)
    words = [cells[place] for cells in sample if len(cells) > place]
    if not is_index and not (dialect.header and are_dimensions(words)):
        return []
    rows = len(sample)
    if is_index and len(stream.head) < HEAD and rows < len(columns.vectors):
        raise FileError(
            stream.name,
            _(
                "{rows:,} numbered rows and {columns:,} columns of names, {first} to {last}; expected one row per "
                "word: write the transposed table (in pandas, frame.T)"
            ).format(
                rows=rows,
                columns=len(columns.vectors),
                first=shortened(columns.vectors[0]),
                last=shortened(columns.vectors[-1]),
            ),
        )
    return [Assumption("perhaps transposed", {})]


def _keeping(
    batches: Iterator["pa.RecordBatch"], names: Sequence[str], kept: "list[pa.RecordBatch]"
) -> Iterator["pa.RecordBatch"]:
    for batch in batches:
        if names and batch.num_rows:
            kept.append(batch.select(list(names)))
        yield batch


def _besides(kept: "Sequence[pa.RecordBatch]") -> "pa.Table | None":
    import pyarrow as pa

    found = typed(tidied(pa.Table.from_batches(kept), whole=True)) if kept else None
    if found is None:
        return None
    filled = [name for name in found.column_names if not (UNNAMED.fullmatch(name) and _is_blank(found[name]))]
    return found.select(filled) if filled else None


def _is_blank(column: "pa.ChunkedArray") -> bool:
    import pyarrow as pa
    import pyarrow.compute as pc

    is_text = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
    return is_text and not pc.any(pc.not_equal(pc.utf8_trim_whitespace(column), "")).as_py()


def _how(dialect: Dialect) -> Assumption:
    kind = "table with header" if dialect.header else "table"
    if dialect.decimal == ",":
        kind += ", decimal comma"
    return Assumption(kind, {"separator": SEPARATORS.get(dialect.separator, dialect.separator)})


def _schema(dialect: Dialect) -> "pa.Schema":
    import pyarrow as pa

    types = {"number": pa.float64(), "index": pa.int64(), "written": pa.string(), "text": pa.string()}
    return pa.schema([(name, types[kind]) for name, kind in zip(dialect.names, dialect.kinds, strict=True)])


def _with_codes(schema: "pa.Schema", sample: Sequence[Sequence[str]], columns: Columns) -> "pa.Schema":
    """Return the columns so that whole numbers beside the vectors are read as texts: a later one may be "007"."""
    import pyarrow as pa

    for i, name in enumerate(schema.names):
        is_whole = all(cells[i].strip().lstrip("+-").isdecimal() for cells in sample if len(cells) > i)
        if sample and is_whole and name not in (columns.word, *columns.vectors):
            schema = schema.set(i, pa.field(name, pa.string()))
    return schema


def _distinct(sample: Sequence[Sequence[str]], place: int) -> bool:
    found = [cells[place] for cells in sample[:-1]]
    return len(set(found)) == len(found)


def _numbered(
    stream: ByteStream, batches: Iterator["pa.RecordBatch"], columns: Columns, n: int
) -> Iterator[tuple[Sequence[bytes], np.ndarray]]:
    done = 0
    for batch in batches:
        if not batch.num_rows:
            continue
        vectors = [batch.column(batch.schema.get_field_index(name)) for name in columns.vectors]
        numbers = NUMBERS_OF[columns.kind](stream.name, vectors, n, done)
        words: Sequence[bytes] = ()
        if columns.word:
            found = batch.column(batch.schema.get_field_index(columns.word)).to_pylist()
            words = [word if isinstance(word, bytes) else b"%d" % word for word in found]
            if max(map(len, words)) > MAX_WORD:
                raise FileError(
                    stream.name,
                    _("a word of {length:,} bytes; expected at most {most:,}").format(
                        length=max(map(len, words)), most=MAX_WORD
                    ),
                )
        yield words, numbers
        done += batch.num_rows


def _rows(
    stream: ByteStream, batches: Iterator["pa.RecordBatch"], columns: Columns, n: int, beside: Decorations
) -> Generator[Rows, None, None]:
    done = 0
    for found, numbers in _numbered(stream, batches, columns, n):
        try:
            spelled = beside.without(list(found))
        except Undecorated as error:
            raise FileError(stream.name, error.problem, row(done, error.index)) from None
        words, undecodable = decode(spelled, b"\0" if not any(b"\0" in word for word in spelled) else b"\xff")
        yield Rows(words, numbers, partial(row, done), undecodable)
        done += len(words)
