"""One word's coordinates in two bases, and the words at the two ends of an axis."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from embedviz.figures import plot
from embedviz.figures.style import BLUE, LABEL_SIZE, ORANGE, TEAL, label, layout
from embedviz.geometry.axes import AxisEnds
from embedviz.i18n import _, valued

HEIGHT = 300
BAR_HEIGHT = 21


def two_bases(before: np.ndarray, after: np.ndarray) -> go.Figure:
    """Draw the coordinates of a vector before and after a change of basis.

    Parameters
    ----------
    before, after : ndarray (n,)
        The coordinates.

    Returns
    -------
    go.Figure
    """
    bars = [
        plot.bar(
            x=np.arange(1, len(values) + 1),
            y=values,
            marker={"color": color, "line": {"width": 0}},
            name=name,
            hovertemplate=_("coordinate %{x}: %{y:.3f}") + "<extra></extra>",
        )
        for values, name, color in ((before, _("before"), BLUE), (after, _("after"), ORANGE))
    ]
    axes = {"xaxis": {"title": {"text": _("coordinate")}}, "yaxis": {"title": {"text": _("value")}}}
    return plot.figure(bars, layout(HEIGHT, **axes, barmode="group", bargap=0.25))


def axis_ends(ends: AxisEnds, axis: int, words: Sequence[str]) -> go.Figure:
    """Draw the words at the two ends of an axis, as bars from its middle.

    Parameters
    ----------
    ends : AxisEnds
        Of r axes.
    axis : int
        Which, from 0.
    words : sequence of str
        Of the whole vocabulary, by row.

    Returns
    -------
    go.Figure
        The highest coordinate on top.
    """
    rows = [*ends.high[axis], *ends.low[axis][::-1]]
    values = np.concatenate([ends.high_values[axis], ends.low_values[axis][::-1]])
    names = [label(words[int(row)]) for row in rows]
    bars = plot.bar(
        x=values,
        y=np.arange(len(rows)),
        orientation="h",
        marker={"color": np.where(np.arange(len(rows)) < len(ends.high[axis]), BLUE, TEAL), "line": {"width": 0}},
        customdata=names,
        hovertemplate=valued("%{customdata}", "%{x:.2f}") + "<extra></extra>",
        showlegend=False,
    )
    axes = {
        "xaxis": {"title": {"text": _("standard deviations")}, "fixedrange": True},
        # Positions rather than words, so that a word may stand at both ends.
        "yaxis": {
            "tickvals": list(range(len(rows))),
            "ticktext": names,
            "autorange": "reversed",
            "showgrid": False,
            "fixedrange": True,
            "ticksuffix": " ",
            "tickfont": {"size": LABEL_SIZE - 1},
        },
    }
    return plot.figure([bars], layout(BAR_HEIGHT * len(rows) + 70, **axes, margin={"t": 8}, bargap=0.3))
