"""How often the words of a corpus occur."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from embedviz.figures import plot
from embedviz.figures.style import BLUE, GRAY, LOG_COUNTS, ORANGE, escape, layout
from embedviz.i18n import _

HEIGHT = 340
# The axis is logarithmic: of many words most would lie on top of others.
POINTS = 1_000
THROUGH_RANK = 10


def zipf(counts: np.ndarray, words: Sequence[str], min_count: int) -> go.Figure:
    """Draw counts over ranks, both logarithmic, beside Zipf's law: count proportional to 1 / rank.

    Parameters
    ----------
    counts : ndarray (m,) int
        Descending, all positive.
    words : sequence of m str
        In the same order.
    min_count : int
        Marked by a line; words below it are left out of the training.

    Returns
    -------
    go.Figure
        Of up to 1,000 words, evenly spread over the logarithmic axis.
    """
    m = len(counts)
    ranks = np.unique(np.geomspace(1, m, POINTS).round().astype(int))
    shown = counts[ranks - 1]
    points = plot.scatter(
        x=ranks,
        y=shown,
        mode="markers",
        marker={"color": np.where(shown >= min_count, BLUE, ORANGE), "size": 5},
        name=_("the words"),
        customdata=np.array([escape(words[i]) for i in (ranks - 1).tolist()], dtype=object),
        hovertemplate=_("%{customdata}: count %{y:,}, rank %{x:,}") + "<extra></extra>",
    )
    through = min(THROUGH_RANK, m)
    law = plot.scatter(
        x=[1, m],
        y=[through * float(counts[through - 1]) / rank for rank in (1, m)],
        mode="lines",
        line={"color": GRAY, "dash": "dot"},
        name=_("proportional to 1 / rank"),
        hoverinfo="skip",
    )
    line = {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "y0": min_count, "y1": min_count}
    note = {
        "xref": "x domain", "x": 0.01, "y": float(np.log10(min_count)), "xanchor": "left", "yanchor": "bottom",
        "text": _("min_count {min_count:,}").format(min_count=min_count), "showarrow": False,
    }  # fmt: skip
    shape = {**line, "line": {"color": ORANGE, "dash": "dash"}}
    axes = {
        "xaxis": {"title": {"text": _("frequency rank")}, **LOG_COUNTS},
        "yaxis": {"title": {"text": _("count")}, **LOG_COUNTS},
    }
    return plot.figure([law, points], layout(HEIGHT, **axes, shapes=[shape], annotations=[note]))
