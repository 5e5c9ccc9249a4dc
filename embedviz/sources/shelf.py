"""Embeddings kept by name: what was uploaded or trained, on this machine's disk until it is removed."""

import os
import re
import secrets
import shutil
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from embedviz import units
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError, UnknownSourceError
from embedviz.formats.load import read_into
from embedviz.formats.place import cache_folder
from embedviz.formats.room import Room
from embedviz.formats.staging import temporary_folder
from embedviz.formats.store import StoreDamagedError, note, open_store, read_meta
from embedviz.formats.storing import write_embedding
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.sources.labels import LONGEST_NOTE, LONGEST_TITLE, Label, Shelved, checked_title, read_label, write_label
from embedviz.sources.source import Source

MOST_KEPT = 50
MOST_BYTES = 20_000_000_000
LONGEST_STEM = 32

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*-[0-9a-f]{8}", re.ASCII)
_lock = threading.Lock()


def kept() -> list[Source]:
    """List what is kept, by title.

    Returns
    -------
    list of Source
        An entry whose files are damaged is listed too, so that it can be removed; opening it says so.
    """
    sources = [_source(folder) for folder in _folders()]
    return sorted(sources, key=lambda source: (source.title.casefold(), source.id))


def shelf_size() -> int:
    """Return how much disk all that is kept takes.

    Returns
    -------
    int
        Bytes.
    """
    return sum(_size(folder) for folder in _folders())


def keep(embedding: Embedding, *, title: str, kind: Shelved, progress: ProgressCallback | None = None) -> Source:
    """Keep an embedding under a title.

    Parameters
    ----------
    embedding : Embedding (m, n)
        Copied to disk.
    title : str
        For a reader, 1 to 80 characters; if it is taken, " (2)" is added.
    kind : str
        "upload" or "trained".
    progress : callable, optional
        Called with the words written. It may raise to cancel; then nothing is kept.

    Returns
    -------
    Source

    Raises
    ------
    EmbedvizError
        If the title is none, the shelf is full or cannot be written to.
    """

    def write(folder: Path) -> str:
        write_embedding(folder, embedding, progress=progress)
        return embedding.note

    return _keep(write, title, kind, embedding.vectors.nbytes)


def keep_file(path: Path, *, title: str, progress: ProgressCallback | None = None) -> Source:
    """Read a file of word vectors and keep what is in it; the file itself is needed no longer.

    Parameters
    ----------
    path : Path
        The file, beside it the list of words or metadata if it needs one.
    title, progress
        As for :func:`keep`; progress is in bytes.

    Returns
    -------
    Source

    Raises
    ------
    FileError
        If it cannot be read as word vectors.
    EmbedvizError
        As :func:`keep`.
    """

    def write(folder: Path) -> str:
        read_into(path, folder, progress=progress, room=_room())
        origin = read_meta(folder).origin
        return "" if origin is None else note(origin.format, origin.size)

    return _keep(write, title, "upload", 0)


def remove(id: str) -> None:
    """Remove what is kept under an id. Whoever has it open can go on using it.

    Parameters
    ----------
    id : str
        Such as "upload:SLUG".

    Raises
    ------
    UnknownSourceError
        If nothing is kept under it.
    EmbedvizError
        If the files cannot be removed.
    """
    folder = _folder(id)
    doomed = folder.with_name(f".removed-{secrets.token_hex(8)}")
    with _reporting():
        folder.rename(doomed)  # at once, where removing file by file would show a damaged entry for a while
    shutil.rmtree(doomed, ignore_errors=True)


def rename(id: str, title: str) -> Source:
    """Give what is kept under an id another title.

    Parameters
    ----------
    id : str
        Such as "upload:SLUG"; it stays.
    title : str
        As for :func:`keep`.

    Returns
    -------
    Source
        With the new title.

    Raises
    ------
    UnknownSourceError
        If nothing is kept under the id.
    EmbedvizError
        If the title is none or cannot be written.
    """
    folder = _folder(id)
    title = checked_title(title)
    with _lock, _reporting():
        write_label(folder, replace(read_label(folder), title=_free(title, besides=folder)))
    return _source(folder)


def _keep(
    write: Callable[[Path], str],
    title: str,
    kind: Shelved,
    size: int,
) -> Source:
    title = checked_title(title)
    _require_room(size)
    with _reporting(), _draft(_slug(title)) as draft:
        described = write(draft)
        with _lock:  # others may have kept something meanwhile
            _require_room(_size(draft))
            write_label(draft, Label(_free(title), kind, described[:LONGEST_NOTE]))
            return _source(draft.rename(_shelf() / draft.name))


def _room() -> Room:
    """Return what is left on the shelf: a file of some megabytes may hold gigabytes of vectors."""
    held = shelf_size()
    return Room(MOST_BYTES - held, lambda size: _no_room(size, held))


@contextmanager
def _draft(slug: str) -> Iterator[Path]:
    with temporary_folder(_shelf()) as parent:
        yield parent / slug


@contextmanager
def _reporting() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise EmbedvizError(
            _("{folder} cannot be written to ({reason}); EMBEDVIZ_CACHE chooses another folder").format(
                folder=_shelf(), reason=error.strerror or error
            )
        ) from error


def _shelf() -> Path:
    return cache_folder() / "shelf"


def _folders() -> list[Path]:
    try:
        with os.scandir(_shelf()) as entries:
            return [
                Path(entry.path)
                for entry in entries
                if _SLUG.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False)
            ]
    except OSError:  # nothing was ever kept
        return []


def _folder(id: str) -> Path:
    # Looked up among the ids there are, so that no id, however made up, leads to another place.
    for folder in _folders():
        if id == f"{read_label(folder).kind}:{folder.name}":
            return folder
    raise UnknownSourceError(id, [source.id for source in kept()][:10])


def _source(folder: Path) -> Source:
    label = read_label(folder)
    id = f"{label.kind}:{folder.name}"
    return Source(id, label.title, partial(_open, id), label.kind, size=_size(folder))


def _open(id: str, progress: ProgressCallback | None = None) -> Embedding:  # noqa: ARG001 - opens at once
    folder = _folder(id)
    label = read_label(folder)
    try:
        return open_store(folder, id=id, note=label.note)
    except StoreDamagedError as error:
        raise EmbedvizError(
            _("what is kept as {title} is damaged on disk; remove it and add it again").format(title=label.title)
        ) from error


def _size(folder: Path) -> int:
    size = 0
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            size += entry.stat(follow_symlinks=False).st_size
    return size


def _free(title: str, besides: Path | None = None) -> str:
    taken = {read_label(folder).title for folder in _folders() if folder != besides}
    free, number = title, 1
    while free in taken:
        number += 1
        suffix = f" ({number})"
        free = title[: LONGEST_TITLE - len(suffix)].rstrip() + suffix
    return free


def _require_room(size: int) -> None:
    if len(_folders()) >= MOST_KEPT:
        raise EmbedvizError(
            _("{count} embeddings are kept already, as many as there can be; remove one first").format(count=MOST_KEPT)
        )
    _require_bytes(size, shelf_size())


def _require_bytes(size: int, held: int) -> None:
    if held + size > MOST_BYTES:
        raise _no_room(size, held)


def _no_room(size: int, held: int) -> EmbedvizError:
    return EmbedvizError(
        _("it takes {size}, and {held} of {most} are taken by what is kept already; remove something first").format(
            size=units.size(size), held=units.size(held), most=units.size(MOST_BYTES)
        )
    )


def _slug(title: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = "-".join(re.findall("[a-z0-9]+", ascii_only))[:LONGEST_STEM].strip("-")
    return f"{stem or 'vectors'}-{secrets.token_hex(4)}"
