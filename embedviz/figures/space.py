"""Words as points: the 3D scene, and the flat picture where there is no WebGL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import plotly.graph_objects as go

from embedviz.figures import plot
from embedviz.figures.style import (
    AMOUNTS,
    CATEGORICAL,
    ORANGE,
    PINK,
    RANKS,
    SLATE,
    escape,
    ink,
    label,
    layout,
    scene_axis,
)
from embedviz.i18n import _

# Answers lie close together, so their labels stand on an ellipse around them, in pixels.
LABEL_RING = (110, 78)
HEIGHT = 600
CAMERA = {"eye": {"x": 1.0, "y": 1.0, "z": 0.6}}
QUIET, LOUD = 0.4, 0.55
# Share of the widest axis, under which another counts as flat.
FLAT = 0.1


@dataclass(frozen=True, eq=False)
class Coloring:
    """What the color of each point means.

    Parameters
    ----------
    title : str
        For the color bar.
    values : ndarray (p,)
        One number a point; NaN is drawn gray.
    scale : {"rank", "amount", "group"}
        Whether low numbers stand out, high ones, or the numbers name groups.
    limits : tuple of float, optional
        Numbers at the ends of the scale; those beyond look like them. The extremes unless given.
    names : sequence of str
        Of the groups, by their numbers from 0; counted from 1 unless given.
    rest : str
        What the legend calls the points without a group; they are not listed unless given.
    """

    title: str
    values: np.ndarray
    scale: Literal["rank", "amount", "group"]
    limits: tuple[float, float] | None = None
    names: Sequence[str] = ()
    rest: str = ""


@dataclass(frozen=True, eq=False)
class Highlight:
    """The points that answer a query.

    Parameters
    ----------
    queries : sequence of int
        Points of the words asked for.
    neighbors : sequence of int
        Points of the answers, nearest first.
    target : ndarray (c,) or None
        Where the query itself lies if it is a sum of words and not a point.
    """

    queries: Sequence[int]
    neighbors: Sequence[int]
    target: np.ndarray | None


def space(
    coordinates: np.ndarray,
    words: Sequence[str],
    coloring: Coloring,
    axis_titles: Sequence[str],
    highlight: Highlight,
    landmarks: Sequence[int] = (),
    limits: Sequence[Sequence[float]] | None = None,
) -> go.Figure:
    """Draw words in three dimensions.

    Parameters
    ----------
    coordinates : ndarray (p, 3) float32
        One point a word.
    words : sequence of p str
        Their names.
    coloring : Coloring
        What the colors mean.
    axis_titles : sequence of 3 str
        Names of the axes.
    highlight : Highlight
        Drawn larger, labeled and joined to the query.
    landmarks : sequence of int
        Points labeled for orientation.
    limits : sequence of 3 sequences of 2 float, optional
        Both ends of each axis, equally far apart: so that two pictures can be compared. As the points need unless
        given.

    Returns
    -------
    go.Figure
    """
    opacity = QUIET if highlight.queries else LOUD
    traces = [plot.scatter3d(**_xyz(coordinates), **_points(words, coloring, size=2.6, opacity=opacity))]
    spokes = _spokes(coordinates, highlight)
    if len(spokes):
        line = {"color": ORANGE, "width": 3}
        traces.append(plot.scatter3d(**_xyz(spokes), mode="lines", line=line, hoverinfo="skip", showlegend=False))
    for points, color, size in ((highlight.neighbors, ORANGE, 6), (highlight.queries, PINK, 9)):
        if points:
            marker = {"size": size, "color": color, "line": {"width": 1, "color": "#FFFFFF"}}
            named = _named([words[i] for i in points])
            traces.append(plot.scatter3d(**_xyz(coordinates[list(points)]), **named, mode="markers", marker=marker))
    if highlight.target is not None:
        marker = {"size": 8, "color": PINK, "symbol": "diamond"}
        sum_itself = {"hovertemplate": _("the sum itself") + "<extra></extra>", "showlegend": False}
        traces.append(plot.scatter3d(**_xyz(highlight.target[None, :]), **sum_itself, mode="markers", marker=marker))
    scene: dict[str, Any] = dict(zip(("xaxis", "yaxis", "zaxis"), map(scene_axis, axis_titles), strict=True))
    scene |= {
        "annotations": _labels(coordinates, words, highlight, landmarks),
        "aspectmode": "data",
        "dragmode": "orbit",
        "camera": CAMERA,
    }
    if limits is None:
        _widen_flat_axes(scene, coordinates, highlight)
    else:
        scene["aspectmode"] = "cube"
        for axis, ends in zip("xyz", limits, strict=True):
            scene[f"{axis}axis"]["range"] = list(ends)
    return plot.figure(traces, layout(HEIGHT, margin={"l": 0, "r": 0, "t": 0, "b": 0}, scene=scene))


def flat(
    coordinates: np.ndarray,
    words: Sequence[str],
    coloring: Coloring,
    axis_titles: Sequence[str],
    highlight: Highlight,
) -> go.Figure:
    """Draw words on the first two axes, as SVG, for browsers without WebGL.

    Parameters
    ----------
    coordinates : ndarray (p, c) float32
        The first two columns are used.
    words, coloring, axis_titles, highlight
        As for :func:`space`.

    Returns
    -------
    go.Figure
    """
    traces = [plot.scatter(**_xy(coordinates), **_points(words, coloring, size=4, opacity=0.6))]
    for points, color, size in ((highlight.neighbors, ORANGE, 8), (highlight.queries, PINK, 11)):
        if points:
            shown = [words[i] for i in points]
            labels = {"text": [label(word) for word in shown], "textposition": "top center"}
            marker = {"size": size, "color": color}
            at = _xy(coordinates[list(points)])
            traces.append(plot.scatter(**at, **_named(shown), **labels, mode="markers+text", marker=marker))
    axes = [{"title": {"text": label(title)}, "zeroline": False} for title in axis_titles[:2]]
    return plot.figure(traces, layout(HEIGHT, xaxis=axes[0], yaxis=axes[1]))


def _widen_flat_axes(scene: dict[str, Any], coordinates: np.ndarray, highlight: Highlight) -> None:
    """Give axes along which hardly anything varies the width of the widest: Plotly would blow the others up instead."""
    ends = [coordinates.min(axis=0), coordinates.max(axis=0)]
    ends += [highlight.target] if highlight.target is not None else []
    low, high = np.min(ends, axis=0).astype(np.float64), np.max(ends, axis=0).astype(np.float64)
    widest = (high - low).max()
    flat = high - low < FLAT * widest
    if not flat.any():
        return
    widths = np.where(flat, 1.0, (high - low) / widest)
    ratios = widths / widths.prod() ** (1 / 3)
    scene |= {"aspectmode": "manual", "aspectratio": dict(zip("xyz", ratios.tolist(), strict=True))}
    for i in np.flatnonzero(flat):
        middle = (low[i] + high[i]) / 2
        scene[f"{'xyz'[i]}axis"]["range"] = [middle - widest / 2, middle + widest / 2]


def _xyz(coordinates: np.ndarray) -> dict[str, np.ndarray]:
    return dict(zip("xyz", coordinates.T, strict=True))


def _xy(coordinates: np.ndarray) -> dict[str, np.ndarray]:
    return {"x": coordinates[:, 0], "y": coordinates[:, 1]}


def _named(words: Sequence[str]) -> dict[str, object]:
    # An array of objects: Plotly copies a list of strings one by one, several times.
    return {
        "customdata": np.array([escape(word) for word in words], dtype=object),
        "hovertemplate": "%{customdata}<extra></extra>",
        "showlegend": False,
    }


def _points(words: Sequence[str], coloring: Coloring, *, size: float, opacity: float) -> dict[str, object]:
    bar: dict[str, object] = {
        "title": {"text": coloring.title, "side": "top", "font": {"size": 13}},
        "tickfont": {"size": 12},
        "orientation": "h",
        "thickness": 8,
        "len": 0.4,
        "x": 0.99,
        "xanchor": "right",
        "y": 0.99,
        "yanchor": "top",
        "outlinewidth": 0,
    }
    low, high = coloring.limits or (float(np.nanmin(coloring.values)), float(np.nanmax(coloring.values)))
    if coloring.scale == "group":
        groups = list(range(int(low), int(high) + 1))
        bar |= {
            "tickvals": groups,
            "ticktext": [escape(coloring.names[group]) if coloring.names else str(group + 1) for group in groups],
        }
        edges = np.repeat(np.arange(len(groups) + 1) / len(groups), 2)[1:-1]
        scale = [[edge, CATEGORICAL[(i // 2) % len(CATEGORICAL)]] for i, edge in enumerate(edges)]
        low, high = low - 0.5, high + 0.5
    else:
        colors = AMOUNTS if coloring.scale == "amount" else RANKS
        scale = [[i / (len(colors) - 1), color] for i, color in enumerate(colors)]
    return {
        "mode": "markers",
        "marker": {
            "size": size,
            "opacity": opacity,
            "color": coloring.values,
            "colorscale": scale,
            "cmin": low,
            "cmax": high,
            "colorbar": bar,
        },
        **_named(words),
    }


def _spokes(coordinates: np.ndarray, highlight: Highlight) -> np.ndarray:
    """Return lines from the query to its answers, each ended by a row of NaN, (3k, c)."""
    if not highlight.neighbors:
        return np.empty((0, coordinates.shape[1]))
    hub = highlight.target if highlight.target is not None else coordinates[highlight.queries[0]]
    ends = coordinates[list(highlight.neighbors)]
    gaps = np.full_like(ends, np.nan)
    return np.stack([np.broadcast_to(hub, ends.shape), ends, gaps], axis=1).reshape(-1, coordinates.shape[1])


def _labels(
    coordinates: np.ndarray, words: Sequence[str], highlight: Highlight, landmarks: Sequence[int]
) -> list[dict[str, object]]:
    answers = {*highlight.neighbors, *highlight.queries}
    labels = [_landmark(coordinates[i], words[i]) for i in landmarks if i not in answers]
    for turn, i in enumerate(highlight.neighbors):
        angle = 2 * np.pi * turn / len(highlight.neighbors)
        offset = (float(LABEL_RING[0] * np.cos(angle)), float(LABEL_RING[1] * np.sin(angle)))
        labels.append(_label(coordinates[i], label(words[i]), ORANGE, 13, offset))
    # Later annotations lie on top, so those of the query come last.
    for turn, i in enumerate(highlight.queries):
        offset = (62 * turn, -26 - 10 * turn)
        labels.append(_label(coordinates[i], f"<b>{label(words[i])}</b>", PINK, 15, offset))
    return labels


def _label(at: np.ndarray, text: str, color: str, size: int, offset: tuple[float, float]) -> dict[str, object]:
    return {
        "x": float(at[0]), "y": float(at[1]), "z": float(at[2]), "text": text, "ax": offset[0], "ay": offset[1],
        "font": {"size": size, "color": ink(color)}, "bgcolor": color, "borderpad": 1,
        "arrowcolor": color, "arrowwidth": 1, "arrowhead": 0,
    }  # fmt: skip


def _landmark(at: np.ndarray, word: str) -> dict[str, object]:
    return {
        "x": float(at[0]), "y": float(at[1]), "z": float(at[2]), "text": label(word),
        "showarrow": False, "yshift": 11, "font": {"size": 12, "color": "#FFFFFF"}, "bgcolor": SLATE, "borderpad": 1,
    }  # fmt: skip
