"""The text of a file, decoded, from its beginning to its end, with progress and within bounds."""

import codecs
import gzip
import io
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from embedviz.errors import FileError, located, reason, shortened
from embedviz.formats.zips import opened_zip
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback
from embedviz.units import size as as_size

MOST_BYTES = 200_000_000
MOST_MEMBERS = 1000
CHUNK = 1 << 20
_GZIP, _ZIP, _EMPTY_ZIP = b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06"


def texts_of(file: Path | bytes, name: str, progress: ProgressCallback | None) -> Generator[Iterator[str]]:
    """Read the texts that a file holds.

    Parameters
    ----------
    file : Path or bytes
        A text, as it is or compressed by gzip, or a zip archive, of which the members named .txt are read, in the order
        of their names. UTF-8, or UTF-16 with a byte order mark.
    name : str
        For messages.
    progress : callable or None
        Called with the bytes read. It may raise to cancel.

    Yields
    ------
    iterator of str
        A text in pieces, the ends of its lines made line feeds. It is to be read before the next.

    Raises
    ------
    FileError
        If the file cannot be read, is damaged, binary or in another encoding, or expands to more than 200 MB.
    """
    with _opened(file, name) as raw:
        start = raw.read(4)
        size = raw.seek(0, io.SEEK_END)
        raw.seek(0)
        if not start:
            raise FileError(name, _("it is empty; expected text"))
        if start in (_ZIP, _EMPTY_ZIP):
            yield from _members(raw, name, progress)
        else:
            if size > MOST_BYTES:
                raise _too_much(name)
            source = raw
            if start.startswith(_GZIP):
                source = cast("BinaryIO", gzip.GzipFile(fileobj=raw))
                # Unpacked twice, so that what is damaged or too much is refused in a second, before it is read as text.
                counting = _Reader(name, size, None, None)
                while counting.chunk(source, name):
                    pass
                source.seek(0)
            reader = _Reader(name, size, raw.tell, progress)
            yield reader.text(source, name)


@contextmanager
def _opened(file: Path | bytes, name: str) -> Iterator[BinaryIO]:
    if isinstance(file, bytes):
        yield io.BytesIO(file)
        return
    try:
        if not stat.S_ISREG(file.stat().st_mode):  # a pipe would never end
            raise FileError(name, _("it is not a regular file; expected a file of text"))
        opened = file.open("rb")
    except FileNotFoundError as error:
        raise located(FileError(name, _("there is no such file")), file.parent) from error
    except FileError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a name with a null byte
        raise FileError(name, _("it cannot be read ({reason})").format(reason=reason(error))) from error
    with opened:
        yield opened


class _Reader:
    """Reads one text after another and counts what it reads against the bound on all of them."""

    def __init__(self, name: str, size: int, done: Callable[[], int] | None, progress: ProgressCallback | None) -> None:
        self._name = name
        self._size = size
        self._done = done
        self._progress = progress
        self._read = 0

    def text(self, source: IO[bytes], name: str) -> Iterator[str]:
        decoder, encoding, before = None, "", self._read
        while True:
            chunk = self.chunk(source, name)
            if decoder is None:
                encoding = "utf-16" if chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
                # Makes line feeds of all ends of lines, also of those that two chunks share.
                decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=True)
            try:
                piece = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                at = self._read - before - len(error.object) + error.start
                raise FileError(
                    name,
                    _(
                        "{bytes} is not {encoding}; expected text in UTF-8, or in UTF-16 with its byte order mark"
                    ).format(
                        bytes=error.object[error.start : error.start + 4].hex(" ").upper(),
                        encoding="UTF-16" if encoding == "utf-16" else "UTF-8",
                    ),
                    _("byte {byte:,}").format(byte=at + 1),
                ) from error
            if "\0" in piece:
                raise FileError(name, _("it holds binary data; expected text"))
            yield piece
            if not chunk:
                return

    def chunk(self, source: IO[bytes], name: str) -> bytes:
        try:
            chunk = source.read(CHUNK)
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError) as error:
            raise FileError(name, _("it cannot be read ({reason})").format(reason=reason(error))) from error
        self._read += len(chunk)
        if self._read > MOST_BYTES:
            raise _too_much(self._name)
        if self._progress is not None:
            done = self._read if self._done is None else self._done()
            self._progress(Progress(_("Reading {file}").format(file=self._name), done, self._size))
        return chunk


def _members(raw: BinaryIO, name: str, progress: ProgressCallback | None) -> Iterator[Iterator[str]]:
    try:
        archive = opened_zip(raw, name)
    except FileError:
        raise
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise FileError(name, _("a damaged zip archive ({reason})").format(reason=reason(error))) from error
    with archive:
        members = archive.infolist()
        texts = sorted((member for member in members if _is_text(member)), key=lambda member: member.filename)
        if not texts:
            raise FileError(
                name, _("none of its {count:,} files is named .txt; expected at least one").format(count=len(members))
            )
        if len(texts) > MOST_MEMBERS:
            raise FileError(
                name, _("{count:,} texts; expected at most {most:,}").format(count=len(texts), most=MOST_MEMBERS)
            )
        size = sum(member.file_size for member in texts)
        if size > MOST_BYTES:
            raise _too_much(name)
        reader = _Reader(name, size, None, progress)
        for member in texts:
            shown = f"{name}/{shortened(os.path.basename(member.filename))}"
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # LZMA grants itself 4 GB
                raise FileError(
                    shown,
                    _("compressed by method {method}; expected deflate").format(method=member.compress_type),
                )
            try:
                source = archive.open(member)
            except (OSError, RuntimeError, ValueError, zipfile.BadZipFile, NotImplementedError) as error:
                raise FileError(shown, _("it cannot be unpacked ({reason})").format(reason=reason(error))) from error
            with source:
                yield reader.text(source, shown)


def _is_text(member: zipfile.ZipInfo) -> bool:
    name = os.path.basename(member.filename)
    return name.lower().endswith(".txt") and not name.startswith("._")  # which macOS adds


def _too_much(name: str) -> FileError:
    return FileError(
        name, _("it holds more than {size} of text; expected at most that").format(size=as_size(MOST_BYTES))
    )
