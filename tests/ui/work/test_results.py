import numpy as np
import pytest

import embedviz as ev
from embedviz.ui.work.results import (
    growth_of,
    low_rank_of,
    neighbors_at,
    numpy_refusal,
    ranks_by_numpy,
    reachable,
    row_of,
    searched,
)


@pytest.fixture(scope="module")
def vast() -> ev.Embedding:
    """Large by its shape alone: 2,000 words in 65,536 dimensions, in four bytes."""
    numbers = np.broadcast_to(np.float32(1), (2_000, 65_536))
    return ev.Embedding("vast", [f"w{i}" for i in range(2_000)], numbers, checked=True)


def test_low_rank_is_searched_among_all_words_as_long_as_they_fit_into_memory(glove, vast):
    assert searched(glove).shape == glove.shape
    some = searched(vast)
    assert list(some.words) == list(vast.words[: len(some)])
    assert len(some) * 65_536 * 4 <= 500_000_000
    assert searched(vast) is some


def test_low_rank_is_that_of_the_library(glove, glove_spectrum):
    found = low_rank_of(glove, 2)
    np.testing.assert_array_equal(found.vectors, ev.low_rank(glove, glove_spectrum, 2).vectors)


def test_numpy_is_not_asked_for_what_takes_too_much_memory_or_time(glove, toy, vast):
    assert numpy_refusal(toy) == numpy_refusal(glove) == ""
    assert "1.05 GB" in numpy_refusal(vast)


def test_numpy_is_asked_in_both_precisions(toy):
    assert ranks_by_numpy(toy) == {"float32": 2, "float64": 2}


def test_as_many_neighbors_can_be_reached_as_there_are_other_words_with_a_direction(toy):
    assert reachable(toy, ["east"], 10) == 4
    assert reachable(toy, ["nowhere"], 10) == 5
    assert reachable(toy, ["east", "north", "east"], 2) == 2
    assert reachable(toy, ["unseen"], 10) == 5
    with pytest.raises(ev.EmbedvizError, match="no other word"):
        reachable(toy.top(1), ["east"], 10)


def test_neighbors_at_two_ranks_are_equally_many(toy):
    flat = ev.low_rank(toy, ev.spectrum(toy), 1)
    full, reduced = neighbors_at(toy, flat, "east")
    assert len(full) == len(reduced) == 4
    assert full.words == ev.neighbors(toy, "east", 4).words


@pytest.mark.parametrize(("m", "n", "k"), [(10, 1, 2), (100, 8, 10), (5, 8, 5), (2_000, 65_536, 24)])
def test_the_growth_goes_beyond_the_dimensions_unless_there_are_very_many(m, n, k):
    numbers = np.broadcast_to(np.float32(1), (m, n))
    assert len(growth_of(ev.Embedding(f"{m} x {n}", map(str, range(m)), numbers, checked=True)).ranks) == k


def test_a_row_is_that_of_the_word(toy):
    found = row_of(toy, "northeast")
    assert found.position == 2
    np.testing.assert_array_equal(found.product, [3, 4])
