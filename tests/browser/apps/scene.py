"""A 3D chart, alone, in a column and in a fragment, with a control that changes its figure, and a second page."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from embedviz.ui.widgets.scene import scene


def figure(points: int) -> go.Figure:
    words = [f"word{i}" for i in range(points)]
    grid = np.random.default_rng(0).normal(size=(points, 3)).astype(np.float32)
    trace = go.Scatter3d(
        x=grid[:, 0], y=grid[:, 1], z=grid[:, 2], mode="markers", customdata=words,
        marker={"size": 8}, hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    return go.Figure(trace, {"showlegend": False, "margin": {"l": 0, "r": 0, "t": 0, "b": 0}})


def click(word: str) -> None:
    st.session_state.clicked = word
    st.session_state.clicks = st.session_state.get("clicks", 0) + 1


def show(figure: go.Figure, key: str, height: int) -> None:
    webgl = scene(figure, key=key, alt="Words in space", height=height, on_click=click)
    st.text(f"clicked={st.session_state.get('clicked')} clicks={st.session_state.get('clicks', 0)} webgl={webgl}")


def full() -> None:
    st.session_state.runs = st.session_state.get("runs", 0) + 1
    points = st.segmented_control("Points", [5, 9, 40], default=5, key="points")
    show(figure(points or 5), "words 3d", 480)
    st.toggle("Unrelated")
    st.text(f"runs={st.session_state.runs}")


@st.fragment
def part() -> None:
    points = st.segmented_control("Points", [5, 9], default=5, key="part_points")
    show(figure(points or 5), "part", 320)


def nested() -> None:
    st.session_state.page_runs = st.session_state.get("page_runs", 0) + 1
    left, right = st.columns(2)
    with left:
        part()
    right.text(f"page_runs={st.session_state.page_runs}")


def twins() -> None:
    with st.container(key="twins"):
        for name, column in zip(("left", "right"), st.columns(2), strict=True):
            with column:
                scene(figure(5), key=name, alt="Words in space", height=320, group="twins")
    st.toggle("Unrelated")


def start_over() -> None:
    st.session_state.clear()
    st.session_state.started_over = True


def other() -> None:
    st.text("Nothing here")
    st.button("Start over", on_click=start_over)
    st.text(f"started_over={st.session_state.pop('started_over', False)}")


st.navigation(
    [
        st.Page(full, title="Full", default=True),
        st.Page(nested, title="Nested"),
        st.Page(twins, title="Twins"),
        st.Page(other, title="Other"),
    ]
).run()
