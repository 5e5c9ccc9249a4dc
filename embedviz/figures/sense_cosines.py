"""Cosines between the occurrences of one word, those of one sense beside each other."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from embedviz.figures import plot
from embedviz.figures.extent import SAME
from embedviz.figures.matrices import MAX_NUMBERED, cells
from embedviz.figures.occurrences import sense_colors, sense_name
from embedviz.figures.sentences import Sentence, lines, short
from embedviz.figures.style import GRAY, SEQUENTIAL, layout
from embedviz.i18n import _

HEIGHT = 520
NAME_WIDTH = 12
# In cells of a matrix of 20.
STRIP = 0.7


def sense_cosines(
    values: np.ndarray, sentences: Sequence[Sentence], senses: Sequence[str], *, beside: Sequence[np.ndarray] = ()
) -> go.Figure:
    """Draw the cosines between occurrences, ordered by sense.

    Parameters
    ----------
    values : ndarray (k, k)
        In [-1, 1].
    sentences : sequence of k Sentence
        Where the word stands.
    senses : sequence of k str
        What it means there; "" where that is not known.
    beside : sequence of ndarray (k, k)
        What is drawn beside it, on the same scale.

    Returns
    -------
    go.Figure
        Senses in order of first appearance, divided by lines and named beside a strip of their color. The scale ends
        at the lowest and highest cosine of two different occurrences: all cosines of a word tend to be high.
    """
    colors = sense_colors(senses)
    order = np.argsort([list(colors).index(sense) for sense in senses], kind="stable")
    k = len(order)
    shorts = np.array([short(sentences[i]) for i in order], dtype=object)
    pairs = np.empty((k, k, 2), dtype=object)
    pairs[:, :, 0], pairs[:, :, 1] = shorts[:, None], shorts
    bar = {
        "title": {"text": _("cosine"), "side": "top"}, "orientation": "h", "thickness": 12, "outlinewidth": 0,
        "tickformat": ".2f", "lenmode": "pixels", "len": 300, "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom",
    }  # fmt: skip
    heatmap = cells(
        values[np.ix_(order, order)],
        pairs,
        SEQUENTIAL,
        _limits([values, *beside]),
        "%{z:.2f}",
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}<br>" + _("cosine %{z:.3f}") + "<extra></extra>",
        hoverlabel={"align": "left"},
        showscale=True,
        colorbar=bar,
        ygap=2 if k <= MAX_NUMBERED else 0,
    )
    present = [sense for sense in colors if sense in senses]
    sizes = [list(senses).count(sense) for sense in present]
    ends = np.cumsum(sizes) - 0.5
    width = STRIP * k / 20
    strip = [
        {"type": "rect", "x0": -0.5 - 1.6 * width, "x1": -0.5 - 0.6 * width, "y0": end - size, "y1": end,
         "fillcolor": colors[sense], "line": {"width": 0}}
        for sense, size, end in zip(present, sizes, ends.tolist(), strict=True)
    ]  # fmt: skip
    lines_between = [
        {"type": "line", "line": {"color": GRAY, "width": 2}, **at}
        for end in ends[:-1].tolist()
        for at in (
            {"x0": -0.5, "x1": k - 0.5, "y0": end, "y1": end},
            {"x0": end, "x1": end, "y0": -0.5, "y1": k - 0.5},
        )
    ]
    shared = {"showgrid": False, "zeroline": False, "fixedrange": True, "constrain": "domain"}
    across = {**shared, "range": [-0.5 - 1.6 * width, k - 0.5], "showticklabels": False, "constraintoward": "left"}
    down = {
        **shared, "range": [k - 0.5, -0.5], "scaleanchor": "x", "constraintoward": "top", "ticksuffix": " ",
        "tickvals": ends - np.array(sizes) / 2,
        "ticktext": [lines(sense_name(sense), NAME_WIDTH) for sense in present],
    }  # fmt: skip
    margin = {"l": 8, "r": 8, "t": 8, "b": 8}
    shapes = [*strip, *lines_between]
    return plot.figure([heatmap], layout(HEIGHT, xaxis=across, yaxis=down, margin=margin, shapes=shapes))


def _limits(drawn: Sequence[np.ndarray]) -> tuple[float, float]:
    others = np.concatenate([values[~np.eye(len(values), dtype=bool)] for values in drawn])
    others = others[np.isfinite(others)]
    low, high = float(others.min(initial=1.0)), float(others.max(initial=-1.0))
    return (low, high) if high - low > SAME else (-1.0, 1.0)
