"""What the cache folder holds that can be had again: how much there may be, and what of it goes first.

Stores of files, pictures that took minutes, files to download and whatever else stands in a folder of its kind there:
one limit holds for all. Only the shelf is not in it, as nobody can make again what was uploaded or trained.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from embedviz.formats.cache import remove_orphans
from embedviz.formats.place import cache_folder
from embedviz.formats.store import remove_store

SHELF = "shelf"
LIMIT = "EMBEDVIZ_CACHE_GB"
USUAL_LIMIT = 50.0


def make_room(latest: Path) -> None:
    """Remove what was used least recently until all is within the limit. Who has it open keeps it.

    Parameters
    ----------
    latest : Path
        What was just written, which stays.
    """
    remove_orphans()
    ages = []
    for entry in _entries():
        with suppress(OSError):
            ages.append((entry.stat().st_mtime_ns, entry))
    sizes = {entry: _size(entry) for _age, entry in ages}
    over = sum(sizes.values()) - limit_in_bytes()
    for _age, entry in sorted(ages):
        if over <= 0:
            return
        if entry != latest:
            remove_store(entry)
            over -= sizes[entry]


def limit_in_bytes() -> float:
    """Return how much all of it may take together.

    Returns
    -------
    float
        As the environment variable EMBEDVIZ_CACHE_GB has it; 50 GB unless it is a positive number.
    """
    try:
        limit = float(os.environ.get(LIMIT, ""))
    except ValueError:
        limit = USUAL_LIMIT
    return 1e9 * (limit if limit > 0 else USUAL_LIMIT)


def cached_sizes() -> dict[str, int]:
    """Return how much there is of each kind.

    Returns
    -------
    dict of str to int
        Bytes, by the name of its folder; of a kind of which there is nothing it may be left out.
    """
    sizes: dict[str, int] = {}
    for entry in _entries():
        sizes[entry.parent.name] = sizes.get(entry.parent.name, 0) + _size(entry)
    return sizes


def clear_cache() -> None:
    """Remove all of it, except what is being written. Who has it open keeps it."""
    for entry in _entries():
        remove_store(entry)


def _entries() -> Iterator[Path]:
    """Name all of it; what is being written has a name that begins with a dot."""
    for kind in cache_folder().glob("[!.]*"):
        if kind.name != SHELF:
            yield from kind.glob("[!.]*")


def _size(entry: Path) -> int:
    total = 0
    for path in (entry, *entry.rglob("*")):
        with suppress(OSError):
            total += path.stat().st_size if path.is_file() else 0
    return total
