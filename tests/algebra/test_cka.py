from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ortho_group

import embedviz as ev
from embedviz.algebra.cka import linear_cka


def normal(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape)


def by_gram_matrices(x: np.ndarray, y: np.ndarray) -> float:
    """HSIC of linear kernels, normalized: with m x m matrices and the centering matrix H, as first defined."""
    m = len(x)
    h = np.eye(m) - 1 / m
    k, l = h @ x @ x.T @ h, h @ y @ y.T @ h  # noqa: E741 - the paper's names
    return float(np.trace(k @ l) / np.sqrt(np.trace(k @ k) * np.trace(l @ l)))


@given(st.integers(2, 40), st.integers(1, 60), st.integers(1, 60), st.integers(0, 99))
def test_it_is_that_of_the_gram_matrices(m, p, q, seed):
    x, y = normal(m, p, seed=seed) + 3, normal(m, q, seed=seed + 100)
    assert linear_cka(x, y).value == pytest.approx(by_gram_matrices(x, y), abs=1e-12)


@pytest.mark.parametrize("shape", [(500, 20), (7, 20), (1_000, 100)])
def test_a_rotated_scaled_and_shifted_copy_has_1(shape):
    x = normal(*shape)
    rotation = ortho_group.rvs(shape[1], random_state=1)
    assert linear_cka(x, 1e-20 * x @ rotation).value == pytest.approx(1, abs=1e-12)
    assert linear_cka(x, 7 * x @ rotation + 5).value == pytest.approx(1, abs=1e-12)


def test_chance_is_the_mean_over_all_pairings():
    x, y = normal(6, 3), normal(6, 4, seed=1)
    values = [by_gram_matrices(x, y[list(order)]) for order in permutations(range(6))]
    assert linear_cka(x, y).chance == pytest.approx(np.mean(values), abs=1e-12)


def test_chance_comes_from_the_participation_ratios():
    x, y = normal(50, 8) * np.arange(1, 9), normal(50, 5, seed=1)
    ratios = [ev.spectrum(each, center=True).participation_ratio for each in (x, y)]
    assert linear_cka(x, y).chance == pytest.approx(np.sqrt(np.prod(ratios)) / 49, rel=1e-9)


@pytest.mark.parametrize("scale", [1e-38, 1e-30, 0.1, 1, 1e30, 3e37])
def test_equal_vectors_have_none_whatever_their_length(scale):
    same = np.tile(np.array([1, 2, 3, 0.7], dtype=np.float32) * np.float32(scale), (61, 1))
    assert np.isnan(linear_cka(same, normal(61, 3)).value)
    assert np.isnan(linear_cka(normal(61, 3), same).chance)
    assert np.isnan(linear_cka(np.ones((1, 2)), np.ones((1, 2))).value)


def test_one_vector_that_differs_a_little_is_seen():
    x = np.ones((1_000, 3), dtype=np.float32)
    x[0, 0] += np.float32(2e-7)
    assert linear_cka(x, x).value == pytest.approx(1)


def test_as_many_of_each_are_expected():
    with pytest.raises(ev.EmbedvizError, match="3 vectors and 4"):
        linear_cka(np.ones((3, 2)), np.ones((4, 2)))
    with pytest.raises(ev.EmbedvizError, match="NaN"):
        linear_cka(np.array([[np.nan], [1]]), np.ones((2, 1)))
