"""The bytes of a file, decompressed, from its beginning to its end, with progress and within bounds."""

import lzma
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from embedviz.errors import FileError, located, reason
from embedviz.formats.decompression import MAGIC, LineFeeds, Recoded, WithoutReturns, compression_of, decompressed
from embedviz.formats.files import open_regular, printable, state_of
from embedviz.formats.place import cache_folder
from embedviz.formats.plain import PlainFile
from embedviz.formats.rewritten import Rewritten
from embedviz.formats.room import CountedFile, Room
from embedviz.formats.staging import scratch_file
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback

HEAD = 1 << 16
CHUNK = 1 << 20
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
    beside : Path
        Where the lists of its words lie beside it: the file, unless these come from an archive.
    size : int
        Its bytes on disk.
    compression : str
        "gzip", "bzip2", "xz", "lzma", "zstd" or nothing.
    encoding : str
        From which it is :meth:`recode`-d; nothing where it is not.
    has_returns : bool
        Whether it is given :meth:`with_line_feeds`.
    is_text_mode : bool
        Whether it is given :meth:`without_returns`.
    rewriting : tuple of callable
        What it is given to :meth:`rewrite`.
    offset : int
        How many bytes :meth:`read` has returned, after decompression.

    Raises
    ------
    FileError
        If it is missing, no regular file, empty, or may not be read.
    """

    def __init__(self, path: Path, progress: ProgressCallback | None = None, room: Room | None = None) -> None:
        self.path = self.beside = path
        self.room = room
        self._closing = ExitStack()
        self.name = printable(path.name)
        self.offset = 0
        self.encoding = ""
        self.has_returns = False
        self.is_text_mode = False
        self.rewriting: tuple[Callable[[bytes], bytes], ...] = ()
        self._progress = progress
        self._plain: PlainFile | None = None
        self._archive: PlainFile | None = None
        self._source = self._file = open_regular(path, self.name)
        try:
            self._state = state_of(os.fstat(self._file.fileno()))
            self.size = os.fstat(self._file.fileno()).st_size
            magic = self._file.read(MAGIC)
            self._file.seek(0)
            self.compression = compression_of(magic)
            self._source = decompressed(self._file, self.compression)
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
        place = self._place()
        self._require_ratio(self.offset, place)
        self.report(place)
        return data

    def _place(self) -> int:
        """Return how far the file is read, in its bytes as it lies on disk."""
        if self._archive is None:
            return self._file.tell()
        return self.size * self._archive.tell() // max(1, self._archive.size)

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
        try:
            self._source = cast("BinaryIO", Recoded(self._head, self._source, encoding))
        except UnicodeDecodeError as error:
            raise goes_on_otherwise(self.name, encoding, error) from error
        self._head = self._some(HEAD)

    def with_line_feeds(self) -> None:
        """Give a text with line feeds for its carriage returns, which stand alone; before anything is read."""
        self.has_returns = True
        self._source = cast("BinaryIO", LineFeeds(self._head, self._source))
        self._head = self._some(HEAD)

    def without_returns(self) -> None:
        """Give what a binary file was before carriage returns were put before line feeds; before anything is read."""
        self.is_text_mode = True
        self._source = cast("BinaryIO", WithoutReturns(self._head, self._source))
        self._head = self._some(HEAD)

    def rewrite(self, line: Callable[[bytes], bytes]) -> None:
        """Give a text with each line written otherwise; before anything is read.

        Parameters
        ----------
        line : callable
            From a line without its line feed to what stands for it.
        """
        self.rewriting = (*self.rewriting, line)
        self._source = cast("BinaryIO", Rewritten(self._head, self._source, line))
        self._head = self._some(HEAD)

    def enter(self, source: BinaryIO, compression: str, *, name: str, archive: str) -> None:
        """Give a file in this archive instead of the archive; before anything is read.

        Parameters
        ----------
        source : BinaryIO
            What it holds, decompressed.
        compression : str
            How it was compressed.
        name : str
            Its name, for messages.
        archive : str
            Of which kind the archive is.

        Raises
        ------
        FileError
            If it is empty or cannot be read.
        """
        self._archive, self._plain = self._plain, None
        self._source.close()
        self._source = source
        self.compression = compression or archive
        self.name = f"{self.name}/{name}"
        self._head = self._some(HEAD)
        if not self._head:
            raise FileError(self.name, _("it is empty; expected word vectors"))

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
            if not (self.compression or self.encoding or self.has_returns or self.is_text_mode or self.rewriting):
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
            message = _("it cannot be unpacked into the cache folder ({reason}); expected room there")
            raise located(FileError(self.name, message.format(reason=reason(error))), cache_folder()) from error

    def tail(self, count: int) -> bytes:
        """Return the last bytes of a text, where they can be had without reading all before; only before any is read.

        Parameters
        ----------
        count : int
            How many at most.

        Returns
        -------
        bytes
            None of a long text that is compressed, in an archive, or written otherwise on the way.
        """
        if len(self._head) < HEAD:
            return self._head[-count:]
        if self._source is not self._file:
            return b""
        place = self._file.tell()
        self._file.seek(max(0, self.size - count))
        try:
            return self._some(count)
        finally:
            self._file.seek(place)

    def again(self) -> "ByteStream":
        """Return a stream of the same text from its beginning, written otherwise as this one.

        Returns
        -------
        ByteStream
            Of what lies beside the lists of its words; to be closed.
        """
        stream = ByteStream(self.beside)
        if self.encoding:
            stream.recode(self.encoding)
        if self.has_returns:
            stream.with_line_feeds()
        for line in self.rewriting:
            stream.rewrite(line)
        return stream

    def changed(self) -> bool:
        """Tell whether the file is another one than was opened, or was written to, or is gone.

        Returns
        -------
        bool
        """
        try:
            return state_of(os.stat(self.path)) != self._state
        except OSError:
            return True

    def when_closed(self, call: Callable[[], None]) -> None:
        """Have something called as the stream is closed.

        Parameters
        ----------
        call : callable
            What.
        """
        self._closing.callback(call)

    def close(self) -> None:
        """Close the file and its copy."""
        self._closing.close()
        self._source.close()
        self._file.close()
        for file in (self._plain, self._archive):
            if file is not None:
                file.close()

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
                _("byte {byte:,}").format(byte=self._place()),
            ) from error
        except UnicodeDecodeError as error:
            raise goes_on_otherwise(self.name, self.encoding, error) from error
        except (OSError, zlib.error, lzma.LZMAError) as error:
            raise FileError(
                self.name,
                _("damaged {kind} data ({reason})").format(kind=self.compression, reason=reason(error))
                if self.compression
                else _("it cannot be read ({reason})").format(reason=reason(error)),
                _("byte {byte:,}").format(byte=self._place()),
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
