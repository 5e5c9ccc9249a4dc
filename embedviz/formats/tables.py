"""Tables with a column of words and a column of vectors: Parquet files, Arrow files and Arrow streams."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from embedviz.errors import FileError, shortened
from embedviz.formats.matrix import as_float32, block_rows, require_shape, row
from embedviz.formats.rows import Content, Rows
from embedviz.formats.stream import ByteStream
from embedviz.i18n import _

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet as pq

WORDS = (
    "word",
    "words",
    "token",
    "text",
    "index",
    "key",
    "__index_level_0__",
)  # pandas calls an unnamed index the last
VECTORS = ("vector", "vectors", "embedding", "embeddings", "values")
MAX_WORD = 1 << 16
MAX_BLOCK_ROWS = 1 << 13
MAX_COLUMNS_SHOWN = 8
MAX_REASON = 200
ARROW_FILE = b"ARROW1"
END_OF_STREAM = b"\xff\xff\xff\xff\0\0\0\0"


def read_parquet(stream: ByteStream) -> Content:
    """Read a Parquet file with a column of strings and a column of lists of numbers.

    Parameters
    ----------
    stream : ByteStream
        The file.

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

    with _readable(stream.name):
        source = _opened(stream)
        file = ParquetFile(source, page_checksum_verification=True)
        word, vector = _choose(stream.name, file.schema_arrow)
        # Not by column: where the metadata of one contradict themselves, asking for them ends the process.
        groups = map(file.metadata.row_group, range(file.metadata.num_row_groups))
        stream.require_ratio(sum(group.total_byte_size for group in groups))
        m = file.metadata.num_rows
        first = next(file.iter_batches(1, columns=[vector]), None)
        n = _dimensions(stream.name, m, None if first is None else first.column(0))
        # As a dictionary, a long word that a small file repeats a million times is held once.
        keyed = ParquetFile(source, read_dictionary=[word], page_checksum_verification=True)
        words = keyed.read([word], use_threads=False).column(0)
        for chunk in words.chunks:
            _require_short(stream.name, chunk)
    return Content(
        n,
        _rows(stream, _parquet_blocks(stream.name, file, vector, words, _step(n)), n),
        _dtype(file.schema_arrow.field(vector).type),
        total=m,
    )


def read_arrow(stream: ByteStream) -> Content:
    """Read an Arrow file (Feather is one) or stream with a column of strings and a column of lists of numbers.

    Parameters
    ----------
    stream : ByteStream
        The file.

    Returns
    -------
    Content

    Raises
    ------
    FileError
        As by :func:`read_parquet`; also if a stream has no end mark, for then it may be cut.
    """
    read = _file_batches if stream.head.startswith(ARROW_FILE) else _stream_batches
    with _readable(stream.name):
        source = _opened(stream)
        schema, _all = read(source, None)
        word, vector = _choose(stream.name, schema)
        positions = [schema.get_field_index(name) for name in (word, vector)]
        m = sum(batch.num_rows for batch in read(source, positions[:1])[1])
        if read is _stream_batches:
            _require_end(stream.name, source)
        batches = _validated(read(source, positions)[1])
        first = next((batch for batch in batches if batch.num_rows), None)
        n = _dimensions(stream.name, m, None if first is None else first.column(vector))
    blocks = _arrow_blocks(stream.name, chain([first], batches), word, vector, _step(n))
    return Content(n, _rows(stream, blocks, n), _dtype(schema.field(vector).type), total=m)


Blocks = Iterator[tuple["pa.Array", "pa.Array"]]
"""Of some rows at a time the words and the vectors, each a column."""


def _rows(stream: ByteStream, blocks: Blocks, n: int) -> Generator[Rows, None, None]:
    import pyarrow as pa
    import pyarrow.compute as pc

    done = expanded = 0
    while True:
        with _readable(stream.name):
            block = next(blocks, None)
            if block is None:
                return
            words, vectors = block
            strings = pc.cast(words, pa.large_string())
            texts, undecodable = _texts(stream.name, strings, done)
            numbers = _numbers(stream.name, vectors, n, done)
        expanded += strings.nbytes + numbers.nbytes
        stream.require_ratio(expanded)
        yield Rows(texts, numbers, partial(row, done), undecodable)
        done += len(texts)


def _parquet_blocks(file: str, table: "pq.ParquetFile", vector: str, words: "pa.ChunkedArray", step: int) -> Blocks:
    done = 0
    for batch in table.iter_batches(step, columns=[vector], use_threads=False):
        if done + batch.num_rows > len(words):
            break
        yield words.slice(done, batch.num_rows), batch.column(0)
        done += batch.num_rows
    else:
        if done == len(words):
            return
    raise FileError(file, _("its two columns differ in length; expected a word for each vector"))


def _arrow_blocks(file: str, batches: Iterator["pa.RecordBatch"], word: str, vector: str, step: int) -> Blocks:
    for batch in batches:
        words, vectors = batch.column(word), batch.column(vector)
        _require_short(file, words)
        for start in range(0, batch.num_rows, step):
            yield words.slice(start, step), vectors.slice(start, step)


# Words and numbers of some rows


def _texts(file: str, strings: "pa.LargeStringArray", done: int) -> tuple[list[str], Sequence[int]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    if strings.null_count:
        raise FileError(file, _("no word; expected one"), row(done, _first(strings.is_null())))
    try:
        return strings.to_pylist(), ()
    except UnicodeDecodeError:
        spelled = pc.cast(strings, pa.large_binary()).to_pylist()
        words = [word.decode(errors="replace") for word in spelled]
        return words, [i for i, word in enumerate(words) if word.encode() != spelled[i]]


def _numbers(file: str, vectors: "pa.Array", n: int, done: int) -> np.ndarray:
    import pyarrow.compute as pc

    if vectors.null_count:
        raise FileError(file, _("no vector; expected {n:,} numbers").format(n=n), row(done, _first(vectors.is_null())))
    lengths = pc.list_value_length(vectors)
    unequal = pc.not_equal(lengths, n)
    if pc.any(unequal).as_py():
        at = _first(unequal)
        raise FileError(
            file,
            _("{found:,} numbers, expected {expected:,} as in row 1").format(found=lengths[at].as_py(), expected=n),
            row(done, at),
        )
    numbers = vectors.flatten()
    if numbers.null_count:
        index, dimension = divmod(_first(numbers.is_null()), n)
        raise FileError(
            file,
            _("no number in dimension {dimension:,}; expected {n:,} numbers").format(dimension=dimension + 1, n=n),
            row(done, index),
        )
    return as_float32(numbers.to_numpy(zero_copy_only=False)).reshape(-1, n)


def _first(found: "pa.BooleanArray") -> int:
    import pyarrow.compute as pc

    return pc.index(found, True).as_py()


# Which columns, and of which shape


def _choose(file: str, schema: "pa.Schema") -> tuple[str, str]:
    return (
        _one_column(file, schema, _is_text, WORDS, _("one of strings, called word")),
        _one_column(file, schema, _is_vector, VECTORS, _("one of lists of numbers, called vector")),
    )


def _one_column(
    file: str, schema: "pa.Schema", fits: Callable[["pa.DataType"], bool], names: Sequence[str], expected: str
) -> str:
    fitting = [field.name for field in schema if fits(field.type)]
    usual = [name for usual in names for name in fitting if name.lower() == usual]
    found = usual[:1] or fitting
    if len(found) == 1 and schema.names.count(found[0]) == 1:
        return found[0]
    columns = [f"{shortened(field.name)}: {shortened(str(field.type))}" for field in schema]
    if len(columns) > MAX_COLUMNS_SHOWN:
        columns[MAX_COLUMNS_SHOWN:] = ["…"]
    raise FileError(
        file,
        _("the columns are {columns}; expected {expected}").format(columns=", ".join(columns), expected=expected),
    )


def _is_text(kind: "pa.DataType") -> bool:
    from pyarrow import types

    kind = kind.value_type if types.is_dictionary(kind) else kind
    return types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)


def _is_vector(kind: "pa.DataType") -> bool:
    from pyarrow import types

    is_list = types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind)
    return is_list and (types.is_floating(kind.value_type) or types.is_integer(kind.value_type))


def _dimensions(file: str, m: int, vectors: "pa.Array | None") -> int:
    import pyarrow.compute as pc

    if vectors is None:
        raise FileError(file, _("no row; expected at least one word and its vector"))
    n = pc.list_value_length(vectors[:1])[0].as_py()
    if n is None:
        raise FileError(file, _("no vector; expected one"), row(0, 0))
    require_shape(file, (m, n))
    return n


def _dtype(kind: "pa.DataType") -> str:
    return np.dtype(kind.value_type.to_pandas_dtype()).name


def _step(n: int) -> int:
    return min(block_rows(n), MAX_BLOCK_ROWS)


# Arrow's own layouts, of all columns or those at some positions


Batches = tuple["pa.Schema", Iterator["pa.RecordBatch"]]


def _file_batches(source: "pa.NativeFile", positions: list[int] | None) -> Batches:
    from pyarrow import ipc

    reader = ipc.open_file(source, options=ipc.IpcReadOptions(included_fields=positions))
    return reader.schema, map(reader.get_batch, range(reader.num_record_batches))


def _stream_batches(source: "pa.NativeFile", positions: list[int] | None) -> Batches:
    from pyarrow import ipc

    source.seek(0)
    reader = ipc.open_stream(source, options=ipc.IpcReadOptions(included_fields=positions))
    return reader.schema, iter(reader)


def _require_end(file: str, source: "pa.NativeFile") -> None:
    end = source.tell()
    source.seek(end - len(END_OF_STREAM))
    if source.read(len(END_OF_STREAM)) != END_OF_STREAM:
        raise FileError(
            file,
            _("it ends without the mark of its end; expected a complete Arrow stream"),
            _("byte {byte:,}").format(byte=end),
        )


def _validated(batches: Iterator["pa.RecordBatch"]) -> Iterator["pa.RecordBatch"]:
    for batch in batches:
        batch.validate(full=True)  # what lies outside of its buffers would be read otherwise
        yield batch


# Damaged and hostile files


def _opened(stream: ByteStream) -> "pa.NativeFile":
    import pyarrow as pa

    return pa.PythonFile(stream.plain(), mode="r")


@contextmanager
def _readable(file: str) -> Iterator[None]:
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        reason = str(error).partition("\n")[0][:MAX_REASON]
        raise FileError(file, _("it is damaged or cannot be read ({reason})").format(reason=reason)) from error


def _require_short(file: str, words: "pa.Array") -> None:
    """Refuse long words: a small file can hold the same one very often."""
    import pyarrow as pa
    import pyarrow.compute as pc

    words = words.dictionary if pa.types.is_dictionary(words.type) else words
    if not len(words):
        return
    if pa.types.is_string_view(words.type):  # Arrow cannot tell their lengths: each view begins with its own
        views = np.frombuffer(words.buffers()[1], np.int32, 4 * (words.offset + len(words)))
        longest = int(views[4 * words.offset :: 4].max())
    else:
        longest = pc.max(pc.binary_length(words)).as_py() or 0
    if longest > MAX_WORD:
        raise FileError(
            file, _("a word of {length:,} bytes; expected at most {most:,}").format(length=longest, most=MAX_WORD)
        )
