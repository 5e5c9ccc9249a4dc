"""The neighbors of a word by three metrics, side by side, and what normalization makes of them."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.colors import sample_colorscale

from embedviz.figures import plot
from embedviz.figures.room import LEAST
from embedviz.figures.style import AMOUNTS, BLUE, GRAY, ORANGE, SLATE, label, layout, scale
from embedviz.geometry.agreement import MetricComparison
from embedviz.geometry.normalization import Normalization
from embedviz.i18n import _
from embedviz.vocabulary import Vocabulary

ROW_HEIGHT = 20
HEIGHT = 340
COLUMNS, MIDDLE = 3, 1
# In pixels: for the names of the columns, and for the color bar.
ABOVE, BAR = 32, 72
# For the words at both sides, in columns.
ROOM = 1.25
# Evenly spread over the frequency ranks: of more most would lie on top of others, and each is an element of the page.
POINTS = 150
CURVE_POINTS = 101


def places(found: MetricComparison, note: str = "") -> go.Figure:
    """Draw the neighbors of a word as three lists, a line from each word's place to its places on the others.

    Parameters
    ----------
    found : MetricComparison
        Of u words.
    note : str
        What is written below them, if anything.

    Returns
    -------
    go.Figure
        A column a metric; below the dotted line stand the words that only another metric has among the nearest, with
        their true places. Colors say how long the vectors are.
    """
    rows = len(found.words) + bool(note)
    low, span = float(found.norms.min()), float(np.ptp(found.norms)) or 1.0
    colors = sample_colorscale(AMOUNTS, ((found.norms - low) / span).tolist())
    across = np.arange(COLUMNS)
    lines = [
        plot.scatter(
            x=across, y=order, mode="lines", line={"color": color, "width": 2.5}, hoverinfo="skip", showlegend=False
        )
        for order, color in zip(found.orders, colors, strict=True)
    ]
    # Upright, at the side: below the lists it would take the height of four words.
    bar = {
        "title": {"text": _("norm"), "side": "top", "font": {"size": 13}},
        "thickness": 10,
        "outlinewidth": 0,
        "x": 1.0,
        "len": 0.8,
    }
    points = plot.scatter(
        x=np.tile(across, len(found.words)),
        y=found.orders.ravel(),
        mode="markers+text",
        marker={
            "size": 9, "color": np.repeat(found.norms, COLUMNS),
            "colorscale": scale(AMOUNTS), "cmin": low, "cmax": low + span, "colorbar": bar,
        },
        text=np.array(_texts(found), dtype=object),
        textposition=["middle left", "middle center", "middle right"] * len(found.words),
        textfont={"size": 13},
        cliponaxis=False,
        customdata=np.array(_hovers(found), dtype=object),
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
    )  # fmt: skip
    edge = {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "y0": found.k + 0.5, "y1": found.k + 0.5}
    axes = {
        "xaxis": {
            "tickvals": list(range(COLUMNS)), "ticktext": [_("cosine"), _("Euclidean"), _("dot product")],
            "side": "top", "range": [-ROOM, COLUMNS - 1 + ROOM], "fixedrange": True,
            "showgrid": False, "zeroline": False,
        },
        "yaxis": {"range": [rows + 0.7, 0.3], "visible": False, "fixedrange": True},
    }  # fmt: skip
    fallen = {"xref": "x", "x": MIDDLE, "yref": "y", "showarrow": False, "bgcolor": SLATE, "borderpad": 0}
    notes = [
        {**fallen, "y": order[MIDDLE], "text": f"{place[MIDDLE]:,}", "font": {"size": 11, "color": "#FFFFFF"}}
        for order, place in zip(found.orders.tolist(), found.places.tolist(), strict=True)
        if place[MIDDLE] > found.k
    ]
    if note:
        notes.append({"xref": "x", "x": MIDDLE, "yref": "y", "y": rows, "text": note, "showarrow": False})
    shapes = [{**edge, "line": {"color": GRAY, "dash": "dot"}}] if len(found.words) > found.k else []
    margin = {"t": ABOVE, "r": BAR}
    height = rows * ROW_HEIGHT + ABOVE + LEAST
    return plot.figure([*lines, points], layout(height, **axes, margin=margin, shapes=shapes, annotations=notes))


def sphere(found: Normalization, words: Sequence[str], *, normalized: bool) -> go.Figure:
    """Draw squared distance over cosine, and the curve 2 - 2 cos θ on which unit vectors lie.

    Parameters
    ----------
    found : Normalization
        Of s words.
    words : sequence of m str
        Those of the embedding.
    normalized : bool
        Whether to draw the distances of unit vectors besides those of the vectors as they are.

    Returns
    -------
    go.Figure
        Of up to 500 of them.
    """
    some = np.unique(np.linspace(0, len(found.positions) - 1, POINTS).round().astype(int))
    rows = found.positions[some]
    spelled = words.at(rows) if isinstance(words, Vocabulary) else [words[row] for row in rows.tolist()]
    names = np.array([label(word) for word in spelled], dtype=object)
    across = np.linspace(-1, 1, CURVE_POINTS)
    curve = plot.scatter(
        x=across,
        y=2 - 2 * across,
        mode="lines",
        line={"color": ORANGE, "width": 2},
        name="2 − 2 cos θ",
        hoverinfo="skip",
    )
    clouds = [(found.raw_distances, GRAY, _("as they are"))]
    if normalized:
        clouds.append((found.distances, BLUE, _("at length 1")))
    points = [
        plot.scatter(
            x=found.cosines[some],
            y=distances[some] ** 2,
            mode="markers",
            marker={"color": color, "size": 5, "opacity": 0.6},
            name=name,
            customdata=names,
            hovertemplate=_("%{customdata}: cosine %{x:.3f}, squared distance %{y:.4g}") + "<extra></extra>",
        )
        for distances, color, name in clouds
    ]
    axes = {
        "xaxis": {"title": {"text": _("cosine")}, "range": [-1.02, 1.02]},
        "yaxis": {"title": {"text": _("‖x − q‖² / ‖q‖²")}, "rangemode": "tozero"},
    }
    return plot.figure([curve, *points], layout(HEIGHT, **axes))


def _texts(found: MetricComparison) -> list[str]:
    """Return what stands beside each point: at both ends the word, with its true place if it is not listed there."""
    texts = []
    for word, at, listed in zip(found.words, found.places.tolist(), found.listed.tolist(), strict=True):
        name = label(word)
        left, _middle, right = (
            "" if among else f"{place:,}" if place else "–" for place, among in zip(at, listed, strict=True)
        )
        texts += [f"{left}  {name}  ", "", f"  {name}  {right}"]
    return texts


def _hovers(found: MetricComparison) -> list[str]:
    text = _("{word}: place {place:,}, {metric} {score:.4g}, norm {norm:.3g}")
    metrics = (_("cosine"), _("distance"), _("dot product"))
    without = _("{word}: a zero vector, which has no cosine")
    return [
        (text if place else without).format(word=label(word), place=place, metric=metric, score=score, norm=norm)
        for word, at, scores, norm in zip(found.words, found.places, found.scores, found.norms, strict=True)
        for place, metric, score in zip(at, metrics, scores, strict=True)
    ]
