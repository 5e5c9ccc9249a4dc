"""What is written beside its place under another name, and renamed once it is whole: all of it is there, or nothing.

The names hold the process they belong to, so that what one that was killed has left is known for what it is.
"""

import os
import platform
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, cast

from embedviz.formats.place import cache_folder
from embedviz.formats.table import writing

TEMPORARY = ".tmp-"
FOREIGN, PART = ".embedviz-", ".part"
"""How what stands in folders of others begins and ends, where a reader has to see whose it is."""
STALE_SECONDS = 24 * 3600
ZEROS = 1 << 20
_HOST = blake2b(platform.node().encode(), digest_size=4).hexdigest()
_RUN = secrets.token_hex(4)
_OWNED = re.compile(
    r"(?P<prefix>\.?[a-z]+-)(?P<host>[0-9a-f]{8})-(?P<pid>[0-9]{1,10})-(?P<run>[0-9a-f]{8})-[0-9a-f]{16}\w*"
    rf"(?:{re.escape(PART)})?"
)


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


def temporary_name(prefix: str = TEMPORARY, suffix: str = "") -> str:
    """Return a name that nobody else takes, and that tells which process it belongs to.

    Parameters
    ----------
    prefix, suffix : str
        How it begins and ends.

    Returns
    -------
    str
    """
    pid = os.getpid()
    return f"{prefix}{_HOST}-{pid}-{_run_of(pid) or _RUN}-{secrets.token_hex(8)}{suffix}"


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
    folder = new_temporary_folder(parent)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def scratch_file() -> BinaryIO:
    """Open a file for what is needed only while another is read: nameless, so that it goes with the process.

    Returns
    -------
    BinaryIO
        In the folder of the cache, since the one for temporary files is often memory.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    # Where the system makes none without a name it has one for an instant, in which the process may be killed.
    return cast("BinaryIO", tempfile.TemporaryFile(dir=folder, prefix=temporary_name()))


def reserve(file: BinaryIO, size: int) -> None:
    """Make a new file so long, and take the room on the disk now: a full one is an error here, and no signal later.

    Parameters
    ----------
    file : BinaryIO
        Empty, and to be written through a map.
    size : int
        Bytes.

    Raises
    ------
    OSError
        If there is no room.
    """
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file.fileno(), 0, size)
        return
    for start in range(0, size, ZEROS):
        file.write(bytes(min(ZEROS, size - start)))
    file.flush()


def new_temporary_folder(parent: Path) -> Path:
    """Make a folder that another process removes once this one is gone.

    Parameters
    ----------
    parent : Path
        Where; it is made if need be.

    Returns
    -------
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
    return folder


def remove_leftovers(parent: Path) -> None:
    """Remove from a folder what processes that were killed have left in it; whatever else is there stays.

    What another machine has written goes when a day old.

    Parameters
    ----------
    parent : Path
        It need not be there.
    """
    for path in leftovers(parent):
        with suppress(OSError):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()


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
    with suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            with suppress(OSError):
                if entry.name.startswith((TEMPORARY, FOREIGN)) and is_abandoned(Path(entry.path)):
                    found.append(Path(entry.path))
    return found


def is_abandoned(path: Path) -> bool:
    """Tell whether what has a name of :func:`temporary_name` belongs to a process that is gone.

    Parameters
    ----------
    path : Path
        Of a file or folder; if it has another name, it does not.

    Returns
    -------
    bool

    Raises
    ------
    OSError
        If it is not there.
    """
    owner = _OWNED.fullmatch(path.name)
    if owner is None:
        return False
    is_old = time.time() - path.lstat().st_mtime > STALE_SECONDS
    if owner["host"] != _HOST:
        return is_old
    pid = int(owner["pid"])
    if not _is_alive(pid):
        return True
    # Numbers are given again: to a server in a container that was started anew, to anything after some weeks.
    run = (_run_of(pid) or _RUN) if pid == os.getpid() else _run_of(pid)
    return is_old if run is None else owner["run"] != run


def _run_of(pid: int) -> str | None:
    """Return what tells a process from others that have its number before or after it; None if nothing does."""
    try:
        # Linux: the 22nd field, counted from the name in parentheses on, which may hold anything.
        began = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return None
    return blake2b(f"{_boot()} {began}".encode(), digest_size=4).hexdigest()


@lru_cache
def _boot() -> str:
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text()
    return ""


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
