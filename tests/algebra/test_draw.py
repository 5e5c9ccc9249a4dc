import numpy as np
import pytest

import embedviz as ev
from embedviz.algebra.draw import filled_up


def test_the_given_words_come_first_and_all_are_different(glove):
    found = filled_up(glove, ["king", "zzzzqq"], count=51, seed=3)
    assert found[:2] == ["king", "zzzzqq"]
    assert len(found) == len(set(found)) == 51
    assert all(glove.index(word) < 10_000 for word in found if word in glove)


def test_a_seed_always_draws_the_same_words_and_another_one_others(glove):
    assert filled_up(glove, (), count=20, seed=1) == filled_up(glove, (), count=20, seed=1)
    assert len({*filled_up(glove, (), count=20, seed=1)} & {*filled_up(glove, (), count=20, seed=2)}) < 5


def test_every_word_is_equally_likely(toy):
    drawn = [word for seed in range(600) for word in filled_up(toy, ["east"], count=2, seed=seed)[1:]]
    counts = np.array([drawn.count(word) for word in toy.words[1:]])
    assert ((counts - 120) ** 2 / 120).sum() < 18.5  # chi-squared with 4 degrees of freedom, p = 0.001


def test_more_than_the_frequent_words_are_drawn_where_more_are_wanted(glove):
    assert len(set(filled_up(glove, (), count=12_000, seed=0))) == 12_000


def test_of_more_words_than_wanted_the_first_are_taken(toy):
    assert filled_up(toy, ["west", "east", "north"], count=2, seed=0) == ["west", "east"]
    assert set(filled_up(toy, ["west"], count=6, seed=0)) == set(toy.words)


def test_too_small_a_vocabulary_is_told_with_both_numbers(toy):
    with pytest.raises(ev.EmbedvizError, match="6 words in the vocabulary; expected at least 7"):
        filled_up(toy, ["west"], count=7, seed=0)
