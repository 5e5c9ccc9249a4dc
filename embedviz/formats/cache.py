"""Where the stores of files that were read before are kept, and which of them still hold."""

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from embedviz.formats.fence import leads_out
from embedviz.formats.options import NOTHING_TOLD, Options
from embedviz.formats.place import cache_folder
from embedviz.formats.stamp import FileStamp
from embedviz.formats.store import StoreDamagedError, read_meta, remove_store
from embedviz.formats.storing import VERSION
from embedviz.origin import Origin

FILES = "files"
ALL = "all"


@dataclass(frozen=True)
class Key:
    """Names the stores of one file in one state.

    Parameters
    ----------
    file : str
        Of the file, whatever it holds.
    state : str
        Of its contents, told by size, times and inode.
    told : str
        Of what the reader is told: what was read otherwise stays, so that to go back to it takes no time.
    """

    file: str
    state: str
    told: str

    @classmethod
    def of(cls, path: Path, options: Options = NOTHING_TOLD) -> "Key":
        """Return the key of a file as it is now.

        Parameters
        ----------
        path : Path
            The file.
        options : Options
            What its reader is told.

        Returns
        -------
        Key

        Raises
        ------
        OSError
            If it is not there.
        """
        # Word lists are looked for beside the path given, so that two links to one file may differ in their words.
        absolute = os.path.join(os.path.realpath(path.parent), path.name)
        state = _digest(VERSION, os.path.realpath(path), FileStamp.of(path).state)
        return cls(_digest(absolute), state, _digest(options))

    def folder(self, limit: int | None) -> Path:
        """Return where the store is, or would be.

        Parameters
        ----------
        limit : int or None
            Words of it; None for all.

        Returns
        -------
        Path
        """
        return _files() / f"{self.reading}-{ALL if limit is None else limit}"

    @property
    def reading(self) -> str:
        """With what the names of the stores of this state begin that were read as the reader is told."""
        return f"{self.file}-{self.state}-{self.told}"


@dataclass(frozen=True)
class Found:
    """A store in the cache.

    Parameters
    ----------
    folder : Path
        Where it is.
    digits : str
        12 hexadecimal digits that stand for the words and numbers in it.
    origin : Origin
        What was seen while reading the file; its format by id.
    """

    folder: Path
    digits: str
    origin: Origin


def find(key: Key, limit: int | None) -> Found | None:
    """Find a store that holds the first words of a file, or all.

    Parameters
    ----------
    key : Key
        Of the file.
    limit : int or None
        Words wanted; None for all.

    Returns
    -------
    Found or None
        None if there is no store. One that is damaged, or was read together with a file that has changed since, is
        removed.
    """
    for words in dict.fromkeys((None, limit)):
        folder = key.folder(words)
        if not folder.is_dir():
            continue
        with suppress(StoreDamagedError):
            meta = read_meta(folder)
            if meta.origin is not None and all(map(_holds, meta.companions)):
                digits = _digest(key, words, meta.companions)[:12]
                return Found(folder, digits, meta.origin)
        remove_store(folder)
    return None


def remove_superseded(key: Key, limit: int | None) -> None:
    """Remove the stores of a file that a new one makes needless: of former states, and of its first words only.

    Parameters
    ----------
    key : Key
        Of the file as it is now.
    limit : int or None
        Words of the new store.
    """
    whole = key.folder(None)
    for folder in _files().glob(f"{key.file}-*"):
        is_former = not folder.name.startswith(f"{key.file}-{key.state}-")
        is_part = limit is None and folder != whole and folder.name.startswith(f"{key.reading}-")
        if is_former or is_part:
            remove_store(folder)


def used(folder: Path) -> None:
    """Note that a store was opened, so that others go before it.

    Parameters
    ----------
    folder : Path
        Of the store.
    """
    with suppress(OSError):  # of a cache that may only be read
        os.utime(folder)


def remove_orphans() -> None:
    """Remove the stores of files that have been renamed, removed or changed since, as nobody can ask for them.

    Those of a file whose whole folder is not there stay: it may be on a disk that comes back.
    """
    for folder in _files().glob("[!.]*"):
        with suppress(StoreDamagedError, OSError):
            source = read_meta(folder).source
            if source is not None and not source.holds() and os.path.isdir(os.path.dirname(source.path)):
                remove_store(folder)


def is_cached(path: Path, options: Options = NOTHING_TOLD, *, limit: int | None = None) -> bool:
    """Tell whether a file opens at once, because it was read before and has not changed since.

    Parameters
    ----------
    path : Path
        The file.
    options : Options
        What its reader is told.
    limit : int, optional
        Words wanted.

    Returns
    -------
    bool
    """
    try:
        return find(Key.of(path, options), limit) is not None
    except (OSError, ValueError):
        return False


def _holds(companion: FileStamp) -> bool:
    return companion.holds() and not leads_out(Path(companion.path))


def _files() -> Path:
    return cache_folder() / FILES


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
