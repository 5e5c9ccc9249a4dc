"""What the browser reports of a scene: a click, a selection, a page that is asked for. It may be no browser of ours."""

import base64
import binascii
from collections.abc import Callable
from typing import Any

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from embedviz.ui.scene.buffers import buffers
from embedviz.ui.scene.cloud import Cloud
from embedviz.ui.scene.drawing import Moments
from embedviz.ui.widgets.saving import standalone

NO_WEBGL = "embedviz_no_webgl"
_IS_NEWS = "embedviz_no_webgl_is_news"


def click(key: str, cloud: Cloud, words: str, on_click: Callable[[str], None] | None) -> None:
    """Pass on the word that was clicked, unless the browser shows other words by now."""
    point = _point(st.session_state[key].clicked, cloud, words)
    if point is not None and on_click is not None:
        on_click(cloud.word(point))


def select(key: str, cloud: Cloud, words: str, on_select: Callable[[np.ndarray], None] | None) -> None:
    """Pass on the points that were selected, unless the browser shows other words by now."""
    points = _points(st.session_state[key].selected, cloud, words)
    if points is not None and on_select is not None:
        on_select(points)


def page(key: str, figure: Callable[..., go.Figure], moments: Moments | None) -> str | None:
    """Return the key of the page that was asked for, None if none was."""
    asked = st.session_state.pop(f"{key}_page", None)
    if asked is None:
        return None
    camera = {name: asked[name] for name in ("eye", "center", "up")}
    made = figure() if moments is None else figure(moments.nearest(asked.get("moment")))
    return buffers().put(standalone(made, camera).encode(), compressed=True)


def ask_for_page(key: str) -> None:
    """Remember that a page was asked for, and from where the scene is seen."""
    st.session_state[f"{key}_page"] = st.session_state[key].html


def remember_no_webgl() -> None:
    """Remember that the browser cannot draw."""
    if NO_WEBGL not in st.session_state:
        st.session_state[NO_WEBGL] = st.session_state[_IS_NEWS] = True


def is_drawing() -> bool:
    """Return whether the browser can draw; run the whole page once when it has just reported that it cannot.

    Several scenes report at once, and where one of them is in a fragment, Streamlit may run only that: the others would
    stay empty.

    Returns
    -------
    bool
    """
    if st.session_state.pop(_IS_NEWS, False):
        st.rerun()
    return NO_WEBGL not in st.session_state


def _point(reported: Any, cloud: Cloud, words: str) -> int | None:
    if not isinstance(reported, dict) or reported.get("words") != words:
        return None
    index = reported.get("index")
    return index if isinstance(index, int) and 0 <= index < len(cloud) else None


def _points(reported: Any, cloud: Cloud, words: str) -> np.ndarray | None:
    """Return the points of a mask, a bit a point, ascending; None for what is none."""
    if not isinstance(reported, dict) or reported.get("words") != words:
        return None
    try:
        mask = base64.b64decode(reported["mask"], validate=True)
    except (KeyError, TypeError, ValueError, binascii.Error):
        return None
    if len(mask) != (len(cloud) + 7) // 8:
        return None
    return np.flatnonzero(np.unpackbits(np.frombuffer(mask, dtype=np.uint8), count=len(cloud), bitorder="little"))
