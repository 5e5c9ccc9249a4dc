"""The small figures of the Home page: one glance each, without controls and without clutter."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from embedviz.algebra.spectrum import Spectrum
from embedviz.figures import plot
from embedviz.figures.angles import FILLS
from embedviz.figures.matrices import cells
from embedviz.figures.style import BLUE, FAINT, FROM_ZERO, GRAY, ORANGE, PINK, TEAL, escape, layout
from embedviz.geometry.angles import AngleDistribution, RandomDirections
from embedviz.geometry.neighbors import Neighbors
from embedviz.geometry.parallelogram import Parallelogram
from embedviz.i18n import _, pgettext, valued

HEIGHT = 190
FONT_SIZE = 13
LONGEST_NAME = 12
MARGIN = {"l": 4, "r": 4, "t": 8, "b": 4}
ROOM = 0.22
EDGE = 0.04
_BARE = {"visible": False, "fixedrange": True}
_QUIET = {"showgrid": False, "zeroline": False, "fixedrange": True}


def axis_each(vectors: np.ndarray, words: Sequence[str]) -> go.Figure:
    """Draw one-hot vectors as rows of zeros and ones.

    Parameters
    ----------
    vectors : ndarray (k, k)
        The identity matrix.
    words : sequence of k str
        One a row.

    Returns
    -------
    go.Figure
    """
    names = list(map(_name, words))
    places = np.empty((*vectors.shape, 2), dtype=object)
    places[:, :, 0] = np.array(names, dtype=object)[:, None]
    places[:, :, 1] = [_("coordinate {number}").format(number=j + 1) for j in range(vectors.shape[1])]
    matrix = cells(vectors, places, FROM_ZERO, (0, 1), "%{z:.0f}", textfont={"size": FONT_SIZE})
    return _figure([matrix], xaxis=_BARE, yaxis=_rows(names))


def falling_values(found: Spectrum) -> go.Figure:
    """Draw the singular values as steps, and mark the rank.

    Parameters
    ----------
    found : Spectrum
        Of r singular values.

    Returns
    -------
    go.Figure
        What counts for the rank is in another color than what does not.
    """
    values, rank = found.singular_values, found.rank()
    r, largest = len(values), float(values[0])
    # Each value is a step from half before its number to half after it, so that a single one is seen as well.
    edges = np.arange(r + 1) + 0.5
    steps = [
        plot.scatter(
            x=edges[first : last + 1],
            y=np.append(values[first:last], values[last - 1]),
            mode="lines",
            line={"color": color, "width": 2, "shape": "hv"},
            fill="tozeroy",
            hovertemplate="σ = %{y:.4g}<extra></extra>",
        )
        for first, last, color in ((0, rank, BLUE), (rank, r, ORANGE))
        if last > first
    ]
    line = {"type": "line", "yref": "y domain", "x0": rank + 0.5, "x1": rank + 0.5, "y0": 0, "y1": 1}
    note = {
        "x": rank + 0.5, "yref": "y domain", "y": 1, "yanchor": "top", "showarrow": False, "xshift": 4,
        "text": pgettext("matrix", "rank {rank:,}").format(rank=rank), "xanchor": "left",
        "font": {"size": FONT_SIZE},
    }  # fmt: skip
    if 2 * rank > r:
        note |= {"xanchor": "right", "xshift": -4}
    across = {**_QUIET, **_ends("σ", r), "range": [0.5 - EDGE * r, r + 0.5 + EDGE * r]}
    down = {**_BARE, "range": [0, 1.05 * (largest or 1.0)]}
    mark = {**line, "line": {"color": PINK, "dash": "dash", "width": 2}}
    return _figure(steps, xaxis=across, yaxis=down, shapes=[mark], annotations=[note])


def null_vector(coefficients: np.ndarray, words: Sequence[str]) -> go.Figure:
    """Draw the coefficients of a combination of words that is zero.

    Parameters
    ----------
    coefficients : ndarray (k,)
        Positive and negative ones are told apart by color.
    words : sequence of k str
        Shown by pointing at the bars.

    Returns
    -------
    go.Figure
    """
    bars = plot.bar(
        x=np.arange(1, len(words) + 1),
        y=coefficients,
        marker={"color": np.where(coefficients < 0, ORANGE, BLUE), "line": {"width": 0}},
        customdata=np.array(list(map(_name, words)), dtype=object),
        hovertemplate=valued("%{customdata}", "%{y:.3g}") + "<extra></extra>",
    )
    k = len(words)
    across = {**_QUIET, **_ends("c", k), "range": [0.5 - EDGE * k, k + 0.5 + EDGE * k]}
    return _figure([bars], xaxis=across, yaxis=_BARE | {"zeroline": True}, bargap=0.15)


def angles_of_pairs(measured: AngleDistribution, random: RandomDirections) -> go.Figure:
    """Draw the angles of pairs of words, and the exact density of those of random directions.

    Parameters
    ----------
    measured : AngleDistribution
        Of at least one pair.
    random : RandomDirections
        In as many dimensions.

    Returns
    -------
    go.Figure
    """
    pairs = plot.scatter(
        x=np.arange(len(measured.counts)) + 0.5,
        y=measured.shares,
        mode="lines",
        line={"color": BLUE, "width": 1.5, "shape": "hvh"},
        fill="tozeroy",
        fillcolor=FILLS[BLUE],
        hovertemplate=_("about %{x:.0f}°: %{y:.2%} of the pairs") + "<extra></extra>",
    )
    degrees, density = random.curve
    exact = plot.scatter(
        x=degrees.astype(np.float32),
        y=density.astype(np.float32),
        mode="lines",
        line={"color": ORANGE, "width": 2.5},
        hovertemplate=_("%{x:.1f}°: %{y:.2%} per degree") + "<extra></extra>",
    )
    ticks = [0, 90, 180]
    across = {**_QUIET, "tickvals": ticks, "ticktext": [f"{tick}°" for tick in ticks], "range": [-8, 188]}
    right_angle = {"type": "line", "yref": "y domain", "x0": 90, "x1": 90, "y0": 0, "y1": 1}
    shape = {**right_angle, "line": {"color": GRAY, "dash": "dot", "width": 2}}
    return _figure([pairs, exact], xaxis=across, yaxis=_BARE | {"rangemode": "tozero"}, shapes=[shape])


def offset(found: Parallelogram) -> go.Figure:
    """Draw the offset from a word to another, the same from a third word, and the word nearest to where it ends.

    Parameters
    ----------
    found : Parallelogram
        An analogy.

    Returns
    -------
    go.Figure
    """
    a, b, c, end, answer = found.coordinates.astype(np.float64)
    names = [*map(_name, found.words), _name(found.answer)]
    points = np.stack([a, b, c, answer])
    middle = float(points[:, 1].mean())
    dots = plot.scatter(
        x=points[:, 0],
        y=points[:, 1],
        mode="markers+text",
        marker={"size": 11, "color": [BLUE, BLUE, BLUE, TEAL], "line": {"width": 1, "color": "#FFFFFF"}},
        text=names,
        textposition=["top center" if y >= middle else "bottom center" for y in points[:, 1]],
        textfont={"size": FONT_SIZE},
        cliponaxis=False,
        hoverinfo="skip",
    )
    target = plot.scatter(
        x=[end[0]],
        y=[end[1]],
        mode="markers",
        marker={"size": 11, "symbol": "x-thin", "line": {"width": 3, "color": ORANGE}},
        hovertext=f"{names[1]} − {names[0]} + {names[2]}",
        hoverinfo="text",
    )
    # Arrows as annotations: their heads keep their size.
    arrows = [
        {
            "x": to[0], "y": to[1], "ax": start[0], "ay": start[1], "xref": "x", "yref": "y", "axref": "x",
            "ayref": "y", "text": "", "arrowcolor": color, "arrowwidth": 2, "arrowhead": 2, "standoff": 7,
        }
        for start, to, color in ((a, b, GRAY), (c, end, ORANGE))
    ]  # fmt: skip
    low, high = (np.array([f(found.coordinates[:, axis]) for axis in (0, 1)], dtype=float) for f in (np.min, np.max))
    span = np.maximum(high - low, 1e-6)
    low, high = low - ROOM * span, high + ROOM * span
    x, y = ({**_BARE, "range": [float(low[axis]), float(high[axis])]} for axis in (0, 1))
    return _figure([dots, target], xaxis=x, yaxis=y, annotations=arrows)


def nearest(found: Neighbors) -> go.Figure:
    """Draw the cosines of a word's neighbors as bars.

    Parameters
    ----------
    found : Neighbors
        By cosine.

    Returns
    -------
    go.Figure
    """
    names = list(map(_name, found.words))
    bars = plot.bar(
        x=found.scores,
        y=np.arange(len(names)),
        orientation="h",
        marker={"color": BLUE, "line": {"width": 0}},
        texttemplate="%{x:.2f}",
        textposition="outside",
        textfont={"size": FONT_SIZE},
        cliponaxis=False,
        customdata=names,
        hovertemplate=valued("%{customdata}", "%{x:.4f}") + "<extra></extra>",
    )
    lowest = float(found.scores.min())
    across = {**_BARE, "range": [1.25 * lowest if lowest < 0 else 0, 1.2]}
    zero = {"type": "line", "yref": "y domain", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "line": {"color": FAINT}}
    return _figure([bars], xaxis=across, yaxis=_rows(names), bargap=0.3, shapes=[zero])


def _figure(traces: Sequence[plot.Trace], **settings: object) -> go.Figure:
    shared = {"margin": MARGIN, "showlegend": False, "dragmode": False, "font": {"size": FONT_SIZE}}
    return plot.figure(list(traces), layout(HEIGHT, **shared, **settings))


def _rows(names: Sequence[str]) -> dict[str, object]:
    """Return an axis of names from top to bottom; by position, so that two may look alike."""
    return {
        **_QUIET, "tickvals": list(range(len(names))), "ticktext": list(names), "ticksuffix": "  ",
        "range": [len(names) - 0.5, -0.5],
    }  # fmt: skip


def _ends(symbol: str, count: int) -> dict[str, object]:
    """Return the labels of the first and the last of so many numbered things."""
    ends = sorted({1, count})
    return {"tickvals": ends, "ticktext": [f"{symbol}<sub>{end:,}</sub>" for end in ends], "tickangle": 0}


def _name(word: str) -> str:
    return escape(word if len(word) <= LONGEST_NAME else word[: LONGEST_NAME - 1] + "…")
