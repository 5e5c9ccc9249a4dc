"""A scene of as many points as the address says, on a ball, all on one place, or with one far away; of two sources."""

import numpy as np
import streamlit as st

from embedviz.figures.space import Coloring, Highlight, space
from embedviz.ui.scene.points import Cloud, scene_of_points

count = int(st.query_params.get("m", "9"))
kind = st.query_params.get("kind", "ball")
seed = st.segmented_control("Seed", [0, 1], default=0, required=True)
source = st.segmented_control("Source", ["A", "B"], default="A", required=True)
FEW = 1_000


def points_of(kind: str, count: int) -> np.ndarray:
    points = np.random.default_rng([seed, "AB".index(source)]).standard_normal((count, 3)).astype(np.float32)
    if kind == "equal":
        points[:] = 1
    if kind == "far":
        points[-1] = [1e6, 0, 0]
    if kind == "flat":
        points[:, 2] = 0
    return points


def click(word: str) -> None:
    st.session_state.clicked = word


def draw(key: str, kind: str, count: int, group: str | None = None) -> None:
    first = 10 if source == "B" else 0
    points, words = points_of(kind, count), [f"w{i}" for i in range(first, first + count)]
    notes = [f"said of {word}" for word in words] if count <= FEW else None
    cloud = Cloud(
        ("points", count, kind, seed, source), ("words", count, source), words, points, ["x", "y", "z"], notes=notes
    )
    colors = Coloring("number", np.arange(count, dtype=float), "rank")
    scene_of_points(
        cloud,
        colors,
        Highlight([], [], None),
        key=key,
        alt="Points",
        query=None,
        place_text="",
        figure=lambda: space(points, words, colors, cloud.titles, Highlight([], [], None)),
        on_click=lambda word: click(f"{word} of {key}"),
        height="20rem" if group else "40rem",
        group=group,
        view="view" if group or key == "cloud" else f"view_{key}",
        flat=kind == "flat",
    )


SEVERAL = {
    "twins": [("left", "ball", count), ("right", "ball", count)],
    "few": [("one", "ball", 1), ("two", "ball", 2), ("three", "ball", 3), ("same", "equal", 30)],
}
if kind in SEVERAL:
    places = st.columns(2) if kind == "twins" else [st.container() for _each in SEVERAL[kind]]
    for place, (key, each, m) in zip(places, SEVERAL[kind], strict=True):
        with place:
            draw(key, each, m, "twins" if kind == "twins" else None)
else:
    draw("cloud", kind, count)
st.text(f"clicked={st.session_state.get('clicked')}")
