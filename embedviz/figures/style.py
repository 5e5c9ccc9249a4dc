"""What all figures share: colors that hold on light and dark ground, spacing, scene axes."""

import html
import math
import unicodedata
from collections.abc import Sequence
from typing import Any

import numpy as np

from embedviz.figures.room import margins
from embedviz.i18n import FONTS, _

BLUE = "#3B6FE0"
ORANGE = "#E07A1F"
TEAL = "#1F9E89"
PINK = "#C2408A"
GRAY = "#8A93A5"
# Carries white text on either ground.
SLATE = "rgba(58, 68, 92, 0.78)"
FAINT = "rgba(138, 147, 165, 0.22)"
CATEGORICAL = [
    BLUE,
    ORANGE,
    TEAL,
    PINK,
    "#8B6FD8",
    "#B8960C",
    "#3FA7D6",
    "#D1495B",
    "#6B8E23",
    "#8C6D62",
]
SEQUENTIAL = ["#5C53A5", "#A059A0", "#CE6693", "#EB7F86", "#F8A07E", "#FAC484"]
# Gray recedes on light and dark ground alike: little of something, or a rare word.
AMOUNTS = [GRAY, "#5F8FC4", TEAL, "#B8960C", "#D1495B"]
RANKS = [BLUE, "#6F86C0", GRAY]
# Of cells: what is neutral lets the page through, on either ground, and what is not still carries the page's own text.
_MUCH, _LITTLE = "rgba(59, 111, 224, 0.75)", "rgba(224, 122, 31, 0.62)"
_NO_MORE, _NO_LESS = "rgba(59, 111, 224, 0)", "rgba(224, 122, 31, 0)"
FROM_ZERO = [(0.0, _NO_MORE), (1.0, _MUCH)]
DIVERGING = [(0.0, _LITTLE), (0.5, _NO_LESS), (0.5, _NO_MORE), (1.0, _MUCH)]

LABEL_SIZE, TICK_SIZE = 14, 12
POWERS_LARGER = 1.25
"""How many times as large as it is told plotly.js writes powers of ten beside a logarithmic axis."""
LONGEST_LABEL = 32
# Of a logarithmic axis: fewer decades have ticks between the powers of ten, and more than so many powers are too many.
FEW_DECADES, MOST_POWERS = 3, 8
LEAST_ON_LOG = 1e-20
LEAST_WRITTEN, MOST_WRITTEN = 1e-4, 1e6
FEW_COUNTED = 8
TRANSPARENT = "rgba(0, 0, 0, 0)"
# Plotly writes 1000 beside 10,000, 400k for 400,000 and 3f for 3·10⁻¹⁵.
_AS_WRITTEN = {
    "separatethousands": True, "exponentformat": "power", "minexponent": 6, "tickfont": {"size": TICK_SIZE},
}  # fmt: skip
# A logarithmic axis of whole numbers: a tick at each power of ten, written out.
LOG_COUNTS = {"type": "log", "dtick": 1, "exponentformat": "none"}

Colors = Sequence[str | tuple[float, str]]


def scale(colors: Colors) -> list[tuple[float, str]]:
    """Return colors as Plotly's color scales have them.

    Parameters
    ----------
    colors : sequence of str or of (float, str)
        At even distances, or each at its share of the way.

    Returns
    -------
    list of (float, str)
    """
    found: list[tuple[float, str]] = []
    for i, color in enumerate(colors):
        found.append((i / (len(colors) - 1), color) if isinstance(color, str) else color)
    return found


def layout(height: int, **settings: object) -> dict[str, object]:
    """Return the layout that all figures have, with what one of them sets besides.

    Given to ``go.Figure`` at once: each later update validates the whole again, which costs more than the drawing.

    Parameters
    ----------
    height : int
        In pixels.
    **settings
        Further settings of ``go.Layout``; of the margins those that are not what the axes need.

    Returns
    -------
    dict
    """
    given: Any = settings.pop("margin", {})
    return {
        "height": height,
        "margin": {**margins(settings), **given},
        "paper_bgcolor": TRANSPARENT,
        "plot_bgcolor": TRANSPARENT,
        "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.0, "x": 0.0},
        "font": {"size": LABEL_SIZE, "family": FONTS},
        **{name: _grouped(name, setting) for name, setting in settings.items()},
    }


def _grouped(name: str, setting: object) -> object:
    if name.startswith(("xaxis", "yaxis")) and isinstance(setting, dict):
        return {**_AS_WRITTEN, **setting}
    return setting


def counting_axis(title: str, count: int) -> dict[str, object]:
    """Return an axis of whole numbers from 1 on, which has no tick between them.

    Parameters
    ----------
    title : str
        What is counted.
    count : int
        The largest of them.

    Returns
    -------
    dict
        Settings of ``layout.xaxis`` or ``layout.yaxis``.
    """
    return {"title": {"text": title}, **({"dtick": 1} if count < FEW_COUNTED else {})}


def log_axis(values: np.ndarray, most_powers: int = MOST_POWERS) -> dict[str, object]:
    """Return a logarithmic axis whose ticks are numbers, each written out.

    Left alone, Plotly writes the digits 2 and 5 between the powers of ten, and in a tall figure all digits.

    Parameters
    ----------
    values : ndarray
        What it shows. Those that are not positive have no place there; where there are no others, the axis has no
        numbers either.
    most_powers : int
        Ticks, where they are powers of ten.

    Returns
    -------
    dict
        Settings of ``layout.xaxis`` or ``layout.yaxis``.
    """
    shown = values[np.isfinite(values) & (values > 0)]
    if not shown.size:
        return {"type": "log", "exponentformat": "power", "showticklabels": False}
    decades = math.log10(shown.max() / shown.min())
    is_written_out = shown.min() > LEAST_WRITTEN and shown.max() < MOST_WRITTEN
    ticks: dict[str, object] = {}
    if decades >= FEW_DECADES or (decades >= 1 and not is_written_out):
        ticks = {"dtick": math.ceil(decades / most_powers), "tickfont": {"size": TICK_SIZE / POWERS_LARGER}}
    elif is_written_out:
        # "D2" is 1, 2 and 5; less than a decade may hold none of them.
        ticks = {"tickformat": ",~g", **({"dtick": "D2"} if decades >= 1 else {})}
    return {"type": "log", "exponentformat": "power", **ticks}


def on_log_axis(values: np.ndarray) -> np.ndarray:
    """Return values as a logarithmic axis can show them.

    Parameters
    ----------
    values : ndarray
        None negative.

    Returns
    -------
    ndarray
        NaN in the place of zeros, and of what is so far below the largest that it is the rounding of rounding: its
        decades would press all the others into a line.
    """
    return np.where(values > LEAST_ON_LOG * values.max(initial=0.0), values, np.nan)


def telling_left_out(name: str, drawn: np.ndarray) -> str:
    """Return the name of a trace in the legend, and how many of its values are not drawn.

    Parameters
    ----------
    name : str
        Of singular values; escaped.
    drawn : ndarray
        As of :func:`on_log_axis`.

    Returns
    -------
    str
    """
    count = int(np.isnan(drawn).sum())
    if not count:
        return name
    return _("{name} ({count:,} not drawn: 0, or below 10⁻²⁰ of σ₁)").format(name=name, count=count)


def two_rows(
    x_axis: dict[str, object], top: dict[str, object], bottom: dict[str, object], share: float
) -> dict[str, object]:
    """Return axes for two plots, one above the other, on one horizontal axis.

    Parameters
    ----------
    x_axis : dict
        Settings of the horizontal axis, below both.
    top, bottom : dict
        Settings of the vertical axes, "y" and "y2".
    share : float
        Of the height that the lower plot takes.

    Returns
    -------
    dict
        For :func:`layout`.
    """
    return {
        "xaxis": {**x_axis, "anchor": "y2"},
        "yaxis": {**top, "domain": [share + 0.06, 1.0]},
        "yaxis2": {**bottom, "domain": [0.0, share]},
    }


def scene_axis(title: str, *, ticks: Sequence[float] = ()) -> dict[str, object]:
    """Return a 3D axis that is seen on light and dark ground and stays in the background.

    Parameters
    ----------
    title : str
        Its name.
    ticks : sequence of float
        Where to number it; nowhere unless given.

    Returns
    -------
    dict
        Settings of ``layout.scene.xaxis`` and the like.
    """
    return {
        "title": {"text": label(title), "font": {"size": 12}},
        "showticklabels": bool(ticks),
        "tickvals": list(ticks),
        "showbackground": False,
        "showgrid": bool(ticks),
        "gridcolor": FAINT,
        "zerolinecolor": GRAY,
        "showspikes": False,
    }


def ink(ground: str) -> str:
    """Return the color of texts on a colored ground: white, or nearly black where that would be too faint.

    Parameters
    ----------
    ground : str
        As ``#RRGGBB``; anything else is taken to be dark.

    Returns
    -------
    str

    References
    ----------
    W3C, Web Content Accessibility Guidelines 2.2, 2023: relative luminance, and a contrast of 4.5 at least.
    """
    if not ground.startswith("#"):
        return "#FFFFFF"
    shares = (int(ground[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    luminance = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return "#FFFFFF" if 1.05 / (luminance + 0.05) >= 4.5 else "#10141F"


def label(word: str, room: int = LONGEST_LABEL) -> str:
    """Return a word for an axis or a label: as :func:`escape` does, and cut short, or a long one leaves no room.

    Parameters
    ----------
    word : str
        Any.
    room : int
        How many letters; a Chinese character takes the room of two, and a mark above a letter none.

    Returns
    -------
    str
        One that is blank stands in quotes.
    """
    if not word.strip():
        word = f"“{word}”"
    if 2 * len(word) > room:
        word = _cut(word, room)
    return word if word.isalnum() else escape(word)


def _cut(word: str, room: int) -> str:
    taken = 0
    for i, letter in enumerate(word):
        taken += 2 if unicodedata.east_asian_width(letter) in "WF" else not unicodedata.combining(letter)
        if taken > room or i == 2 * room:
            return word[:i] + "…"
    return word


def escape(word: str) -> str:
    """Return a word so that Plotly, which reads a little HTML, shows it as it is; ``html.unescape`` takes it back.

    Parameters
    ----------
    word : str
        Any.

    Returns
    -------
    str
    """
    return html.escape(word, quote=False)
