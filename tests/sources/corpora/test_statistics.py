from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedviz.sources.corpora import CorpusStatistics, Sentences

TEXT = [["the", "king", "and", "the", "queen"], ["the", "end"]]


def statistics(counts: list[int]) -> CorpusStatistics:
    return CorpusStatistics(tuple(f"w{i}" for i in range(len(counts))), np.array(counts), 1)


def test_a_text_is_counted():
    counted = CorpusStatistics.of(Sentences.of(TEXT))
    assert counted.words == ("the", "king", "and", "queen", "end")
    assert counted.counts.tolist() == [3, 1, 1, 1, 1]
    assert (counted.tokens, counted.vocabulary_size, counted.sentences) == (7, 5, 2)


def test_no_text_is_counted_as_none():
    counted = CorpusStatistics.of(Sentences.of([]))
    assert (counted.tokens, counted.vocabulary_size, counted.sentences) == (0, 0, 0)
    assert counted.dropped_by(1) == (0, 0)
    assert counted.zipf_slope is None


@given(st.lists(st.text("abcdef", min_size=1, max_size=1), max_size=60), st.integers(0, 20))
def test_what_is_dropped_is_what_occurs_less_often(words, min_count):
    rare = [count for count in Counter(words).values() if count < min_count]
    assert CorpusStatistics.of(Sentences.of([words])).dropped_by(min_count) == (len(rare), sum(rare))


@pytest.mark.parametrize("exponent", [0.7, 1.0, 1.5])
def test_the_slope_of_a_power_law_is_its_exponent_whatever_its_first_words(exponent):
    law = 1e12 / np.arange(1, 3001) ** exponent
    law[:9] *= np.linspace(5, 2, 9)
    assert statistics(law.astype(np.int64).tolist()).zipf_slope == pytest.approx(-exponent, abs=1e-5)


def test_the_slope_is_that_of_numpys_polyfit():
    counts = np.sort(np.random.default_rng(0).zipf(1.5, 500).clip(max=10**9))[::-1]
    slope, _intercept = np.polyfit(np.log(np.arange(10, 501)), np.log(counts[9:]), 1)
    assert statistics(counts.tolist()).zipf_slope == pytest.approx(slope, rel=1e-9)


def test_ten_words_have_no_slope_and_eleven_have():
    assert statistics([5] * 10).zipf_slope is None
    assert statistics([5] * 11).zipf_slope == pytest.approx(0, abs=1e-14)  # the fit rounds
