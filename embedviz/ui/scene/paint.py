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
SMALL, WIDE, LARGE = 1e-6, 1_000, 1e9


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
    legend: dict[str, object] = {"title": coloring.title, "groups": [], "steps": LEVELS - 1}
    legend |= {"low": "", "high": "", "range": [0.0, 0.0], "digits": 0}
    if coloring.scale == "group":
        codes[known] = values[known].astype(np.uint8)
        present = np.unique(codes[known])
        groups = [
            {"name": coloring.names[code] if coloring.names else str(code + 1), "code": code}
            for code in present.tolist()
        ]
        if coloring.rest and not known.all():
            groups.append({"name": coloring.rest, "code": UNKNOWN})
        return Paint(codes, _palette(coloring.scale), legend | {"groups": groups})
    low, high = coloring.limits or _ends(values[known])
    shares = np.clip((values[known] - low) / ((high - low) or 1.0), 0.0, 1.0)
    codes[known] = np.rint(shares * (LEVELS - 1)).astype(np.uint8)
    digits = _digits(low, high, coloring.scale)
    ends = [f"{end:,.{digits}f}" if digits >= 0 else f"{end:.4g}" for end in (low, high)]
    told = {"low": ends[0], "high": ends[1], "range": [low, high], "digits": digits}
    return Paint(codes, _palette(coloring.scale), legend | told)


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
        "title": "", "steps": 0, "low": "", "high": "", "range": [0.0, 0.0], "digits": 0,
        "groups": [{"name": name, "code": code} for code, name in enumerate(groups)],
    }  # fmt: skip
    palette = colors + GRAY.removeprefix("#") * (256 - len(groups))
    return Paint(np.asarray(codes, dtype=np.uint8), palette, legend if named else None)


def _ends(values: np.ndarray) -> tuple[float, float]:
    return (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)


def _digits(low: float, high: float, scale: str) -> int:
    """Return how many decimals tell the ends of a scale apart; -1 where four significant digits read better."""
    width = high - low
    if max(abs(low), abs(high)) >= LARGE or 0 < width < SMALL:
        return -1
    if scale == "rank" or width >= WIDE:
        return 0
    return 2 if width == 0 else max(2, 1 - int(np.floor(np.log10(width))))


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
