import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import nnls

import embedviz as ev
from embedviz.algebra.combination import Combination, combined, sparse_combination

CANDIDATES = np.array([[1.0, 0, 0], [0, 2, 0], [0, 0, 5], [-1, 0, 0]])


def test_a_sum_of_two_candidates_is_found_with_its_coefficients():
    found = sparse_combination(CANDIDATES, np.array([3.0, 8, 0]), terms=4)
    assert dict(zip(found.positions.tolist(), found.coefficients, strict=True)) == pytest.approx({1: 4, 0: 3})
    assert found.residual == pytest.approx(0, abs=1e-15)


def test_with_one_word_the_nearest_direction_is_taken():
    found = sparse_combination(CANDIDATES, np.array([3.0, 4, 0]), terms=1)
    assert (found.positions.tolist(), found.coefficients.tolist()) == ([1], [2.0])
    assert found.residual == pytest.approx(3 / 5)


def test_negative_coefficients_are_not_used():
    found = sparse_combination(CANDIDATES[:3], np.array([-1.0, 0, 0]), terms=3)
    assert len(found.positions) == 0
    assert found.residual == 1


@pytest.mark.parametrize("word", ["bank", "paris", "seven"])
def test_the_residual_falls_with_every_word_and_ends_where_non_negative_least_squares_does(glove64, glove, word):
    near = ev.neighbors(glove.top(20_000), word, 40).positions
    target = glove[word].astype(np.float64)
    residuals = [sparse_combination(glove64[near], target, terms=terms).residual for terms in range(1, 41)]
    assert np.all(np.diff(residuals) <= 1e-12)
    _weights, best = nnls(glove64[near].T, target)
    assert residuals[-1] == pytest.approx(best / np.linalg.norm(target), rel=1e-9)
    assert residuals[0] == pytest.approx(np.sqrt(1 - ev.neighbors(glove.top(20_000), word, 1).scores[0] ** 2), rel=1e-6)


def test_what_is_left_over_is_at_right_angles_to_the_words_used(glove64, glove):
    target = glove["king"].astype(np.float64)
    found = sparse_combination(glove64[:200], target, terms=8)
    remainder = target - found.coefficients @ glove64[found.positions]
    assert np.abs(glove64[found.positions] @ remainder).max() < 1e-10
    assert np.all(found.coefficients > 0)
    assert found.residual == pytest.approx(np.linalg.norm(remainder) / np.linalg.norm(target))


@given(st.integers(1, 6), st.integers(1, 5), st.integers(0, 10_000), st.sampled_from([1e-30, 1.0, 1e30]))
def test_it_never_is_farther_than_nothing_at_any_scale(candidates, terms, seed, scale):
    rng = np.random.default_rng(seed)
    vectors = rng.integers(-2, 3, (candidates, 3)) * scale
    target = rng.standard_normal(3) * scale
    found = sparse_combination(vectors, target, terms=terms)
    assert 0 <= found.residual <= 1 + 1e-12
    assert len(found.positions) == len(set(found.positions.tolist())) <= terms
    assert found.residual == pytest.approx(
        np.linalg.norm(target / scale - found.coefficients @ vectors[found.positions] / scale)
        / np.linalg.norm(target / scale)
    )


def test_a_zero_vector_needs_nothing_and_zero_candidates_are_not_chosen():
    assert len(sparse_combination(CANDIDATES, np.zeros(3), terms=2).positions) == 0
    assert sparse_combination(CANDIDATES, np.zeros(3), terms=2).residual == 0
    assert sparse_combination(np.zeros((3, 2)), np.ones(2), terms=2).residual == 1


def test_the_readings_of_a_combination():
    found = combined(np.eye(3), np.array([7, 8, 9]), np.array([1.0, -4, 2]), np.array([1.0, -4, 0]))
    assert found.order.tolist() == [1, 2, 0]
    assert (found.negative, found.median_size) == (1, 0.5)
    assert found.residual == pytest.approx(2 / np.sqrt(17))
    assert Combination(np.empty(0, dtype=int), np.empty(0), 0.0).median_size == 0


@pytest.mark.parametrize(
    ("vectors", "target", "terms"),
    [
        (CANDIDATES, np.ones(2), 1),
        (CANDIDATES, np.ones(3), 0),
        (CANDIDATES, np.array([1, np.nan, 0]), 1),
        (np.full((2, 3), np.inf), np.ones(3), 1),
        (np.ones(3), np.ones(3), 1),
    ],
)
def test_what_does_not_fit_is_refused(vectors, target, terms):
    with pytest.raises(ev.EmbedvizError, match="expected"):
        sparse_combination(vectors, target, terms=terms)
