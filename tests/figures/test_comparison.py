import numpy as np
import pytest

import embedviz as ev
from embedviz.figures.comparison import MOST_COORDINATES, orthogonal_matrix, overlaps, residuals


def normal(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape)


def test_residuals_stand_before_those_of_chance_on_one_axis():
    a = normal(200, 5)
    found, shuffled = ev.align(a, a + 0.1 * normal(200, 5, seed=1)), ev.align(a[::-1], a)
    chance, drawn = residuals(found, shuffled).data
    np.testing.assert_array_equal(chance.x, drawn.x)
    for trace in (chance, drawn):
        assert np.sum(trace.y) == pytest.approx(1)
    assert np.dot(drawn.x, drawn.y) == pytest.approx(found.relative_residuals.mean(), abs=0.1)
    assert np.dot(drawn.x, drawn.y) < np.dot(chance.x, chance.y)


def test_a_copy_without_any_residual_has_a_figure():
    found = ev.align(np.eye(2), np.eye(2))
    assert np.sum(residuals(found, found).data[1].y) == pytest.approx(1)


@pytest.mark.parametrize(("n", "step"), [(1, 1), (50, 10), (MOST_COORDINATES + 50, 20)])
def test_the_matrix_is_drawn_as_it_is_and_a_large_one_in_part(n, step):
    matrix = np.linalg.qr(normal(n, n))[0]
    figure = orthogonal_matrix(matrix)
    (drawn,) = figure.data
    assert figure.layout.xaxis.dtick == figure.layout.yaxis.dtick == step
    np.testing.assert_allclose(drawn.z, matrix[:MOST_COORDINATES, :MOST_COORDINATES], atol=1e-6)
    assert drawn.zmax == -drawn.zmin == pytest.approx(float(np.abs(drawn.z).max()), rel=1e-6)


def test_overlaps_are_drawn_with_chance():
    found = ev.neighborhood_overlap(normal(60, 4), normal(60, 4, seed=1), most=5)
    bars, chance = overlaps(found, 5).data
    np.testing.assert_array_equal(bars.y, found.distribution(5))
    np.testing.assert_array_equal(chance.y, found.by_chance(5))
    assert bars.customdata[-1] == 1
