"""Parts in Arrow's own layouts, as Hugging Face's ``save_to_disk`` writes them, read as Parquet files are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from pyarrow import fs, ipc
from pyarrow import parquet as pq

from embedviz.errors import FileError
from embedviz.formats.arrow_batches import ARROW_FILE, END_OF_STREAM, require_end
from embedviz.i18n import _
from embedviz.parts.arrow_messages import read_description
from embedviz.parts.filesystems import is_local
from embedviz.parts.names import is_arrow


@dataclass(frozen=True)
class Group:
    """A batch of an Arrow file.

    Parameters
    ----------
    num_rows : int
        How many it has.
    start, stop : int
        Where its message is in a stream.
    """

    num_rows: int
    start: int
    stop: int


class ArrowFile:
    """An Arrow file or stream by its batches, of which one is read at a time and none is kept.

    It has what is asked of a :class:`pyarrow.parquet.ParquetFile`: ``schema_arrow``, ``metadata`` (itself) with
    ``num_rows``, ``num_row_groups`` and ``row_group``, ``iter_batches`` and ``read``.

    Parameters
    ----------
    path : str
        On this machine.

    Raises
    ------
    ArrowInvalid, FileError
        If it is damaged or cut.
    """

    def __init__(self, path: str) -> None:
        self.metadata = self
        self._source = pa.OSFile(path)
        self._file: Any = None
        if self._source.read_at(len(ARROW_FILE), 0) == ARROW_FILE:
            self._file = ipc.open_file(self._source)
            self.schema_arrow, self._groups = self._file.schema, _groups_of_file(self._source)
        else:
            self.schema_arrow, self._groups = _groups_of_stream(path.rpartition("/")[2], self._source)
        self.num_rows = sum(group.num_rows for group in self._groups)
        self.num_row_groups = len(self._groups)

    def row_group(self, index: int) -> Group:
        """Return a batch."""
        return self._groups[index]

    def iter_batches(
        self,
        batch_size: int,
        row_groups: Sequence[int] | None = None,
        columns: Sequence[str] | None = None,
        use_threads: bool = False,  # noqa: ARG002 - as Parquet's
    ) -> Iterator[pa.RecordBatch]:
        """Yield some columns of some batches, so many rows at a time."""
        for index in range(self.num_row_groups) if row_groups is None else row_groups:
            batch = self._batch(index)
            some = batch if columns is None else batch.select(list(columns))
            for start in range(0, batch.num_rows, batch_size):
                yield some.slice(start, batch_size)

    def read(self, columns: Sequence[str]) -> pa.Table:
        """Return whole columns."""
        schema = pa.schema([self.schema_arrow.field(name) for name in columns])
        return pa.Table.from_batches(self.iter_batches(max(1, self.num_rows), columns=columns), schema)

    def close(self) -> None:
        """Close it."""
        self._source.close()

    def __enter__(self) -> "ArrowFile":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _batch(self, index: int) -> pa.RecordBatch:
        group = self._groups[index]
        if self._file is not None:
            batch = self._file.get_batch(index)
        else:
            message = self._source.read_at(group.stop - group.start, group.start)
            batch = ipc.read_record_batch(pa.py_buffer(message), self.schema_arrow)
        batch.validate(full=True)  # what lies outside of its buffers would be read otherwise
        return batch


def _groups_of_file(source: pa.NativeFile) -> list[Group]:
    """Return the batches of a file, of which one column is read: that with the fewest numbers a row."""
    schema = ipc.open_file(source).schema
    smallest = min(range(len(schema)), key=lambda i: schema.field(i).type.num_fields, default=0)
    reader = ipc.open_file(source, options=ipc.IpcReadOptions(included_fields=[smallest]))
    return [Group(reader.get_batch(index).num_rows, 0, 0) for index in range(reader.num_record_batches)]


def _groups_of_stream(name: str, source: pa.NativeFile) -> tuple[pa.Schema, list[Group]]:
    """Return the batches of a stream, of which only the descriptions are read, and never mapped: it may be cut."""
    source.seek(0)
    schema = ipc.open_stream(source).schema
    if any(pa.types.is_dictionary(field.type) for field in schema):
        raise FileError(name, _("its columns are of dictionaries; expected them as they are, or in Parquet"))
    found, at, size = [], 0, source.size()
    while True:
        prefix = source.read_at(len(END_OF_STREAM), at)
        if prefix == END_OF_STREAM or at == size:
            break
        message = read_description(prefix, source, at)
        if message.is_batch:
            found.append(Group(message.rows, at, message.stop))
        if message.stop > size:
            raise pa.ArrowInvalid(f"a message ends at byte {message.stop}, the stream at {size}")
        at = message.stop
    source.seek(min(at + len(END_OF_STREAM), size))
    require_end(name, source)
    return schema, found


def open_part(filesystem: fs.FileSystem, path: str, *, buffer_size: int = 0) -> Any:
    """Open a Parquet or Arrow file.

    Parameters
    ----------
    filesystem : pyarrow.fs.FileSystem
        What it is in.
    path : str
        Of the file; its ending tells which.
    buffer_size : int
        Through how many bytes a column of Parquet is read; at once, unless given.

    Returns
    -------
    ParquetFile or ArrowFile

    Raises
    ------
    ArrowException, OSError, FileError
        If it is damaged, or an Arrow file elsewhere than on this machine.
    """
    if is_arrow(path.rpartition("/")[2]):
        if not is_local(filesystem):
            message = _("an Arrow file elsewhere; expected it on this machine's own disk, or Parquet")
            raise FileError(path.rpartition("/")[2], message)
        return ArrowFile(path)
    source = filesystem.open_input_file(path)
    return pq.ParquetFile(source, pre_buffer=False, buffer_size=buffer_size, page_checksum_verification=True)
