import numpy as np
import pytest

import embedviz as ev
from embedviz.figures.home import angles_of_pairs, axis_each, falling_values, nearest, null_vector, offset
from embedviz.figures.style import BLUE, ORANGE
from embedviz.geometry.angles import RandomDirections, angle_distributions
from embedviz.geometry.neighbors import Neighbors
from embedviz.geometry.parallelogram import Parallelogram

POINTS = np.array([[0, 0], [2, 1], [0, 3], [2, 4], [2, 5]], dtype=np.float32)
ANALOGY = Parallelogram(("man", "king", "a<b"), "queen", 0.9, POINTS)


def figures() -> list:
    values = ev.spectrum(np.diag([3.0, 2, 1]))
    (angles,) = angle_distributions(np.eye(3))
    near = Neighbors(("dog",), np.array([0.5]), np.array([1]))
    return [
        axis_each(np.eye(2), ["a", "b"]),
        falling_values(values),
        null_vector(np.array([0.6, -0.8]), ["a", "b"]),
        angles_of_pairs(angles, RandomDirections(3)),
        offset(ANALOGY),
        nearest(near),
    ]


def test_all_are_equally_high_and_cannot_be_dragged_or_zoomed():
    drawn = figures()
    assert len({figure.layout.height for figure in drawn}) == 1
    for figure in drawn:
        assert figure.layout.dragmode is False
        assert figure.layout.showlegend is False
        assert figure.layout.xaxis.fixedrange
        assert figure.layout.yaxis.fixedrange


def test_long_words_are_cut_and_what_looks_like_html_is_shown():
    figure = axis_each(np.eye(2), ["x" * 1_000, "<b>"])
    assert figure.layout.yaxis.ticktext == ("x" * 11 + "…", "&lt;b&gt;")


@pytest.mark.parametrize(("singular", "rank"), [([4.0, 2, 1], 3), ([4.0, 2, 0], 2), ([0.0, 0, 0], 0), ([5.0], 1)])
def test_what_counts_for_the_rank_is_blue_and_the_rest_orange(sent, singular, rank):
    figure = falling_values(ev.spectrum(np.diag(singular)))
    traces = sent(figure.to_json())["data"]
    counted = {trace["line"]["color"]: list(trace["y"][:-1]) for trace in traces}
    assert counted == {color: part for color, part in ((BLUE, singular[:rank]), (ORANGE, singular[rank:])) if part}
    # The steps of both together go from half before the first value to half after the last.
    assert traces[0]["x"][0] == 0.5
    assert traces[-1]["x"][-1] == len(singular) + 0.5
    assert figure.layout.shapes[0].x0 == rank + 0.5
    assert figure.layout.annotations[0].text == f"rank {rank}"


def test_the_marked_rank_stays_inside_of_the_figure():
    for singular, side in (([1.0, 1, 1, 1], "right"), ([1.0, 0, 0, 0], "left")):
        assert falling_values(ev.spectrum(np.diag(singular))).layout.annotations[0].xanchor == side


def test_coefficients_are_bars_in_the_order_of_the_words():
    (bars,) = null_vector(np.array([0.6, -0.8]), ["a", "b"]).data
    np.testing.assert_array_equal(bars.y, [0.6, -0.8])
    assert list(bars.marker.color) == [BLUE, ORANGE]
    assert list(bars.customdata) == ["a", "b"]


def test_angles_stand_beside_the_exact_density():
    (found,) = angle_distributions(np.random.default_rng(0).standard_normal((50, 4)))
    pairs, exact = angles_of_pairs(found, RandomDirections(4)).data
    assert pairs.y.sum() == pytest.approx(1)
    # In four dimensions the density is 2 sin²θ / π for an angle in radians.
    np.testing.assert_allclose(exact.y, 2 * np.sin(np.radians(exact.x)) ** 2 / 180, atol=1e-6)


def test_the_arrows_lead_from_word_to_word_and_by_the_same_way_to_the_cross():
    figure = offset(ANALOGY)
    dots, cross = figure.data
    assert list(dots.text) == ["man", "king", "a&lt;b", "queen"]
    np.testing.assert_array_equal(np.column_stack([dots.x, dots.y]), POINTS[[0, 1, 2, 4]])
    assert (cross.x[0], cross.y[0]) == (2, 4)
    ways = [(arrow.x - arrow.ax, arrow.y - arrow.ay) for arrow in figure.layout.annotations]
    assert ways == [(2, 1), (2, 1)]


def test_points_in_one_place_have_axes_all_the_same():
    figure = offset(Parallelogram(("a", "b", "c"), "d", 1.0, np.zeros((5, 2), dtype=np.float32)))
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        assert axis.range[0] < 0 < axis.range[1]


@pytest.mark.parametrize(("scores", "low"), [([0.9, 0.1], 0), ([0.2, -0.4], -0.5)])
def test_bars_of_cosines_have_room_for_negative_ones(scores, low):
    figure = nearest(Neighbors(("dog", "rat"), np.array(scores), np.array([1, 2])))
    assert figure.layout.xaxis.range[0] == pytest.approx(low)
    assert list(figure.layout.yaxis.ticktext) == ["dog", "rat"]
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]  # the nearest on top
    np.testing.assert_array_equal(figure.data[0].x, scores)
