"""What stands under a chart: buttons that save it as PNG, as SVG or as a standalone HTML page."""

import plotly.graph_objects as go
import streamlit as st

from embedviz.i18n import TAGS, _, language
from embedviz.ui.widgets.component import component
from embedviz.ui.widgets.text import ascii_name

_buttons = component(
    "embedviz.saving", "widgets/dom.js", "widgets/plot.js", "widgets/saving.js", css="widgets/saving.css"
)


@st.fragment
def save_buttons(figure: go.Figure, *, key: str, box: str) -> None:
    """Draw the buttons that save a chart; they take no room.

    The browser makes PNG and SVG out of what it shows. The page, which holds all of plotly.js, is made here, when asked
    for. This is a fragment, so that asking does not rerun anything else.

    Parameters
    ----------
    figure : go.Figure
        What the chart shows.
    key : str
        The chart's key, and the file's name.
    box : str
        Key of the container that the chart and these buttons are in.
    """
    name = f"{key}_save"
    # Read before the buttons are drawn, because the page travels in their data.
    asked = st.session_state[name].html if name in st.session_state else None
    data = {
        "box": box,
        "file": ascii_name(key),
        "label": _("Save the chart"),
        "titles": {
            "png": _("Save as PNG, twice the size of the screen"),
            "svg": _("Save as SVG"),
            "html": _("Save as a self-contained HTML page"),
        },
        "page": standalone(figure) if asked else None,
    }
    _buttons(key=name, data=data, on_html_change=lambda: None)


def standalone(figure: go.Figure, camera: dict[str, dict[str, float]] | None = None) -> str:
    """Return a figure as one HTML page that asks no server for anything, and offers to send nothing to one.

    Parameters
    ----------
    figure : go.Figure
        Any.
    camera : dict, optional
        Where its 3D scene is looked at from, if not from where the figure says.

    Returns
    -------
    str
        With plotly.js, about 5 MB.
    """
    if camera is not None:
        figure = go.Figure(figure).update_layout(scene_camera=camera)
    config = {"showSendToCloud": False, "displaylogo": False, "responsive": True}
    page: str = figure.to_html(include_plotlyjs=True, config=config)
    return page.replace("<html>", f'<html lang="{TAGS[language()]}">', 1)
