import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

import embedviz as ev
from embedviz.geometry.nearest_distances import TREE_DIMENSIONS, nearest_distances


def by_all_pairs(points: np.ndarray, k: int) -> np.ndarray:
    distances = cdist(points, points)
    np.fill_diagonal(distances, np.inf)
    return np.sort(distances, axis=1)[:, :k]


@given(st.integers(0, 2**32 - 1), st.integers(2, 400), st.integers(1, 3 * TREE_DIMENSIONS))
def test_they_are_those_of_all_pairs(seed, m, n):
    random = np.random.default_rng(seed)
    points, k = random.standard_normal((m, n)), int(random.integers(1, min(m, 30)))
    np.testing.assert_allclose(nearest_distances(points, k=k), by_all_pairs(points, k), rtol=1e-12)


def far_from_the_origin(random, m, n):
    return 1e6 + random.standard_normal((m, n))


def an_outlier(random, m, n):
    points = random.standard_normal((m, n))
    points[0] = 1e6
    return points


def tight_clusters(random, m, n):
    return random.integers(0, 3, (m, n)) + 1e-9 * random.standard_normal((m, n))


def one_direction(random, m, n):
    return random.standard_normal((m, 1)) * random.standard_normal(n)


HARD = [far_from_the_origin, an_outlier, tight_clusters, one_direction]


@pytest.mark.parametrize("cloud", HARD)
@pytest.mark.parametrize("n", [TREE_DIMENSIONS, 4 * TREE_DIMENSIONS])
def test_where_float32_cannot_tell_neighbors_apart_they_are_exact_too(cloud, n):
    points = cloud(np.random.default_rng(3), 700, n)
    np.testing.assert_allclose(nearest_distances(points, k=5), by_all_pairs(points, 5), rtol=1e-7)


@pytest.mark.parametrize("exponent", [-1000, -300, 0, 300, 900])
@pytest.mark.parametrize("n", [3, 20])
def test_they_scale_with_the_points_over_the_range_of_float64(exponent, n):
    points = np.random.default_rng(0).standard_normal((100, n))
    found = nearest_distances(np.ldexp(points, exponent), k=2)
    np.testing.assert_allclose(np.ldexp(found, -exponent), by_all_pairs(points, 2), rtol=1e-12)


@pytest.mark.parametrize("n", [2, 20])
def test_equal_points_are_at_distance_0(n):
    points = np.repeat(np.random.default_rng(0).standard_normal((40, n)), 3, axis=0)
    found = nearest_distances(points, k=3)
    np.testing.assert_array_equal(found[:, :2], 0)
    assert (found[:, 2] > 0).all()


def test_k_is_fewer_than_the_points():
    assert nearest_distances(np.eye(9), k=8).shape == (9, 8)
    with pytest.raises(ev.EmbedvizError, match="the 9 nearest of 9 points; expected 1 to 8"):
        nearest_distances(np.eye(9), k=9)


def test_it_tells_how_far_it_is_and_can_be_cancelled(cancel_at):
    reports = []
    nearest_distances(np.random.default_rng(0).standard_normal((500, 20)), k=2, progress=reports.append)
    assert (reports[-1].done, reports[-1].total) == (500, 500)
    with pytest.raises(ev.Cancelled):
        nearest_distances(np.eye(20), k=2, progress=cancel_at(20))
