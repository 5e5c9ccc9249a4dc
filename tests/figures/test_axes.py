import html

import numpy as np

from embedviz.figures.axes import axis_ends as ends_figure
from embedviz.figures.axes import two_bases
from embedviz.figures.style import BLUE, TEAL
from embedviz.geometry.axes import axis_ends


def test_the_highest_word_is_on_top_and_the_lowest_at_the_bottom(glove, sent):
    ends = axis_ends(glove.vectors[:100], glove.vectors[:100], k=3)
    figure = ends_figure(ends, 4, glove.words)
    (bars,) = sent(figure.to_json())["data"]
    order = glove.vectors[:100, 4].argsort()
    expected = [glove.words[int(row)] for row in (*order[:-4:-1], *order[2::-1])]
    assert [html.unescape(name) for name in bars["customdata"]] == expected
    assert list(figure.layout.yaxis.ticktext) == bars["customdata"]
    assert (np.diff(bars["x"]) <= 0).all()
    assert figure.layout.yaxis.autorange == "reversed"
    assert list(bars["marker"]["color"]) == [BLUE] * 3 + [TEAL] * 3


def test_words_with_markup_are_shown_as_they_are():
    vectors = np.array([[0.0], [1], [2], [3]])
    (bars,) = ends_figure(axis_ends(vectors, vectors), 0, ["<b>", "at&t", "&lt;", "x" * 99]).data
    assert not any("<" in name for name in bars.customdata)
    assert html.unescape(bars.customdata[-1]) == "<b>"
    assert len(bars.customdata[0]) < 40


def test_both_bases_are_drawn_beside_each_other(sent):
    before, after = sent(two_bases(np.array([1.0, 2]), np.array([2.0, -1])).to_json())["data"]
    assert (list(before["y"]), list(after["y"])) == ([1, 2], [2, -1])
    assert list(before["x"]) == list(after["x"]) == [1, 2]
