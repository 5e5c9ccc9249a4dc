"""Tables with a column of words and a column of vectors: Parquet files, Arrow files and Arrow streams."""

from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from embedviz.assumptions import Assumption
from embedviz.errors import FileError
from embedviz.formats.arrow_batches import Read, batches_of, require_end, stream_batches, validated
from embedviz.formats.arrow_guard import opened, readable, require_short
from embedviz.formats.cells import NUMBERS_OF, lists_of, texts_of
from embedviz.formats.column_types import is_bytes_type, is_text_type, is_vector, items_of, value_type
from embedviz.formats.columns import Columns, Contents, choose_columns
from embedviz.formats.matrix import block_rows, require_shape, row
from embedviz.formats.metadata import keepable, tidied
from embedviz.formats.options import NOTHING_TOLD, Options
from embedviz.formats.rows import Content, Rows
from embedviz.formats.stream import ByteStream
from embedviz.formats.written import CODED, is_coded, is_written, width_of
from embedviz.i18n import _

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet as pq

MAX_BLOCK_ROWS = 1 << 13
PARQUET = b"PAR1"


def read_parquet(stream: ByteStream, options: Options = NOTHING_TOLD) -> Content:
    """Read a Parquet file with a column of words, and a column of vectors or one for each dimension.

    Parameters
    ----------
    stream : ByteStream
        The file.
    options : Options
        May name the column of the vectors.

    Returns
    -------
    Content

    Raises
    ------
    FileError
        If it is damaged, has no such columns, or several of a kind of which none has a usual name; if rows differ in
        length, or a word or a number is missing.
    """
    from pyarrow.parquet import ParquetFile

    with readable(stream.name):
        source = opened(stream)
        file = ParquetFile(source, page_checksum_verification=True)
        schema = file.schema_arrow
        # Not by column: where the metadata of one contradict themselves, asking for them ends the process.
        groups = map(file.metadata.row_group, range(file.metadata.num_row_groups))
        stream.require_ratio(sum(group.total_byte_size for group in groups))

        def texts(name: str) -> "pa.ChunkedArray":
            # As a dictionary, a long word that a small file repeats a million times is held once.
            keyed = ParquetFile(source, read_dictionary=[name], page_checksum_verification=True)
            found = keyed.read([name], use_threads=False).column(0)
            for chunk in found.chunks:
                require_short(stream.name, chunk)
            return found

        columns = choose_columns(stream.name, schema, _contents_of(texts), options.tensor)
        names = list(columns.vectors)
        m = file.metadata.num_rows
        first = next(file.iter_batches(1, columns=names), None)
        n, said = _width(stream.name, columns, m, None if first is None else first.columns)
        blocks = _parquet_blocks(stream.name, file, names, texts(columns.word), _step(n))
        others, left_out = keepable(schema, (columns.word, *names))
        is_text = [name for name in others if is_text_type(schema.field(name).type)]
        # As dictionaries: of a long text that a small file repeats a million times there is one.
        besides = ParquetFile(source, read_dictionary=is_text).read(others, use_threads=False) if others else None
    return Content(
        n,
        _rows(stream, blocks, columns, n),
        _dtype(columns, schema),
        total=m,
        assumptions=(*columns.assumptions, *said, *left_out),
        columns=None if besides is None else partial(_besides, stream.name, besides),
    )


def matrix_names(stream: ByteStream) -> list[str]:
    """Return the names of what may hold the vectors.

    Parameters
    ----------
    stream : ByteStream
        Of Parquet or Arrow, not compressed.

    Returns
    -------
    list of str

    Raises
    ------
    FileError
        If it is damaged.
    """
    from pyarrow.parquet import ParquetFile

    with readable(stream.name):
        source = opened(stream)
        if stream.head.startswith(PARQUET):
            schema = ParquetFile(source).schema_arrow
        else:
            schema, _all = batches_of(stream)(source, None)
        return [field.name for field in schema if is_vector(field.type)]


def read_arrow(stream: ByteStream, options: Options = NOTHING_TOLD) -> Content:
    """Read an Arrow file (Feather is one) or stream with columns as in Parquet.

    Parameters
    ----------
    stream : ByteStream
        The file.
    options : Options
        May name the column of the vectors.

    Returns
    -------
    Content

    Raises
    ------
    FileError
        As by :func:`read_parquet`; also if a stream has no end mark, for then it may be cut.
    """
    import pyarrow as pa

    read = batches_of(stream)
    with readable(stream.name):
        source = opened(stream)
        schema, _all = read(source, None)

        def texts(name: str) -> "pa.ChunkedArray":
            position = schema.get_field_index(name)
            found = [batch.column(0) for batch in validated(read(source, [position])[1])]
            for chunk in found:
                require_short(stream.name, chunk)
            return pa.chunked_array(found, schema.field(position).type)

        columns = choose_columns(stream.name, schema, _contents_of(texts), options.tensor)
        names = list(columns.vectors)
        positions = sorted(schema.get_field_index(name) for name in (columns.word, *names))
        m = sum(batch.num_rows for batch in read(source, positions[:1])[1])
        if read is stream_batches:
            require_end(stream.name, source)
        others, left_out = keepable(schema, (columns.word, *names))
        besides = _all_of(read, source, schema, others)  # before the batches, which go on reading from where they are
        batches = validated(read(source, positions)[1])
        first = next((batch for batch in batches if batch.num_rows), None)
        n, said = _width(stream.name, columns, m, None if first is None else [first.column(name) for name in names])
        blocks = _arrow_blocks(stream.name, chain([first], batches), columns.word, names, _step(n))
    return Content(
        n,
        _rows(stream, blocks, columns, n),
        _dtype(columns, schema),
        total=m,
        assumptions=(*columns.assumptions, *said, *left_out),
        columns=None if besides is None else partial(_besides, stream.name, besides),
    )


def _all_of(read: Read, source: "pa.NativeFile", schema: "pa.Schema", names: Sequence[str]) -> "pa.Table | None":
    import pyarrow as pa

    if not names:
        return None
    found, batches = read(source, sorted(schema.get_field_index(name) for name in names))
    return pa.Table.from_batches(validated(batches), found)


def _besides(file: str, columns: "pa.Table") -> "pa.Table":
    with readable(file):
        return tidied(columns)


def _contents_of(texts: Callable[[str], "pa.ChunkedArray"]) -> Contents:
    import pyarrow.compute as pc

    def written(name: str) -> bool:
        found = texts(name)
        first = found[0].as_py() if len(found) else None
        return is_written(first.decode(errors="replace") if isinstance(first, bytes) else first or "")

    def distinct(name: str) -> bool:
        found = texts(name)
        return len(pc.unique(found)) == len(found)

    return Contents(written, distinct)


Blocks = Iterator[tuple["pa.Array", Sequence["pa.Array"]]]
"""Of some rows at a time the words and the columns of the vectors."""


def _rows(stream: ByteStream, blocks: Blocks, columns: Columns, n: int) -> Generator[Rows, None, None]:
    done = expanded = 0
    while True:
        with readable(stream.name):
            block = next(blocks, None)
            if block is None:
                return
            words, vectors = block
            strings = _strings(words)
            texts, undecodable = texts_of(stream.name, strings, done)
            numbers = NUMBERS_OF[columns.kind](stream.name, vectors, n, done)
        expanded += strings.nbytes + numbers.nbytes
        stream.require_ratio(expanded)
        yield Rows(texts, numbers, partial(row, done), undecodable)
        done += len(texts)


def _strings(words: "pa.Array") -> "pa.LargeStringArray":
    import pyarrow as pa
    import pyarrow.compute as pc

    if is_bytes_type(words.type):
        spelled = pc.cast(words, pa.large_binary())
        chunks = spelled.chunks if isinstance(spelled, pa.ChunkedArray) else [spelled]
        return pa.chunked_array([each.view(pa.large_string()) for each in chunks], pa.large_string())  # UTF-8 or not
    return pc.cast(words, pa.large_string())


def _parquet_blocks(
    file: str, table: "pq.ParquetFile", vectors: Sequence[str], words: "pa.ChunkedArray", step: int
) -> Blocks:
    done = 0
    for batch in table.iter_batches(step, columns=list(vectors), use_threads=False):
        if done + batch.num_rows > len(words):
            break
        yield words.slice(done, batch.num_rows), [batch.column(name) for name in vectors]
        done += batch.num_rows
    else:
        if done == len(words):
            return
    raise FileError(file, _("its two columns differ in length; expected a word for each vector"))


def _arrow_blocks(file: str, batches: Iterator["pa.RecordBatch"], word: str, names: Sequence[str], step: int) -> Blocks:
    for batch in batches:
        words, vectors = batch.column(word), [batch.column(name) for name in names]
        require_short(file, words)
        for start in range(0, batch.num_rows, step):
            yield words.slice(start, step), [column.slice(start, step) for column in vectors]


# Their shape


def _width(
    file: str, columns: Columns, m: int, vectors: Sequence["pa.Array"] | None
) -> tuple[int, Sequence[Assumption]]:
    """Return the dimensions, and what is to be said of how the vectors are written."""
    import pyarrow.compute as pc

    said: Sequence[Assumption] = ()
    if not vectors:
        raise FileError(file, _("no row; expected at least one word and its vector"))
    if columns.kind == "lists":
        n = pc.list_value_length(lists_of(file, vectors[0][:1], 0))[0].as_py()
    elif columns.kind == "texts":
        first = pc.cast(vectors[0][:1], "string")[0].as_py()
        n = width_of(file, first, row(0, 0))
        said = [CODED] if is_coded(first) else []
    else:
        n = len(vectors)
    if n is None:
        raise FileError(file, _("no vector; expected one"), row(0, 0))
    require_shape(file, (m, n))
    return n, said


def _dtype(columns: Columns, schema: "pa.Schema") -> str:
    import pyarrow as pa

    if columns.kind == "texts":
        return "text"
    kinds = [schema.field(name).type for name in columns.vectors]
    kinds = [value_type(each) for each in (map(items_of, kinds) if columns.kind == "lists" else kinds)]
    if any(map(pa.types.is_decimal, kinds)):
        return "float64"
    return np.result_type(*{np.dtype(kind.to_pandas_dtype()) for kind in kinds}).name


def _step(n: int) -> int:
    return min(block_rows(n), MAX_BLOCK_ROWS)
