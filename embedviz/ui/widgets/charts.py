"""Flat charts, drawn the same way on every page."""

from contextlib import AbstractContextManager, nullcontext

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from embedviz.figures.plot import traces_of
from embedviz.ui.widgets.presenting import is_presenting
from embedviz.ui.widgets.saving import save_buttons

# In the present mode, where charts are magnified into the height that is left, about 420 of the screen's 720 pixels:
# so that texts of 12 are 17. Higher charts are denser.
PRESENTED_HEIGHT, PRESENTED_SHARE = 290, 0.62
ROOM_OF_A_PHONE = 6
"""Numbers of a matrix side by side."""
# Streamlit's sizes of a chart's texts on a page of usual type.
SMALL, USUAL = 12, 14
CONFIG = {
    "displaylogo": False,
    "showSendToCloud": False,
    "toImageButtonOptions": {"format": "png", "scale": 2},
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
}


def chart(figure: go.Figure, *, key: str, alt: str, elastic: bool = True) -> None:
    """Draw a figure, with the buttons that save it.

    Parameters
    ----------
    figure : go.Figure
        Flat: points in space are drawn by :func:`embedviz.ui.scene.points.scene_of_points`.
    key : str
        Unique on the page.
    alt : str
        What the chart shows, for screen readers.
    elastic : bool
        Whether the present mode may change its height; not where texts stand at a distance in pixels.
    """
    if is_presenting():
        fix_type(figure)
        if elastic:  # of the figure itself: a height beside it comes after it, and each update would jump
            figure.layout.height = max(PRESENTED_HEIGHT, round(PRESENTED_SHARE * figure.layout.height))
    box = f"{key}_box"
    with _scrolling(figure, key), st.container(key=box, gap=None):
        st.plotly_chart(figure, key=key, height="content", alt=alt, config=CONFIG)
        save_buttons(figure, key=key, box=box)


def _scrolling(figure: go.Figure, key: str) -> AbstractContextManager[object]:
    """Return a container that scrolls sideways on a phone, if a matrix has more numbers in a row than that can hold."""
    matrices = [each for each in traces_of(figure) if each["type"] == "heatmap" and each.get("texttemplate")]
    rows = [np.shape(each["z"]) for each in matrices]
    is_wide = any(shape[1] > ROOM_OF_A_PHONE for shape in rows)
    return st.container(key=f"embedviz_wide_{key}", gap=None) if is_wide else nullcontext()


def fix_type(figure: go.Figure) -> None:
    """Give a figure's texts the sizes that they have outside the present mode.

    Streamlit sizes them by the type of the page, which is larger in the present mode; charts are magnified besides.

    Parameters
    ----------
    figure : go.Figure
        Changed.
    """
    for axis in (*figure.select_xaxes(), *figure.select_yaxes()):
        axis.tickfont.size = axis.tickfont.size or SMALL
        axis.title.font.size = axis.title.font.size or USUAL
    for part in (figure.layout.legend, figure.layout.hoverlabel):
        part.font.size = part.font.size or SMALL
