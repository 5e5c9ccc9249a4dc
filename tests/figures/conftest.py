"""Every figure that the tests of this folder draw is one as Plotly has them, its texts can be read on both grounds."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import plotly.graph_objects as go
import pytest
from plotly.io import to_json

from embedviz.figures import plot

LEAST_CONTRAST = 4.5
THEME = tomllib.loads((Path(__file__).parents[2] / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
GROUNDS = [THEME[name]["backgroundColor"] for name in ("light", "dark")]
# What Streamlit or Plotly chooses by the ground; the rest of a figure is marks, not texts.
TEXTS = {"font", "textfont", "tickfont", "titlefont", "insidetextfont", "outsidetextfont"}


def parts(color: str) -> tuple[list[float], float]:
    """Red, green and blue, from 0 to 255, and the opacity."""
    if color.startswith("#"):
        return [int(color[i : i + 2], 16) for i in (1, 3, 5)], 1.0
    red, green, blue, *alpha = map(float, re.findall(r"[0-9.]+", color))
    return [red, green, blue], (alpha or [1.0])[0]


def over(color: str, ground: str) -> str:
    """A color that may be transparent, as it is seen on a ground."""
    above, opacity = parts(color)
    mixed = [opacity * one + (1 - opacity) * other for one, other in zip(above, parts(ground)[0], strict=True)]
    return "#" + "".join(f"{round(part):02X}" for part in mixed)


def luminance(color: str) -> float:
    """Relative luminance of an opaque color (WCAG 2.2)."""
    shares = [part / 255 for part in parts(color)[0]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in shares]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Contrast of two colors, from 1 to 21 (WCAG 2.2)."""
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def text_colors(part: object, ground: object = None) -> Iterator[tuple[str, object]]:
    """The colors set for texts anywhere in a figure, each with the ground that its text brings along."""
    if isinstance(part, dict):
        ground = part.get("bgcolor", ground)
        for name, value in part.items():
            colors = value.get("color") if name in TEXTS and isinstance(value, dict) else None
            for color in [colors] if isinstance(colors, str) else [] if colors is None else list(colors):
                yield color, ground
            if name != "template":
                yield from text_colors(value, ground)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from text_colors(each, ground)


def as_sent(figure: go.Figure) -> object:
    """What a browser has of a figure."""
    return json.loads(to_json(figure, validate=False))


def differing(one: object, other: object, at: str = "figure") -> Iterator[str]:
    """Where two parts of figures differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted({*one, *other}):
            yield from differing(one.get(name), other.get(name), f"{at}.{name}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for i, parts in enumerate(zip(one, other, strict=True)):
            yield from differing(*parts, f"{at}[{i}]")
    elif one != other and (one, other) != ([], None):  # of no annotations Plotly keeps nothing
        yield f"{at} is {one!s:.80}, not {other!s:.80}"


@pytest.fixture(autouse=True)
def figures_that_plotly_takes_and_readers_read(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    drawn: list[tuple[go.Figure, object]] = []
    draw = plot.figure

    def noted(*parts: object) -> go.Figure:
        figure = draw(*parts)
        drawn.append((figure, as_sent(figure)))  # before Plotly has made its objects of it
        return figure

    monkeypatch.setattr(plot, "figure", noted)
    yield
    others = [each for figure, sent in drawn for each in differing(sent, as_sent(go.Figure(figure)))]
    assert not others, f"not as Plotly has it: {others[:3]}"
    found = {each for _figure, sent in drawn for each in text_colors(sent)}
    faint = {
        (color, ground)
        for color, own in found
        for ground in (over(own, page) if own else page for page in GROUNDS)
        if contrast(over(color, ground), ground) < LEAST_CONTRAST
    }
    assert not faint, f"text under {LEAST_CONTRAST}:1 as (color, ground): {sorted(faint)}"
