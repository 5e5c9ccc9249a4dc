"""The singular values, and what a tolerance makes of them."""

import numpy as np
import plotly.graph_objects as go

from embedviz.algebra.spectrum import Spectrum
from embedviz.figures import plot
from embedviz.figures.sentences import lines
from embedviz.figures.style import (
    BLUE,
    GRAY,
    ORANGE,
    PINK,
    TEAL,
    counting_axis,
    layout,
    log_axis,
    on_log_axis,
    telling_left_out,
    two_rows,
)
from embedviz.i18n import _, valued
from embedviz.units import Readable

HEIGHT, ENERGY_HEIGHT = 420, 240
SMALL_MARKERS_FROM = 100
MOST_POWERS = 5  # on the upper of two plots, also on a slide, where the type is large
# Of an axis that is low while a lesson is presented.
TITLE_WIDTH = 14
# For a title in two lines, and singular values in the thousands.
LEFT = 100


def spectrum(
    found: Spectrum, *, rtol: float | None = None, log: bool = True, height: int = HEIGHT, is_movable: bool = False
) -> go.Figure:
    """Draw singular values over the energy they accumulate.

    Parameters
    ----------
    found : Spectrum
        Of r singular values.
    rtol : float, optional
        Relative tolerance of the rank; the default of :meth:`Spectrum.rank` unless given.
    log : bool
        Whether the singular values stand on a logarithmic axis. Zero has no place there and is left out, as the legend
        says.
    height : int
        In pixels.
    is_movable : bool
        Whether the tolerance's line will be dragged away from the value that it is drawn at, so that the legend cannot
        name that.

    Returns
    -------
    go.Figure
        Two plots with one horizontal axis. Lines mark the tolerance, the one float32 would have, and the rounding of
        the storage.
    """
    traces = [*_values(found, rtol, log, both=is_movable), _energy(found)]
    marks = [
        (found.tolerance(rtol), _("tolerance τ") if is_movable else _("tolerance τ = {value:.3g}"), ORANGE, "dash"),
        (found.tolerance(found.rtol_for(np.float32)), _("τ in float32 = {value:.3g}"), PINK, "dot"),
        (found.storage_floor if log else 0.0, _("rounding of the file = {value:.2g}"), GRAY, "dot"),
    ]
    marks = [line for line in marks if line[0] > 0]
    # Named in the legend: a text beside a line would be struck through by the next line, which may be pixels away.
    shapes = [_line(y, text.format(value=Readable(y)), color, dash) for y, text, color, dash in marks]
    values = found.singular_values
    shown = np.append(on_log_axis(values) if log else values, [y for y, *_mark in marks])
    kind = log_axis(shown, MOST_POWERS) | {"rangemode": "normal"} if log else {"type": "linear", "rangemode": "tozero"}
    axes = two_rows(
        counting_axis(_("index k of the singular value"), len(values)),
        {"title": {"text": lines(_("singular value σ"), TITLE_WIDTH)}, **kind},
        {"title": {"text": _("energy")}, "tickformat": ".0%", "range": [0, 1.05]},
        0.3,
    )
    return plot.figure(traces, layout(height, **axes, margin={"l": LEFT}, shapes=shapes))


def energy(found: Spectrum, k: int) -> go.Figure:
    """Draw the energy that the first singular values accumulate, and mark how many are kept.

    Parameters
    ----------
    found : Spectrum
        Of r singular values.
    k : int
        From 1 to r.

    Returns
    -------
    go.Figure
        Its first shape is the mark.
    """
    r = len(found.singular_values)
    line = {"type": "line", "xref": "x", "x0": k, "x1": k, "yref": "y domain", "y0": 0, "y1": 1}
    axes = {
        "xaxis": counting_axis(_("rank k"), r) | {"range": [0, r + 1]},
        "yaxis": {"title": {"text": _("energy")}, "tickformat": ".0%", "range": [0, 1.05]},
    }
    mark = {**line, "line": {"color": PINK, "dash": "dash", "width": 2}}
    return plot.figure([_energy(found, "y")], layout(ENERGY_HEIGHT, **axes, shapes=[mark], showlegend=False))


def _values(found: Spectrum, rtol: float | None, log: bool, *, both: bool) -> list[plot.Trace]:
    values = found.singular_values
    number = np.arange(1, len(values) + 1)
    counted = values > found.tolerance(rtol)
    drawn = on_log_axis(values) if log else values
    return [
        plot.scatter(
            x=number[mask],
            y=drawn[mask],
            mode="markers",
            marker={"color": color, "size": 8 if len(values) < SMALL_MARKERS_FROM else 5},
            name=telling_left_out(name, drawn[mask]),
            showlegend=True,
            hovertemplate="σ<sub>%{x}</sub> = %{y:.6g}<extra></extra>",
        )
        for mask, color, name in (
            (counted, BLUE, _("above the tolerance: counts for the rank")),
            (~counted, ORANGE, _("at or below: counts as zero")),
        )
        if both or mask.any()
    ]


def _energy(found: Spectrum, axis: str = "y2") -> plot.Trace:
    return plot.scatter(
        x=np.arange(1, len(found.singular_values) + 1),
        y=found.energies,
        yaxis=axis,
        mode="lines" if len(found.singular_values) > 1 else "markers",
        line={"color": TEAL, "width": 3, "shape": "hv"},
        name=_("energy kept by the first k"),
        hovertemplate=valued("k = %{x}", "%{y:.1%}") + "<extra></extra>",
        fill="tozeroy",
        fillcolor="rgba(31, 158, 137, 0.12)",
    )


def _line(y: float, name: str, color: str, dash: str) -> dict[str, object]:
    at = {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "yref": "y", "y0": y, "y1": y}
    return {**at, "line": {"color": color, "dash": dash, "width": 2}, "name": name, "showlegend": True}
