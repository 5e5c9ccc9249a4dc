"""Uploads: files that were sent are kept beside what was read of them, so that they can be read in another way."""

import os
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from embedviz.errors import EmbedvizError
from embedviz.formats.options import NOTHING_TOLD, Options
from embedviz.formats.reading import read_into
from embedviz.formats.staging import is_abandoned, remove_leftovers, temporary_name
from embedviz.formats.store import note, read_meta, remove_store
from embedviz.formats.storing import META
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.sources.labels import LABEL, Label, read_label
from embedviz.sources.shelf import draft, keep_written, relabel, room_left
from embedviz.sources.shelved import folder_of, folders, source_in
from embedviz.sources.source import Source
from embedviz.sources.told import as_json, of_json, placed

SENT = "sent"
READING = "read-"


def keep_file(
    path: Path,
    *,
    title: str,
    beside: Sequence[Path] = (),
    options: Options = NOTHING_TOLD,
    progress: ProgressCallback | None = None,
) -> Source:
    """Read a file of word vectors and keep what is in it, and the file itself, to read it anew.

    Parameters
    ----------
    path : Path
        The file, beside it the list of words or metadata if it needs one. It need not stay there.
    title, progress
        As for :func:`embedviz.sources.shelf.keep`; progress is in bytes.
    beside : sequence of Path
        Files that are kept with it.
    options : Options
        How it is to be read.

    Returns
    -------
    Source

    Raises
    ------
    FileError
        If it cannot be read as word vectors.
    EmbedvizError
        As by :func:`embedviz.sources.shelf.keep`.
    """

    def write(folder: Path) -> Label:
        read_into(path, folder, options=placed(options, path), progress=progress, room=room_left())
        used = [Path(companion.path) for companion in read_meta(folder).companions]
        _keep_sent(folder, dict.fromkeys((path.absolute(), *used, *(file.absolute() for file in beside))))
        return Label(title, "upload", _note(folder), path.name, as_json(options))

    return keep_written(write, title, 0)


def read_anew(id: str, options: Options, *, progress: ProgressCallback | None = None) -> Source:
    """Read the file of an upload in another way. What was read before stays until that is done.

    Parameters
    ----------
    id : str
        Such as "upload:SLUG"; it stays.
    options : Options
        How the file is to be read.
    progress : callable, optional
        Called with the bytes read. It may raise to cancel; then all is as before.

    Returns
    -------
    Source
        Of another version.

    Raises
    ------
    UnknownSourceError
        If nothing is kept under the id.
    FileError
        If the file cannot be read so.
    EmbedvizError
        If the file is not kept, or the shelf is full or cannot be written to.
    """
    folder = folder_of(id)
    title = read_label(folder).title
    path = file_of(id)
    if path is None:
        raise EmbedvizError(
            _("the file of {title} is not kept here; add it again to read it differently").format(title=title)
        )
    reading = temporary_name(READING)  # by which it is told, should the process be killed before the label says so
    with draft(reading) as place:
        read_into(path, place, options=placed(options, path), progress=progress, room=room_left())
        place.rename(folder / reading)
        described = _note(folder / reading)
        before = relabel(folder, lambda label: replace(label, reading=reading, told=as_json(options), note=described))
    _remove_reading(folder, before.reading)
    return source_in(folder)


def file_of(id: str) -> Path | None:
    """Return the file that an upload came as.

    Parameters
    ----------
    id : str
        Such as "upload:SLUG".

    Returns
    -------
    Path or None
        None if it is not kept.

    Raises
    ------
    UnknownSourceError
        If nothing is kept under the id.
    """
    folder = folder_of(id)
    name = read_label(folder).file
    path = folder / SENT / name
    return path if name and path.is_file() else None


def told_of(id: str) -> Options:
    """Return how the file of an upload was said to be read.

    Parameters
    ----------
    id : str
        Such as "upload:SLUG".

    Returns
    -------
    Options

    Raises
    ------
    UnknownSourceError
        If nothing is kept under the id.
    """
    return of_json(read_label(folder_of(id)).told)


def sweep() -> None:
    """Remove from the shelf what was read of an upload and is not, or no longer, what its label says."""
    for folder in folders():
        remove_leftovers(folder)
        reading = read_label(folder).reading
        for path in folder.glob(f"{READING}*"):
            with suppress(OSError):
                if path.name != reading and is_abandoned(path):
                    remove_store(path)
        if reading and (folder / reading / META).is_file():
            _remove_reading(folder, "")


def _note(store: Path) -> str:
    origin = read_meta(store).origin
    return "" if origin is None else note(origin.format, origin.size)


def _keep_sent(folder: Path, files: Iterable[Path]) -> None:
    place = folder / SENT
    place.mkdir()
    for file in files:
        try:
            os.link(file, place / file.name)
        except OSError:  # another disk, or one that knows no links
            shutil.copyfile(file, place / file.name)


def _remove_reading(folder: Path, name: str) -> None:
    if name:
        remove_store(folder / name)
        return
    for file in folder.iterdir():  # the first reading has no folder of its own
        if file.is_file() and file.name != LABEL and not file.name.startswith("."):
            with suppress(OSError):
                file.unlink()
