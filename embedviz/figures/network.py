"""The bidirectional language model of ELMo as boxes and arrows."""

import plotly.graph_objects as go

from embedviz.figures import plot
from embedviz.figures.style import BLUE, GRAY, LABEL_SIZE, ORANGE, TEAL, escape, layout
from embedviz.i18n import _

ROW = 126
# In units of the picture, which is 12 wide: on a narrow screen one is 30 pixels.
FORWARD, MIDDLE, BACKWARD, WIDTH = 1.95, 6.0, 10.05, 3.7
HALF_HEIGHT = 0.36


def network(width: int, cells: int, layers: int, *, skip: bool, source: str) -> go.Figure:
    """Draw the network with its sizes.

    Parameters
    ----------
    width : int
        w, numbers of a token vector, and of what a layer hands on in each direction.
    cells : int
        c, cells of a layer in each direction.
    layers : int
        In each direction.
    skip : bool
        Whether layers above the first add their input to their output.
    source : str
        Where token vectors come from, in a few words.

    Returns
    -------
    go.Figure
        From the tokens at the bottom to the last layer on top; forward on the left, backward on the right, what is
        read off both in the middle.
    """
    shapes, notes = [], []

    def box(x: float, y: float, color: str, *texts: str) -> None:
        shapes.append(_frame(x, y, color))
        notes.append(_text(x, y, "<br>".join(texts)))

    box(MIDDLE, 0, GRAY, _("<b>tokens</b>"), escape(source))
    box(MIDDLE, 1, TEAL, _("<b>layer 0</b>"), _("token vectors"), _("{w:,}, twice").format(w=width))
    notes.append(_arrow((MIDDLE, HALF_HEIGHT), (MIDDLE, 1 - HALF_HEIGHT), GRAY))
    for x, color in ((FORWARD, BLUE), (BACKWARD, ORANGE)):
        edge = MIDDLE + (WIDTH / 2 if x > MIDDLE else -WIDTH / 2)
        shapes.append(_path((edge, 1), (x, 1), color))
        notes.append(_arrow((x, 1), (x, 2 - HALF_HEIGHT), color))
    for layer in range(1, layers + 1):
        y = layer + 1
        first = _("{c:,} cells").format(c=cells)
        last = [_("project to {w:,}").format(w=width), *([_("+ their input")] if skip and layer > 1 else [])]
        for x, color, name in ((FORWARD, BLUE, _("forward {layer}")), (BACKWARD, ORANGE, _("backward {layer}"))):
            box(x, y, color, f"<b>{name.format(layer=layer)}</b>", first, *last)
            side = -1 if x < MIDDLE else 1
            notes.append(_arrow((x - side * WIDTH / 2, y), (MIDDLE + side * WIDTH / 2, y), color))
            if layer > 1:
                notes.append(_arrow((x, y - 1 + HALF_HEIGHT), (x, y - HALF_HEIGHT), color))
        both = _("{w:,} + {w:,}").format(w=width)
        title = _("<b>layer {layer}</b>").format(layer=layer)
        box(MIDDLE, y, TEAL, title, both, _("= {both:,} numbers").format(both=2 * width))
    top = layers + 1 + HALF_HEIGHT + 0.08
    notes += [
        _header(FORWARD, top, _("<b>forward LSTM</b><br>reads left<br>to right →")),
        _header(MIDDLE, top, _("<b>concatenated</b>")),
        _header(BACKWARD, top, _("<b>backward LSTM</b><br>← reads right<br>to left")),
    ]
    hidden = {"visible": False, "fixedrange": True}
    axes = {
        "xaxis": {**hidden, "range": [0, 12]},
        "yaxis": {**hidden, "range": [-HALF_HEIGHT - 0.05, layers + 2.1]},
    }
    margin = {"l": 0, "r": 0, "t": 0, "b": 0}
    return plot.figure([], layout((layers + 2) * ROW + 40, margin=margin, shapes=shapes, annotations=notes, **axes))


def _frame(x: float, y: float, color: str) -> dict[str, object]:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return {
        "type": "rect", "x0": x - WIDTH / 2, "x1": x + WIDTH / 2, "y0": y - HALF_HEIGHT, "y1": y + HALF_HEIGHT,
        "line": {"color": color, "width": 2}, "fillcolor": f"rgba({red}, {green}, {blue}, 0.14)",
    }  # fmt: skip


def _path(start: tuple[float, float], end: tuple[float, float], color: str) -> dict[str, object]:
    return {
        "type": "line", "x0": start[0], "y0": start[1], "x1": end[0], "y1": end[1], "line": {"color": color, "width": 2}
    }  # fmt: skip


def _text(x: float, y: float, text: str) -> dict[str, object]:
    return {"x": x, "y": y, "text": text, "showarrow": False, "font": {"size": LABEL_SIZE}}


def _header(x: float, y: float, text: str) -> dict[str, object]:
    return {
        "x": x, "y": y, "yanchor": "bottom", "text": text, "showarrow": False,
        "font": {"size": LABEL_SIZE},
    }  # fmt: skip


def _arrow(start: tuple[float, float], end: tuple[float, float], color: str) -> dict[str, object]:
    return {
        "x": end[0], "y": end[1], "ax": start[0], "ay": start[1], "xref": "x", "yref": "y", "axref": "x", "ayref": "y",
        "text": "", "showarrow": True, "arrowhead": 2, "arrowsize": 1, "arrowwidth": 2, "arrowcolor": color,
    }  # fmt: skip
