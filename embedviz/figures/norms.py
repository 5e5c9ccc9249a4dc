"""The lengths of an embedding's vectors."""

import numpy as np
import plotly.graph_objects as go

from embedviz.algebra.norms import NormDistribution
from embedviz.figures import plot
from embedviz.figures.style import BLUE, ORANGE, layout
from embedviz.i18n import _

HEIGHT = 300


def norms(distribution: NormDistribution) -> go.Figure:
    """Draw how many vectors have which norm, and the median.

    Parameters
    ----------
    distribution : NormDistribution
        Of b intervals.

    Returns
    -------
    go.Figure
    """
    edges = distribution.edges
    bars = plot.bar(
        x=(edges[:-1] + edges[1:]) / 2,
        y=distribution.counts,
        width=np.diff(edges),
        marker={"color": BLUE, "line": {"width": 0}},
        customdata=np.column_stack([edges[:-1], edges[1:]]),
        hovertemplate=_("norm %{customdata[0]:.3g} to %{customdata[1]:.3g}: %{y:,} of the words") + "<extra></extra>",
    )
    median = distribution.median
    line = {"type": "line", "yref": "y domain", "x0": median, "x1": median, "y0": 0, "y1": 1, "line": {"color": ORANGE}}
    note = {
        "yref": "y domain", "x": median, "y": 1, "xanchor": "left", "yanchor": "bottom", "showarrow": False,
        "text": _("median {median:.3g}").format(median=median),
    }  # fmt: skip
    axes = {"xaxis": {"title": {"text": _("norm")}}, "yaxis": {"title": {"text": _("words")}}}
    return plot.figure([bars], layout(HEIGHT, **axes, bargap=0, shapes=[line], annotations=[note]))
