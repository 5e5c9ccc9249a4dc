import html

import numpy as np
import pytest

import embedviz as ev
from embedviz.figures.growth import rank_growth
from embedviz.figures.style import ORANGE, TEAL


@pytest.fixture(scope="module")
def growth(glove) -> ev.RankGrowth:
    return ev.rank_growth(glove.vectors[:62])


def test_ranks_and_shares_are_those_of_the_result_over_the_number_of_words(glove, growth, sent):
    ranks, shares = sent(rank_growth(growth, glove.words[:62], 50).to_json())["data"]
    for trace, expected in ((ranks, growth.ranks), (shares, growth.novelty)):
        assert isinstance(trace["x"], np.ndarray)
        np.testing.assert_array_equal(trace["x"], np.arange(1, 63))
        np.testing.assert_array_equal(trace["y"], expected)


def test_words_that_add_no_rank_have_a_color_of_their_own(glove, growth):
    colors = rank_growth(growth, glove.words[:62], 50).data[1].marker.color
    assert list(colors) == [TEAL] * 50 + [ORANGE] * 12


def test_the_line_that_the_rank_cannot_pass_stands_at_the_dimensions(glove, growth):
    (line,) = rank_growth(growth, glove.words[:62], 50).layout.shapes
    assert line.y0 == line.y1 == 50


def test_words_with_markup_are_shown_as_they_are():
    words = ["<b>", "at&t", "&lt;"]
    for trace in rank_growth(ev.rank_growth(np.eye(3)), words, 3).data:
        assert not any("<" in name for name in trace.customdata)
        assert [html.unescape(name) for name in trace.customdata] == words


def test_the_rank_of_a_single_word_is_a_point():
    assert rank_growth(ev.rank_growth(np.eye(1, 5)), ["a"], 5).data[0].mode == "markers"
    assert rank_growth(ev.rank_growth(np.eye(2, 5)), ["a", "b"], 5).data[0].mode == "lines"
