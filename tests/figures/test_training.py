import html
from functools import partial

import numpy as np
import pytest

from embedviz.figures.style import CATEGORICAL, GRAY
from embedviz.figures.training import (
    Curve,
    accuracy_by_epoch,
    effective_rank_by_epoch,
    loss_by_epoch,
    neighbors_by_epoch,
    singular_values,
    spectra_by_epoch,
)

EPOCHS = np.array([0.0, 1.0, 2.5])
CURVES = [Curve("skip-gram", EPOCHS, np.array([4.2, 2.0, 1.5])), Curve("CBOW", EPOCHS, np.array([4.2, 2.5, 1.7]))]
NEIGHBORS = [["b", "x"], ["b", "c"], ["a", "b"]]


@pytest.mark.parametrize(
    "draw",
    [loss_by_epoch, partial(effective_rank_by_epoch, dimensions=50), accuracy_by_epoch, singular_values],
    ids=["loss", "effective rank", "accuracy", "singular values"],
)
def test_each_model_has_a_line_of_its_numbers_as_typed_arrays_and_a_color(draw, sent):
    lines = sent(draw(CURVES).to_json())["data"]
    assert [line["name"] for line in lines] == ["skip-gram", "CBOW"]
    assert [line["line"]["color"] for line in lines] == CATEGORICAL[:2]
    for line, curve in zip(lines, CURVES, strict=True):
        assert isinstance(line["x"], np.ndarray)
        np.testing.assert_array_equal(line["x"], curve.x)
        np.testing.assert_array_equal(line["y"], curve.y)


def test_a_long_history_has_no_marks():
    many = np.arange(200.0)
    assert loss_by_epoch([Curve("long", many, many)]).data[0].mode == "lines"
    assert loss_by_epoch(CURVES).data[0].mode == "lines+markers"


def test_a_training_that_has_just_begun_is_drawn():
    (line,) = loss_by_epoch([Curve("new", np.zeros(1), np.ones(1))]).data
    assert (list(line.x), list(line.y)) == ([0], [1])


def test_the_dimensions_are_marked_and_within_the_picture():
    figure = effective_rank_by_epoch(CURVES, 50)
    (line,), (note,) = figure.layout.shapes, figure.layout.annotations
    assert line.y0 == line.y1 == note.y == 50 < figure.layout.yaxis.range[1]
    assert note.text == "n = 50"


def test_names_with_markup_are_shown_as_they_are():
    (line,) = loss_by_epoch([Curve("<b>mine</b>", EPOCHS, EPOCHS)]).data
    assert html.unescape(line.name) == "<b>mine</b>" != line.name


def test_zero_has_no_place_on_a_logarithmic_axis():
    figure = singular_values([Curve("rank 1", np.array([1, 2]), np.array([3.0, 0.0]))])
    assert figure.layout.yaxis.type == "log"
    np.testing.assert_array_equal(figure.data[0].y, [3, np.nan])


def test_spectra_of_zeros_are_drawn():
    assert np.isnan(spectra_by_epoch([0.0], np.zeros((1, 3))).data[0].y).all()


def test_each_moment_has_a_line_of_its_spectrum(sent):
    values = np.array([[3.0, 2.0, 1.0], [30.0, 20.0, 0.5], [40.0, 10.0, 0.0]])
    *lines, _scale = sent(spectra_by_epoch(list(EPOCHS), values).to_json())["data"]
    assert [line["name"] for line in lines] == ["epoch 0", "epoch 1", "epoch 2.5"]
    for line, expected in zip(lines, values, strict=True):
        np.testing.assert_array_equal(line["x"], [1, 2, 3])
        np.testing.assert_array_equal(line["y"], np.where(expected > 0, expected, np.nan))


def test_the_colors_of_spectra_follow_time_and_not_their_number():
    lines = spectra_by_epoch([0.0, 1.0, 2.0, 4.0], np.ones((4, 2))).data
    evenly = spectra_by_epoch([0.0, 2.0, 4.0], np.ones((3, 2))).data
    assert [lines[i].line.color for i in (0, 2, 3)] == [evenly[i].line.color for i in (0, 1, 2)]
    assert len({line.line.color for line in lines[:-1]}) == 4
    assert (lines[-1].marker.cmin, lines[-1].marker.cmax) == (0, 4)


def test_a_word_near_at_the_end_has_a_line_of_its_ranks_broken_where_it_is_not_near(sent):
    _others, *lines = sent(neighbors_by_epoch(EPOCHS.tolist(), NEIGHBORS).to_json())["data"]
    assert [line["name"] for line in lines] == ["a", "b"]
    np.testing.assert_array_equal(lines[0]["y"], [np.nan, np.nan, 1])
    np.testing.assert_array_equal(lines[1]["y"], [1, 1, 2])
    assert [line["text"][-1] for line in lines] == ["a", "b"]
    assert lines[0]["line"]["color"] != lines[1]["line"]["color"]


def test_words_that_were_near_before_are_gray_points_that_tell_their_names(sent):
    others = sent(neighbors_by_epoch(EPOCHS.tolist(), NEIGHBORS).to_json())["data"][0]
    assert list(zip(others["x"], others["y"], others["customdata"], strict=True)) == [(0, 2, "x"), (1, 2, "c")]
    assert others["marker"]["color"] == GRAY


def test_the_nearest_stands_on_top_and_there_is_room_for_labels():
    axes = neighbors_by_epoch(EPOCHS.tolist(), NEIGHBORS).layout
    assert axes.yaxis.range == (2.5, 0.5)
    assert axes.xaxis.range[0] < 0
    assert axes.xaxis.range[1] > 2.5
    assert list(axes.xaxis.tickvals) == EPOCHS.tolist()


def test_many_epochs_are_not_all_numbered():
    epochs = list(range(101))
    assert 6 < len(neighbors_by_epoch(epochs, [["a"]] * 101).layout.xaxis.tickvals) <= 12


def test_a_neighbor_with_markup_is_shown_as_it_is_and_not_filled_in():
    words = ["%{x}", "<b>"]
    _others, *lines = neighbors_by_epoch([0.0], [words]).data
    assert [html.unescape(line.customdata[0]) for line in lines] == words
    assert [html.unescape(line.text[0]) for line in lines] == words
    assert not any(word in line.hovertemplate for line, word in zip(lines, words, strict=True))


def test_singular_values_that_are_relative_to_the_largest_say_so():
    curve = Curve("rank 2", np.array([1, 2]), np.array([1.0, 0.5]))
    usual, relative = singular_values([curve]), singular_values([curve], relative=True)
    assert (usual.layout.yaxis.title.text, relative.layout.yaxis.title.text) == (
        "singular value σ",
        "singular value σ / σ₁",
    )
    assert "σ<sub>1</sub>" in relative.data[0].hovertemplate
