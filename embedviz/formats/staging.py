"""Folders that are there as a whole or not at all: filled beside their place under another name, and renamed."""

import os
import platform
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path

from embedviz.formats.table import writing

TEMPORARY = ".tmp-"
STALE_SECONDS = 24 * 3600
_HOST = blake2b(platform.node().encode(), digest_size=4).hexdigest()
_RUN = secrets.token_hex(4)
_OWNED = re.compile(rf"{re.escape(TEMPORARY)}(?P<host>[0-9a-f]+)-(?P<pid>[0-9]{{1,10}})-(?P<run>[0-9a-f]+)-[0-9a-f]+")


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """Give a folder to fill, which takes its name once all is written and vanishes if it cannot be.

    Parameters
    ----------
    folder : Path
        Its name; its parents are made. If it is there by then, it stays as it is.

    Yields
    ------
    Path
        What to fill.

    Raises
    ------
    EmbedvizError
        If it cannot be written.
    """
    temporary = beside(folder)
    with writing(folder.parent):
        folder.parent.mkdir(parents=True, exist_ok=True)
        remove_leftovers(folder.parent)
        temporary.mkdir()
    try:
        yield temporary
        with writing(folder.parent):
            try:
                temporary.rename(folder)
            except OSError:
                if not folder.is_dir():  # if it is, another process was faster
                    raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def beside(folder: Path) -> Path:
    """Return a name beside a folder that nobody else takes.

    Parameters
    ----------
    folder : Path
        It need not be there.

    Returns
    -------
    Path
    """
    return folder.with_name(temporary_name())


def temporary_name() -> str:
    """Return a name that nobody else takes, and that tells which process it belongs to.

    Returns
    -------
    str
    """
    return f"{TEMPORARY}{_HOST}-{os.getpid()}-{_RUN}-{secrets.token_hex(8)}"


@contextmanager
def temporary_folder(parent: Path) -> Iterator[Path]:
    """Give a folder for as long as the block runs; if the process is killed in it, the next one removes it.

    Parameters
    ----------
    parent : Path
        Where; it is made if need be.

    Yields
    ------
    Path

    Raises
    ------
    OSError
        If it cannot be made.
    """
    parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(parent)
    folder = parent / temporary_name()
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_leftovers(parent: Path) -> None:
    """Remove from a folder what processes that were killed have left in it.

    What another machine, or an unknown program, has written under such a name goes when a day old.

    Parameters
    ----------
    parent : Path
        It need not be there.
    """
    for path in leftovers(parent):
        with suppress(OSError):
            path.unlink() if path.is_file() else shutil.rmtree(path, ignore_errors=True)


def leftovers(parent: Path) -> list[Path]:
    """Return what :func:`remove_leftovers` would remove.

    Parameters
    ----------
    parent : Path
        It need not be there.

    Returns
    -------
    list of Path
    """
    found = []
    for path in parent.glob(".*"):
        with suppress(OSError):
            if _is_abandoned(path):
                found.append(path)
    return found


def _is_abandoned(path: Path) -> bool:
    owner = _OWNED.fullmatch(path.name)
    if owner is None or owner["host"] != _HOST:
        return time.time() - path.stat().st_mtime > STALE_SECONDS
    if int(owner["pid"]) == os.getpid():
        return owner["run"] != _RUN  # of one that had this number before, as in a container that was started again
    return not _is_alive(int(owner["pid"]))


def _is_alive(pid: int) -> bool:
    if os.name == "nt":  # there the question would end the process
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
