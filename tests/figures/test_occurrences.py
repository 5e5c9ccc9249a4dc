import html

import numpy as np
import pytest

from embedviz.figures.occurrences import flat_occurrences, occurrences, sense_colors, sense_name
from embedviz.figures.style import CATEGORICAL, GRAY
from embedviz.i18n import spoken

SENSES = ["river", "money", "river", "", "money", "row"]
SENTENCES = [(f"{i} ", "bank", " & more") for i in range(6)]
BOTH = pytest.mark.parametrize(("draw", "axes"), [(occurrences, "xyz"), (flat_occurrences, "xy")])


@pytest.fixture(scope="module")
def cloud() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(6, 3)).astype(np.float32)


def drawn(draw, coordinates, senses=SENSES, sentences=SENTENCES, *, static=None, emphasized=None):
    return draw(coordinates, senses, sentences, static=static, emphasized=emphasized)


def notes(figure) -> list:
    return list(figure.layout.scene.annotations or figure.layout.annotations)


def named(traces: list[dict]) -> list[dict]:
    return [trace for trace in traces if trace.get("showlegend", True)]


def at(trace, axes: str) -> np.ndarray:
    return np.column_stack([trace[axis] for axis in axes])


def test_colors_are_those_of_the_order_of_appearance_and_gray_without_a_sense():
    assert sense_colors(SENSES) == {"river": CATEGORICAL[0], "money": CATEGORICAL[1], "row": CATEGORICAL[2], "": GRAY}
    assert sense_colors(map(str, range(25)))["10"] == CATEGORICAL[0]


@BOTH
def test_each_sense_is_one_entry_of_the_legend_with_its_points_in_its_color_as_float32(cloud, draw, axes, sent):
    traces = named(sent(drawn(draw, cloud).to_json())["data"])
    assert [trace["name"] for trace in traces] == ["river", "money", "row", "sense not labeled"]
    for trace, sense in zip(traces, ["river", "money", "row", ""], strict=True):
        members = [i for i, each in enumerate(SENSES) if each == sense]
        assert trace["marker"]["color"] == sense_colors(SENSES)[sense]
        assert {trace[axis].dtype for axis in axes} == {np.dtype(np.float32)}
        np.testing.assert_array_equal(at(trace, axes), cloud[members, : len(axes)])
        np.testing.assert_array_equal(trace["customdata"], members)
        assert [text.split(" ")[0] for text in trace["hovertext"]] == [str(i) for i in members]


@BOTH
def test_a_line_leads_from_the_mean_of_each_sense_to_its_points_and_not_on(cloud, draw, axes, sent):
    traces = sent(drawn(draw, cloud).to_json())["data"]
    lines = [trace for trace in traces if trace["mode"] == "lines"]
    crosses = [trace for trace in traces if trace.get("marker", {}).get("symbol") == "cross"]
    assert [line["legendgroup"] for line in lines] == [cross["legendgroup"] for cross in crosses] == ["river", "money"]
    for line, cross in zip(lines, crosses, strict=True):
        points = cloud[[sense == line["legendgroup"] for sense in SENSES], : len(axes)].astype(np.float64)
        np.testing.assert_allclose(at(cross, axes), points.mean(axis=0)[None], rtol=1e-6)
        ways = at(line, axes).reshape(-1, 3, len(axes))
        np.testing.assert_allclose(ways[:, 0], np.repeat(points.mean(axis=0)[None], 2, axis=0), rtol=1e-6)
        np.testing.assert_array_equal(ways[:, 1], points)
        assert np.isnan(ways[:, 2]).all()


@BOTH
def test_occurrences_in_one_place_are_one_gray_point_and_all_senses_stay_in_the_legend(draw, axes, sent):
    rounding = np.random.default_rng(1).normal(size=(6, 3)).astype(np.float32) * 1e-8
    figure = drawn(draw, rounding)
    traces = sent(figure.to_json())["data"]
    seen = [trace for trace in traces if np.isfinite(at(trace, axes)).any()]
    assert [(len(at(trace, axes)), trace["marker"]["color"]) for trace in seen] == [(1, GRAY)]
    assert len(named(traces)) == 4
    assert seen[0]["marker"]["size"] > named(traces)[0]["marker"]["size"]
    assert [note.text for note in notes(figure)] == ["6 occurrences, one point"]
    axis = figure.layout.scene.xaxis if draw is occurrences else figure.layout.xaxis
    np.testing.assert_allclose(axis.range, [-1, 1], atol=1e-6)


@BOTH
def test_a_stack_of_one_sense_has_its_color_and_points_beside_it_are_drawn(cloud, draw, axes, sent):
    placed = cloud.copy()
    placed[2] = placed[0]
    figure = drawn(draw, placed)
    *_others, stack = sent(figure.to_json())["data"]
    np.testing.assert_array_equal(at(stack, axes), placed[:1, : len(axes)])
    assert (stack["marker"]["color"], list(stack["customdata"])) == (CATEGORICAL[0], [0])
    assert stack["hovertext"] == ["0 <b>bank</b> &amp; more<br>2 <b>bank</b> &amp; more"]
    assert [note.text for note in notes(figure)] == ["2 occurrences, one point"]
    shown = [place for trace in named(sent(figure.to_json())["data"]) for place in at(trace, axes)]
    assert np.isfinite(shown).all(axis=1).sum() == 4


@BOTH
def test_the_emphasized_occurrence_is_larger_on_top_and_labeled_with_its_word_in_bold(cloud, draw, axes):
    figure = drawn(draw, cloud, emphasized=4)
    last = figure.data[-1]
    np.testing.assert_array_equal(at(last, axes), cloud[4:5, : len(axes)])
    assert last.marker.size > figure.data[2].marker.size
    assert last.marker.color == CATEGORICAL[1]
    (note,) = notes(figure)
    assert note.text == "4 <b>bank</b> &amp; more"
    np.testing.assert_array_equal([note[axis] for axis in axes], cloud[4, : len(axes)])


@BOTH
def test_the_static_vector_is_a_diamond_that_lies_within_the_axes(cloud, draw, axes):
    static = np.array([9, -9, 9], np.float32)
    figure = drawn(draw, cloud, static=static)
    diamond = next(trace for trace in figure.data if trace.marker.symbol == "diamond")
    np.testing.assert_array_equal(at(diamond, axes), static[None, : len(axes)])
    assert [note.text for note in notes(figure)] == ["static vector"]
    place = figure.layout.scene if draw is occurrences else figure.layout
    for axis, number in zip(axes, static, strict=False):
        low, high = place[f"{axis}axis"].range
        assert low < number < high


@BOTH
def test_names_with_markup_are_shown_as_they_are_and_not_filled_in(cloud, draw, axes):
    senses = ["<b>", "<b>", "%{x}", "%{x}", "at&t", ""]
    figure = drawn(draw, cloud, senses)
    legend = [trace.name for trace in figure.data if trace.showlegend]
    assert [html.unescape(name) for name in legend[:3]] == ["<b>", "%{x}", "at&t"]
    assert not any("<" in name for name in legend)
    assert not any("%{x}" in (trace.hovertemplate or "") for trace in figure.data)
    means = [trace.hovertext for trace in figure.data if trace.marker.symbol == "cross"]
    assert means == ["the mean of &lt;b&gt;", "the mean of %{x}"]
    assert len(axes) == len(figure.data[0].to_plotly_json().keys() & set("xyz"))


@BOTH
def test_a_single_occurrence_is_a_point(cloud, draw, axes):
    figure = drawn(draw, cloud[:1], ["river"], SENTENCES[:1])
    (point,) = figure.data
    np.testing.assert_array_equal(at(point, axes), cloud[:1, : len(axes)])
    assert notes(figure) == []


def test_shipped_senses_are_called_in_the_readers_language_and_a_readers_own_as_written():
    with spoken("zh"):
        assert [sense_name(each) for each in ("river", "row", "")] == ["河流", "row", "未标注义项"]
    assert sense_name("river") == "river"
