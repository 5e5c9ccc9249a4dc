"""A scene of as many points as the address says, on a ball, all on one place, or with one far away."""

import numpy as np
import streamlit as st

from embedviz.figures.space import Coloring, Highlight, space
from embedviz.ui.scene.points import Cloud, scene_of_points

count = int(st.query_params.get("m", "9"))
kind = st.query_params.get("kind", "ball")
seed = st.segmented_control("Seed", [0, 1], default=0, required=True)
points = np.random.default_rng(seed).standard_normal((count, 3)).astype(np.float32)
if kind == "equal":
    points[:] = 1
if kind == "far":
    points[-1] = [1e6, 0, 0]
if kind == "flat":
    points[:, 2] = 0
words = [f"w{i}" for i in range(count)]
cloud = Cloud(("points", count, kind, seed), ("words", count), words, points, ["x", "y", "z"])
colors = Coloring("number", np.arange(count, dtype=float), "rank")


def click(word: str) -> None:
    st.session_state.clicked = word


def draw(key: str, group: str | None) -> None:
    scene_of_points(
        cloud,
        colors,
        Highlight([], [], None),
        key=key,
        alt="Points",
        query=None,
        place_text="",
        figure=lambda: space(points, words, colors, cloud.titles, Highlight([], [], None)),
        on_click=click,
        height="20rem" if group else "40rem",
        group=group,
        flat=kind == "flat",
    )


if kind == "twins":
    for column, side in zip(st.columns(2), ("left", "right"), strict=True):
        with column:
            draw(side, "twins")
else:
    draw("cloud", None)
st.text(f"clicked={st.session_state.get('clicked')}")
