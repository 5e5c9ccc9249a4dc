"""How often words are neighbors of others."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from embedviz.figures import plot
from embedviz.figures.style import BLUE, LOG_COUNTS, ORANGE, TEAL, layout
from embedviz.geometry.hubness import Hubness
from embedviz.geometry.scoring import Metric
from embedviz.i18n import _

HEIGHT = 400
# Below 1 on the logarithmic axis, so that a single word has a bar.
LOWEST = -0.2
COLORS: dict[Metric, str] = {"cosine": BLUE, "euclidean": ORANGE, "dot": TEAL}


def metric_names() -> dict[Metric, str]:
    """Return what metrics are called in a figure or a table of all three.

    Returns
    -------
    dict of str to str
        By id.
    """
    return {"cosine": _("cosine"), "euclidean": _("Euclidean"), "dot": _("dot product")}


def occurrences(found: Mapping[Metric, Hubness]) -> go.Figure:
    """Draw how many words are among the nearest neighbors of how many others, both on logarithmic scales.

    Parameters
    ----------
    found : mapping of str to Hubness
        By metric, of the same words and the same k.

    Returns
    -------
    go.Figure
        Groups of bars for 0, 1, 2 to 3, 4 to 7, … occurrences; the group that holds the mean is marked.
    """
    names = metric_names()
    histograms = {metric: hubness.histogram for metric, hubness in found.items()}
    groups = max(map(len, histograms.values()))
    labels = ["0", "1", *(f"{2**i:,}–{2 ** (i + 1) - 1:,}" for i in range(1, groups))][:groups]
    bars = [
        plot.bar(
            x=np.arange(len(counts)),
            y=counts,
            name=names[metric],
            marker={"color": COLORS[metric], "line": {"width": 0}},
            customdata=np.array(labels[: len(counts)], dtype=object),
            hovertemplate=_("neighbor of %{customdata} others: %{y:,} of the words")
            + f"<extra>{names[metric]}</extra>",
        )
        for metric, counts in histograms.items()
    ]
    most = max(counts.max() for counts in histograms.values())
    k = next(iter(found.values())).k
    mean = 1 + int(np.log2(k))
    note = {
        "x": mean, "y": 1, "yref": "y domain", "yanchor": "bottom", "showarrow": False,
        "text": _("mean = k = {k}").format(k=k) + " ↓",
    }  # fmt: skip
    axes = {
        "xaxis": {
            "title": {"text": _("number of words it is a neighbor of, N<sub>k</sub>")},
            "tickvals": list(range(groups)), "ticktext": labels, "fixedrange": True,
        },
        "yaxis": {
            "title": {"text": _("words")}, **LOG_COUNTS,
            "range": [LOWEST, np.log10(1.5 * most)],
        },
    }  # fmt: skip
    legend = {"orientation": "h", "yanchor": "bottom", "y": 1.08, "x": 0.0}
    return plot.figure(bars, layout(HEIGHT, **axes, barmode="group", bargap=0.25, annotations=[note], legend=legend))
