"""How much memory there is for this process: the machine's, or what a container leaves it of that."""

import ctypes
import gc
import os
import sys
from contextlib import suppress
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
MEMBERSHIP = Path("/proc/self/cgroup")
UNKNOWN = 4 << 30
PROCESSES_SHARE = 0.8


def available(root: Path = ROOT, membership: Path = MEMBERSHIP) -> int:
    """Return how much memory this process may take at most.

    Parameters
    ----------
    root : Path
        Where the control groups of Linux are mounted.
    membership : Path
        The file that says in which this process is.

    Returns
    -------
    int
        Bytes: the least of the machine's memory and the limits of its control groups, version 1 or 2, those above them
        included. 4 GiB where nothing of that can be read.
    """
    found = [limit for limit in (_physical(), *_limits(root, membership)) if limit > 0]
    return min(found, default=UNKNOWN)


def most_of_processes() -> int:
    """Return how much memory the processes that the server starts share: nine at a time then take all at the most."""
    return int(PROCESSES_SHARE * available())


def give_back() -> None:
    """Give memory that was freed back to the system. The C library of Linux keeps it otherwise, arena by arena."""
    if "pyarrow" in sys.modules:
        sys.modules["pyarrow"].default_memory_pool().release_unused()
    with suppress(OSError, AttributeError):  # another system or another C library
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def settle() -> None:
    """Let Python look for garbage among all objects now, and from now on only among those that come later.

    A full search goes through the quarter of a million objects of the libraries, and holds Python's lock for 0.14 s,
    whenever some visitor's page has made many objects: a long text is 35,000 tokens. What became garbage of what was
    there is found when this is called again, as it is each time that nobody has been there for a while.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _physical() -> int:
    with suppress(ValueError, OSError, AttributeError):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return 0


def _limits(root: Path, membership: Path) -> list[int]:
    """Return what the control groups of this process, and all above them, allow."""
    paths: list[Path] = []
    for line in _read(membership).splitlines():
        _number, controllers, path = (*line.split(":", 2), "", "")[:3]
        # Version 2 has one tree without a name. In a container the path may lead out of what is mounted.
        if not controllers:
            paths += [folder / "memory.max" for folder in _upward(root, path)]
        elif "memory" in controllers.split(","):
            paths += [folder / "memory.limit_in_bytes" for folder in _upward(root / "memory", path)]
    values = [_read(path).strip() for path in paths]
    return [int(value) for value in values if value.isdecimal()]  # "max" is none


def _upward(root: Path, path: str) -> list[Path]:
    parts = [part for part in path.split("/") if part not in {"", ".."}]
    return [root.joinpath(*parts[:depth]) for depth in range(len(parts), -1, -1)]


def _read(path: Path) -> str:
    with suppress(OSError, ValueError):
        return path.read_text(encoding="ascii", errors="replace")
    return ""
