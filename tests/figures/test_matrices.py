import html

import numpy as np
import pytest

import embedviz as ev
from embedviz.figures.matrices import MAX_NUMBERED, coordinates, cosines, distances, identity

WORDS = ["king", "queen", "bank"]
ODD = ["<b>", "at&t", "&lt;"]


@pytest.fixture(scope="module")
def found(glove) -> ev.Gram:
    return ev.gram(glove.rows(WORDS))


def test_the_identity_is_drawn_as_it_is(sent):
    heatmap = sent(identity(np.eye(3, dtype=np.float32), WORDS).to_json())["data"][0]
    np.testing.assert_array_equal(heatmap["z"], np.eye(3))
    assert (heatmap["zmin"], heatmap["zmax"]) == (0, 1)


def test_coordinates_are_those_of_the_vectors_around_a_zero_in_the_middle(glove, sent):
    vectors = glove.rows(WORDS)
    heatmap = sent(coordinates(vectors, WORDS).to_json())["data"][0]
    np.testing.assert_array_equal(heatmap["z"], vectors)
    assert heatmap["zmax"] == -heatmap["zmin"] == np.abs(vectors).max()


def test_cosines_are_those_of_the_gram_from_minus_1_to_1(found, sent):
    heatmap = sent(cosines(found.cosines, WORDS).to_json())["data"][0]
    np.testing.assert_array_equal(heatmap["z"], found.cosines)
    assert (heatmap["zmin"], heatmap["zmax"]) == (-1, 1)


def test_distances_are_those_of_the_gram_from_0(found, sent):
    heatmap = sent(distances(found.distances, WORDS).to_json())["data"][0]
    np.testing.assert_array_equal(heatmap["z"], found.distances)
    assert (heatmap["zmin"], heatmap["zmax"]) == (0, found.distances.max())


def test_a_word_without_direction_leaves_a_hole(sent):
    values = ev.gram(np.array([[0.0, 0], [3, 4]])).cosines
    np.testing.assert_array_equal(sent(cosines(values, ["zero", "long"]).to_json())["data"][0]["z"], values)


@pytest.mark.parametrize("draw", [coordinates, distances])
def test_nothing_but_zeros_still_has_a_scale(draw, sent):
    heatmap = sent(draw(np.zeros((2, 2)), ["a", "b"]).to_json())["data"][0]
    assert heatmap["zmin"] < heatmap["zmax"]


def test_rows_are_named_from_the_top(found):
    rows = cosines(found.cosines, WORDS).layout.yaxis
    assert dict(zip(rows.tickvals, rows.ticktext, strict=True)) == dict(enumerate(WORDS))
    assert rows.range[0] > rows.range[1]


@pytest.mark.parametrize("draw", [identity, coordinates, cosines, distances])
def test_words_with_markup_are_shown_as_they_are(draw):
    figure = draw(np.eye(3), ODD)
    hovered = [row[0][0] for row in figure.data[0].customdata]
    for shown in (figure.layout.yaxis.ticktext, hovered):
        assert not any("<" in word for word in shown)
        assert [html.unescape(word) for word in shown] == ODD


def test_pairs_are_named_in_the_order_of_rows_and_columns(found):
    pairs = cosines(found.cosines, WORDS).data[0].customdata
    assert [[tuple(pair) for pair in row] for row in pairs] == [[(a, b) for b in WORDS] for a in WORDS]


def test_a_word_may_occur_twice(sent):
    figure = sent(cosines(np.ones((2, 2)), ["same", "same"]).to_json())
    assert figure["data"][0]["z"].shape == (2, 2)
    assert list(figure["layout"]["yaxis"]["tickvals"]) == [0, 1]


@pytest.mark.parametrize(("columns", "written"), [(MAX_NUMBERED, True), (MAX_NUMBERED + 1, False)])
def test_numbers_are_written_into_cells_that_are_wide_enough(columns, written):
    assert bool(coordinates(np.ones((2, columns)), ["a", "b"]).data[0].texttemplate) == written


@pytest.mark.parametrize(("factor", "power"), [
    pytest.param(1e30, "10³⁰", id="huge"), pytest.param(1e-30, "10⁻³⁰", id="tiny"),
    pytest.param(1e-300, "10⁻³⁰⁰", id="smallest"), pytest.param(100.0, "10²", id="hundreds"),
])  # fmt: skip
def test_coordinates_of_any_size_are_written_in_units_that_are_named(factor, power):
    vectors = np.array([[2.5, -1.25], [0.0, 5.0]])
    figure = coordinates(vectors * factor, ["a", "b"])
    (note,) = figure.layout.annotations
    assert note.text == f"in units of {power}"
    np.testing.assert_allclose(figure.data[0].z * float(f"1e{np.floor(np.log10(5 * factor)):.0f}"), vectors * factor)
    assert f"·{power}" in figure.data[0].hovertemplate
    assert figure.data[0].zmax == -figure.data[0].zmin == np.abs(figure.data[0].z).max() < 10
    assert not coordinates(vectors, ["a", "b"]).layout.annotations


def test_a_slide_can_have_numbers_for_fewer_dimensions():
    for columns, written in ((8, True), (9, False), (MAX_NUMBERED, False)):
        figure = coordinates(np.ones((2, columns)), ["a", "b"], most_numbered=8)
        assert bool(figure.data[0].texttemplate) == written


def test_zero_vectors_have_fields_without_a_number_and_axes_for_them():
    figure = cosines(np.full((12, 12), np.nan), [f"w{i}" for i in range(12)])
    assert list(figure.layout.xaxis.range) == [-0.5, 11.5]
    assert list(figure.layout.yaxis.range) == [11.5, -0.5]
    assert [note.text for note in figure.layout.annotations] == ["no cosines: every vector is zero"]
    assert [note.text for note in coordinates(np.zeros((2, 9)), ["a", "b"]).layout.annotations] == [
        "every coordinate is 0"
    ]
    some = np.array([[np.nan, np.nan], [np.nan, 1.0]])
    assert not cosines(some, ["a", "b"]).layout.annotations
