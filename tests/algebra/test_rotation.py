from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import kstest

import embedviz as ev
from embedviz.algebra.rotation import MAX_DIMENSIONS, random_rotation


@pytest.mark.parametrize("n", [1, 2, 3, 50, 100])
def test_it_is_orthogonal_and_its_determinant_is_one_or_minus_one(n):
    for seed in range(5):
        found = random_rotation(n, seed=seed)
        error = np.abs(found.matrix.T @ found.matrix - np.eye(n)).max()
        assert error == found.orthogonality_error < 1e-14
        assert abs(found.determinant) == pytest.approx(1, abs=1e-12)


def test_a_seed_gives_one_matrix_and_another_gives_another():
    np.testing.assert_array_equal(random_rotation(5, seed=3).matrix, random_rotation(5, seed=3).matrix)
    assert np.abs(random_rotation(5, seed=3).matrix - random_rotation(5, seed=4).matrix).max() > 0.1


def test_rotations_and_reflections_are_equally_likely():
    signs = [round(random_rotation(3, seed=seed).determinant) for seed in range(400)]
    assert 160 < signs.count(1) < 240


def test_directions_are_uniform_and_without_the_signs_they_would_not_be():
    def angles(draw: Callable[[int], np.ndarray]) -> list[float]:
        return [float(np.arctan2(*draw(seed)[::-1, 0])) for seed in range(600)]

    def unsigned(seed: int) -> np.ndarray:
        return np.linalg.qr(np.random.default_rng(seed).standard_normal((2, 2)))[0]

    uniform = ("uniform", (-np.pi, 2 * np.pi))
    assert kstest(angles(lambda seed: random_rotation(2, seed=seed).matrix), *uniform).pvalue > 0.01
    assert kstest(angles(unsigned), *uniform).pvalue < 1e-6


@pytest.mark.parametrize("n", [0, MAX_DIMENSIONS + 1])
def test_too_few_and_too_many_dimensions_are_refused(n):
    with pytest.raises(ev.EmbedvizError, match="expected 1 to 4,096"):
        random_rotation(n)
