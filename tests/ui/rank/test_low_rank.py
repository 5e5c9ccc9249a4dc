import numpy as np

import embedviz as ev
from embedviz.ui.rank.low_rank import low_rank_of, neighbors_at, searched


def test_low_rank_is_searched_among_all_words_as_long_as_they_fit_into_memory(glove, vast):
    assert searched(glove).shape == glove.shape
    some = searched(vast)
    assert list(some.words) == list(vast.words[: len(some)])
    assert len(some) * 65_536 * 4 <= 500_000_000
    assert searched(vast) is some


def test_low_rank_is_that_of_the_library(glove, glove_spectrum):
    found = low_rank_of(glove, 2)
    np.testing.assert_array_equal(found.vectors, ev.low_rank(glove, glove_spectrum, k=2).vectors)


def test_neighbors_at_two_ranks_are_equally_many(toy):
    flat = ev.low_rank(toy, ev.spectrum(toy), k=1)
    full, reduced = neighbors_at(toy, flat, "east")
    assert len(full) == len(reduced) == 4
    assert full.words == ev.neighbors(toy, "east", 4).words
