import numpy as np
import pytest

from embedviz.geometry.framing import AWAY, STEPS, cube, framing
from embedviz.ui.scene.drawing import Drawing, Moments, Note, Stroke

FRAME = cube([[-2, 2], [0, 4], [-2, 2]])


def test_a_drawing_is_sent_in_units_of_the_frame_and_a_note_may_move_with_a_point():
    corners = np.array([[-2.0, 0, -2], [2, 4, 2]])
    data = Drawing(
        [Stroke(corners, "#112233", arrow=True, group=2)], [Note(corners[1], "end", "#445566"), Note(3, "", "#0")]
    ).data(FRAME)
    (stroke,) = data["strokes"]
    assert stroke["points"] == [[-1, -1, -1], [1, 1, 1]]
    assert (stroke["arrow"], stroke["dashed"], stroke["group"]) == (True, False, 2)
    assert [(note["at"], note["point"]) for note in data["notes"]] == [([1, 1, 1], None), (None, 3)]


def test_the_places_of_all_moments_are_steps_of_one_frame():
    coordinates = np.array([[[-2.0, 0, 0], [0, 2, 0]], [[2, 4, 0], [0, 2, 0]]])
    steps = np.frombuffer(Moments(coordinates, ["a", "b"], "time").places(FRAME), "<u2").reshape(2, 2, 3)
    half = STEPS // 2
    assert steps.tolist() == [[[0, 0, half], [half] * 3], [[STEPS, STEPS, half], [half] * 3]]


def test_a_word_that_is_once_outside_is_never_drawn():
    coordinates = np.zeros((2, 3, 3))
    coordinates[1, 2] = 1e6
    steps = np.frombuffer(Moments(coordinates, ["a", "b"], "time").places(FRAME), "<u2").reshape(2, 3, 3)
    assert (steps[:, 2] == AWAY).all()
    assert (steps[:, :2] != AWAY).all()


@pytest.mark.parametrize("limits", [[[0, 2], [0, 2], [0, 2]], [[-1, 1], [4, 6], [1, 3]]])
def test_a_cube_holds_its_corners_and_nothing_more(limits):
    frame = cube(limits)
    corners = np.array(limits, dtype=float).T
    assert frame.units(corners).tolist() == [[-1] * 3, [1] * 3]
    assert frame.around(corners).outside.tolist() == []
    assert frame.around(corners * 1.01 + 0.01).outside.tolist() == [1]
    assert frame.reach == 1 == framing(corners).reach
