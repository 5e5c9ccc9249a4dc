"""Words that move while a network learns, with a slider for the time."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from embedviz.figures import plot
from embedviz.figures.extent import equal_limits
from embedviz.figures.space import HEIGHT
from embedviz.figures.style import CATEGORICAL, FAINT, GRAY, escape, label, layout, scene_axis
from embedviz.i18n import _

# Farther away than that of a whole space: nothing may leave a narrow picture while it plays.
CAMERA = {"eye": {"x": 1.2, "y": 1.2, "z": 0.7}}
FRAME_MS = 350


def positions_by_epoch(positions: np.ndarray, words: Sequence[str], epochs: Sequence[float]) -> go.Figure:
    """Draw words in three dimensions at one moment of a training after the other, with their ways up to then.

    Parameters
    ----------
    positions : ndarray (s, k, 3)
        Of k words at s moments, aligned with each other.
    words : sequence of k str
        Their names.
    epochs : sequence of s float
        The moments.

    Returns
    -------
    go.Figure
        It shows the last moment; a slider and a button to play lead through all. The axes stay as they are.
    """
    scene: dict[str, object] = {
        axis: {**scene_axis(_("direction {number}").format(number=i)), "range": limits}
        for i, (axis, limits) in enumerate(
            zip(("xaxis", "yaxis", "zaxis"), equal_limits(positions.reshape(-1, 3)), strict=True), start=1
        )
    }
    scene |= {"aspectmode": "cube", "dragmode": "orbit", "camera": CAMERA}
    return _animation(plot.scatter3d, "xyz", positions, words, epochs, 4, scene=scene)


def flat_positions_by_epoch(positions: np.ndarray, words: Sequence[str], epochs: Sequence[float]) -> go.Figure:
    """Draw the same on the first two axes, as SVG, for browsers without WebGL.

    Parameters
    ----------
    positions : ndarray (s, k, c)
        The first two columns are used.
    words, epochs
        As for :func:`positions_by_epoch`.

    Returns
    -------
    go.Figure
    """
    plane = positions[:, :, :2]
    axes = [
        {"title": {"text": _("direction {number}").format(number=i)}, "range": limits, "zeroline": False}
        for i, limits in enumerate(equal_limits(plane.reshape(-1, 2)), start=1)
    ]
    return _animation(plot.scatter, "xy", plane, words, epochs, 9, xaxis=axes[0], yaxis=axes[1])


def _animation(
    scatter: Callable[..., plot.Trace],
    axes: str,
    positions: np.ndarray,
    words: Sequence[str],
    epochs: Sequence[float],
    size: float,
    **settings: object,
) -> go.Figure:
    def at(moment: int) -> list[dict[str, object]]:
        points = positions[moment]
        ways = _ways(positions[: moment + 1])
        return [dict(zip(axes, each.T, strict=True)) for each in (ways, points)]

    colors = [CATEGORICAL[i % len(CATEGORICAL)] for i in range(len(words))]
    ways, points = at(len(epochs) - 1)
    traces = [
        scatter(**ways, mode="lines", line={"color": GRAY, "width": 1.5}, opacity=0.5, hoverinfo="skip"),
        scatter(
            **points,
            mode="markers+text",
            marker={"size": size, "color": colors},
            text=[label(word) for word in words],
            textposition="top center",
            customdata=np.array([escape(word) for word in words], dtype=object),
            hovertemplate="%{customdata}<extra></extra>",
        ),
    ]
    names = [f"{epoch:g}" for epoch in epochs]
    kind = traces[0]["type"]
    frames = [
        {"name": name, "data": [{"type": kind, **each} for each in at(i)], "traces": [0, 1]}
        for i, name in enumerate(names)
    ]
    margin = {"l": 0, "r": 0, "t": 44, "b": 8}
    shown = layout(HEIGHT, margin=margin, showlegend=False, uirevision="kept", **_time(names), **settings)
    return plot.figure(traces, shown, frames)


def _ways(positions: np.ndarray) -> np.ndarray:
    """Return the way of each word through its positions (s, k, c), each ended by a row of NaN, (k (s + 1), c)."""
    gaps = np.full_like(positions[:1], np.nan)
    return np.concatenate([positions, gaps]).transpose(1, 0, 2).reshape(-1, positions.shape[2])


def _time(names: Sequence[str]) -> dict[str, object]:
    def go_to(frames: list[Any] | None, milliseconds: int) -> list[object]:
        # Without a redraw points in 3D do not move.
        frame = {"duration": milliseconds, "redraw": True}
        return [frames, {"mode": "immediate", "fromcurrent": True, "frame": frame, "transition": {"duration": 0}}]

    buttons = [
        {"label": _("Play"), "method": "animate", "args": go_to(None, FRAME_MS)},
        {"label": _("Pause"), "method": "animate", "args": go_to([None], 0)},
    ]
    return {
        "updatemenus": [
            {
                "type": "buttons", "direction": "left", "showactive": False, "buttons": buttons,
                "x": 0.0, "xanchor": "left", "y": 1.0, "yanchor": "bottom", "pad": {"b": 6},
                "bgcolor": FAINT, "bordercolor": GRAY,
            }
        ],
        "sliders": [
            {
                "active": len(names) - 1,
                "steps": [{"label": name, "method": "animate", "args": go_to([name], 0)} for name in names],
                "currentvalue": {"prefix": _("epoch") + " "},
                "x": 0.0, "len": 1.0, "y": 0.0, "yanchor": "top", "pad": {"t": 44, "b": 16, "l": 12, "r": 12},
                "bordercolor": GRAY, "bgcolor": FAINT,
            }
        ],
    }  # fmt: skip
