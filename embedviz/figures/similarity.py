"""Human judgments of similarity beside cosines."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from embedviz.figures.style import BLUE, escape, layout
from embedviz.i18n import _

HEIGHT = 380


def similarity(judgments: np.ndarray, cosines: np.ndarray, pairs: Sequence[tuple[str, str]]) -> go.Figure:
    """Draw the cosines of pairs of words over what people said of them.

    Parameters
    ----------
    judgments : ndarray (k,)
        Of the pairs, 0 for unrelated.
    cosines : ndarray (k,)
        Of their vectors.
    pairs : sequence of k (str, str)
        Their words.

    Returns
    -------
    go.Figure
    """
    points = go.Scatter(
        x=judgments,
        y=cosines,
        mode="markers",
        marker={"color": BLUE, "size": 7, "opacity": 0.6},
        customdata=np.array([f"{escape(first)}, {escape(second)}" for first, second in pairs], dtype=object),
        hovertemplate=_("%{customdata}: judgment %{x:.3g}, cosine %{y:.3f}") + "<extra></extra>",
        showlegend=False,
    )
    axes = {
        "xaxis": {"title": {"text": _("human judgment")}, "rangemode": "tozero"},
        "yaxis": {"title": {"text": _("cosine")}},
    }
    return go.Figure([points], layout(HEIGHT, **axes))
