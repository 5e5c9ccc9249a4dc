import html

import numpy as np
import pytest

from embedviz.figures.corpus import POINTS, zipf
from embedviz.figures.style import BLUE, ORANGE
from embedviz.sources.corpora.texts import lee


def test_every_word_of_a_small_corpus_is_at_its_rank(sent):
    counts, words = np.array([9, 4, 3, 1]), ["the", "a", "<b>", "rare"]
    _law, points = sent(zipf(counts, words, 2).to_json())["data"]
    np.testing.assert_array_equal(points["x"], [1, 2, 3, 4])
    np.testing.assert_array_equal(points["y"], counts)
    assert [html.unescape(word) for word in points["customdata"]] == words
    assert "<b>" not in points["customdata"]


def test_words_below_the_minimum_have_another_color():
    assert list(zipf(np.array([9, 4, 3, 1]), list("abcd"), 4).data[1].marker.color) == [BLUE, BLUE, ORANGE, ORANGE]


def test_a_large_corpus_is_thinned_evenly_over_the_logarithm_and_keeps_its_ends():
    statistics = lee().statistics
    points = zipf(statistics.counts, statistics.words, 5).data[1]
    assert len(statistics.words) > 5_000
    assert POINTS / 2 < len(points.x) <= POINTS
    assert (points.x[0], points.x[-1]) == (1, len(statistics.words))
    np.testing.assert_array_equal(points.x[:20], np.arange(1, 21))
    np.testing.assert_array_equal(points.y, statistics.counts[points.x - 1])
    assert list(points.customdata) == [statistics.words[rank - 1] for rank in points.x]
    assert np.diff(np.log(points.x[100:])).max() < 0.03


@pytest.mark.parametrize("m", [1, 4, 500])
def test_zipf_s_law_goes_through_the_tenth_word_or_the_last(m):
    counts = np.arange(1_000, 1_000 - m, -1)
    law = zipf(counts, [f"w{i}" for i in range(m)], 5).data[0]
    rank = min(10, m)
    assert [x * y for x, y in zip(law.x, law.y, strict=True)] == pytest.approx([rank * counts[rank - 1]] * 2)


def test_the_minimum_is_marked_in_powers_of_ten_where_plotly_takes_those():
    layout = zipf(np.array([9, 4]), ["a", "b"], 5).layout
    (line,), (note,) = layout.shapes, layout.annotations
    assert line.y0 == line.y1 == 5
    assert note.y == np.log10(5)
    assert note.text == "min_count 5"
    assert layout.xaxis.type == layout.yaxis.type == "log"
