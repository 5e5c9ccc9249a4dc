"""Two clouds of the same spectrum, and the two lines whose slopes are their dimensions."""

import numpy as np
import plotly.graph_objects as go

from embedviz.figures import plot
from embedviz.figures.style import BLUE, ORANGE, layout
from embedviz.geometry.intrinsic_dimension import IntrinsicDimension
from embedviz.i18n import _

HEIGHT = 400
POINTS = 400


def two_clouds(found: IntrinsicDimension) -> go.Figure:
    """Draw -ln(1 - F) over ln(r₂/r₁) for the words and for the Gaussian, with the lines fitted.

    Parameters
    ----------
    found : IntrinsicDimension
        By "twonn".

    Returns
    -------
    go.Figure
        Of each cloud up to 400 points, evenly by their ranks, without the largest tenth, which is not fitted.
    """
    clouds = (
        (_("all words"), found.log_ratios, found.value, BLUE),
        (_("Gaussian with the same covariance"), found.control_log_ratios, found.control, ORANGE),
    )
    traces = []
    for name, ratios, slope, color in clouds:
        n = len(ratios)
        fitted = int(0.9 * n)
        ranks = np.unique(np.linspace(1, fitted, min(fitted, POINTS)).astype(int))
        x, y = ratios[ranks - 1], -np.log1p(-ranks / n)
        traces.append(
            plot.scatter(
                x=x, y=y, mode="markers", name=name, marker={"color": color, "size": 5, "opacity": 0.6},
                hovertemplate="ln r₂/r₁ = %{x:.3f}, -ln(1 - F) = %{y:.2f}<extra>" + name + "</extra>",
            )
        )  # fmt: skip
        traces.append(
            plot.scatter(
                x=[0, x[-1]], y=[0, slope * x[-1]], mode="lines", line={"color": color, "width": 2.5},
                name=_("slope {slope:.1f}").format(slope=slope), hoverinfo="skip",
            )
        )  # fmt: skip
    axes = {
        "xaxis": {"title": {"text": "ln r₂/r₁"}, "rangemode": "tozero"},
        "yaxis": {"title": {"text": "−ln(1 − F)"}, "rangemode": "tozero"},
    }
    return plot.figure(traces, layout(HEIGHT, **axes))
