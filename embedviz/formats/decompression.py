"""Decompression and recoding of a file while it is read."""

import bz2
import codecs
import gzip
import io
import lzma
import re
from collections.abc import Callable
from typing import BinaryIO, cast

from embedviz.i18n import _

BUFFER = 1 << 20
PIECE = 1 << 14  # what is left of one is copied at the end of each stream in it, and streams may be tiny
MAGIC = 10
COMPRESSIONS = {
    "gzip": re.compile(rb"\x1f\x8b"),
    "bzip2": re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"),  # the marks of a block and of the end: BZh may be a word
    "xz": re.compile(rb"\xfd7zXZ\x00"),
    "lzma": re.compile(rb"\x5d\x00\x00[\x00-\xff][\x00-\x0f]"),  # xz's predecessor has no mark: its usual settings
    "zstd": re.compile(rb"\x28\xb5\x2f\xfd"),
}
XZ_MEMORY = 256 << 20


def compression_of(magic: bytes) -> str:
    """Return how a file is compressed.

    Parameters
    ----------
    magic : bytes
        Its first 10 bytes.

    Returns
    -------
    str
        "gzip", "bzip2", "xz", "lzma", "zstd" or nothing.
    """
    return next((kind for kind, start in COMPRESSIONS.items() if start.match(magic)), "")


def decompressed(file: BinaryIO, compression: str) -> BinaryIO:
    """Return what a file holds.

    Parameters
    ----------
    file : BinaryIO
        At its beginning.
    compression : str
        As :func:`compression_of` returns it.

    Returns
    -------
    BinaryIO
        The file itself, if it is not compressed.
    """
    if compression == "gzip":
        return cast("BinaryIO", gzip.GzipFile(fileobj=file))
    if compression == "bzip2":
        return cast("BinaryIO", io.BufferedReader(_Members(file, bz2.BZ2Decompressor), BUFFER))
    if compression in ("xz", "lzma"):
        new = _xz if compression == "xz" else _lzma
        return cast("BinaryIO", io.BufferedReader(_Members(file, new), BUFFER))
    if compression == "zstd":
        import pyarrow as pa

        return cast("BinaryIO", pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd"))
    return file


def _xz() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)


def _lzma() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=XZ_MEMORY)


class Recoded:
    """What a text in another encoding is in UTF-8.

    Parameters
    ----------
    head : bytes
        Its beginning.
    source : BinaryIO
        What follows.
    encoding : str
        In which it is.
    """

    def __init__(self, head: bytes, source: BinaryIO, encoding: str) -> None:
        self._source = source
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._ready = self._decoder.decode(head).removeprefix("\ufeff").encode()
        self._is_at_end = False

    def read(self, count: int) -> bytes:
        """Return the next bytes; fewer come only at the end."""
        while len(self._ready) < count and not self._is_at_end:
            data = self._source.read(PIECE)
            self._is_at_end = not data
            self._ready += self._decoder.decode(data, final=not data).encode()
        some, self._ready = self._ready[:count], self._ready[count:]
        return some

    def close(self) -> None:
        """Close the source."""
        self._source.close()


class LineFeeds:
    """What a text whose lines end in carriage returns alone is with line feeds.

    Parameters
    ----------
    head : bytes
        Its beginning.
    source : BinaryIO
        What follows.
    """

    def __init__(self, head: bytes, source: BinaryIO) -> None:
        self._ready = head
        self._source = source

    def read(self, count: int) -> bytes:
        """Return some of the next bytes; none come only at the end."""
        some, self._ready = self._ready[:count], self._ready[count:]
        return (some or self._source.read(count)).replace(b"\r", b"\n")

    def close(self) -> None:
        """Close the source."""
        self._source.close()


class WithoutReturns:
    """What a binary file was before it was written as a text on Windows, which puts carriage returns before line feeds.

    Parameters
    ----------
    head : bytes
        Its beginning.
    source : BinaryIO
        What follows.
    """

    def __init__(self, head: bytes, source: BinaryIO) -> None:
        self._raw = head
        self._ready = b""
        self._source = source

    def read(self, count: int) -> bytes:
        """Return some of the next bytes; none come only at the end."""
        while not self._ready:
            data = self._source.read(PIECE)
            whole = self._raw + data
            if not whole:
                break
            self._raw = b"\r" if data and whole.endswith(b"\r") else b""  # what follows tells if it is one too many
            whole = whole.removesuffix(self._raw)
            if whole.count(b"\n") > whole.count(b"\r\n"):
                raise OSError(_("a line feed without a carriage return before it, unlike all others"))
            self._ready = whole.replace(b"\r\n", b"\n")
        some, self._ready = self._ready[:count], self._ready[count:]
        return some

    def close(self) -> None:
        """Close the source."""
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
