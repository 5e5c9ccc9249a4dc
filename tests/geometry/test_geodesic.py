"""The laws of a geodesic of the orthogonal group, against SciPy's matrix logarithm."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import block_diag, expm, logm
from scipy.stats import ortho_group, special_ortho_group

from embedviz.errors import EmbedvizError
from embedviz.geometry.geodesic import geodesic

sizes, seeds, times = st.integers(2, 9), st.integers(0, 999), st.floats(0, 1)


def plane(angle: float) -> np.ndarray:
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


@given(sizes, seeds, times)
def test_orthogonal_at_each_time_the_identity_at_0_and_the_rotation_at_1(n, seed, t):
    Q = special_ortho_group.rvs(n, random_state=seed)
    way = geodesic(Q)
    at = way.at(t)
    np.testing.assert_allclose(at.T @ at, np.eye(n), atol=1e-12)
    np.testing.assert_allclose(way.at(0), np.eye(n), atol=1e-12)
    np.testing.assert_allclose(way.at(1), Q, atol=1e-11)
    assert np.linalg.det(at) == pytest.approx(1)
    assert way.mirrored is None


@given(sizes, seeds, times, times)
def test_the_speed_is_constant_so_that_ways_add_up(n, seed, s, t):
    way = geodesic(special_ortho_group.rvs(n, random_state=seed))
    np.testing.assert_allclose(way.at(s) @ way.at(t), way.at(s + t), atol=1e-11)
    step = 1e-4
    speed = np.linalg.norm(way.at(t + step) - way.at(t)) / step / np.sqrt(2)
    assert speed == pytest.approx(way.length, rel=1e-6)


@given(sizes, seeds)
def test_it_is_that_of_the_matrix_logarithm_and_no_way_is_shorter(n, seed):
    Q = special_ortho_group.rvs(n, random_state=seed)
    way, log = geodesic(Q), logm(Q)
    np.testing.assert_allclose(way.at(0.3), expm(0.3 * log), atol=1e-8)
    assert way.length == pytest.approx(np.linalg.norm(log) / np.sqrt(2), rel=1e-8)
    assert way.widest <= np.pi


@given(st.integers(1, 9), seeds, times)
def test_a_reflection_is_done_before_and_its_direction_keeps_its_line(n, seed, t):
    Q = ortho_group.rvs(n, random_state=seed) if n > 1 else np.array([[1.0]])
    if np.linalg.det(Q) > 0:
        Q[0] *= -1
    way = geodesic(Q)
    v = way.mirrored
    assert np.linalg.norm(v) == pytest.approx(1)
    np.testing.assert_allclose(way.at(0), np.eye(n) - 2 * np.outer(v, v), atol=1e-12)
    np.testing.assert_allclose(way.at(1), Q, atol=1e-11)
    np.testing.assert_allclose(way.at(t).T @ way.at(t), np.eye(n), atol=1e-12)
    np.testing.assert_allclose(v @ way.at(t), -v, atol=1e-11)


@pytest.mark.parametrize(
    ("matrix", "angles"),
    [
        pytest.param(np.eye(4), [], id="the identity"),
        pytest.param(-np.eye(4), [np.pi, np.pi], id="minus the identity"),
        pytest.param(block_diag(plane(0.5), [[-1]], [[-1]], [[1]]), [0.5, np.pi], id="half a turn of one plane"),
        pytest.param(block_diag(plane(1e-9), plane(3.1)), [1e-9, 3.1], id="a tiny and a wide angle"),
        pytest.param(block_diag(plane(-2.0), plane(-2.0)), [2.0, 2.0], id="equal angles"),
        pytest.param([[1.0]], [], id="one dimension"),
    ],
)
def test_the_angles_are_those_that_were_put_in(matrix, angles):
    way = geodesic(matrix)
    np.testing.assert_allclose(np.sort(np.abs(way.angles)), np.sort(angles), atol=1e-15, rtol=1e-9)
    np.testing.assert_allclose(way.at(1), matrix, atol=1e-13)


def test_a_product_is_that_of_the_whole_matrix():
    way, columns = geodesic(special_ortho_group.rvs(7, random_state=1)), np.arange(21.0).reshape(7, 3)
    np.testing.assert_allclose(way.at(0.4, columns), way.at(0.4) @ columns, atol=1e-12)


@pytest.mark.parametrize(
    ("matrix", "expected"),
    [
        (np.ones((2, 3)), "square"),
        (2 * np.eye(3), "orthogonal"),
        (np.full((2, 2), np.nan), "NaN"),
    ],
    ids=["not square", "not orthogonal", "not a number"],
)
def test_what_is_no_rotation_is_refused(matrix, expected):
    with pytest.raises(EmbedvizError, match=expected):
        geodesic(matrix)
