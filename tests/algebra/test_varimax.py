import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy.stats import ortho_group

import embedviz as ev
from embedviz.algebra.varimax import varimax

matrices = npst.arrays(
    np.float64, npst.array_shapes(min_dims=2, max_dims=2, max_side=6), elements=st.floats(-100, 100, width=32)
)


def criterion_by_loops(loadings: np.ndarray) -> float:
    m, n = loadings.shape
    total = 0.0
    for j in range(n):
        fourth = sum(loadings[i, j] ** 4 for i in range(m)) / m
        second = sum(loadings[i, j] ** 2 for i in range(m)) / m
        total += fourth - second**2
    return total


@given(matrices)
def test_the_criterion_is_that_of_a_loop_and_never_falls_and_the_rotation_is_orthogonal_and_gives_it(loadings):
    found = varimax(loadings, sweeps=20)
    n = loadings.shape[1]
    slack = 1e-12 * (1 + np.abs(loadings).max() ** 4)
    assert (np.diff(found.criteria) >= -slack).all()
    np.testing.assert_allclose(found.rotation.T @ found.rotation, np.eye(n), atol=1e-12)
    assert np.linalg.det(found.rotation) == pytest.approx(1)
    for turned, criterion in ((loadings, found.criteria[0]), (loadings @ found.rotation, found.criteria[-1])):
        assert criterion == pytest.approx(criterion_by_loops(turned), abs=1e3 * slack)


def test_in_the_plane_no_other_angle_is_better():
    for seed in range(10):
        loadings = np.random.default_rng(seed).laplace(size=(40, 2))
        angles = np.linspace(0, np.pi, 2_001)
        turned = [loadings @ [[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]] for a in angles]
        best = max(map(criterion_by_loops, turned))
        assert varimax(loadings).criteria[-1] == pytest.approx(best, rel=1e-4)
        assert varimax(loadings).criteria[-1] >= best - 1e-9


def test_axes_that_were_hidden_by_a_rotation_are_found():
    random = np.random.default_rng(0)
    simple = random.standard_normal((2_000, 6)) * (random.random((2_000, 6)) < 0.15)
    hidden = simple @ ortho_group.rvs(6, random_state=1)
    found = varimax(hidden, tolerance=1e-12)
    assert found.converged
    match = np.abs(np.corrcoef((hidden @ found.rotation).T, simple.T)[:6, 6:])
    np.testing.assert_allclose(np.sort(match.max(axis=1)), 1, atol=0.01)
    assert sorted(match.argmax(axis=1)) == list(range(6))


def test_on_glove_the_criterion_rises_with_every_sweep(glove):
    vectors = glove.vectors[:3_000] - glove.vectors[:3_000].mean(axis=0)
    found = varimax(vectors, sweeps=8)
    assert len(found.criteria) == 9
    assert not found.converged
    assert (np.diff(found.criteria) > 0).all()
    assert found.criteria[-1] > 3 * found.criteria[0]


def test_one_axis_and_zeros_leave_nothing_to_turn():
    np.testing.assert_array_equal(varimax(np.ones((3, 1))).rotation, [[1]])
    found = varimax(np.zeros((4, 3)))
    assert found.converged
    np.testing.assert_array_equal(found.rotation, np.eye(3))


@pytest.mark.parametrize("scale", [1e-30, 1e30])
def test_scale_does_not_matter(scale):
    loadings = np.random.default_rng(0).laplace(size=(50, 3))
    np.testing.assert_allclose(varimax(loadings * scale).rotation, varimax(loadings).rotation, atol=1e-9)


def test_it_can_be_cancelled(cancel_at):
    with pytest.raises(ev.Cancelled):
        varimax(np.random.default_rng(0).standard_normal((50, 4)), tolerance=0.0, progress=cancel_at(2))


@pytest.mark.parametrize("bad", [np.zeros(3), np.zeros((0, 2)), np.array([[np.nan, 1.0]])])
def test_what_is_no_finite_matrix_is_refused(bad):
    with pytest.raises(ev.EmbedvizError, match="expected"):
        varimax(bad)
