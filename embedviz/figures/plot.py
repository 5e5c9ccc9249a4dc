"""Figures of plain dictionaries, as plotly.js reads them.

Plotly's classes look at every value that they are given, once for a trace and again for the figure that it is put into:
that takes four times as long as all the rest of drawing a chart. What is written here is looked at by the tests, which
have Plotly check each figure and find it the same.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

import plotly.graph_objects as go

Trace = dict[str, Any]


def trace(type: str, **settings: object) -> Trace:
    """Return what a figure draws.

    Parameters
    ----------
    type : str
        Its name in plotly.js.
    **settings
        As plotly.js has them, one within the other in dictionaries; what is None is left out.

    Returns
    -------
    dict
    """
    return {"type": type} | {name: value for name, value in settings.items() if value is not None}


bar, cone, heatmap = partial(trace, "bar"), partial(trace, "cone"), partial(trace, "heatmap")
scatter, scatter3d = partial(trace, "scatter"), partial(trace, "scatter3d")


def figure(traces: Sequence[Trace], layout: dict[str, object], frames: Sequence[Trace] = ()) -> go.Figure:
    """Return a figure that is ready to be drawn.

    Parameters
    ----------
    traces : sequence of dict
        As :func:`trace` returns them.
    layout : dict
        As :func:`embedviz.figures.style.layout` returns it.
    frames : sequence of dict
        Of an animation.

    Returns
    -------
    go.Figure
    """
    return go.Figure(list(traces), layout, list(frames), _validate=False)
