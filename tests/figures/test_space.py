import html
import json

import numpy as np
import plotly.graph_objects as go
import pytest

import embedviz as ev
from embedviz.figures.space import Coloring, Highlight, flat, space

ODD = ["<b>", "at&t", "&lt;", "plain", 'say "x"', "it's"]
TITLES = ("one", "two", "three")
NOTHING = Highlight([], [], None)


def ranks(count: int) -> Coloring:
    return Coloring("rank", np.arange(1, count + 1), "rank")


@pytest.fixture(scope="module")
def bank(glove) -> tuple[ev.Embedding, np.ndarray, Highlight]:
    """The first 2,000 words with the neighbors of "bank" behind them, their picture, and which points answer."""
    found = ev.neighbors(glove, "bank", 10)
    words = [*glove.words[:2000], *(word for word in found.words if glove.index(word) >= 2000)]
    shown = ev.Embedding("shown", words, glove.rows(words))
    answers = Highlight([shown.index("bank")], [shown.index(word) for word in found.words], None)
    return shown, ev.project(shown).coordinates, answers


def draw(kind, coordinates, words, coloring, highlight, **other) -> go.Figure:
    return kind(coordinates, words, coloring, axis_titles=TITLES, highlight=highlight, **other)


def at(trace: dict) -> np.ndarray:
    return np.column_stack([trace[name] for name in "xyz" if name in trace])


def labels(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.scene.annotations]


def without_bold(label: str) -> str:
    return html.unescape(label.removeprefix("<b>").removesuffix("</b>"))


@pytest.mark.parametrize(("kind", "axes"), [(space, 3), (flat, 2)])
def test_coordinates_are_those_of_the_picture_as_typed_float32_arrays(bank, kind, axes, sent):
    shown, coordinates, highlight = bank
    cloud = sent(draw(kind, coordinates, list(shown.words), ranks(len(shown)), highlight).to_json())["data"][0]
    assert {cloud[name].dtype for name in "xyz"[:axes]} == {np.dtype(np.float32)}
    np.testing.assert_array_equal(at(cloud), coordinates[:, :axes])


@pytest.mark.parametrize("kind", [space, flat])
def test_colors_are_the_numbers_given_as_a_typed_array(bank, kind, sent):
    shown, coordinates, _ = bank
    values = ev.project(shown).losses
    marker = sent(draw(kind, coordinates, list(shown.words), Coloring("loss", values, "amount"), NOTHING).to_json())[
        "data"
    ][0]["marker"]
    np.testing.assert_array_equal(marker["color"], values)
    assert (marker["cmin"], marker["cmax"]) == (values.min(), values.max())
    assert marker["colorbar"]["title"]["text"] == "loss"


@pytest.mark.parametrize("kind", [space, flat])
def test_the_query_and_all_its_neighbors_are_drawn_where_they_lie(bank, kind, sent):
    shown, coordinates, highlight = bank
    _cloud, *others = sent(draw(kind, coordinates, list(shown.words), ranks(len(shown)), highlight).to_json())["data"]
    marked = {
        tuple(place): word
        for trace in others
        if "customdata" in trace
        for place, word in zip(at(trace).tolist(), trace["customdata"], strict=True)
    }
    axes = 3 if kind is space else 2
    expected = [*highlight.queries, *highlight.neighbors]
    assert marked == {tuple(coordinates[i, :axes].tolist()): shown.words[i] for i in expected}
    assert "banks" in marked.values()


def test_the_query_and_all_its_neighbors_are_labeled_and_the_query_lies_on_top(bank):
    shown, coordinates, highlight = bank
    figure = draw(space, coordinates, list(shown.words), ranks(len(shown)), highlight, landmarks=[0, 1, 2])
    assert labels(figure)[-1] == "<b>bank</b>"
    assert labels(figure)[3:-1] == [shown.words[i] for i in highlight.neighbors]
    notes = figure.layout.scene.annotations[3:]
    expected = coordinates[[*highlight.neighbors, *highlight.queries]]
    np.testing.assert_array_equal([[note.x, note.y, note.z] for note in notes], expected)


def test_without_webgl_they_are_labeled_too(bank):
    shown, coordinates, highlight = bank
    figure = draw(flat, coordinates, list(shown.words), ranks(len(shown)), highlight)
    texts = [text for trace in figure.data[1:] for text in trace.text]
    assert texts == [shown.words[i] for i in (*highlight.neighbors, *highlight.queries)]


def test_lines_join_the_query_to_each_neighbor(bank, sent):
    shown, coordinates, highlight = bank
    figure = sent(draw(space, coordinates, list(shown.words), ranks(len(shown)), highlight).to_json())
    lines = at(next(trace for trace in figure["data"] if trace["mode"] == "lines")).reshape(-1, 3, 3)
    np.testing.assert_array_equal(lines[:, 0], np.repeat(coordinates[highlight.queries], 10, axis=0))
    np.testing.assert_array_equal(lines[:, 1], coordinates[highlight.neighbors])
    assert np.isnan(lines[:, 2]).all()


def test_a_sum_is_a_point_of_its_own_and_the_lines_begin_there(bank, sent):
    shown, coordinates, highlight = bank
    target = np.array([1, 2, 3], dtype=np.float32)
    around = Highlight(highlight.queries, highlight.neighbors, target)
    figure = sent(draw(space, coordinates, list(shown.words), ranks(len(shown)), around).to_json())
    np.testing.assert_array_equal(at(figure["data"][-1]), target[None])
    lines = at(next(trace for trace in figure["data"] if trace["mode"] == "lines")).reshape(-1, 3, 3)
    np.testing.assert_array_equal(lines[:, 0], np.repeat(target[None], 10, axis=0))


def test_a_landmark_that_is_an_answer_is_labeled_once(bank):
    shown, coordinates, highlight = bank
    landmarks = [0, highlight.queries[0], highlight.neighbors[0]]
    figure = draw(space, coordinates, list(shown.words), ranks(len(shown)), highlight, landmarks=landmarks)
    assert len(labels(figure)) == len({without_bold(label) for label in labels(figure)}) == 12


@pytest.mark.parametrize("kind", [space, flat])
def test_without_a_query_there_is_only_the_cloud(bank, kind):
    shown, coordinates, _ = bank
    assert len(draw(kind, coordinates, list(shown.words), ranks(len(shown)), NOTHING).data) == 1


@pytest.mark.parametrize("kind", [space, flat])
def test_words_with_markup_are_shown_as_they_are(kind):
    coordinates = np.random.default_rng(0).standard_normal((6, 3)).astype(np.float32)
    figure = draw(kind, coordinates, ODD, ranks(6), Highlight([0], [1, 2], None))
    cloud, *others = figure.data
    assert [html.unescape(word) for word in cloud.customdata] == ODD
    hovered = [word for trace in others if trace.customdata is not None for word in trace.customdata]
    assert not any("<" in word for word in [*cloud.customdata, *hovered])
    assert sorted(map(html.unescape, hovered)) == sorted(ODD[:3])


def test_labels_with_markup_are_shown_as_they_are():
    coordinates = np.random.default_rng(0).standard_normal((6, 3)).astype(np.float32)
    figure = draw(space, coordinates, ODD, ranks(6), Highlight([0], [1, 2], None), landmarks=[4])
    assert [without_bold(label) for label in labels(figure)] == ['say "x"', "at&t", "&lt;", "<b>"]
    assert [label.count("<") for label in labels(figure)] == [0, 0, 0, 2]  # the last is bold


@pytest.mark.parametrize("kind", [space, flat])
def test_axis_titles_with_markup_are_shown_as_they_are(kind):
    titles = ["<b> - at&t", "&lt;", "city"]
    figure = kind(np.eye(3, dtype=np.float32), ["a", "b", "c"], ranks(3), axis_titles=titles, highlight=NOTHING)
    axes = figure.layout.scene if kind is space else figure.layout
    shown = [axes.xaxis.title.text, axes.yaxis.title.text]
    assert not any("<" in title for title in shown)
    assert [html.unescape(title) for title in shown] == titles[:2]


def test_the_color_of_a_group_is_one_step_of_the_scale_a_group():
    values = np.array([0, 1, 2, 1, np.nan])
    marker = draw(space, np.zeros((5, 3), np.float32), list("abcde"), Coloring("group", values, "group"), NOTHING)
    marker = marker.data[0].marker
    assert (marker.cmin, marker.cmax) == (-0.5, 2.5)
    assert list(marker.colorbar.tickvals) == [0, 1, 2]
    assert list(marker.colorbar.ticktext) == ["1", "2", "3"]
    steps = np.array([edge for edge, _color in marker.colorscale]).reshape(-1, 2)
    np.testing.assert_allclose(steps, [[0, 1 / 3], [1 / 3, 2 / 3], [2 / 3, 1]])
    colors = [color for _edge, color in marker.colorscale]
    assert colors[::2] == colors[1::2]
    assert len(set(colors)) == 3


def test_limits_replace_the_extremes():
    coloring = Coloring("rank", np.array([1, 2, 400_000]), "rank", (1, 2))
    marker = draw(space, np.zeros((3, 3), np.float32), list("abc"), coloring, NOTHING).data[0].marker
    assert (marker.cmin, marker.cmax) == (1, 2)


def test_50_000_words_serialize_in_few_bytes(glove):
    shown = glove.top(50_000)
    coordinates = ev.project(shown).coordinates
    figure = draw(space, coordinates, list(shown.words), ranks(50_000), Highlight([0], [1, 2, 3], None))
    text = figure.to_json()
    assert len(json.loads(text)["data"][0]["customdata"]) == 50_000
    # 12 bytes a point of coordinates and 8 of color at most, by a third more in base64; the rest is words.
    assert len(text) - sum(len(word.encode()) + 16 for word in shown.words) < 50_000 * 28


@pytest.mark.parametrize(("scale", "wide"), [(1, 4), (1e30, 4), (1e-30, 4)])
def test_axes_without_extent_get_the_width_of_the_widest(scale, wide):
    points = np.array([[-1, 0, 5], [3, 0, 5 + 1e-6], [1, 3, 5]]) * scale
    scene = draw(space, points.astype(np.float32), ["a", "b", "c"], ranks(3), NOTHING).layout.scene
    assert scene.xaxis.range is scene.yaxis.range is None
    low, high = np.array(scene.zaxis.range) / scale
    assert (low + high) / 2 == pytest.approx(5)
    assert high - low == pytest.approx(wide)
    ratio = scene.aspectratio
    assert scene.aspectmode == "manual"
    assert (ratio.x / ratio.z, ratio.y / ratio.z) == pytest.approx((1, 3 / 4))


def test_a_sum_outside_of_a_flat_picture_lies_within_its_axes():
    points = np.array([[0, 0, 0], [4, 0, 0], [1, 3, 0]], dtype=np.float32)
    scene = draw(space, points, ["a", "b", "c"], ranks(3), Highlight([0], [1], np.array([1.0, 1.0, 0.2]))).layout.scene
    low, high = scene.zaxis.range
    assert low < 0 < 0.2 < high


def test_a_cloud_leaves_its_axes_to_plotly(glove):
    coordinates = ev.project(glove.top(500)).coordinates
    scene = draw(space, coordinates, list(glove.words[:500]), ranks(500), NOTHING).layout.scene
    assert scene.xaxis.range is scene.yaxis.range is scene.zaxis.range is None
    assert scene.aspectmode == "data"


def test_two_pictures_with_the_same_limits_have_the_same_axes():
    limits = [[-1.0, 1.0], [0.0, 2.0], [3.0, 5.0]]
    scenes = [
        space(points, ODD, ranks(6), TITLES, NOTHING, limits=limits).layout.scene
        for points in (np.zeros((6, 3)), np.random.default_rng(0).random((6, 3)))
    ]
    for scene in scenes:
        assert scene.aspectmode == "cube"
        assert [list(scene[f"{axis}axis"].range) for axis in "xyz"] == limits
