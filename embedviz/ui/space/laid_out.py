"""Curved projections on disk: they take minutes, and the same source, method, seed and library give the same again."""

import json
from collections.abc import Hashable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from embedviz.errors import EmbedvizError
from embedviz.formats.place import cache_folder
from embedviz.formats.staging import staged
from embedviz.formats.upkeep import make_room

_FILE = "coordinates.npy"


def recall(library: str, key: tuple[Hashable, ...]) -> np.ndarray | None:
    """Return the coordinates kept under a key.

    Parameters
    ----------
    library : str
        The distribution that computed them; those of another version are others.
    key : tuple
        What they were made of: the method, the embedding's id, the number of axes, the seed.

    Returns
    -------
    ndarray (m, c) float32, or None
        None if there are none that can be read.
    """
    path = _folder(library, key) / _FILE
    try:
        found: np.ndarray = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    with suppress(OSError):  # the oldest is the one whose use is the longest ago
        path.parent.touch()
    return found if found.ndim == 2 and np.isfinite(found).all() else None


def keep(library: str, key: tuple[Hashable, ...], coordinates: np.ndarray) -> None:
    """Keep coordinates on disk; where it cannot be written, they are not kept.

    Parameters
    ----------
    library, key
        As for :func:`recall`.
    coordinates : ndarray (m, c)
        What to keep.
    """
    folder = _folder(library, key)
    with suppress(EmbedvizError, OSError):
        with staged(folder) as place:
            np.save(place / _FILE, coordinates)
        make_room(folder)


def _folder(library: str, key: tuple[Hashable, ...]) -> Path:
    name = json.dumps([library, _version(library), *map(str, key)])
    return cache_folder() / "projections" / blake2b(name.encode(), digest_size=16).hexdigest()


@cache
def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
