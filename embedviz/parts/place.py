"""Where the rows of vectors in parts are, said so that any worker finds them and knows them for the same."""

import platform
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Literal

from pyarrow import fs

from embedviz.errors import FileError, reason
from embedviz.formats.columns import Columns
from embedviz.i18n import _
from embedviz.parts.names import is_arrow

if TYPE_CHECKING:
    from embedviz.parts.rows import PartRows

PIECES, PIECE = 8, 1 << 12
OPEN, PROBED = 2, 32
MOST_DIGESTS = 10_000
_digests: dict[tuple[str, int, int], str] = {}
_END = 8  # bytes after a Parquet file's metadata: their length, and its mark


@dataclass(frozen=True)
class Part:
    """A file of some rows.

    Parameters
    ----------
    path : str
        In its file system.
    start, rows : int
        Of its first row among all, and how many it has.
    size, changed : int
        Its bytes, and when it was last changed, in nanoseconds; 0 where its file system does not tell.
    digest : str
        Of its metadata and of some pieces of it.
    kind : {"file", "store"}
        A file of Parquet or Arrow, or a store: a folder that embedviz has written.
    """

    path: str
    start: int
    rows: int
    size: int
    changed: int
    digest: str = field(repr=False)
    kind: Literal["file", "store"] = "file"

    @property
    def name(self) -> str:
        """Without its folder, for messages."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True)
class PartPlace:
    """The rows of some parts, or of all.

    Parameters
    ----------
    filesystem : pyarrow.fs.FileSystem
        What the parts are in; it can be sent to others.
    parts : tuple of Part
        In the order of their rows.
    shape : tuple of int
        ``(m, n)`` of all parts, also where only some are here.
    columns : Columns
        Which are read.
    id : str
        Of all of it: another version has another.
    host : str
        The machine that has looked at them.
    firsts : tuple of int
        The first row of each row group, as a group is decoded from there; none where only some parts are here.
    """

    filesystem: fs.FileSystem = field(compare=False, repr=False)
    parts: tuple[Part, ...]
    shape: tuple[int, int]
    columns: Columns
    id: str
    host: str
    firsts: tuple[int, ...] = field(default=(), repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Of the parts."""
        return tuple(part.name for part in self.parts)

    def open(self) -> "PartRows":
        """Return the rows, to be read as they are asked for."""
        return _opened(self)

    def within(self, rows: range) -> "PartPlace":
        """Return the place of some rows alone: a task that is sent names no other parts.

        Parameters
        ----------
        rows : range
            As of :func:`embedviz.workers.ranges.ranges`: from its first to the end of its last block.

        Returns
        -------
        PartPlace
        """
        first = max(0, bisect_right(self.parts, rows.start, key=_start) - 1)
        last = bisect_right(self.parts, min(self.shape[0], rows[-1] + rows.step) - 1, key=_start)
        return replace(self, parts=self.parts[first:last], firsts=())

    def probe(self) -> None:
        """Look at some of the parts, as a worker does before it is given work; refuse as :meth:`require_same` does."""
        for part in self.parts[:: -(-len(self.parts) // PROBED)]:
            self.require_same(part)

    def require_same(self, part: Part) -> None:
        """Refuse a part that is not there, or not as it was when all were looked at.

        Parameters
        ----------
        part : Part
            Of these.

        Raises
        ------
        FileError
            It names the machine, unless this is the one that had looked.
        """
        is_elsewhere = platform.node() != self.host
        try:
            info = self.filesystem.get_file_info(part.path)
            if info.type == fs.FileType.NotFound:
                raise FileNotFoundError(2, "No such file or directory")
            found = (_size(self.filesystem, info), changed(info)) if part.kind == "file" else (0, 0)
            same = found[0] == part.size and (is_elsewhere or found[1] == part.changed)
            if same and (is_elsewhere or not part.changed):  # else the time has told
                same = _digest_here(self.filesystem, part, found) == part.digest
        except Exception as error:  # every file system raises its own
            raise _missing(part, error, is_elsewhere) from error
        if not same:
            raise _differs(part, is_elsewhere)


def _start(part: Part) -> int:
    return part.start


@lru_cache(maxsize=OPEN)
def _opened(place: PartPlace) -> "PartRows":
    from embedviz.parts.rows import PartRows

    return PartRows(place)


def _digest_here(filesystem: fs.FileSystem, part: Part, state: tuple[int, int]) -> str:
    if not state[1]:  # nothing tells whether it has changed since
        return digest_of(filesystem, part)
    key = part.path, *state
    found = _digests.get(key)
    if found is None:
        if len(_digests) >= MOST_DIGESTS:
            _digests.clear()
        found = _digests[key] = digest_of(filesystem, part)
    return found


def _size(filesystem: fs.FileSystem, info: fs.FileInfo) -> int:
    if info.size is not None:
        return int(info.size)
    with filesystem.open_input_file(info.path) as source:  # not every listing tells it
        return int(source.size())


def changed(info: fs.FileInfo) -> int:
    """Return when a file was last changed, in nanoseconds; 0 where that is not known."""
    return info.mtime_ns or 0


def digest_of(filesystem: fs.FileSystem, part: Part) -> str:
    """Return the digest of a part: of its metadata, and of pieces spread over its bytes.

    Parameters
    ----------
    filesystem : pyarrow.fs.FileSystem
        What it is in.
    part : Part
        Its own digest is not looked at.

    Returns
    -------
    str
    """
    path = part.path if part.kind == "file" else f"{part.path}/meta.json"
    found = blake2b(digest_size=16)
    with filesystem.open_input_file(path) as source:
        size = source.size()
        tail = source.read_at(min(size, _END), max(0, size - _END))
        length = min(int.from_bytes(tail[:4], "little"), size) if part.kind == "file" else size
        if is_arrow(part.name):
            length = 0  # its schema is at its beginning, in the first piece
        found.update(source.read_at(length, max(0, size - _END - length)))
        for piece in range(PIECES if part.kind == "file" else 0):
            found.update(source.read_at(min(PIECE, size), max(0, size - PIECE) * piece // (PIECES - 1)))
    return found.hexdigest()


def _missing(part: Part, error: Exception, is_elsewhere: bool) -> FileError:
    if is_elsewhere:
        text = _("it cannot be opened on {host} ({reason}); expected every worker to find it at the same place")
        return FileError(part.name, text.format(host=platform.node(), reason=reason(error)))
    return FileError(part.name, _("it cannot be opened ({reason})").format(reason=reason(error)))


def _differs(part: Part, is_elsewhere: bool) -> FileError:
    if is_elsewhere:
        text = _("on {host} it is not the version that is open here, or has changed since; expected the same")
        return FileError(part.name, text.format(host=platform.node()))
    return FileError(part.name, _("it has changed since the data set was opened; open it again"))


def part_of(filesystem: fs.FileSystem, info: fs.FileInfo, rows: int, kind: Literal["file", "store"]) -> Part:
    """Return a part as it is now, its rows counted from 0."""
    size = _size(filesystem, info) if kind == "file" else 0
    part = Part(info.path, 0, rows, size, changed(info) if kind == "file" else 0, "", kind)
    return replace(part, digest=digest_of(filesystem, part))


def numbered(parts: list[Part]) -> tuple[Part, ...]:
    """Return parts whose rows are counted through."""
    found, start = [], 0
    for part in parts:
        found.append(replace(part, start=start))
        start += part.rows
    return tuple(found)


def id_of(parts: tuple[Part, ...], columns: Columns) -> str:
    """Return what tells this version of parts from any other."""
    said: Any = [(part.name, part.rows, part.size, part.digest) for part in parts], columns.word, columns.vectors
    return blake2b(repr(said).encode(), digest_size=8).hexdigest()
