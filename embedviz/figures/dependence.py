"""The singular values of a handful of vectors, and the tolerance that decides whether they are independent."""

import numpy as np
import plotly.graph_objects as go

from embedviz.algebra.dependence import Dependence
from embedviz.figures import plot
from embedviz.figures.style import BLUE, GRAY, ORANGE, layout, log_axis, on_log_axis, telling_left_out
from embedviz.i18n import _
from embedviz.units import Readable

HEIGHT = 340


def small_spectrum(found: Dependence) -> go.Figure:
    """Draw the singular values over the tolerance, on a logarithmic axis; zero has no place there and is left out.

    Parameters
    ----------
    found : Dependence
        Of k vectors in n dimensions, min(k, n) singular values.

    Returns
    -------
    go.Figure
        A value above the tolerance counts for the rank. One at or below it is in another color.
    """
    values = found.singular_values
    number, drawn = np.arange(1, len(values) + 1), on_log_axis(values)
    tolerance = found.tolerance * float(values[0])
    traces = [
        plot.scatter(
            x=number[mask],
            y=drawn[mask],
            mode="markers",
            marker={"color": color, "size": 12},
            name=telling_left_out(name, drawn[mask]),
            hovertemplate="σ<sub>%{x}</sub> = %{y:.6g}<extra></extra>",
        )
        for mask, color, name in (
            (values > tolerance, BLUE, _("counts for the rank")),
            (values <= tolerance, ORANGE, _("counts as zero")),
        )
        if mask.any()
    ]
    settings: dict[str, object] = {
        "xaxis": {"title": {"text": _("index of the singular value")}, "dtick": 1, "range": [0.5, len(values) + 0.5]},
        # Without lines at the powers of ten, one of which would strike through the label of the tolerance.
        "yaxis": {
            "title": {"text": _("singular value σ")},
            **log_axis(np.append(drawn, tolerance)),
            "showgrid": False,
        },
        "showlegend": True,
    }
    if tolerance > 0:
        line = {"color": GRAY, "dash": "dash", "width": 2}
        settings["shapes"] = [
            {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "y0": tolerance, "y1": tolerance, "line": line}
        ]
        settings["annotations"] = [
            {
                # Plotly takes annotations on a logarithmic axis in powers of ten.
                "xref": "x domain", "x": 0.0, "y": np.log10(tolerance), "xanchor": "left", "yanchor": "bottom",
                "text": _("tolerance τ = {value:.3g}").format(value=Readable(tolerance)),
                "font": {"size": 13}, "showarrow": False,
            }
        ]  # fmt: skip
    return plot.figure(traces, layout(HEIGHT, **settings))
