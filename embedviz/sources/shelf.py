"""Embeddings kept by name: what was uploaded or trained, on this machine's disk until it is removed."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from embedviz import units
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.formats.room import Room
from embedviz.formats.staging import beside, temporary_folder
from embedviz.formats.storing import write_embedding
from embedviz.formats.table import unwritable_cache
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.sources.labels import (
    LONGEST_NOTE,
    LONGEST_TITLE,
    Label,
    Shelved,
    checked_title,
    read_label,
    slug_of,
    write_label,
)
from embedviz.sources.shelved import folder_of, folders, shelf, shelf_size, size_of, source_in
from embedviz.sources.source import Source

MOST_KEPT = 50
MOST_BYTES = 20_000_000_000

_lock = threading.Lock()


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

    def write(folder: Path) -> Label:
        write_embedding(folder, embedding, progress=progress)
        return Label(title, kind, embedding.note[:LONGEST_NOTE])

    return keep_written(write, title, embedding.vectors.nbytes)


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
    folder = folder_of(id)
    doomed = beside(folder)
    try:
        folder.rename(doomed)  # at once, where removing file by file would show a damaged entry for a while
    except OSError as error:
        raise unwritable_cache(shelf(), error) from error
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
    folder = folder_of(id)
    title = checked_title(title)
    try:
        relabel(folder, lambda label: replace(label, title=_free(title, besides=folder)))
    except OSError as error:
        raise unwritable_cache(shelf(), error) from error
    return source_in(folder)


def keep_written(write: Callable[[Path], Label], title: str, size: int) -> Source:
    """Keep what a function writes.

    Parameters
    ----------
    write : callable
        Writes a store into the folder it is given, which is not there yet, and returns its label.
    title : str
        As for :func:`keep`.
    size : int
        How much disk it takes at least.

    Returns
    -------
    Source

    Raises
    ------
    EmbedvizError
        As by :func:`keep`.
    """
    title = checked_title(title)
    _require_room(size)
    with draft(slug_of(title)) as place:
        label = write(place)
        with _lock:  # others may have kept something meanwhile
            _require_room(size_of(place))
            write_label(place, replace(label, title=_free(title)))
            return source_in(place.rename(shelf() / place.name))


def relabel(folder: Path, change: Callable[[Label], Label]) -> Label:
    """Change the label of what is kept.

    Parameters
    ----------
    folder : Path
        As :func:`folder_of` returns it.
    change : callable
        Takes the label that is there, and returns another.

    Returns
    -------
    Label
        The former one.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    with _lock:
        before = read_label(folder)
        write_label(folder, change(before))
    return before


def room_left() -> Room:
    """Return what is left on the shelf: a file of some megabytes may hold gigabytes of vectors.

    Returns
    -------
    Room
    """
    held = shelf_size()
    return Room(MOST_BYTES - held, partial(_no_room, held=held))


@contextmanager
def draft(name: str) -> Iterator[Path]:
    """Give a path on the shelf's disk at which nobody looks; what is left there in the end is removed.

    Parameters
    ----------
    name : str
        Its last part.

    Yields
    ------
    Path
        Nothing is there yet.

    Raises
    ------
    EmbedvizError
        If the shelf cannot be written to.
    """
    try:
        with temporary_folder(shelf()) as parent:
            yield parent / name
    except OSError as error:
        raise unwritable_cache(shelf(), error) from error


def _free(title: str, besides: Path | None = None) -> str:
    taken = {read_label(folder).title for folder in folders() if folder != besides}
    free, number = title, 1
    while free in taken:
        number += 1
        suffix = f" ({number})"
        free = title[: LONGEST_TITLE - len(suffix)].rstrip() + suffix
    return free


def _require_room(size: int) -> None:
    """Refuse to keep one more if there is no room for it.

    Parameters
    ----------
    size : int
        How much disk it takes at least.

    Raises
    ------
    EmbedvizError
        If the shelf is full.
    """
    if len(folders()) >= MOST_KEPT:
        raise EmbedvizError(
            _("{count} sources are kept already, the maximum; remove one first").format(count=MOST_KEPT)
        )
    held = shelf_size()
    if held + size > MOST_BYTES:
        raise _no_room(size, held)


def _no_room(size: int, held: int) -> EmbedvizError:
    return EmbedvizError(
        _("it takes {size}, and {held} of {most} are taken by what is kept already; remove something first").format(
            size=units.size(size), held=units.size(held), most=units.size(MOST_BYTES)
        )
    )
