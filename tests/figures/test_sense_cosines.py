import numpy as np
import pytest

from embedviz.figures.occurrences import sense_colors
from embedviz.figures.sense_cosines import sense_cosines

SENSES = ["river", "money", "river", "", "money", "row"]
ORDER = [0, 2, 1, 4, 5, 3]
SENTENCES = [(f"{i} ", "bank", " <b>") for i in range(6)]


@pytest.fixture(scope="module")
def values() -> np.ndarray:
    vectors = np.random.default_rng(0).normal(size=(6, 4))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors @ vectors.T


def strip_and_lines(figure) -> tuple[list, list]:
    shapes = figure.layout.shapes
    return [each for each in shapes if each.type == "rect"], [each for each in shapes if each.type == "line"]


def test_cosines_are_ordered_by_sense_in_rows_and_columns(values, sent):
    heatmap = sent(sense_cosines(values, SENTENCES, SENSES).to_json())["data"][0]
    np.testing.assert_array_equal(heatmap["z"], values[np.ix_(ORDER, ORDER)])
    names = [[pair[0][0] for pair in row] for row in heatmap["customdata"]]
    assert [row[0] for row in names] == [str(i) for i in ORDER]
    assert heatmap["customdata"][0][2] == ["0 <b>bank</b> &lt;b&gt;", "1 <b>bank</b> &lt;b&gt;"]


def test_the_scale_ends_at_the_cosines_of_different_occurrences(values):
    heatmap = sense_cosines(values, SENTENCES, SENSES).data[0]
    others = values[np.triu_indices(6, 1)]
    assert (heatmap.zmin, heatmap.zmax) == pytest.approx((others.min(), others.max()))


@pytest.mark.parametrize("same", [np.ones((6, 6)), np.full((6, 6), np.nan), np.ones((1, 1))])
def test_without_a_difference_the_scale_is_that_of_all_cosines(same):
    k = len(same)
    heatmap = sense_cosines(same, SENTENCES[:k], SENSES[:k]).data[0]
    assert (heatmap.zmin, heatmap.zmax) == (-1, 1)


def test_each_sense_has_a_strip_of_its_color_as_long_as_it_has_occurrences(values):
    figure = sense_cosines(values, SENTENCES, SENSES)
    strip, _lines = strip_and_lines(figure)
    assert [each.fillcolor for each in strip] == list(sense_colors(SENSES).values())
    assert [(each.y0, each.y1) for each in strip] == [(-0.5, 1.5), (1.5, 3.5), (3.5, 4.5), (4.5, 5.5)]
    assert all(each.x1 < -0.5 for each in strip)
    assert list(figure.layout.yaxis.tickvals) == [0.5, 2.5, 4, 5]
    assert list(figure.layout.yaxis.ticktext) == ["river", "money", "row", "sense not<br>labeled"]


def test_a_line_stands_between_two_senses_in_both_directions(values):
    _strip, lines = strip_and_lines(sense_cosines(values, SENTENCES, SENSES))
    assert sorted(each.y0 for each in lines if each.y0 == each.y1) == [1.5, 3.5, 4.5]
    assert sorted(each.x0 for each in lines if each.x0 == each.x1) == [1.5, 3.5, 4.5]
    assert strip_and_lines(sense_cosines(values, SENTENCES, ["river"] * 6))[1] == []


def test_names_of_senses_with_markup_are_shown_as_they_are(values):
    assert "&lt;b&gt;" in sense_cosines(values, SENTENCES, ["<b>"] * 6).layout.yaxis.ticktext


@pytest.mark.parametrize(("k", "written"), [(12, True), (40, False)])
def test_numbers_are_written_where_there_is_room(k, written):
    figure = sense_cosines(np.eye(k), [("", "bank", "")] * k, ["river"] * k)
    assert bool(figure.data[0].texttemplate) == written
