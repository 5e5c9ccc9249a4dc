import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import pdist

from embedviz.errors import EmbedvizError
from embedviz.geometry.following import followed
from embedviz.geometry.projection import project


def moments(s: int, k: int, n: int, seed: int = 0) -> np.ndarray:
    steps = np.random.default_rng(seed).standard_normal((s, k, n))
    return steps.cumsum(axis=0)


@given(st.integers(1, 4), st.integers(4, 8), st.integers(3, 9), st.integers(0, 99))
def test_at_the_last_moment_distances_are_those_of_pca(s, k, n, seed):
    snapshots = moments(s, k, n, seed)
    found = followed(snapshots)
    assert found.shape == (s, k, 3)
    expected = project(snapshots[-1], "pca", 3).coordinates
    np.testing.assert_allclose(pdist(found[-1]), pdist(expected), rtol=1e-4, atol=1e-5)


@given(st.integers(1, 7), st.integers(1, 9), st.integers(0, 99))
def test_the_map_is_one_linear_map_that_lengthens_nothing(k, n, seed):
    snapshots = moments(3, k, n, seed)
    found = followed(snapshots)
    offsets = (snapshots - snapshots[-1].mean(axis=0)).reshape(-1, n)
    axes = np.linalg.lstsq(offsets, found.reshape(-1, 3), rcond=None)[0]
    np.testing.assert_allclose(offsets @ axes, found.reshape(-1, 3), atol=1e-8)
    assert (np.linalg.norm(found.reshape(-1, 3), axis=1) <= np.linalg.norm(offsets, axis=1) + 1e-9).all()


def test_a_moment_that_repeats_the_last_moves_nothing():
    snapshots = moments(3, 6, 6)
    again = np.concatenate([snapshots, snapshots[-1:]])
    np.testing.assert_allclose(followed(again), followed(snapshots)[[0, 1, 2, 2]], atol=1e-9)


def test_principal_directions_that_change_places_do_not_turn_the_picture():
    corners = np.eye(4)[:, :3] - 0.25
    wide_in_x, wide_in_y = corners * [2.0, 1.9, 0.5], corners * [1.9, 2.0, 0.5]
    before, after = followed(wide_in_x[None]), followed(np.stack([wide_in_x, wide_in_y]))
    assert np.abs(after[0] - before[0]).max() < 0.2


@pytest.mark.parametrize(
    "snapshots",
    [
        pytest.param(np.ones((2, 1, 5)), id="one word"),
        pytest.param(np.ones((2, 2, 5)), id="two equal words"),
        pytest.param(np.ones((3, 6, 4)), id="all equal"),
        pytest.param(moments(2, 5, 1), id="one dimension"),
        pytest.param(moments(1, 1, 1), id="one number"),
    ],
)
def test_what_spans_less_than_space_is_placed_all_the_same(snapshots):
    found = followed(snapshots)
    assert found.shape == (*snapshots.shape[:2], 3)
    assert np.isfinite(found).all()


@pytest.mark.parametrize("snapshots", [np.full((1, 2, 3), np.inf), np.empty((0, 3, 4))], ids=["infinite", "no moment"])
def test_what_has_no_place_is_refused(snapshots):
    with pytest.raises(EmbedvizError):
        followed(snapshots)
