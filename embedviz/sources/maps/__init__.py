"""Maps of whole vocabularies that come with the package: where each word lies, computed beforehand."""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parent
STEPS = 65_534


@dataclass(frozen=True, eq=False)
class WordMap:
    """A layout of m words in c dimensions, three or two.

    Parameters
    ----------
    coordinates : ndarray (m, c) float32
        Where the words lie, within a cube from -1 to 1 but for a few.
    kept : ndarray (m,) float32
        Share of each word's 15 nearest neighbors, by Euclidean distance, that are among its 15 nearest here.
    card : dict
        How the map was made.
    """

    coordinates: np.ndarray = field(repr=False)
    kept: np.ndarray = field(repr=False)
    card: dict[str, Any]


def has_map(id: str, dimensions: int = 3) -> bool:
    """Tell whether a map of a source comes with the package, in so many dimensions."""
    return map_file(id, dimensions).is_file()


@lru_cache(maxsize=2)
def shipped_map(id: str, dimensions: int = 3) -> WordMap | None:
    """Return the map of a source, if one comes with the package.

    Parameters
    ----------
    id : str
        Of the whole embedding.
    dimensions : int
        3 or 2.

    Returns
    -------
    WordMap or None
    """
    if not has_map(id, dimensions):
        return None
    with np.load(map_file(id, dimensions)) as file:
        coordinates = (file["places"].astype(np.float64) * (2 / STEPS) - 1).astype(np.float32)
        coordinates[file["outside"]] = file["outside_units"]
        card = json.loads(str(file["card"]))
        kept = file["kept"].astype(np.float32) / 15
    for array in (coordinates, kept):
        array.setflags(write=False)
    return WordMap(coordinates, kept, card)


def map_file(id: str, dimensions: int) -> Path:
    """Return where the map of a source would be."""
    # Ids of files and of what was trained hold other signs.
    return FOLDER / (f"{id}.{dimensions}d.npz" if id.replace("-", "").isalnum() else "none")
