"""Angles between words beside those between random directions, and what removing the shared part is good for."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from embedviz.evaluation.postprocessing import PostprocessingEffect
from embedviz.figures import plot
from embedviz.figures.style import BLUE, GRAY, ORANGE, PINK, TEAL, layout
from embedviz.geometry.angles import AngleDistribution, RandomDirections
from embedviz.i18n import _

HEIGHT, EFFECT_HEIGHT = 400, 340
FILLS = {BLUE: "rgba(59, 111, 224, 0.30)", TEAL: "rgba(31, 158, 137, 0.26)"}
TICKS = list(range(0, 181, 30))
# Half of "180°", whose middle is at the edge.
RIGHT = 22
HEADROOM = 1.06
AS_THEY_ARE = -1


def angles(before: AngleDistribution, after: AngleDistribution, removed: str, random: RandomDirections) -> go.Figure:
    """Draw the angles of pairs of words, as they are and without what they share, and the exact density.

    Parameters
    ----------
    before, after : AngleDistribution
        Of the vectors as they are, and of what is left of them; left out if no pair has an angle.
    removed : str
        What was removed, for the legend.
    random : RandomDirections
        In as many dimensions.

    Returns
    -------
    go.Figure
    """
    measured = ((before, _("words as they are"), BLUE), (after, removed, TEAL))
    bars = [_histogram(found, name, color) for found, name, color in measured if found.pairs]
    degrees, density = random.curve
    line = plot.scatter(
        x=degrees.astype(np.float32),
        y=density.astype(np.float32),
        mode="lines",
        line={"color": ORANGE, "width": 2.5},
        name=_("random directions in {n:,} dimensions, exact").format(n=random.dimensions),
        hovertemplate=_("%{x:.1f}°: %{y:.2%} per degree") + "<extra></extra>",
    )
    right_angle = plot.scatter(
        x=[90, 90],
        y=[0, HEADROOM * max(density.max(), *(each.shares.max() for each in (before, after)))],
        mode="lines",
        line={"color": GRAY, "dash": "dot", "width": 2},
        name=_("one-hot: 90°"),
        hoverinfo="skip",
    )
    axes = {
        "xaxis": {
            "title": {"text": _("angle of a pair")},
            "range": [-1, 181],
            "tickvals": TICKS,
            "ticktext": [f"{tick}°" for tick in TICKS],
        },
        "yaxis": {"title": {"text": _("pairs per degree")}, "tickformat": ".1~%", "rangemode": "tozero"},
    }
    return plot.figure([*bars, line, right_angle], layout(HEIGHT, **axes, margin={"r": RIGHT}))


def effect(effects: Sequence[PostprocessingEffect], names: Sequence[str], marked: int) -> go.Figure:
    """Draw rank correlation with human judgments by how many directions are removed.

    Parameters
    ----------
    effects : sequence of PostprocessingEffect
        One a test set; removal i is that of i directions.
    names : sequence of str
        Of the test sets.
    marked : int
        The number of directions to mark.

    Returns
    -------
    go.Figure
        Bars reach over the 95% intervals.
    """
    traces = []
    for found, name, color in zip(effects, names, (BLUE, PINK), strict=True):
        results = (found.before, *found.after)
        values = np.array([each.correlation for each in results])
        low, high = (np.array([getattr(each.interval, end) for each in results]) for end in ("low", "high"))
        error = {"type": "data", "array": high - values, "arrayminus": values - low, "thickness": 1, "width": 3}
        traces.append(
            plot.scatter(
                x=np.arange(AS_THEY_ARE, len(found.after)),
                y=values,
                mode="lines+markers",
                line={"color": color, "width": 2.5},
                error_y={**error, "color": color},
                name=name,
                hovertemplate="ρ = %{y:.3f}<extra>" + name + "</extra>",
            )
        )
    count = len(effects[0].after)
    ticks = [_("as is"), _("mean"), *(f"{i}" for i in range(1, count))]
    axes = {
        "xaxis": {
            "title": {"text": _("removed: nothing, mean, mean and top D")},
            "tickvals": list(range(AS_THEY_ARE, count)),
            "ticktext": ticks,
            "zeroline": False,
        },
        "yaxis": {"title": {"text": _("Spearman's ρ")}},
    }
    line = {"type": "line", "yref": "y domain", "x0": marked, "x1": marked, "y0": 0, "y1": 1}
    shape = {**line, "line": {"color": GRAY, "dash": "dot", "width": 2}}
    return plot.figure(traces, layout(EFFECT_HEIGHT, **axes, shapes=[shape]))


def _histogram(found: AngleDistribution, name: str, color: str) -> plot.Trace:
    # A line in steps, which Plotly draws faster than 180 bars, and two of which can be seen through each other.
    return plot.scatter(
        x=np.arange(len(found.counts)) + 0.5,
        y=found.shares,
        mode="lines",
        line={"color": color, "width": 1.5, "shape": "hvh"},
        fill="tozeroy",
        fillcolor=FILLS[color],
        name=name,
        hovertemplate=_("about %{x:.0f}°: %{y:.2%} of the pairs") + "<extra></extra>",
    )
