"""Files of word vectors in zip and tar archives: one is read as if it lay there alone; of several, one is named."""

import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Literal, cast

from embedviz.errors import EmbedvizError, FileError, reason, shortened
from embedviz.formats.decompression import MAGIC, compression_of, decompressed
from embedviz.formats.files import printable
from embedviz.formats.plain import PlainFile
from embedviz.formats.recognize import HEADER_BYTES, archive_of
from embedviz.formats.stream import HEAD, ByteStream
from embedviz.formats.zips import opened_zip, refuse_lzma
from embedviz.i18n import _, listed

MOST_MEMBERS = 1000
MAX_SHOWN = 8
MAX_TAR_HEADER = 1 << 20
ENCRYPTED = 1
LEFT_OUT = "__MACOSX"  # what macOS adds of its own
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError)

Kind = Literal["zip", "tar", ""]


@dataclass(frozen=True)
class Member:
    """A file in an archive.

    Parameters
    ----------
    name : str
        With its folders.
    open : callable
        Opens it anew, unpacked as the archive has it.
    """

    name: str
    open: Callable[[], BinaryIO]

    def head(self) -> bytes | None:
        """Return its first 65,536 bytes or all, decompressed if it is compressed itself; None if it is damaged."""
        data = b""
        try:
            with self.opened()[0] as source:
                while len(data) < HEAD and (piece := source.read(HEAD - len(data))):
                    data += piece
        except (OSError, EOFError, zlib.error, lzma.LZMAError, EmbedvizError):
            return None
        return data

    def opened(self) -> tuple[BinaryIO, str]:
        """Return what it holds, decompressed if it is compressed itself, and how it is."""
        with self.open() as file:
            compression = compression_of(file.read(MAGIC))
        return decompressed(self.open(), compression), compression


def members(stream: ByteStream, kind: Kind) -> list[Member]:
    """List the files in an archive.

    Parameters
    ----------
    stream : ByteStream
        At its beginning. A compressed one is unpacked.
    kind : str
        As :func:`embedviz.formats.recognize.archive_of` returns it.

    Returns
    -------
    list of Member
        At most 1,000, without hidden ones.

    Raises
    ------
    FileError
        If it is damaged.
    """
    plain = stream.plain()
    found = _zip_members(stream.name, plain) if kind == "zip" else _tar_members(stream.name, plain)
    shown = (member for member in found if not any(part[:1] in (".", "") for part in member.name.split("/")))
    return [member for member, _i in zip(shown, range(MOST_MEMBERS), strict=False) if LEFT_OUT not in member.name]


def is_archive(head: bytes) -> Kind:
    """Return which kind of archive begins so, if it is one, and not a text that happens to."""
    return archive_of(head) if b"\0" in head[:HEADER_BYTES] else ""


def not_one(file: str, kind: str, found: list[str], everything: list[Member]) -> FileError:
    """Return the error of an archive that holds no file of word vectors, or several.

    Parameters
    ----------
    file : str
        Its name.
    kind : str
        "zip" or "tar".
    found : list of str
        The files of word vectors in it.
    everything : list of Member
        All that is in it.

    Returns
    -------
    FileError
    """
    if found:
        message = _("it is a {kind} archive of several files of vectors: {names}; expected one, or the name of one")
    else:
        message = _("it is a {kind} archive of {names}; expected a file of word vectors in it")
    names = [shortened(printable(name)) for name in found or [member.name for member in everything]]
    shown = listed(names[:MAX_SHOWN], goes_on=len(names) > MAX_SHOWN)
    return FileError(file, message.format(kind=kind, names=shown or _("no file")))


def _zip_members(file: str, plain: PlainFile) -> Iterator[Member]:
    with _sound(file):
        archive = opened_zip(cast("BinaryIO", plain), file)
    refuse_lzma(archive, file)
    for info in archive.infolist():
        if info.flag_bits & ENCRYPTED:
            raise FileError(file, _("{name} in it is encrypted; expected none").format(name=shortened(info.filename)))
        if not info.filename.endswith("/"):  # is_dir would ask for the last sign of an empty name
            yield Member(info.filename, lambda info=info: _Zipped(archive, info).buffered())  # type: ignore[misc]


def _tar_members(file: str, plain: PlainFile) -> Iterator[Member]:
    with _sound(file), tarfile.open(fileobj=cast("BinaryIO", _Headers(plain)), mode="r:") as archive:
        while (info := archive.next()) is not None:
            if info.isreg() and not info.issparse():
                start, size = info.offset_data, info.size
                if start + size > plain.size:
                    raise FileError(file, _("the archive ends within {name}").format(name=shortened(info.name)))
                yield Member(info.name, lambda start=start, size=size: _Slice(plain, start, size).buffered())  # type: ignore[misc]
            archive.members.clear()  # type: ignore[attr-defined] # or else it keeps all


@contextmanager
def _sound(file: str) -> Iterator[None]:
    try:
        yield
    except FileError:
        raise
    except (*_ZIP_ERRORS, OSError, tarfile.TarError) as error:
        message = _("the archive is damaged or cannot be read ({reason})")
        raise FileError(file, message.format(reason=reason(error))) from error


class _Unpacked(io.RawIOBase):
    def readable(self) -> bool:
        return True

    def buffered(self) -> BinaryIO:
        return cast("BinaryIO", io.BufferedReader(self, HEAD))


class _Zipped(_Unpacked):
    """A file in a zip archive, whose faults are those of reading any file."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        try:
            self._file = cast("zipfile.ZipExtFile", archive.open(info))
        except _ZIP_ERRORS as error:  # encrypted, or compressed in a way not known here
            raise OSError(str(error)) from error

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        try:
            data = self._file.read1(len(buffer))
        except _ZIP_ERRORS as error:
            raise OSError(str(error)) from error
        buffer[: len(data)] = data
        return len(data)


class _Slice(_Unpacked):
    """A part of a file."""

    def __init__(self, file: PlainFile, start: int, size: int) -> None:
        self._file, self._at, self._end = file, start, start + size

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        data = self._file.bytes_at(self._at, min(len(buffer), self._end - self._at))
        self._at += len(data)
        buffer[: len(data)] = data
        return len(data)


class _Headers:
    """What tarfile reads of an archive: headers, none of which is long."""

    def __init__(self, file: PlainFile) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def read(self, count: int = -1) -> bytes:
        if not 0 <= count <= MAX_TAR_HEADER:
            raise tarfile.ReadError(f"a header of {count:,} bytes")
        return self._file.read(count)
