"""What changes while a network learns: loss, rank, spectrum, neighbors."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from plotly.colors import sample_colorscale

from embedviz.figures import plot
from embedviz.figures.style import (
    CATEGORICAL,
    GRAY,
    SEQUENTIAL,
    counting_axis,
    escape,
    label,
    layout,
    log_axis,
    on_log_axis,
    scale,
    telling_left_out,
)
from embedviz.i18n import _, pgettext, valued

HEIGHT = 340
ROW_HEIGHT = 34
# A history of fewer points is drawn with a mark at each.
MARKED_BELOW = 40
LABEL_ROOM = 1.25
MOST_TICKS = 12


@dataclass(frozen=True, eq=False)
class Curve:
    """Numbers to be joined by a line, of a model or of a method.

    Parameters
    ----------
    name : str
        For the legend.
    x : ndarray (s,)
        Epochs, or numbers of singular values.
    y : ndarray (s,)
        One number each; NaN leaves a gap.
    """

    name: str
    x: np.ndarray
    y: np.ndarray


def loss_by_epoch(curves: Sequence[Curve], *, height: int = HEIGHT) -> go.Figure:
    """Draw the loss over the epochs.

    Parameters
    ----------
    curves : sequence of Curve
        One a model.
    height : int
        In pixels.

    Returns
    -------
    go.Figure
    """
    return _by_epoch(curves, {"title": {"text": _("loss")}}, ".4g", height=height)


def effective_rank_by_epoch(curves: Sequence[Curve], dimensions: int, *, height: int = HEIGHT) -> go.Figure:
    """Draw the effective rank over the epochs, and the dimensions it cannot exceed.

    Parameters
    ----------
    curves : sequence of Curve
        One a model.
    dimensions : int
        n.
    height : int
        In pixels.

    Returns
    -------
    go.Figure
    """
    line = {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "y0": dimensions, "y1": dimensions}
    note = {
        "xref": "x domain", "x": 0.99, "y": dimensions, "xanchor": "right", "yanchor": "bottom", "showarrow": False,
        "text": _("n = {n:,}").format(n=dimensions),
    }  # fmt: skip
    axis = {"title": {"text": _("effective rank")}, "range": [0, 1.12 * dimensions]}
    limit = {"shapes": [{**line, "line": {"color": GRAY, "dash": "dot"}}], "annotations": [note]}
    return _by_epoch(curves, axis, ".1f", height=height, **limit)


def accuracy_by_epoch(curves: Sequence[Curve]) -> go.Figure:
    """Draw the share of analogies solved over the epochs.

    Parameters
    ----------
    curves : sequence of Curve
        One a model, in [0, 1].

    Returns
    -------
    go.Figure
    """
    axis = {"title": {"text": _("analogies solved")}, "range": [0, 1.05], "tickformat": ".0%"}
    return _by_epoch(curves, axis, ".1%")


def singular_values(curves: Sequence[Curve], *, relative: bool = False) -> go.Figure:
    """Draw spectra beside each other.

    Parameters
    ----------
    curves : sequence of Curve
        The singular values of a matrix each, descending, over 1, 2, … r. Zero has no place on the logarithmic axis and
        is left out.
    relative : bool
        Whether they are divided by the largest of their matrix.

    Returns
    -------
    go.Figure
    """
    drawn = [on_log_axis(curve.y) for curve in curves]
    named = [Curve(telling_left_out(curve.name, y), curve.x, y) for curve, y in zip(curves, drawn, strict=True)]
    traces = _lines(named, f"σ<sub>%{{x}}</sub>{' / σ<sub>1</sub>' if relative else ''} = %{{y:.4g}}")
    shown = np.concatenate(drawn)
    return plot.figure(
        traces,
        layout(
            HEIGHT,
            xaxis=_number_axis(max((len(each.y) for each in curves), default=0)),
            yaxis=_value_axis(shown, relative=relative),
        ),
    )


def spectra_by_epoch(epochs: Sequence[float], values: np.ndarray) -> go.Figure:
    """Draw the spectrum at each moment of a training, colored by time.

    Parameters
    ----------
    epochs : sequence of s float
        Ascending.
    values : ndarray (s, r)
        Singular values, descending; zero is left out.

    Returns
    -------
    go.Figure
        A line each, later ones on top.
    """
    number = np.arange(1, values.shape[1] + 1)
    first, last = float(epochs[0]), float(epochs[-1])
    span = last - first or 1.0
    colors = sample_colorscale(SEQUENTIAL, [(epoch - first) / span for epoch in epochs])
    positive = on_log_axis(values)
    traces: list[plot.Trace] = [
        plot.scatter(
            x=number,
            y=row,
            mode="lines",
            line={"color": color, "width": 3 if i == len(epochs) - 1 else 1.5},
            name=_("epoch {epoch:g}").format(epoch=epoch),
            hovertemplate="σ<sub>%{x}</sub> = %{y:.4g}",
            showlegend=False,
        )
        for i, (epoch, row, color) in enumerate(zip(epochs, positive, colors, strict=True))
    ]
    bar = {"title": {"text": _("epoch")}, "thickness": 10, "outlinewidth": 0}
    marker = {"colorscale": scale(SEQUENTIAL), "cmin": first, "cmax": first + span, "color": [first], "colorbar": bar}
    traces.append(plot.scatter(x=[None], y=[None], mode="markers", marker=marker, hoverinfo="skip", showlegend=False))
    return plot.figure(traces, layout(HEIGHT, xaxis=_number_axis(values.shape[1]), yaxis=_value_axis(positive)))


def neighbors_by_epoch(epochs: Sequence[float], neighbors: Sequence[Sequence[str]]) -> go.Figure:
    """Draw how the nearest words of a word change: their ranks over the epochs.

    Parameters
    ----------
    epochs : sequence of s float
        Ascending.
    neighbors : sequence of s sequences of str
        The words at each, nearest first.

    Returns
    -------
    go.Figure
        A line for each word that is a neighbor at the end, broken where it is not; gray points for all others.
    """
    rank = [{word: i + 1 for i, word in enumerate(words)} for words in neighbors]
    final = neighbors[-1]
    hover = _("%{customdata}: %{y} after epoch %{x:.3g}") + "<extra></extra>"
    traces = [
        plot.scatter(
            x=np.asarray(epochs),
            y=np.array([found.get(word, np.nan) for found in rank]),
            mode="lines+markers+text",
            line={"color": color, "width": 3},
            marker={"size": 9},
            text=[""] * (len(epochs) - 1) + [label(word)],
            textposition="middle right",
            cliponaxis=False,
            name=label(word),
            customdata=np.full(len(epochs), escape(word), dtype=object),
            hovertemplate=hover,
        )
        for word, color in zip(final, _colors(len(final)), strict=True)
    ]
    others = [
        (epoch, i, word) for epoch, found in zip(epochs, rank, strict=True) for word, i in found.items()
        if word not in rank[-1]
    ]  # fmt: skip
    traces.insert(
        0,
        plot.scatter(
            x=np.array([epoch for epoch, _i, _word in others]),
            y=np.array([i for _epoch, i, _word in others]),
            mode="markers",
            marker={"color": GRAY, "size": 7, "opacity": 0.6},
            customdata=np.array([escape(word) for _epoch, _i, word in others], dtype=object),
            hovertemplate=hover,
        ),
    )
    most = max(map(len, neighbors))
    span = float(epochs[-1] - epochs[0]) or 1.0
    axes = {
        "xaxis": {
            "title": {"text": _("epoch")},
            "range": [epochs[0] - 0.04 * span, epochs[0] + LABEL_ROOM * span],
            "tickvals": list(epochs[:: math.ceil(len(epochs) / MOST_TICKS)]),
        },
        "yaxis": {
            "title": {"text": pgettext("place", "nearest")},
            "range": [most + 0.5, 0.5],
            "dtick": 1,
            "showgrid": False,
        },
    }
    return plot.figure(traces, layout(max(HEIGHT, most * ROW_HEIGHT + 80), **axes, showlegend=False))


def _by_epoch(
    curves: Sequence[Curve], axis: Mapping[str, object], number: str, *, height: int = HEIGHT, **settings: object
) -> go.Figure:
    traces = _lines(curves, valued(_("epoch %{x:.3g}"), "%{y:" + number + "}"))
    axes = {"xaxis": {"title": {"text": _("epoch")}, "rangemode": "tozero"}, "yaxis": axis}
    return plot.figure(traces, layout(height, **axes, **settings))


def _lines(curves: Sequence[Curve], hover: str) -> list[plot.Trace]:
    return [
        plot.scatter(
            x=curve.x,
            y=curve.y,
            mode="lines+markers" if len(curve.x) < MARKED_BELOW else "lines",
            line={"color": color, "width": 3},
            name=escape(curve.name),
            hovertemplate=hover,
            showlegend=True,
        )
        for curve, color in zip(curves, _colors(len(curves)), strict=True)
    ]


def _colors(k: int) -> list[str]:
    return [CATEGORICAL[i % len(CATEGORICAL)] for i in range(k)]


def _number_axis(count: int) -> dict[str, object]:
    return counting_axis(_("index k of the singular value"), count)


def _value_axis(values: np.ndarray, *, relative: bool = False) -> dict[str, object]:
    title = _("singular value σ / σ₁") if relative else _("singular value σ")
    return {"title": {"text": title}, **log_axis(values)}
