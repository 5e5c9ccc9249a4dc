import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

import embedviz as ev

small_integers = npst.arrays(
    np.int64, npst.array_shapes(min_dims=2, max_dims=2, max_side=7), elements=st.integers(-3, 3)
)


def test_novelty_worked_out_by_hand():
    found = ev.rank_growth(np.array([[2, 0, 0], [3, 4, 0], [5, -1, 0], [0, 0, 0], [0, 0, 7]]))
    np.testing.assert_allclose(found.novelty, [1, 0.8, 0, 0, 1], atol=1e-15)
    assert found.ranks.tolist() == [1, 2, 2, 2, 3]
    assert found.independent.tolist() == [True, True, False, False, True]


@given(small_integers)
def test_the_ranks_are_those_of_the_first_vectors_by_numpy(vectors):
    found = ev.rank_growth(vectors)
    assert found.ranks.tolist() == [np.linalg.matrix_rank(vectors[: i + 1]) for i in range(len(vectors))]
    assert np.count_nonzero(found.independent) == found.ranks[-1]


@given(small_integers)
def test_novelty_is_the_distance_from_the_span_by_least_squares(vectors):
    novelty = ev.rank_growth(vectors).novelty
    for i, vector in enumerate(vectors.astype(np.float64)):
        fitted = vectors[:i].T @ np.linalg.lstsq(vectors[:i].T, vector, rcond=None)[0] if i else np.zeros_like(vector)
        length = np.linalg.norm(vector)
        assert novelty[i] == pytest.approx(np.linalg.norm(vector - fitted) / length if length else 0, abs=1e-9)


def test_the_first_60_words_of_glove_reach_rank_50_at_the_50th(glove):
    found = ev.rank_growth(glove.vectors[:60])
    assert found.ranks.tolist() == [*range(1, 51), *[50] * 10]
    assert (found.novelty[50:] <= found.tolerance).all()


def test_nearly_parallel_vectors_still_count():
    found = ev.rank_growth(np.array([[1.0, 0, 0], [1, 1e-12, 0], [1, 0, 1e-12], [1, 1e-12, 1e-12]]))
    assert found.ranks.tolist() == [1, 2, 3, 3]


@pytest.mark.parametrize("shape", [(0, 2), (2, 0), (3,)])
def test_what_is_not_a_matrix_is_refused(shape):
    with pytest.raises(ev.EmbedvizError, match="m vectors in n dimensions"):
        ev.rank_growth(np.zeros(shape))


@given(small_integers)
def test_the_first_dependent_vector_is_the_first_that_adds_no_rank(vectors):
    found = ev.rank_growth(vectors)
    adding_none = np.flatnonzero(np.diff(found.ranks, prepend=0) == 0)
    assert found.first_dependent == (adding_none[0] if len(adding_none) else None)
