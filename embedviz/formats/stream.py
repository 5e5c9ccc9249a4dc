"""The bytes of a file, decompressed, from its beginning to its end, with progress and within bounds."""

import bz2
import codecs
import gzip
import io
import lzma
import os
import re
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from embedviz.errors import FileError, located, reason
from embedviz.formats.place import cache_folder
from embedviz.formats.plain import PlainFile
from embedviz.formats.room import CountedFile, Room
from embedviz.formats.rows import REPLACEMENT
from embedviz.formats.staging import scratch_file
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback

HEAD = 1 << 16
CHUNK = 1 << 20
PIECE = 1 << 14  # what is left of one is copied at the end of each stream in it, and streams may be tiny
MAGIC = 10
COMPRESSIONS = {
    "gzip": re.compile(rb"\x1f\x8b"),
    "bzip2": re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"),  # the marks of a block and of the end: BZh may be a word
    "xz": re.compile(rb"\xfd7zXZ\x00"),
    "zstd": re.compile(rb"\x28\xb5\x2f\xfd"),
}
XZ_MEMORY = 256 << 20
# Vectors as text shrink to a third, columns of zeros to a hundredth; what shrinks further is no file of vectors.
FREE_BYTES, MAX_RATIO = 256 << 20, 200


class ByteStream:
    """A file's bytes as a reader wants them, whether it is compressed or not.

    Parameters
    ----------
    path : Path
        A regular file.
    progress : callable, optional
        Called with the bytes read of the file as it lies on disk.
    room : Room, optional
        What is unpacked takes of it; without one, only the ratio bounds it.

    Attributes
    ----------
    name : str
        The file's name, for messages.
    size : int
        Its bytes on disk.
    compression : str
        "gzip", "bzip2", "xz", "zstd" or nothing.
    encoding : str
        From which it is :meth:`recode`-d; nothing where it is not.
    offset : int
        How many bytes :meth:`read` has returned, after decompression.

    Raises
    ------
    FileError
        If it is missing, no regular file, empty, or may not be read.
    """

    def __init__(self, path: Path, progress: ProgressCallback | None = None, room: Room | None = None) -> None:
        self.path = path
        self.room = room
        self.name = printable(path.name)
        self.offset = 0
        self.encoding = ""
        self._progress = progress
        self._plain: PlainFile | None = None
        self._source = self._file = _open(path, self.name)
        try:
            self._state = _state(os.fstat(self._file.fileno()))
            self.size = os.fstat(self._file.fileno()).st_size
            magic = self._file.read(MAGIC)
            self._file.seek(0)
            self.compression = next((kind for kind, start in COMPRESSIONS.items() if start.match(magic)), "")
            self._source = _decompressed(self._file, self.compression)
            self._head = self._some(HEAD)
            if not self._head:
                raise FileError(self.name, _("it is empty; expected word vectors"))
        except BaseException:
            self.close()
            raise

    @property
    def head(self) -> bytes:
        """The first 65,536 bytes after decompression, or all; only before anything is read."""
        return self._head

    def read(self, count: int) -> bytes:
        """Return the next bytes.

        Parameters
        ----------
        count : int
            How many; fewer come only at the end.

        Returns
        -------
        bytes

        Raises
        ------
        FileError
            If the compressed data are damaged, end too early, or expand beyond all reason.
        """
        data, self._head = self._head[:count], self._head[count:]
        if len(data) < count:
            data += self._some(count - len(data))
        self.offset += len(data)
        self._require_ratio(self.offset, self._file.tell())
        self.report(self._file.tell())
        return data

    def recode(self, encoding: str) -> None:
        """Give a text in UTF-8 that is in another encoding; before anything is read.

        Parameters
        ----------
        encoding : str
            In which the text is.

        Raises
        ------
        FileError
            From here or :meth:`read`, where it goes on otherwise.
        """
        self.encoding = encoding.upper()
        self._source = cast("BinaryIO", _Recoded(self._head, self._source, encoding))
        self._head = self._some(HEAD)

    def report(self, done: int) -> None:
        """Tell whoever waits how much of the file is read, and give them the occasion to cancel.

        Parameters
        ----------
        done : int
            Bytes of the file as it lies on disk.
        """
        if self._progress is not None:
            self._progress(Progress(_("Reading {file}").format(file=self.name), done, self.size))

    def require_ratio(self, expanded: int) -> None:
        """Refuse a small file that makes too much of itself.

        Parameters
        ----------
        expanded : int
            Bytes that the file has become, or would become.

        Raises
        ------
        FileError
            If they are many more than it has.
        """
        self._require_ratio(expanded, self.size)

    def _require_ratio(self, expanded: int, size: int) -> None:
        if expanded > FREE_BYTES and expanded > MAX_RATIO * size:
            raise FileError(
                self.name,
                _("it expands to more than {ratio} times its size; expected a file of word vectors").format(
                    ratio=MAX_RATIO
                ),
            )

    def plain(self) -> PlainFile:
        """Return the uncompressed bytes for readers that jump about: the file's own, or those of a copy made now.

        Returns
        -------
        PlainFile
            It is closed with the stream.

        Raises
        ------
        FileError
            As for :meth:`read`, or if there is no room for a copy.
        """
        if self._plain is None:
            if not self.compression:
                self._plain = PlainFile(self.name, self._file)
            else:
                with self.scratch() as copy:
                    while chunk := self.read(CHUNK):
                        copy.write(chunk)
                    copy.flush()
                    self._plain = PlainFile(self.name, copy)
        return self._plain

    @contextmanager
    def scratch(self) -> Iterator[BinaryIO]:
        """Give a file of our own for parts of this one: it can be mapped, since nobody else changes it.

        Yields
        ------
        BinaryIO
            Without a name; what is mapped of it stays when it is closed.

        Raises
        ------
        FileError
            If the disk has no room for it.
        EmbedvizError
            From writing to it, if that takes more than the stream's room.
        """
        try:
            with scratch_file() as file:
                if self.room is None:
                    yield file
                else:
                    with CountedFile(file, self.room) as counted:
                        yield counted
        except OSError as error:
            message = _("it cannot be unpacked into the folder of the cache ({reason}); expected room there")
            raise located(FileError(self.name, message.format(reason=reason(error))), cache_folder()) from error

    def changed(self) -> bool:
        """Tell whether the file is another one than was opened, or was written to, or is gone.

        Returns
        -------
        bool
        """
        try:
            return _state(os.stat(self.path)) != self._state
        except OSError:
            return True

    def close(self) -> None:
        """Close the file and its copy."""
        self._source.close()
        self._file.close()
        if self._plain is not None:
            self._plain.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _some(self, count: int) -> bytes:
        pieces = []
        try:
            while count and (piece := self._source.read(count)):
                pieces.append(piece)
                count -= len(piece)
        except EOFError as error:
            raise FileError(
                self.name,
                _("the {kind} data end too early; expected their end mark").format(kind=self.compression),
                _("byte {byte:,}").format(byte=self._file.tell()),
            ) from error
        except UnicodeDecodeError as error:
            raise goes_on_otherwise(self.name, self.encoding, error) from error
        except (OSError, zlib.error, lzma.LZMAError) as error:
            raise FileError(
                self.name,
                _("damaged {kind} data ({reason})").format(kind=self.compression, reason=reason(error))
                if self.compression
                else _("it cannot be read ({reason})").format(reason=reason(error)),
                _("byte {byte:,}").format(byte=self._file.tell()),
            ) from error
        return b"".join(pieces)


def goes_on_otherwise(name: str, encoding: str, error: UnicodeDecodeError) -> FileError:
    """Return the error of a text that is not all in the encoding that its beginning shows.

    Parameters
    ----------
    name : str
        The file's.
    encoding : str
        Which.
    error : UnicodeDecodeError
        What is wrong.

    Returns
    -------
    FileError
    """
    message = _("it begins as {encoding} text and goes on otherwise ({reason})")
    return FileError(name, message.format(encoding=encoding.upper(), reason=error.reason))


def printable(path: str | Path) -> str:
    """Return a path, or a part of one, for a reader.

    Parameters
    ----------
    path : str or Path
        On disk it may hold any bytes.

    Returns
    -------
    str
        What is not Unicode text is U+FFFD.
    """
    return "".join(REPLACEMENT if "\ud800" <= sign <= "\udfff" else sign for sign in str(path))


def _open(path: Path, name: str) -> BinaryIO:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise FileError(name, _("it is a folder; expected a file of word vectors"))
        if not stat.S_ISREG(mode):
            raise FileError(name, _("it is no regular file; expected a file of word vectors"))
        return path.open("rb")
    except FileNotFoundError as error:
        raise located(FileError(name, _("there is no such file")), path.parent) from error
    except FileError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a name with a null byte
        raise FileError(name, _("it cannot be read ({reason})").format(reason=reason(error))) from error


def _state(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _decompressed(file: BinaryIO, compression: str) -> BinaryIO:
    if compression == "gzip":
        return cast("BinaryIO", gzip.GzipFile(fileobj=file))
    if compression == "bzip2":
        return cast("BinaryIO", io.BufferedReader(_Members(file, bz2.BZ2Decompressor), CHUNK))
    if compression == "xz":
        return cast("BinaryIO", io.BufferedReader(_Members(file, _xz), CHUNK))
    if compression == "zstd":
        import pyarrow as pa

        return cast("BinaryIO", pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd"))
    return file


def _xz() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)


class _Recoded:
    """What a text in another encoding is in UTF-8."""

    def __init__(self, head: bytes, source: BinaryIO, encoding: str) -> None:
        self._source = source
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._ready = self._decoder.decode(head).removeprefix("\ufeff").encode()
        self._is_at_end = False

    def read(self, count: int) -> bytes:
        while len(self._ready) < count and not self._is_at_end:
            data = self._source.read(PIECE)
            self._is_at_end = not data
            self._ready += self._decoder.decode(data, final=not data).encode()
        some, self._ready = self._ready[:count], self._ready[count:]
        return some

    def close(self) -> None:
        self._source.close()


class _Members(io.RawIOBase):
    """What one compressed stream after another holds.

    ``BZ2File`` and ``LZMAFile`` would end in silence at a stream that does not follow the one before, and ``LZMAFile``
    would grant a file all the memory it asks for, up to 4 GB.
    """

    def __init__(self, file: BinaryIO, decompressor: Callable[[], bz2.BZ2Decompressor | lzma.LZMADecompressor]) -> None:
        self._file = file
        self._new = decompressor
        self._pending = b""
        self._decompressor: bz2.BZ2Decompressor | lzma.LZMADecompressor | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        while True:
            if self._decompressor is None or self._decompressor.eof:
                self._pending = self._decompressor.unused_data.lstrip(b"\0") if self._decompressor else b""
                while not self._pending and (chunk := self._file.read(PIECE)):
                    self._pending = chunk.lstrip(b"\0")  # what follows a stream may be padded
                if not self._pending:
                    return 0
                self._decompressor = self._new()
            elif self._decompressor.needs_input and not self._pending:
                self._pending = self._file.read(PIECE)
                if not self._pending:
                    raise EOFError
            data = self._decompressor.decompress(self._pending, len(buffer))
            self._pending = b""
            if data:
                buffer[: len(data)] = data
                return len(data)
