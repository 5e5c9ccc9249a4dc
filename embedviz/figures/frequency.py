"""The lengths of vectors over the frequency of their words."""

import numpy as np
import plotly.graph_objects as go

from embedviz.figures import plot
from embedviz.figures.style import BLUE, LOG_COUNTS, ORANGE, TEAL, label, layout
from embedviz.geometry.agreement import MetricComparison
from embedviz.geometry.frequency import NormsByFrequency
from embedviz.i18n import _

HEIGHT = 400
BAND = "rgba(59, 111, 224, 0.18)"


def norms_by_rank(
    found: NormsByFrequency, marked: MetricComparison | None, position: int | None, *, by_frequency: bool = True
) -> go.Figure:
    """Draw the median norm and the middle 80% over the place of the words, and a word and its neighbors among them.

    Parameters
    ----------
    found : NormsByFrequency
        Of b bands of ranks.
    marked : MetricComparison or None
        The words to mark, if any.
    position : int or None
        Row of the word they are the neighbors of.
    by_frequency : bool
        Whether the words are known to be sorted by frequency, so that the place is a rank.

    Returns
    -------
    go.Figure
    """
    low, median, high = found.percentiles.T
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    traces = [
        plot.scatter(x=found.centers, y=high, showlegend=False, **edge),
        plot.scatter(x=found.centers, y=low, fill="tonexty", fillcolor=BAND, name=_("the middle 80%"), **edge),
        plot.scatter(
            x=found.centers,
            y=median,
            mode="lines",
            line={"color": BLUE, "width": 3},
            name=_("median"),
            hovertemplate=_("around word %{x:,.0f}: median norm %{y:.3g}") + "<extra></extra>",
        ),
    ]
    if marked is not None and position is not None:
        traces += _marks(marked, position)
    axes = {
        "xaxis": {
            "title": {"text": _("frequency rank") if by_frequency else _("place in the file")},
            **LOG_COUNTS,
        },
        "yaxis": {"title": {"text": _("norm")}},
    }
    return plot.figure(traces, layout(HEIGHT, **axes))


def _marks(marked: MetricComparison, position: int) -> list[plot.Trace]:
    return [
        plot.scatter(
            x=marked.positions + 1,
            y=marked.norms,
            mode="markers",
            marker={"color": TEAL, "size": 8},
            name=_("words of the three lists"),
            customdata=np.array([label(word) for word in marked.words], dtype=object),
            hovertemplate=_("%{customdata}: word %{x:,}, norm %{y:.3g}") + "<extra></extra>",
        ),
        plot.scatter(
            x=[position + 1],
            y=[marked.norm],
            mode="markers+text",
            marker={"color": ORANGE, "size": 12, "symbol": "diamond"},
            text=[f"<b>{label(marked.word)}</b>"],
            textposition="bottom center",
            hovertemplate=_("word %{x:,}, norm %{y:.3g}") + "<extra></extra>",
            showlegend=False,
        ),
    ]
