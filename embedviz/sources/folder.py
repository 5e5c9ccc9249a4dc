"""The files of a folder on the server, offered by name: the way in for files too large to upload."""

import hashlib
import os
import stat
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache, partial
from pathlib import Path

from embedviz.embedding import Embedding
from embedviz.errors import FileError, UnknownSourceError
from embedviz.formats.cache import FILES, is_cached
from embedviz.formats.fence import fenced
from embedviz.formats.load import load
from embedviz.formats.models import MODEL, TOKENIZER
from embedviz.formats.options import NOTHING_TOLD, Options
from embedviz.formats.place import cache_folder
from embedviz.i18n import _
from embedviz.parts.dataset import open_dataset
from embedviz.parts.names import is_part
from embedviz.progress import ProgressCallback
from embedviz.sources.belonging import attached, versions_of
from embedviz.sources.source import Source, is_printable
from embedviz.sources.told import placed, told

VARIABLE = "EMBEDVIZ_DATA"
PREFIX = "file:"
MOST_FILES = 1000
SMALL_SET = 50_000_000  # bytes that open while one waits

Entries = list["os.DirEntry[str]"]


def data_folder() -> Path | None:
    """Return the folder whose files may be opened, as the environment variable EMBEDVIZ_DATA names it.

    Returns
    -------
    Path or None
        Symbolic links resolved; None if the variable is not set or names no folder.
    """
    named = os.environ.get(VARIABLE)
    if not named:
        return None
    folder = os.path.realpath(os.path.expanduser(named))
    return Path(folder) if os.path.isdir(folder) else None


def files() -> list[Source]:
    """List the files of the data folder that may hold word vectors, by name, without reading them.

    A folder in it that holds a ``model.safetensors`` and its ``tokenizer.json`` is listed as one of them, and so is one
    of Parquet files, which are the parts of one data set. Left out are other folders and whatever else is no regular
    file, hidden files, links to files outside of the folder, names that cannot be shown, and files that by their name
    belong to another: the list of words of an array, the metadata of a TSV pair. Of a very full folder, the first 1,000
    names are looked at.

    Returns
    -------
    list of Source
    """
    folder = data_folder()
    if folder is None:
        return []
    entries = _visible(folder)
    found, models, sets = _regular_files(folder, entries), _models(entries), _datasets(folder, entries)
    of_others, versions, said = attached(found), versions_of(found), told()
    paths = {name: Path(name) for name in found if name not in of_others}
    for name, inside in models.items():
        paths[name], found[name] = Path(name, MODEL), inside[MODEL]
        versions[name] = versions_of(inside)[MODEL]
    cache_changed = _cache_changed()
    in_parts = [_dataset(name, parts) for name, parts in sets.items() if name not in models]
    listed = [
        _source(
            folder / path,
            name,
            versions[name],
            found[name].st_size,
            cache_changed,
            said.get(PREFIX + name, NOTHING_TOLD),
        )
        for name, path in paths.items()
    ]
    return sorted([*listed, *in_parts], key=lambda each: (each.title.casefold(), each.title))


def open_file(name: str, progress: ProgressCallback | None = None, *, options: Options | None = None) -> Embedding:
    """Open a file of the data folder.

    Parameters
    ----------
    name : str
        Its name; never a path.
    progress : callable, optional
        Called with the bytes read. It may raise to cancel.
    options : Options, optional
        How it is to be read; as was told of it, unless given.

    Returns
    -------
    Embedding
        Its vectors memory-mapped.

    Raises
    ------
    UnknownSourceError
        If the data folder has no such file.
    FileError
        If the file cannot be read as word vectors, or a list of words beside it is a link out of the folder.
    """
    if is_dataset(name):
        return _open_dataset(name, progress)
    path = path_of(name)
    options = told().get(PREFIX + name, NOTHING_TOLD) if options is None else options
    with fenced():
        return load(path, progress=progress, **asdict(placed(options, path)))


def path_of(name: str) -> Path:
    """Return where a file of the data folder is.

    Parameters
    ----------
    name : str
        Its name, or that of the folder of a model.

    Returns
    -------
    Path

    Raises
    ------
    UnknownSourceError
        If the data folder has no such file.
    """
    folder = data_folder()
    # Looked up among the names there are, so that no name, however made up, leads to another place.
    if folder is not None:
        entries = _visible(folder)
        if name in _regular_files(folder, entries):
            return folder / name
        if name in _models(entries):
            return folder / name / MODEL
    raise UnknownSourceError(PREFIX + name, [source.id for source in files()][:10])


def is_dataset(name: str) -> bool:
    """Tell whether a name is that of a folder of parts in the data folder.

    Parameters
    ----------
    name : str
        Any; never a path.

    Returns
    -------
    bool
    """
    folder = data_folder()
    entries = [] if folder is None else [entry for entry in _visible(folder) if entry.name == name]
    return folder is not None and bool(_datasets(folder, entries)) and not _models(entries)


def vector_files(folder: Path) -> list[Path]:
    """Return the files of a folder that are not lists of words or metadata of others, by name.

    Parameters
    ----------
    folder : Path
        Symbolic links resolved.

    Returns
    -------
    list of Path
    """
    found = _regular_files(folder, _visible(folder))
    of_others = attached(found)
    return [folder / name for name in found if name not in of_others]


def _regular_files(folder: Path, entries: Entries) -> dict[str, os.stat_result]:
    """Return the files among the entries of a folder; a link out of it is none."""
    found = {}
    for entry in entries:
        try:
            status = entry.stat()
        except OSError:  # gone by now, or a link that leads nowhere
            continue
        if stat.S_ISREG(status.st_mode) and (not entry.is_symlink() or _is_inside(folder, entry.path)):
            found[entry.name] = status
    return found


def _models(entries: Entries) -> dict[str, dict[str, os.stat_result]]:
    """Return the files of each folder among some entries that holds a model and its tokenizer, by the folder's name."""
    found = {}
    for entry in entries:
        if entry.is_dir(follow_symlinks=False) and os.path.lexists(os.path.join(entry.path, MODEL)):
            path = Path(entry.path)
            inside = _regular_files(path, _visible(path))
            if MODEL in inside and TOKENIZER in inside:
                found[entry.name] = inside
    return found


def _datasets(folder: Path, entries: Entries) -> dict[str, dict[str, os.stat_result]]:
    """Return the parts in each folder among the entries of a folder that holds some, by the folder's name."""
    found = {}
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            parts = _parts(folder, Path(entry.path))
            if parts:
                found[entry.name] = parts
    return found


def _parts(folder: Path, inside: Path) -> dict[str, os.stat_result]:
    """Return the parts in one of the folders of the data folder; a link out of that is none."""
    found = {}
    with suppress(OSError), os.scandir(inside) as entries:
        for entry in entries:
            if is_part(entry.name) and (not entry.is_symlink() or _is_inside(folder, entry.path)):
                with suppress(OSError):
                    found[entry.name] = entry.stat()
    return found


def _dataset(name: str, parts: dict[str, os.stat_result]) -> Source:
    states = sorted((part, status.st_size, status.st_mtime_ns, status.st_ino) for part, status in parts.items())
    version = hashlib.sha256(repr(states).encode()).hexdigest()[:16]
    size = sum(status.st_size for status in parts.values())
    return Source(PREFIX + name, name, partial(open_file, name), "file", version, size, ready=size <= SMALL_SET)


def _open_dataset(name: str, progress: ProgressCallback | None) -> Embedding:
    folder = data_folder()
    if folder is None:  # gone since it was listed
        raise UnknownSourceError(PREFIX + name, [])
    allowed = _parts(folder, folder / name)
    linked = [entry.name for entry in os.scandir(folder / name) if is_part(entry.name) and entry.name not in allowed]
    if linked:
        raise FileError(linked[0], _("it is a link out of the folder; expected a file in it"))
    return open_dataset(folder / name, progress=progress)


def _visible(folder: Path) -> Entries:
    try:
        with os.scandir(folder) as entries:
            named = sorted(
                (entry for entry in entries if not entry.name.startswith(".") and is_printable(entry.name)),
                key=lambda entry: (entry.name.casefold(), entry.name),
            )
    except OSError:
        return []
    return named[:MOST_FILES]


def _is_inside(folder: Path, path: str) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(folder)


def _cache_changed() -> int:
    """Return when a store last came into the cache or left it, in nanoseconds."""
    try:
        return (cache_folder() / FILES).stat().st_mtime_ns
    except OSError:  # nothing is in it yet
        return 0


def _source(path: Path, name: str, version: str, size: int, cache_changed: int, options: Options) -> Source:
    if options != NOTHING_TOLD:
        version = f"{version} {hashlib.sha256(repr(options).encode()).hexdigest()[:12]}"
    ready = _is_ready(str(path), version, options, cache_changed)
    return Source(PREFIX + name, name, partial(open_file, name), "file", version, size, ready)


@lru_cache(maxsize=2 * MOST_FILES)
def _is_ready(path: str, version: str, options: Options, cache_changed: int) -> bool:  # noqa: ARG001 - what it depends on
    try:
        return is_cached(Path(path), placed(options, Path(path)))
    except FileError:  # the list of words is gone
        return False
