"""How far words are from the span of a few."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from embedviz.algebra.subspace import Measure
from embedviz.figures import plot
from embedviz.figures.style import BLUE, GRAY, LOG_COUNTS, ORANGE, TEAL, label, layout
from embedviz.i18n import _

HEIGHT = 380
MARGIN = {"t": 80}
LEVEL = 0.09


def span_histogram(
    histogram: tuple[np.ndarray, np.ndarray],
    measure: Measure,
    named: Sequence[tuple[str, float]],
) -> go.Figure:
    """Draw how many words are how far from a subspace.

    Parameters
    ----------
    histogram : tuple of ndarray (b,) and ndarray (b + 1,)
        How many words fall into each of b intervals, and their ends.
    measure : {"share", "distance"}
        What is on the horizontal axis.
    named : sequence of tuple of str and float
        Up to three places to mark: the nearest word, the farthest, and a random direction.

    Returns
    -------
    go.Figure
        The number of words is on a logarithmic axis: few are near.
    """
    counts, edges = histogram
    bars = plot.bar(
        x=(edges[:-1] + edges[1:]) / 2,
        y=counts,
        width=np.diff(edges),
        marker={"color": BLUE, "line": {"width": 0}},
        customdata=np.column_stack([edges[:-1], edges[1:]]),
        hovertemplate=_("%{y:,} words from %{customdata[0]:.3g} to %{customdata[1]:.3g}") + "<extra></extra>",
    )
    marks = [(x, label(name), color) for (name, x), color in zip(named, (TEAL, ORANGE, GRAY), strict=False)]
    title = {"share": _("share of the length outside the span"), "distance": _("distance from the span")}[measure]
    axes = {
        "xaxis": {"title": {"text": title}, "nticks": 8},
        "yaxis": {"title": {"text": _("words")}, **LOG_COUNTS},
    }
    # A name reaches from its line toward the middle: the nearer to that a line is, the lower, so as to strike no name.
    middle = (edges[0] + edges[-1]) / 2
    outward = sorted(range(len(marks)), key=lambda i: abs(marks[i][0] - middle))
    placed = [(*mark, outward.index(i)) for i, mark in enumerate(marks)]
    lines = [_line(x, color, level) for x, _text, color, level in placed]
    notes = [_note(x, text, level, at_right=x < middle) for x, text, _color, level in placed]
    return plot.figure([bars], layout(HEIGHT, **axes, margin=MARGIN, bargap=0, shapes=lines, annotations=notes))


def _line(x: float, color: str, level: int) -> dict[str, object]:
    line = {"color": color, "width": 2, "dash": "dot"}
    return {"type": "line", "yref": "paper", "x0": x, "x1": x, "y0": 0, "y1": _top(level), "line": line}


def _note(x: float, text: str, level: int, *, at_right: bool) -> dict[str, object]:
    return {
        "x": x, "yref": "paper", "y": _top(level), "yanchor": "top", "xanchor": "left" if at_right else "right",
        "xshift": 4 if at_right else -4,
        "text": text, "font": {"size": 13}, "showarrow": False,
    }  # fmt: skip


def _top(level: int) -> float:
    """Names stand above the bars, each on a level of its own, in shares of the plot's height."""
    return 1.0 + LEVEL * (level + 1)
