"""Flat charts, drawn the same way on every page."""

from typing import Literal

import plotly.graph_objects as go
import streamlit as st

from embedviz.ui.present import is_presenting
from embedviz.ui.saving import save_buttons

# In the present mode, where charts are magnified by 1.5: 560 of the screen's 720 pixels, and higher charts are denser.
PRESENTED_HEIGHT, PRESENTED_SHARE = 373, 0.82
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
        Not a 3D scene: those are drawn by :func:`embedviz.ui.scene.scene`.
    key : str
        Unique on the page.
    alt : str
        What the chart shows, for screen readers.
    elastic : bool
        Whether the present mode may change its height; not where texts stand at a distance in pixels.
    """
    height: int | Literal["content"] = "content"
    if elastic and is_presenting():
        height = max(PRESENTED_HEIGHT, round(PRESENTED_SHARE * figure.layout.height))
    box = f"{key}_box"
    with st.container(key=box, gap=None):
        st.plotly_chart(figure, key=key, height=height, alt=alt, config=CONFIG)
        save_buttons(figure, key=key, box=box)
