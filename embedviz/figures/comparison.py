"""Two embeddings of the same words beside each other: residuals of their alignment, its matrix, their neighborhoods."""

import numpy as np
import plotly.graph_objects as go

from embedviz.algebra.alignment import Alignment
from embedviz.figures import plot
from embedviz.figures.style import BLUE, DIVERGING, GRAY, ORANGE, layout
from embedviz.geometry.overlap import NeighborhoodOverlap
from embedviz.i18n import _

HEIGHT, SQUARE = 340, 420
MOST_COORDINATES = 100
MOST_TICKS, STEPS = 6, (1, 2, 5, 10, 20)


def residuals(found: Alignment, shuffled: Alignment) -> go.Figure:
    """Draw how far words are from where the other embedding has them, once turned, and what chance would give.

    Parameters
    ----------
    found : Alignment
        Of words that belong together.
    shuffled : Alignment
        Of the same vectors, the words of one side in random order.

    Returns
    -------
    go.Figure
    """
    highest = max(float(np.nanmax(each.relative_residuals)) for each in (found, shuffled)) or 1.0
    traces = []
    for each, name, color, fill in (
        (shuffled, _("words shuffled: chance"), GRAY, "rgba(138, 147, 165, 0.26)"),
        (found, _("each word with itself"), BLUE, "rgba(59, 111, 224, 0.34)"),
    ):
        shares, edges = each.histogram(highest)
        traces.append(
            plot.scatter(
                x=(edges[:-1] + edges[1:]) / 2,
                y=shares,
                mode="lines",
                line={"color": color, "width": 1.5, "shape": "hvh"},
                fill="tozeroy",
                fillcolor=fill,
                name=name,
                hovertemplate=_("about %{x:.2f}: %{y:.1%} of the words") + "<extra></extra>",
            )
        )
    axes = {
        "xaxis": {"title": {"text": _("residual, relative to the length")}, "range": [0, highest]},
        "yaxis": {"title": {"text": _("share of words")}, "tickformat": ".1~%", "rangemode": "tozero"},
    }
    return plot.figure(traces, layout(HEIGHT, **axes))


def orthogonal_matrix(rotation: np.ndarray) -> go.Figure:
    """Draw an orthogonal matrix as colors, diverging from 0.

    Parameters
    ----------
    rotation : ndarray (n, n)
        Q.

    Returns
    -------
    go.Figure
        Of its first 100 rows and columns if there are more.
    """
    shown = rotation[:MOST_COORDINATES, :MOST_COORDINATES]
    number = np.arange(1, len(shown) + 1)
    most = float(np.abs(shown).max()) or 1.0
    heatmap = plot.heatmap(
        x=number,
        y=number,
        z=shown.astype(np.float32),
        colorscale=DIVERGING,
        zmin=-most,
        zmax=most,
        colorbar={"thickness": 10, "outlinewidth": 0, "orientation": "h", "y": 1.0, "yanchor": "bottom", "nticks": 5},
        hovertemplate=_("row %{y}, column %{x}: %{z:.3f}") + "<extra></extra>",
    )
    step = next(each for each in STEPS if len(shown) <= MOST_TICKS * each)
    both = {"showgrid": False, "constrain": "domain", "dtick": step}  # or the ticks of the two differ by their lengths
    axes = {
        "xaxis": {"title": {"text": _("coordinate after")}, **both},
        "yaxis": {"title": {"text": _("coordinate before")}, "autorange": "reversed", "scaleanchor": "x", **both},
    }
    return plot.figure([heatmap], layout(SQUARE, **axes, margin={"l": 8, "r": 8, "t": 48, "b": 8}))


def overlaps(found: NeighborhoodOverlap, k: int) -> go.Figure:
    """Draw how many of their k nearest neighbors words have in common, and what chance would give.

    Parameters
    ----------
    found : NeighborhoodOverlap
        Of s words.
    k : int
        Size of a neighborhood.

    Returns
    -------
    go.Figure
    """
    common = np.arange(k + 1)
    bars = plot.bar(
        x=common,
        y=found.distribution(k),
        marker={"color": BLUE, "line": {"width": 0}},
        customdata=common / (2 * k - common),
        name=_("the words"),
        hovertemplate=_("%{x} in common, Jaccard %{customdata:.2f}: %{y:.1%} of the words") + "<extra></extra>",
    )
    chance = plot.scatter(
        x=common,
        y=found.by_chance(k),
        mode="lines+markers",
        line={"color": ORANGE, "width": 2.5},
        name=_("chance"),
        hovertemplate=_("%{x} in common: %{y:.1%} by chance") + "<extra></extra>",
    )
    axes = {
        "xaxis": {"title": {"text": _("in common, of the {k} nearest").format(k=k)}},
        "yaxis": {"title": {"text": _("share of words")}, "tickformat": ".0~%", "rangemode": "tozero"},
    }
    return plot.figure([bars, chance], layout(HEIGHT, **axes, bargap=0.15))
