"""Flat charts, drawn the same way on every page."""

import plotly.graph_objects as go
import streamlit as st

CONFIG = {
    "displaylogo": False,
    "showSendToCloud": False,
    "toImageButtonOptions": {"format": "png", "scale": 2},
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
}


def chart(figure: go.Figure, *, key: str, alt: str) -> None:
    """Draw a figure.

    Parameters
    ----------
    figure : go.Figure
        Not a 3D scene: those are drawn by :func:`embedviz.ui.scene.scene`.
    key : str
        Unique on the page.
    alt : str
        What the chart shows, for screen readers.
    """
    st.plotly_chart(figure, key=key, alt=alt, config=CONFIG)
