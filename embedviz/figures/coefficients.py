"""The coefficients of a combination of words."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from embedviz.figures import plot
from embedviz.figures.style import BLUE, ORANGE, label, layout
from embedviz.i18n import _, valued

MAX_NAMED = 15
ROW_HEIGHT = 26
HEIGHT = 300
MARGIN = {"t": 8}


def coefficients(values: np.ndarray, words: Sequence[str]) -> go.Figure:
    """Draw coefficients as bars, positive and negative ones in two colors.

    Parameters
    ----------
    values : ndarray (k,)
        In the order in which to draw them.
    words : sequence of k str
        What they belong to.

    Returns
    -------
    go.Figure
        Up to 15 words stand beside their bars, one below the other; of more, the bars stand side by side, and words
        are shown by pointing at them.
    """
    names = list(map(label, words))
    few = len(names) <= MAX_NAMED
    number = np.arange(1, len(names) + 1)
    bars = plot.bar(
        x=values if few else number,
        y=number if few else values,
        orientation="h" if few else "v",
        marker={"color": np.where(values < 0, ORANGE, BLUE), "line": {"width": 0}},
        customdata=names,
        hovertemplate=valued("%{customdata}", "%{" + ("x" if few else "y") + ":.4g}") + "<extra></extra>",
    )
    value_axis = {"title": {"text": _("coefficient")}, "zeroline": True}
    if not few:
        axes = {"xaxis": {"title": {"text": _("words, by the size of their coefficients")}}, "yaxis": value_axis}
        return plot.figure([bars], layout(HEIGHT, **axes, margin=MARGIN, bargap=0.15))
    # Positions rather than words on the axis, so that a word may occur twice.
    down = {
        "tickvals": number,
        "ticktext": names,
        "range": [max(len(names), 3) + 0.6, 0.4],
        "ticksuffix": "  ",
        "showgrid": False,
        "fixedrange": True,
    }
    height = ROW_HEIGHT * max(len(names), 3) + 76
    return plot.figure([bars], layout(height, xaxis=value_axis, yaxis=down, margin=MARGIN, bargap=0.25))
