"""Arrow's own layouts, the file and the stream: their schema and batches, of all columns or those at some positions."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from embedviz.errors import FileError
from embedviz.formats.stream import ByteStream
from embedviz.i18n import _

if TYPE_CHECKING:
    import pyarrow as pa

ARROW_FILE = b"ARROW1"
END_OF_STREAM = b"\xff\xff\xff\xff\0\0\0\0"

Batches = tuple["pa.Schema", Iterator["pa.RecordBatch"]]
Read = Callable[["pa.NativeFile", list[int] | None], Batches]


def batches_of(stream: ByteStream) -> Read:
    """Return what reads an Arrow file, or a stream.

    Parameters
    ----------
    stream : ByteStream
        Of either.

    Returns
    -------
    callable
        See :data:`Read`.
    """
    return _file_batches if stream.head.startswith(ARROW_FILE) else stream_batches


def _file_batches(source: "pa.NativeFile", positions: list[int] | None) -> Batches:
    from pyarrow import ipc

    reader = ipc.open_file(source, options=ipc.IpcReadOptions(included_fields=positions))
    return reader.schema, map(reader.get_batch, range(reader.num_record_batches))


def stream_batches(source: "pa.NativeFile", positions: list[int] | None) -> Batches:
    """Read a stream.

    Parameters
    ----------
    source : NativeFile
        Of which the stream is all.
    positions : list of int or None
        Of the columns that are wanted; all, unless given.

    Returns
    -------
    Schema, iterator of RecordBatch
    """
    from pyarrow import ipc

    source.seek(0)
    reader = ipc.open_stream(source, options=ipc.IpcReadOptions(included_fields=positions))
    return reader.schema, iter(reader)


def require_end(file: str, source: "pa.NativeFile") -> None:
    """Refuse a stream without its end mark.

    Parameters
    ----------
    file : str
        Its name, for messages.
    source : NativeFile
        Read to its end.

    Raises
    ------
    FileError
        If it may be cut.
    """
    end = source.tell()
    source.seek(end - len(END_OF_STREAM))
    if source.read(len(END_OF_STREAM)) != END_OF_STREAM:
        raise FileError(
            file,
            _("it ends without an end marker; expected a complete Arrow stream"),
            _("byte {byte:,}").format(byte=end),
        )


def validated(batches: Iterator["pa.RecordBatch"]) -> Iterator["pa.RecordBatch"]:
    """Yield batches that lie within their buffers.

    Parameters
    ----------
    batches : iterator of RecordBatch
        Of a file that may be hostile.

    Yields
    ------
    RecordBatch

    Raises
    ------
    ArrowInvalid
        At the first that does not.
    """
    for batch in batches:
        batch.validate(full=True)  # what lies outside of its buffers would be read otherwise
        yield batch
