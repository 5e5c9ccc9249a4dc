"""What is on the shelf: its folders, one an embedding, as sources."""

import os
import re
from contextlib import suppress
from functools import partial
from pathlib import Path

from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError, UnknownSourceError
from embedviz.formats.place import cache_folder
from embedviz.formats.store import StoreDamagedError, open_store
from embedviz.formats.upkeep import SHELF
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.sources.labels import read_label
from embedviz.sources.source import Source

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*-[0-9a-f]{8}", re.ASCII)


def kept() -> list[Source]:
    """List what is kept, by title.

    Returns
    -------
    list of Source
        An entry whose files are damaged is listed too, so that it can be removed; opening it says so.
    """
    sources = [source_in(folder) for folder in folders()]
    return sorted(sources, key=lambda source: (source.title.casefold(), source.id))


def shelf_size() -> int:
    """Return how much disk all that is kept takes.

    Returns
    -------
    int
        Bytes.
    """
    return sum(size_of(folder) for folder in folders())


def shelf() -> Path:
    """Return the folder that all is kept in, which need not be there."""
    return cache_folder() / SHELF


def folders() -> list[Path]:
    """Return the folders of all that is kept.

    Returns
    -------
    list of Path
    """
    try:
        with os.scandir(shelf()) as entries:
            return [
                Path(entry.path)
                for entry in entries
                if _SLUG.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False)
            ]
    except OSError:  # nothing was ever kept
        return []


def folder_of(id: str) -> Path:
    """Return the folder of what is kept under an id.

    Parameters
    ----------
    id : str
        Such as "upload:SLUG".

    Returns
    -------
    Path

    Raises
    ------
    UnknownSourceError
        If nothing is kept under it.
    """
    # Looked up among the ids there are, so that no id, however made up, leads to another place.
    for folder in folders():
        if id == f"{read_label(folder).kind}:{folder.name}":
            return folder
    raise UnknownSourceError(id, [source.id for source in kept()][:10])


def source_in(folder: Path) -> Source:
    """Return what is kept in a folder.

    Parameters
    ----------
    folder : Path
        As :func:`folder_of` returns it.

    Returns
    -------
    Source
    """
    label = read_label(folder)
    id = f"{label.kind}:{folder.name}"
    return Source(id, label.title, partial(_open, id), label.kind, label.reading, size_of(folder))


def _open(id: str, progress: ProgressCallback | None = None) -> Embedding:  # noqa: ARG001 - opens at once
    folder = folder_of(id)
    label = read_label(folder)
    try:
        known_as = f"{id}@{label.reading}" if label.reading else id  # one id, one matrix
        return open_store(folder / label.reading, id=known_as, note=label.note)
    except StoreDamagedError as error:
        raise EmbedvizError(
            _("what is kept as {title} is damaged on disk; remove it and add it again").format(title=label.title)
        ) from error


def size_of(folder: Path) -> int:
    """Return how much disk a folder takes, in bytes."""
    size = 0
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            size += size_of(Path(entry.path)) if is_folder else entry.stat(follow_symlinks=False).st_size
    return size
