"""The 3D chart: it keeps its camera and tells which point was clicked."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from embedviz.ui.widgets.assets import asset
from embedviz.ui.widgets.charts import CONFIG, PRESENTED_HEIGHT, fix_type
from embedviz.ui.widgets.presenting import is_presenting
from embedviz.ui.widgets.saving import save_buttons

_SHARED = ("widgets/dom.js", "widgets/plot.js")
_clicks = st.components.v2.component("embedviz.scene", js=asset(*_SHARED, "widgets/scene.js"), isolate_styles=False)
_camera = st.components.v2.component("embedviz.camera", js=asset(*_SHARED, "widgets/camera.js"), isolate_styles=False)

_NO_WEBGL = "embedviz_no_webgl"
# The second camera button leads to the camera of the last figure sent, which says nothing to a reader.
_CONFIG = CONFIG | {"modeBarButtonsToRemove": ["resetCameraLastSave3d"]}


@dataclass
class _View:
    """The figure last sent, and the camera drawn into it."""

    drawn: dict[str, Any] | None = None
    digest: bytes = b""


def scene(
    figure: go.Figure,
    *,
    key: str,
    alt: str,
    height: int = 640,
    on_click: Callable[[str], None] | None = None,
    group: str | None = None,
) -> bool:
    """Draw a 3D chart whose camera stays where the user left it.

    Parameters
    ----------
    figure : go.Figure
        A figure with one 3D scene. The user's camera is set on this figure.
    key : str
        The chart's key, unique in the app: its camera is remembered under it for the session.
    alt : str
        What the chart shows, for screen readers.
    height : int
        Height in pixels; in the present mode it fills the screen.
    on_click : callable, optional
        Called, before the page is rerun, with the ``customdata`` of a point that was clicked.
    group : str, optional
        Key of a container around this chart and others, drawn with the same group: they have one camera and turn
        together.

    Returns
    -------
    bool
        Whether the browser can draw it. False once it has reported that it has no WebGL; nothing is drawn then.
    """
    if _NO_WEBGL in st.session_state:
        return False
    if is_presenting():
        fix_type(figure)
        height = PRESENTED_HEIGHT
    pose = f"{group or key}_pose"
    _place_camera(figure, key, pose)
    data = {"box": f"{key}_box", "group": group or ""}
    with st.container(key=data["box"], gap=None):
        st.plotly_chart(figure, key=key, height=height, alt=alt, config=_CONFIG)
        _follow_camera(key, pose, data)
        _clicks(
            key=f"{key}_clicks",
            data=data,
            on_clicked_change=partial(_click, key, on_click),
            on_no_webgl_change=_remember_no_webgl,
        )
        save_buttons(figure, key=key, box=data["box"])
    return True


def _place_camera(figure: go.Figure, key: str, pose: str) -> None:
    # Streamlit builds a chart anew when its figure differs by a byte. So the camera goes into a figure that is new or
    # not on the screen yet, while the one on the screen is sent as it was: its camera is already where the user put it.
    view = st.session_state.setdefault(f"{key}_view", _View())
    digest = blake2b(figure.to_json(validate=False).encode()).digest()
    if digest != view.digest or f"{key}_camera" not in st.session_state:
        view.digest, view.drawn = digest, st.session_state.get(pose)
    if view.drawn is not None:
        figure.update_layout(scene_camera=view.drawn)


@st.fragment
def _follow_camera(key: str, pose: str, data: dict[str, str]) -> None:
    # A fragment of its own, so that a camera move neither reruns the page nor sends the figure again.
    _camera(key=f"{key}_camera", data=data, on_camera_change=partial(_remember_camera, key, pose))


def _click(key: str, on_click: Callable[[str], None] | None) -> None:
    if on_click is not None:
        on_click(st.session_state[f"{key}_clicks"].clicked)


def _remember_camera(key: str, pose: str) -> None:
    st.session_state[pose] = st.session_state[f"{key}_camera"]["camera"]


def _remember_no_webgl() -> None:
    st.session_state[_NO_WEBGL] = True
