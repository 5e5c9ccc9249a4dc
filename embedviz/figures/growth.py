"""The rank as vectors are added one by one."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from embedviz.algebra.growth import RankGrowth
from embedviz.figures import plot
from embedviz.figures.style import BLUE, GRAY, ORANGE, TEAL, counting_axis, label, layout, two_rows
from embedviz.i18n import _, listed, valued

HEIGHT = 340


def rank_growth(growth: RankGrowth, words: Sequence[str], dimensions: int) -> go.Figure:
    """Draw the rank of the first 1, 2, … k vectors over what each one added.

    Parameters
    ----------
    growth : RankGrowth
        Of k vectors.
    words : sequence of k str
        Their names.
    dimensions : int
        n, which the rank cannot exceed.

    Returns
    -------
    go.Figure
    """
    number = np.arange(1, len(words) + 1)
    names = [label(word) for word in words]
    ranks = plot.scatter(
        x=number,
        y=growth.ranks,
        mode="lines" if len(words) > 1 else "markers",
        line={"color": BLUE, "width": 3, "shape": "hv"},
        name=_("rank of the first k words"),
        customdata=names,
        hovertemplate=valued(listed(["k = %{x}", "%{customdata}"]), "%{y}") + "<extra></extra>",
    )
    novelty = plot.bar(
        x=number,
        y=growth.novelty,
        yaxis="y2",
        marker={"color": np.where(growth.independent, TEAL, ORANGE)},
        name=_("share of the word's length outside the span of those before"),
        customdata=names,
        hovertemplate=valued("%{customdata}", "%{y:.3g}") + "<extra></extra>",
    )
    axes = two_rows(
        counting_axis(_("number k of words, from the first"), len(words)),
        {"title": {"text": _("rank")}, "rangemode": "tozero"},
        {"title": {"text": _("new share")}, "range": [0, 1.05]},
        0.38,
    )
    limit = {"color": GRAY, "dash": "dot"}
    line = {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "y0": dimensions, "y1": dimensions, "line": limit}
    note = {
        "xref": "x domain", "x": 0.01, "y": dimensions, "xanchor": "left", "yanchor": "top", "showarrow": False,
        "text": _("n = {n:,}").format(n=dimensions),
    }  # fmt: skip
    return plot.figure([ranks, novelty], layout(HEIGHT, **axes, shapes=[line], annotations=[note]))
