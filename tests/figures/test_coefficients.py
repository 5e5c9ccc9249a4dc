import html

import numpy as np
import pytest

from embedviz.figures.coefficients import MAX_NAMED, coefficients
from embedviz.figures.style import BLUE, ORANGE

VALUES = np.array([0.5, -0.25, 0.125])


def test_few_words_stand_beside_their_bars_in_the_order_given(sent):
    figure = sent(coefficients(VALUES, ["king", "man", "king"]).to_json())
    (bars,) = figure["data"]
    np.testing.assert_array_equal(bars["x"], VALUES)
    assert bars["orientation"] == "h"
    down = figure["layout"]["yaxis"]
    assert list(down["ticktext"]) == ["king", "man", "king"]
    assert list(down["tickvals"]) == list(bars["y"])
    assert down["range"][0] > down["range"][1]  # from the top


def test_many_words_stand_side_by_side_and_are_named_when_pointed_at(sent):
    values = np.linspace(1, -1, MAX_NAMED + 1)
    words = [f"w{i}" for i in range(len(values))]
    (bars,) = sent(coefficients(values, words).to_json())["data"]
    np.testing.assert_array_equal(bars["y"], values)
    assert list(bars["customdata"]) == words


def test_negative_coefficients_have_a_color_of_their_own():
    assert list(coefficients(VALUES, ["a", "b", "c"]).data[0].marker.color) == [BLUE, ORANGE, BLUE]


@pytest.mark.parametrize("times", [1, 10])
def test_words_with_markup_are_shown_as_they_are(times):
    words = ["<b>", "at&t", "&lt;"] * times
    bars = coefficients(np.tile(VALUES, times), words).data[0]
    assert not any("<" in name for name in bars.customdata)
    assert [html.unescape(name) for name in bars.customdata] == words
