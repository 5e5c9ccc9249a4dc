"""The colors of points as one byte each, and what the bytes mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from embedviz.figures.space import Coloring
from embedviz.figures.style import AMOUNTS, CATEGORICAL, GRAY, RANKS

LEVELS = 250
"""Colors of a scale, from the lowest to the highest."""
UNKNOWN = 255
"""Without a number, gray."""


@dataclass(frozen=True, eq=False)
class Paint:
    """Colors, ready to be sent.

    Parameters
    ----------
    codes : ndarray (p,) uint8
        One a point.
    palette : str
        The color of each of the 256 codes, six hexadecimal digits each.
    legend : dict or None
        What they mean, for the browser; None if nothing is to be said of it.
    """

    codes: np.ndarray
    palette: str
    legend: dict[str, object] | None


def paint(coloring: Coloring) -> Paint:
    """Return the colors of points.

    Parameters
    ----------
    coloring : Coloring
        One number a point.

    Returns
    -------
    Paint
    """
    values = np.asarray(coloring.values, dtype=np.float64)
    known = np.isfinite(values)
    codes = np.full(len(values), UNKNOWN, dtype=np.uint8)
    legend: dict[str, object] = {"title": coloring.title, "groups": [], "steps": LEVELS - 1, "low": "", "high": ""}
    if coloring.scale == "group":
        codes[known] = values[known].astype(np.uint8)
        present = np.unique(codes[known])
        legend["groups"] = [{"name": str(int(code) + 1), "code": int(code)} for code in present]
        return Paint(codes, _palette(coloring.scale), legend)
    low, high = coloring.limits or _ends(values[known])
    shares = np.clip((values[known] - low) / ((high - low) or 1.0), 0.0, 1.0)
    codes[known] = np.rint(shares * (LEVELS - 1)).astype(np.uint8)
    written = "{:,.0f}" if coloring.scale == "rank" else "{:.2f}"
    return Paint(codes, _palette(coloring.scale), legend | {"low": written.format(low), "high": written.format(high)})


def painted(codes: Sequence[int] | np.ndarray, groups: Mapping[str, str], *, named: bool = True) -> Paint:
    """Return the colors of points of some groups.

    Parameters
    ----------
    codes : sequence of p int
        The group of each point, from 0.
    groups : mapping of str to str
        Names of the groups, in order, and their colors: six hexadecimal digits behind a #. At most 255.
    named : bool
        Whether a legend says what the colors mean.

    Returns
    -------
    Paint
    """
    colors = "".join(color.removeprefix("#") for color in groups.values())
    legend: dict[str, object] = {
        "title": "", "steps": 0, "low": "", "high": "",
        "groups": [{"name": name, "code": code} for code, name in enumerate(groups)],
    }  # fmt: skip
    palette = colors + GRAY.removeprefix("#") * (256 - len(groups))
    return Paint(np.asarray(codes, dtype=np.uint8), palette, legend if named else None)


def _ends(values: np.ndarray) -> tuple[float, float]:
    return (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)


@lru_cache
def _palette(scale: str) -> str:
    if scale == "group":
        colors = [CATEGORICAL[code % len(CATEGORICAL)] for code in range(UNKNOWN)]
        return "".join(color.removeprefix("#") for color in [*colors, GRAY])
    ends = np.array(
        [[int(color[i : i + 2], 16) for i in (1, 3, 5)] for color in (RANKS if scale == "rank" else AMOUNTS)]
    )
    places = np.linspace(0, len(ends) - 1, LEVELS)
    levels = np.stack([np.interp(places, np.arange(len(ends)), channel) for channel in ends.T], axis=1)
    shown = "".join("{:02X}{:02X}{:02X}".format(*level) for level in np.rint(levels).astype(int).tolist())
    return shown + GRAY.removeprefix("#") * (256 - LEVELS)
