"""A word's occurrences in a mix of layers, in the plane of all its mixes."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from embedviz.figures import plot
from embedviz.figures.extent import tight_limits
from embedviz.figures.occurrences import SENSE_LEGEND, sense_colors, sense_name
from embedviz.figures.style import escape, layout
from embedviz.i18n import _

HEIGHT = 400


def by_sense(senses: Sequence[str]) -> dict[str, np.ndarray]:
    """Return which occurrences have each sense.

    Parameters
    ----------
    senses : sequence of k str
        "" where it is not known.

    Returns
    -------
    dict of str to ndarray of int
        Senses in order of their colors.
    """
    every = np.array(senses, dtype=object)
    return {sense: np.flatnonzero(every == sense) for sense in sense_colors(senses) if sense in senses}


def mixed_cloud(coordinates: np.ndarray, senses: Sequence[str], layers: np.ndarray) -> go.Figure:
    """Draw the occurrences of a word in a mix of layers.

    Parameters
    ----------
    coordinates : ndarray (k, 2)
        In the order of :func:`by_sense`.
    senses : sequence of k str
        In their own order.
    layers : ndarray (l, k, 2)
        In the same plane: no mix leads beyond them, so that the frame holds them all.

    Returns
    -------
    go.Figure
        One trace a sense.
    """
    colors, ends = sense_colors(senses), np.cumsum([len(rows) for rows in by_sense(senses).values()])
    traces = [
        plot.scatter(
            x=part[:, 0], y=part[:, 1], mode="markers", name=escape(sense_name(sense)), hoverinfo="name",
            marker={"color": colors[sense], "size": 10, "opacity": 0.85},
        )
        for sense, part in zip(by_sense(senses), np.split(coordinates, ends[:-1]), strict=True)
    ]  # fmt: skip
    across, down = tight_limits(layers.reshape(-1, 2))
    shared = {"showticklabels": False, "fixedrange": True, "zeroline": False}
    axes = {
        "xaxis": {**shared, "range": list(across), "title": {"text": _("direction {number}").format(number=1)}},
        "yaxis": {
            **shared, "range": list(down), "title": {"text": _("direction {number}").format(number=2)},
            "scaleanchor": "x",
        },
    }  # fmt: skip
    return plot.figure(traces, layout(HEIGHT, **SENSE_LEGEND, **axes))
