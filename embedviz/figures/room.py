"""The room that a figure leaves for what stands beside its axes.

Plotly widens a margin into which the numbers and the title of an axis do not fit once it has drawn everything, and
then draws everything again: half of the time of a small chart. With a margin that is wide enough it draws once.
"""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence

Axis = Mapping[str, object]

# In pixels, of texts of Streamlit's sizes: 12 of ticks, 14 of titles. A few too many cost a strip; too few, a drawing.
LEAST, ABOVE, BELOW = 8, 42, 68
PADDING, TITLE, LINE = 22, 32, 17
NUMBERS, PERCENTAGES, POWERS = 20, 28, 30
# Of names at 45 degrees: how high they are in their lengths, and the pixels around them.
SLOPE, AROUND = 0.71, 40
BLANK, NARROW, USUAL, WIDE, IDEOGRAPH = 2.5, 3.8, 6.2, 10.0, 12.0
NARROW_LETTERS, WIDE_LETTERS = frozenset("fijlrtI.,:;'|!()[]"), frozenset("mwMW%@—…")


def margins(settings: Mapping[str, object]) -> dict[str, int]:
    """Return the margins that the axes of a figure will need.

    Parameters
    ----------
    settings : mapping
        Of ``go.Layout``.

    Returns
    -------
    dict
        Settings of ``layout.margin``, in pixels.
    """
    across, down = ([each for name, each in settings.items() if name.startswith(axis)] for axis in ("xaxis", "yaxis"))
    left = [_beside(each) for each in down if isinstance(each, dict) and each.get("side") != "right"]
    below = [BELOW for each in across if isinstance(each, dict) and _lines(each) and each.get("side") != "top"]
    above = [_sloping(each) for each in across if isinstance(each, dict) and each.get("tickangle") == -45]
    found = {"l": max(left, default=LEAST), "r": LEAST, "t": max(above, default=ABOVE), "b": max(below, default=LEAST)}
    return {side: math.ceil(pixels) for side, pixels in found.items()}


def width(text: str) -> float:
    """Return about how wide a text of 12 pixels is.

    Parameters
    ----------
    text : str
        One line.

    Returns
    -------
    float
        In pixels; rather a few too many.
    """
    return sum(map(_letter, text))


def _beside(axis: Axis) -> float:
    """Return the pixels that a vertical axis takes at its left."""
    if not axis.get("visible", True):
        return LEAST
    lines = _lines(axis)
    return PADDING + _labels(axis) + (TITLE + LINE * (lines - 1) if lines else 0)


def _sloping(axis: Axis) -> float:
    """Return the pixels that names above a figure take."""
    return AROUND + SLOPE * _labels(axis) if axis.get("side") == "top" else ABOVE


def _labels(axis: Axis) -> float:
    named = axis.get("ticktext")
    if isinstance(named, Sequence):
        lines = (line for each in named for line in re.sub("</?b>", "", str(each)).split("<br>"))
        return max(map(width, lines), default=0) + width(str(axis.get("ticksuffix", "")))
    if axis.get("type") == "log":
        return POWERS
    return PERCENTAGES if axis.get("tickformat") == ".0%" else NUMBERS


def _lines(axis: Axis) -> int:
    """Return how many lines the title of an axis has."""
    title = axis.get("title")
    text = title.get("text") if isinstance(title, dict) else None
    return str(text).count("<br>") + 1 if text and axis.get("visible", True) else 0


def _letter(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return IDEOGRAPH
    if letter.isspace():
        return BLANK
    return NARROW if letter in NARROW_LETTERS else WIDE if letter in WIDE_LETTERS else USUAL
