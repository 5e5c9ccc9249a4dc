import html

import numpy as np
import pytest

from embedviz.figures.motion import flat_positions_by_epoch, positions_by_epoch

WORDS = ["king", "queen"]
EPOCHS = [0.0, 1.0, 2.5]


@pytest.fixture(scope="module")
def positions() -> np.ndarray:
    """Of two words at three moments."""
    return np.random.default_rng(0).normal(size=(3, 2, 3)) * [5.0, 1.0, 1.0]


@pytest.mark.parametrize(("draw", "axes"), [(positions_by_epoch, "xyz"), (flat_positions_by_epoch, "xy")])
def test_each_frame_has_the_points_of_its_moment(positions, draw, axes, sent):
    frames = sent(draw(positions, WORDS, EPOCHS).to_json())["frames"]
    assert [frame["name"] for frame in frames] == ["0", "1", "2.5"]
    for frame, at in zip(frames, positions, strict=True):
        assert frame["traces"] == [0, 1]
        for axis, expected in zip(axes, at.T, strict=False):
            np.testing.assert_array_equal(frame["data"][1][axis], expected)


@pytest.mark.parametrize(("draw", "axes"), [(positions_by_epoch, "xyz"), (flat_positions_by_epoch, "xy")])
def test_a_way_leads_through_all_moments_up_to_now_and_not_on_to_the_next_word(positions, draw, axes, sent):
    frame = sent(draw(positions, WORDS, EPOCHS).to_json())["frames"][1]
    for axis, each in zip(axes, range(3), strict=False):
        way = [*positions[:2, 0, each], np.nan, *positions[:2, 1, each], np.nan]
        np.testing.assert_array_equal(frame["data"][0][axis], way)


def test_the_last_moment_is_shown_first(positions, sent):
    figure = sent(positions_by_epoch(positions, WORDS, EPOCHS).to_json())
    for i, axis in enumerate("xyz"):
        np.testing.assert_array_equal(figure["data"][1][axis], positions[-1, :, i])
    assert figure["layout"]["sliders"][0]["active"] == 2
    assert list(figure["data"][1]["text"]) == WORDS


def test_the_slider_has_a_step_for_each_frame_and_a_button_plays_them_all(positions):
    figure = positions_by_epoch(positions, WORDS, EPOCHS)
    steps = figure.layout.sliders[0].steps
    assert [list(step.args[0]) for step in steps] == [[frame.name] for frame in figure.frames]
    play, pause = figure.layout.updatemenus[0].buttons
    assert play.args[0] is None  # all of them
    assert list(pause.args[0]) == [None]
    assert all(control.args[1]["frame"]["redraw"] for control in (*steps, play, pause))


def test_the_axes_hold_all_moments_and_are_equally_long(positions):
    scene = positions_by_epoch(positions, WORDS, EPOCHS).layout.scene
    limits = np.array([scene.xaxis.range, scene.yaxis.range, scene.zaxis.range])
    assert (limits[:, 0] < positions.min(axis=(0, 1))).all()
    assert (limits[:, 1] > positions.max(axis=(0, 1))).all()
    np.testing.assert_allclose(np.diff(limits, axis=1), np.diff(limits[0]).item())
    assert scene.aspectmode == "cube"


def test_a_point_that_never_moves_has_room_around_it():
    axis = positions_by_epoch(np.zeros((1, 1, 3)), ["king"], [0.0]).layout.scene.xaxis
    assert axis.range[0] < 0 < axis.range[1]


@pytest.mark.parametrize("draw", [positions_by_epoch, flat_positions_by_epoch])
def test_words_with_markup_are_shown_as_they_are(positions, draw):
    words = ["<b>", "&amp;"]
    points = draw(positions, words, EPOCHS).data[1]
    for shown in (points.text, points.customdata):
        assert [html.unescape(word) for word in shown] == words
        assert "<b>" not in shown
