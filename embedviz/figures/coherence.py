"""The coherence of more and more words, beside the bound that none can beat."""

import numpy as np
import plotly.graph_objects as go

from embedviz.figures import plot
from embedviz.figures.style import BLUE, GRAY, LOG_COUNTS, ORANGE, TEAL, layout
from embedviz.geometry.coherence import Coherence
from embedviz.i18n import _

HEIGHT = 380


def coherence(measured: Coherence, random: Coherence, marked: int) -> go.Figure:
    """Draw the coherence of the first k vectors, of as many random directions, and the Welch bound.

    Parameters
    ----------
    measured, random : Coherence
        Of m ≥ 2 vectors each, in n dimensions.
    marked : int
        The number k to mark.

    Returns
    -------
    go.Figure
    """
    number = np.arange(2, len(measured.values) + 1)
    traces = [
        plot.scatter(
            x=number,
            y=values[1:],
            mode="lines",
            line={"color": color, "width": 2.5, "shape": shape},
            name=name,
            hovertemplate=_("k = %{x:,}: %{y:.3f}") + "<extra></extra>",
        )
        for values, name, color, shape in (
            (measured.values, _("the first k words"), BLUE, "hv"),
            (random.values, _("k random directions"), TEAL, "hv"),
            (measured.bounds, _("Welch bound"), ORANGE, "linear"),
        )
    ]
    limit = measured.dimensions**-0.5
    lines = [
        {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "y0": limit, "y1": limit},
        {"type": "line", "yref": "y domain", "x0": marked, "x1": marked, "y0": 0, "y1": 1},
    ]
    shapes = [{**line, "line": {"color": GRAY, "dash": "dot", "width": 2}} for line in lines]
    note = {
        "xref": "x domain", "x": 0.98, "y": limit, "xanchor": "right", "yanchor": "bottom", "showarrow": False,
        "text": _("1/√n = {limit:.3f}").format(limit=limit),
    }  # fmt: skip
    axes = {
        "xaxis": {
            "title": {"text": _("number k of words, from the first")},
            **LOG_COUNTS,
        },
        "yaxis": {"title": {"text": _("largest |cos|")}, "range": [0, 1.05]},
    }
    return plot.figure(traces, layout(HEIGHT, **axes, shapes=shapes, annotations=[note]))
