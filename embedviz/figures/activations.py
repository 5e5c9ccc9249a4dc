"""What goes on in a bidirectional language model: its activations, and how far vectors move when a word changes."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from embedviz.figures import plot
from embedviz.figures.matrices import MAX_NUMBERED, ROW_HEIGHT, cells
from embedviz.figures.style import DIVERGING, FROM_ZERO, label, layout
from embedviz.i18n import _

# In pixels.
PANEL, ABOVE, BELOW = 130, 34, 66
# In shares of the width.
LEFT, RIGHT = (0.0, 0.46), (0.54, 1.0)
MOST_NAMED = 40
# Some units are ten times as large as all others, and would leave these without color.
OUTERMOST = 0.99


def activations(
    tokens: Sequence[str],
    token_vectors: np.ndarray,
    forward: Sequence[np.ndarray],
    backward: Sequence[np.ndarray],
) -> go.Figure:
    """Draw what the layers of a bidirectional language model hold at each token of a sentence.

    Parameters
    ----------
    tokens : sequence of t str
        The sentence.
    token_vectors : ndarray (t, w)
        What goes into the first layers.
    forward, backward : sequence of l ndarray (t, w)
        What comes out of each layer, in the order of the sentence in either direction.

    Returns
    -------
    go.Figure
        Panels with one scale, symmetric around 0: the token vectors; below them on the left the layers that read
        forward, on the right those that read backward. The scale ends where 99% of the numbers lie within.
    """
    before = (_("<b>token vectors</b>, before any context"), token_vectors)
    placed = [(0, LEFT, *before)]
    placed += [
        (i, LEFT, _("<b>forward, layer {layer}</b>: reads left to right →").format(layer=i), values)
        for i, values in enumerate(forward, start=1)
    ]
    placed += [
        (i, RIGHT, _("<b>backward, layer {layer}</b>: ← reads right to left").format(layer=i), values)
        for i, values in enumerate(backward, start=1)
    ]
    sizes = np.abs(np.concatenate([values.ravel() for *_place, values in placed]))
    most = float(np.quantile(sizes, OUTERMOST, method="lower")) or 1.0
    pitch, last = ABOVE + PANEL, len(forward)
    height = (last + 1) * pitch + BELOW
    traces, notes = [], []
    axes: dict[str, object] = {}
    for i, (row, side, title, values) in enumerate(placed):
        number = str(i + 1) if i else ""
        top = 1 - (row * pitch + ABOVE) / height
        traces.append(_panel(values, tokens, number, most, with_bar=i == 0))
        axes |= {
            f"xaxis{number}": {
                **_token_axis(tokens), "anchor": f"y{number}", "domain": list(side), "showticklabels": row == last,
            },
            f"yaxis{number}": {
                "domain": [top - PANEL / height, top], "anchor": f"x{number}", "showgrid": False, "zeroline": False,
                "tickvals": [1, values.shape[1]], "range": [values.shape[1] + 0.5, 0.5], "fixedrange": True,
                "title": {"text": _("unit"), "font": {"size": 12}}, "tickfont": {"size": 12},
            },
        }  # fmt: skip
        place = {"xref": f"x{number} domain", "yref": f"y{number} domain", "x": 0, "y": 1}
        notes.append({**place, "xanchor": "left", "yanchor": "bottom", "showarrow": False, "text": title})
    margin = {"l": 8, "r": 8, "t": 8, "b": 8}
    return plot.figure(traces, layout(height + 16, margin=margin, annotations=notes, **axes))


def movement(
    tokens: Sequence[str], edited: Sequence[bool], moved: np.ndarray, layer_titles: Sequence[str]
) -> go.Figure:
    """Draw how far the vector of each token moved, in each layer, when a sentence was edited.

    Parameters
    ----------
    tokens : sequence of t str
        Of the sentence after the edit.
    edited : sequence of t bool
        Which of them are new; they are bold.
    moved : ndarray (l, t)
        As a share of the length before; NaN for a token that stands where none stood before.
    layer_titles : sequence of l str
        One a row.

    Returns
    -------
    go.Figure
        The page's own ground where nothing moved.
    """
    titles = [label(title) for title in layer_titles]
    names = np.empty((*moved.shape, 2), dtype=object)
    names[:, :, 0], names[:, :, 1] = np.array(titles, dtype=object)[:, None], [label(token) for token in tokens]
    found = moved[np.isfinite(moved)]
    few = len(tokens) <= MAX_NUMBERED
    bar = {"title": {"text": _("moved")}, "thickness": 12, "outlinewidth": 0, "tickformat": ".0%"}
    heatmap = cells(
        moved,
        names,
        FROM_ZERO,
        (0.0, float(found.max(initial=0)) or 1.0),
        "%{z:.0%}",
        showscale=not few,
        colorbar=bar,
        hoverongaps=False,
    )
    down = {
        "tickvals": list(range(len(titles))), "ticktext": titles, "autorange": "reversed", "showgrid": False,
        "zeroline": False, "fixedrange": True, "ticks": "", "ticksuffix": "  ",
    }  # fmt: skip
    axes = {"xaxis": {**_token_axis(tokens, edited), "side": "top"}, "yaxis": down}
    return plot.figure([heatmap], layout(max(3, len(titles)) * ROW_HEIGHT + 110, **axes))


def _panel(values: np.ndarray, tokens: Sequence[str], number: str, most: float, *, with_bar: bool) -> plot.Trace:
    names = np.empty((*values.T.shape, 2), dtype=object)
    names[:, :, 0], names[:, :, 1] = np.arange(1, values.shape[1] + 1)[:, None], [label(token) for token in tokens]
    return cells(
        values.T,
        names,
        DIVERGING,
        (-most, most),
        "%{z:.3f}",
        y=np.arange(1, values.shape[1] + 1),
        xaxis=f"x{number}",
        yaxis=f"y{number}",
        texttemplate=None,
        hovertemplate=_("%{customdata[1]}, unit %{customdata[0]}: %{z:.3f}") + "<extra></extra>",
        showscale=with_bar,
        colorbar={
            "thickness": 10,
            "outlinewidth": 0,
            "orientation": "h",
            "y": 1,
            "yanchor": "top",
            "x": 1,
            "xanchor": "right",
            "len": RIGHT[1] - RIGHT[0],
            "nticks": 5,
        },
        xgap=1,
        ygap=0,
    )


def _token_axis(tokens: Sequence[str], bold: Sequence[bool] | None = None) -> dict[str, object]:
    step = -(-len(tokens) // MOST_NAMED)
    named = range(0, len(tokens), step)
    bold = bold if bold is not None else [False] * len(tokens)
    return {
        # Positions rather than words, so that a word may occur twice.
        "tickvals": list(named),
        "ticktext": [f"<b>{label(tokens[i])}</b>" if bold[i] else label(tokens[i]) for i in named],
        "tickangle": -45 if len(tokens) > 4 else 0,
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
