"""One word's occurrences under one encoder after the other, and how well each tells its senses apart."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from embedviz.figures import plot
from embedviz.figures.extent import SAME, coincide, equal_limits
from embedviz.figures.occurrences import SENSE_LEGEND, sense_colors, sense_name
from embedviz.figures.sentences import lines
from embedviz.figures.style import (
    BLUE,
    CATEGORICAL,
    FAINT,
    GRAY,
    ORANGE,
    counting_axis,
    escape,
    label,
    layout,
    log_axis,
)
from embedviz.i18n import _

# In pixels.
ROW_OF_PANELS, SMALLEST, LARGEST = 1_100, 140, 200
LINE, LEGEND = 20, 40
ROW_HEIGHT = 44
HEIGHT = 380
GAP = 0.025
TITLE_WIDTH, NOTE_WIDTH, NAME_WIDTH = 16, 22, 22  # two lines of a name have room in a row
POINT, ONE_POINT = 10, 18
_FRAME = {
    "showticklabels": False, "showgrid": False, "zeroline": False, "showline": True, "mirror": True,
    "linecolor": FAINT, "linewidth": 1, "constrain": "domain", "fixedrange": True,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Step:
    """The occurrences of a word under one encoder.

    Parameters
    ----------
    title : str
        Of the encoder.
    coordinates : ndarray (k, 2) float32
        One point an occurrence.
    senses : sequence of k str
        What the word means there; "" where that is not known.
    score : float or None
        Accuracy in [0, 1], if there is one.
    note : str
        A few words beneath; may be empty.
    """

    title: str
    coordinates: np.ndarray
    senses: Sequence[str]
    score: float | None
    note: str


def ladder(steps: Sequence[Step], *, columns: int | None = None) -> go.Figure:
    """Draw the occurrences of a word under each encoder, beside each other.

    Parameters
    ----------
    steps : sequence of Step
        In the order of the page.
    columns : int, optional
        Panels in a row; all of them unless given.

    Returns
    -------
    go.Figure
        A panel each, as long as wide. A legend of the senses stands above all. Occurrences that coincide are one dot,
        gray if they differ in sense.
    """
    columns = columns or len(steps)
    rows = -(-len(steps) // columns)
    panel = min(LARGEST, max(SMALLEST, ROW_OF_PANELS // columns))
    texts = [_texts(step) for step in steps]
    above, below = (LINE * max(text.count("<br>") + 1.5 for text in side) for side in zip(*texts, strict=True))
    pitch = above + panel + below
    height = rows * pitch
    colors = sense_colors(sense for step in steps for sense in step.senses)
    traces, notes = [], []
    axes: dict[str, object] = {}
    named: set[str] = set()
    for i, step in enumerate(steps):
        row, column = divmod(i, columns)
        number = str(i + 1) if i else ""
        traces += _panel(step, number, colors, named)
        place = {"xref": f"x{number} domain", "yref": f"y{number} domain", "x": 0.5, "showarrow": False}
        notes.append({**place, "y": 1, "yanchor": "bottom", "text": texts[i][0]})
        notes.append({**place, "y": 0, "yanchor": "top", "yshift": -4, "text": texts[i][1]})
        left, top = column / columns, 1 - (row * pitch + above) / height
        x_limits, y_limits = equal_limits(step.coordinates)
        axes |= {
            f"xaxis{number}": {
                **_FRAME, "domain": [left + GAP / 2, left + 1 / columns - GAP / 2], "range": x_limits,
                "anchor": f"y{number}",
            },
            f"yaxis{number}": {
                **_FRAME, "domain": [top - panel / height, top], "range": y_limits, "anchor": f"x{number}",
                "scaleanchor": f"x{number}", "constraintoward": "top",
            },
        }  # fmt: skip
    # Streamlit's theme pads the frames of the panels, which then run through the titles.
    margin = {"l": 4, "r": 4, "t": LEGEND, "b": 4, "pad": 0}
    return plot.figure(traces, layout(round(height) + LEGEND, margin=margin, annotations=notes, **axes, **SENSE_LEGEND))


def separation(
    titles: Sequence[str], accuracies: Sequence[float], intervals: Sequence[tuple[float, float] | None]
) -> go.Figure:
    """Draw how often the sense of an occurrence is guessed right from the others, and what chance would give.

    Parameters
    ----------
    titles : sequence of s str
        Of the encoders.
    accuracies : sequence of s float
        Leave-one-out, in [0, 1].
    intervals : sequence of s (float, float) or None
        Where 95% of the accuracies lie if senses are dealt out at random; None where that is not known.

    Returns
    -------
    go.Figure
        A row each, the first on top. Only what lies right of its gray band is more than chance.
    """
    values = np.array(accuracies, dtype=np.float64)
    bands = np.array([(np.nan, np.nan) if each is None else each for each in intervals], dtype=np.float64)
    rows = np.arange(len(titles))
    chance = plot.bar(
        base=bands[:, 0].tolist(),  # which plotly.js takes as a list only
        x=bands[:, 1] - bands[:, 0],
        y=rows,
        customdata=bands,
        orientation="h",
        width=0.62,
        marker={"color": GRAY, "opacity": 0.4},
        name=_("95% of random guesses"),
        hovertemplate=_("chance: %{customdata[0]:.0%} to %{customdata[1]:.0%}") + "<extra></extra>",
    )
    above = values > bands[:, 1]
    unknown = np.isnan(bands[:, 1])
    dots = [
        plot.scatter(
            x=values[mask],
            y=rows[mask],
            mode="markers+text",
            marker={"color": color, "size": 15, "symbol": symbol, "line": {"width": 2, "color": color}},
            texttemplate="<b>%{x:.0%}</b>",
            textposition="middle right",
            cliponaxis=False,
            name=name,
            hovertemplate="%{x:.1%}<extra></extra>",
        )
        for mask, color, symbol, name in (
            (above, BLUE, "circle", _("above chance")),
            (~above & ~unknown, ORANGE, "circle-open", _("not above chance")),
            (unknown, GRAY, "circle", _("chance not known")),
        )
        if mask.any()
    ]
    across = {
        "range": [0, 1.25], "tickvals": [0, 0.25, 0.5, 0.75, 1], "tickformat": ".0%", "gridcolor": FAINT,
        "zeroline": False, "title": {"text": _("senses guessed right")}, "fixedrange": True,
    }  # fmt: skip
    down = {
        "tickvals": rows, "ticktext": [lines(title, NAME_WIDTH) for title in titles], "ticksuffix": "  ",
        "range": [len(titles) - 0.4, -0.6], "showgrid": False, "zeroline": False, "fixedrange": True,
    }  # fmt: skip
    margin = {"l": 8, "r": 8, "t": LEGEND, "b": 8}
    height = len(titles) * ROW_HEIGHT + LEGEND + 56
    return plot.figure([chance, *dots], layout(height, xaxis=across, yaxis=down, margin=margin))


def cloud_spectra(curves: Sequence[tuple[str, np.ndarray]], *, log: bool) -> go.Figure:
    """Draw the spectra of the clouds of occurrences, each relative to its largest singular value.

    Parameters
    ----------
    curves : sequence of (str, ndarray (r,))
        Title of the encoder and singular values of its cloud, descending.
    log : bool
        Whether the axis is logarithmic. What float32 has rounded has no place there and is left out.

    Returns
    -------
    go.Figure
        A line each; none, but a name in the legend, for a cloud that is one point.
    """
    traces = [
        plot.scatter(
            x=np.arange(1, len(values) + 1),
            y=_relative(values, log),
            mode="lines+markers",
            line={"color": CATEGORICAL[i % len(CATEGORICAL)], "width": 3},
            marker={"size": 8},
            name=escape(title) if _spread(values) else _("{title}: one point").format(title=escape(title)),
            hovertemplate="σ<sub>%{x}</sub> / σ<sub>1</sub> = %{y:.3g}",
            showlegend=True,
        )
        for i, (title, values) in enumerate(curves)
    ]
    most = max((len(values) for _title, values in curves), default=0)
    shown = np.concatenate([np.empty(0), *(_relative(values, log) for _title, values in curves)])
    kind = log_axis(shown) if log else {"range": [0, 1.05]}
    axes = {
        "xaxis": counting_axis(_("index k of the singular value"), most) | {"zeroline": False},
        "yaxis": {"title": {"text": "σ<sub>k</sub> / σ<sub>1</sub>"}, **kind},
    }
    return plot.figure(traces, layout(HEIGHT, **axes))


def _panel(step: Step, number: str, colors: dict[str, str], named: set[str]) -> list[plot.Trace]:
    """Return the points of a step by sense; a sense that is not in the legend yet becomes ``named``."""
    senses = np.array(step.senses, dtype=object)
    one = coincide(step.coordinates)
    present = [sense for sense in colors if sense in step.senses]
    traces = []
    for sense in present:
        # A trace without a place, where there is only one dot: the legend names all senses all the same.
        at = np.full((1, 2), np.nan, np.float32) if one else step.coordinates[senses == sense]
        traces.append(_dots(at, number, colors[sense], POINT, label(sense_name(sense))))
        traces[-1].update(name=label(sense_name(sense)), legendgroup=sense, showlegend=sense not in named)
        named.add(sense)
    if one:
        color = colors[present[0]] if len(present) == 1 else GRAY
        text = _("{count:,} occurrences, one point").format(count=len(step.senses))
        traces.append(_dots(step.coordinates[:1], number, color, ONE_POINT, text))
    return traces


def _dots(at: np.ndarray, number: str, color: str, size: int, text: str) -> plot.Trace:
    return plot.scatter(
        x=at[:, 0],
        y=at[:, 1],
        xaxis=f"x{number}",
        yaxis=f"y{number}",
        mode="markers",
        marker={"size": size, "color": color, "opacity": 0.9, "line": {"width": 1, "color": "#FFFFFF"}},
        hovertext=text,
        hoverinfo="text",
        showlegend=False,
    )


def _texts(step: Step) -> tuple[str, str]:
    """Return what stands above a panel and what below."""
    below = [] if step.score is None else [_("accuracy <b>{score:.0%}</b>").format(score=step.score)]
    below += [f'<span style="font-size: 12px">{lines(step.note, NOTE_WIDTH)}</span>'] if step.note else []
    return f"<b>{lines(step.title, TITLE_WIDTH)}</b>", "<br>".join(below)


def _spread(values: np.ndarray) -> bool:
    return len(values) > 0 and float(values[0]) > SAME


def _relative(values: np.ndarray, log: bool) -> np.ndarray:
    if not _spread(values):
        return np.full(len(values), np.nan)
    relative = values / values[0]
    return np.where(relative > SAME, relative, np.nan) if log else relative
