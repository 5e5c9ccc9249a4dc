import html

import numpy as np
import plotly.graph_objects as go
import pytest

from embedviz.figures.onehot import basis_vectors, flat_basis_vectors


@pytest.fixture
def figure() -> go.Figure:
    return basis_vectors(np.eye(3, dtype=np.float32), ["cat", "at&t", "<b>"])


def lines(figure: go.Figure) -> list[go.Scatter3d]:
    return [trace for trace in figure.data if isinstance(trace, go.Scatter3d)]


def ends(line: go.Scatter3d) -> np.ndarray:
    return np.column_stack([line.x, line.y, line.z])


def test_each_word_is_an_arrow_from_the_origin_along_an_axis_of_its_own(figure):
    arrows = np.stack([ends(line) for line in lines(figure)[:3]])
    np.testing.assert_array_equal(arrows[:, 0], np.zeros((3, 3)))
    np.testing.assert_array_equal(arrows[:, 1], np.eye(3))


def test_the_tips_are_where_the_arrows_end_and_point_along_them(figure):
    cones = [trace for trace in figure.data if isinstance(trace, go.Cone)]
    for i, cone in enumerate(cones):
        np.testing.assert_array_equal([cone.x[0], cone.y[0], cone.z[0]], np.eye(3)[i])
        direction = np.array([cone.u[0], cone.v[0], cone.w[0]])
        np.testing.assert_allclose(direction / np.linalg.norm(direction), np.eye(3)[i])
    assert len(cones) == 3


def test_the_dashed_triangle_joins_all_tips_by_sides_of_root_2(figure):
    triangle = ends(lines(figure)[-1])
    sides = np.linalg.norm(np.diff(triangle, axis=0), axis=1)
    np.testing.assert_allclose(sides, np.sqrt(2) * np.ones(3))


def test_each_arrow_bears_its_word_and_its_coordinates(figure):
    labels = [line.text[1] for line in lines(figure)[:3]]
    assert [html.unescape(label) for label in labels] == ["cat (1, 0, 0)", "at&t (0, 1, 0)", "<b> (0, 0, 1)"]
    assert not any("<" in label for label in labels)


def test_the_three_axes_have_one_scale(figure):
    scene = figure.layout.scene
    assert scene.aspectmode == "cube"
    assert scene.xaxis.range == scene.yaxis.range == scene.zaxis.range


def test_flat_axes_are_equally_long_and_their_tips_equally_far():
    figure = flat_basis_vectors(np.eye(3, dtype=np.float32), ["cat", "at&t", "<b>"])
    tips = np.array([[note.x, note.y] for note in figure.layout.annotations])
    np.testing.assert_allclose(np.linalg.norm(tips, axis=1), 1)
    np.testing.assert_allclose(np.linalg.norm(tips - np.roll(tips, 1, axis=0), axis=1), np.sqrt(3))
    names = [trace.text[1] for trace in figure.data[1:]]
    assert names == ["cat (1, 0, 0)", "at&amp;t (0, 1, 0)", "&lt;b&gt; (0, 0, 1)"]
