"""How much is left beside axes; that it is enough is seen in the browser, where no chart is drawn a second time."""

import pytest

from embedviz.figures import room
from embedviz.figures.room import margins

TITLED = {"title": {"text": "rank"}}


def test_a_figure_without_axes_has_the_least_margins():
    assert margins({"showlegend": False}) == {"l": room.LEAST, "r": room.LEAST, "t": room.ABOVE, "b": room.LEAST}


def test_titles_take_room_at_their_own_sides():
    bare, titled = (margins({"xaxis": axis, "yaxis": axis}) for axis in ({}, TITLED))
    assert titled["l"] == bare["l"] + room.TITLE
    assert bare["b"] == room.LEAST
    assert titled["b"] == room.BELOW


def test_each_further_line_of_a_title_takes_as_much():
    one, two, three = (margins({"yaxis": {"title": {"text": text}}})["l"] for text in ("a", "a<br>b", "a<br>b<br>c"))
    assert two - one == three - two == room.LINE


@pytest.mark.parametrize("axis", [{"visible": False, **TITLED}, {"side": "right", **TITLED}])
def test_an_axis_that_is_hidden_or_at_the_right_takes_nothing_at_the_left(axis):
    assert margins({"yaxis": axis})["l"] == room.LEAST


def test_of_several_axes_the_widest_counts():
    narrow, wide = {"ticktext": ["a"]}, {"ticktext": ["a", "a long name"]}
    assert margins({"yaxis": narrow, "yaxis2": wide}) == margins({"yaxis": wide})


@pytest.mark.parametrize(("less", "more"), [("i", "m"), ("cat", "cats"), ("cat", "猫猫猫"), ("cat", "cat<br>dogs")])
def test_names_take_what_the_widest_of_their_lines_does(less, more):
    shown = [margins({"yaxis": {"ticktext": [text]}})["l"] for text in (less, more)]
    assert shown[0] < shown[1]


def test_markup_and_marks_above_letters_take_no_room():
    assert margins({"yaxis": {"ticktext": ["<b>cat</b>"]}}) == margins({"yaxis": {"ticktext": ["cat"]}})
    assert room.width("e\u0301") == room.width("e")


def test_names_that_slope_above_a_figure_take_their_height():
    sloping = {"side": "top", "tickangle": -45, "ticktext": ["a long name"]}
    found = margins({"xaxis": sloping})["t"]
    assert found == pytest.approx(room.AROUND + room.SLOPE * room.width("a long name"), abs=1)
    assert margins({"xaxis": sloping | {"side": "bottom"}})["t"] == room.ABOVE
