import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy.linalg import orthogonal_procrustes
from scipy.stats import ortho_group

import embedviz as ev
from embedviz.algebra.alignment import MAX_DIMENSIONS, align, snapshot_rotations

numbers = st.floats(-100, 100, width=32)
pairs_of_matrices = st.tuples(st.integers(1, 8), st.integers(1, 5)).flatmap(
    lambda shape: st.tuples(
        npst.arrays(np.float64, shape, elements=numbers), npst.arrays(np.float64, shape, elements=numbers)
    )
)


def normal(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape)


@pytest.mark.parametrize("n", [2, 50, 300])
def test_a_known_rotation_is_recovered(n):
    vectors, rotation = normal(1000, n), ortho_group.rvs(n, random_state=1)
    found = align(vectors, vectors @ rotation)
    np.testing.assert_allclose(found.rotation, rotation, atol=1e-12)
    assert found.residuals.max() < 1e-12
    assert found.relative_residual < 1e-13
    assert found.unique


def test_the_rotation_is_that_of_scipy_on_vectors_that_do_not_match():
    a, b = normal(200, 20), normal(200, 20, seed=1)
    found = align(a, b)
    np.testing.assert_allclose(found.rotation, orthogonal_procrustes(a, b)[0], atol=1e-12)
    np.testing.assert_allclose(found.singular_values, np.linalg.svd(a.T @ b, compute_uv=False), rtol=1e-12)
    moved = a @ found.rotation - b
    np.testing.assert_allclose(found.residuals, np.linalg.norm(moved, axis=1), rtol=1e-12)
    assert found.relative_residual == pytest.approx(np.linalg.norm(moved) / np.linalg.norm(b), rel=1e-12)


@given(pairs_of_matrices)
def test_the_matrix_is_orthogonal_and_no_other_brings_the_vectors_nearer(matrices):
    a, b = matrices
    found = align(a, b)
    n = a.shape[1]
    np.testing.assert_allclose(found.rotation.T @ found.rotation, np.eye(n), atol=1e-12)
    best = np.linalg.norm(a @ found.rotation - b)
    slack = 1e-9 * (1 + np.linalg.norm(a) + np.linalg.norm(b))
    assert np.linalg.norm(found.residuals) == pytest.approx(best, abs=slack)
    for seed in range(5):
        other = np.linalg.qr(normal(n, n, seed=seed))[0]
        assert best <= np.linalg.norm(a @ other - b) + slack


def test_what_a_word_misses_by_is_told_relative_to_its_length_and_as_a_cosine():
    a, b = normal(200, 20), normal(200, 20, seed=1)
    a[0], b[1] = 0, 0
    found = align(a, b)
    turned = a @ found.rotation
    lengths = np.linalg.norm(b[2:], axis=1)
    np.testing.assert_allclose(found.relative_residuals[2:], np.linalg.norm(turned - b, axis=1)[2:] / lengths)
    cosines = (turned * b).sum(axis=1)[2:] / np.linalg.norm(turned, axis=1)[2:] / lengths
    np.testing.assert_allclose(found.cosines[2:], cosines, atol=1e-12)
    assert found.median_angle == pytest.approx(np.degrees(np.arccos(np.median(cosines))))
    assert np.isnan(found.relative_residuals[1])
    assert np.isnan(found.cosines[:2]).all()
    shares, edges = found.histogram(10.0)
    assert shares.sum() == pytest.approx(199 / 200)
    assert edges[[0, -1]].tolist() == [0, 10]


def test_the_correlation_says_what_is_left_once_the_scale_is_right():
    a, b = normal(200, 20), normal(200, 20, seed=1)
    found = align(a, b)
    scale = orthogonal_procrustes(a, b)[1] / (a**2).sum()
    left = np.linalg.norm(scale * a @ found.rotation - b) / np.linalg.norm(b)
    assert found.correlation == pytest.approx(np.sqrt(1 - left**2), rel=1e-12)
    assert align(a, 5 * a @ ortho_group.rvs(20, random_state=0)).correlation == pytest.approx(1)
    assert np.isnan(align(a, np.zeros_like(a)).correlation)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_reflection_is_told_from_a_rotation(sign):
    vectors, rotation = normal(50, 4), ortho_group.rvs(4, random_state=1)
    rotation[:, 0] *= sign * np.sign(np.linalg.det(rotation))
    found = align(vectors, vectors @ rotation)
    assert found.determinant == pytest.approx(sign)
    assert found.orthogonality_error < 1e-14


def test_fewer_vectors_than_dimensions_leave_the_rotation_open():
    vectors = normal(3, 5)
    found = align(vectors, vectors[:, ::-1])
    assert found.residuals.max() < 1e-12
    assert not found.unique
    assert not align(np.zeros((3, 2)), np.zeros((3, 2))).unique


def test_embeddings_are_aligned_at_the_words_that_both_hold():
    vectors, rotation = normal(4, 2).astype(np.float32), ortho_group.rvs(2, random_state=0)
    a = ev.Embedding("a", ["only", "b", "c", "d"], vectors)
    b = ev.Embedding("b", ["d", "else", "c", "b"], (vectors @ rotation)[[3, 0, 2, 1]])
    found = align(a, b)
    assert found.words == ("b", "c", "d")
    assert len(found.residuals) == 3
    np.testing.assert_allclose(found.rotation, rotation, atol=1e-6)


def test_glove_turned_is_turned_back_in_little_memory(glove):
    rotation = ortho_group.rvs(50, random_state=0)
    turned = ev.Embedding("turned", glove.words, glove.vectors @ rotation.astype(np.float32))
    align(turned.top(10), glove.top(10))  # what is imported and cached once does not count
    tracemalloc.start()
    found = align(turned, glove)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    np.testing.assert_allclose(found.rotation, rotation.T, atol=1e-6)
    assert found.relative_residual < 1e-6
    assert peak < 100 << 20  # the two matrices in float64 would be 320 MB


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        (np.ones((3, 2)), np.ones((3, 4)), "vectors in 2 dimensions and in 4"),
        (np.ones((3, 2)), np.ones((4, 2)), "3 vectors and 4"),
        (np.ones(3), np.ones(3), r"shape \(3,\)"),
        (np.ones((1, MAX_DIMENSIONS + 1)), np.ones((1, MAX_DIMENSIONS + 1)), "at most 4,096"),
        (np.array([[np.nan]]), np.ones((1, 1)), "NaN"),
    ],
)
def test_what_cannot_be_aligned_is_refused_with_both_numbers(a, b, message):
    with pytest.raises(ev.EmbedvizError, match=message):
        align(a, b)


def test_embeddings_without_a_common_word_are_refused_by_name(toy, named):
    with pytest.raises(ev.EmbedvizError, match="toy and test have no word in common"):
        align(toy, named(np.ones((3, 2))))


def test_snapshots_of_a_turning_cloud_stand_still_and_the_last_is_left_alone():
    vectors = normal(30, 4)
    snapshots = np.stack([vectors @ ortho_group.rvs(4, random_state=seed) for seed in range(6)])
    rotations = snapshot_rotations(snapshots)
    assert rotations.shape == (6, 4, 4)
    np.testing.assert_allclose(snapshots @ rotations, np.broadcast_to(snapshots[-1], snapshots.shape), atol=1e-12)
    np.testing.assert_array_equal(rotations[-1], np.eye(4))


def test_each_snapshot_is_turned_onto_the_next_as_it_is_shown():
    snapshots = normal(5, 30, 4).cumsum(axis=0).astype(np.float16)
    rotations = snapshot_rotations(snapshots)
    shown = snapshots @ rotations
    for t in range(4):
        assert np.linalg.norm(shown[t] - shown[t + 1]) < np.linalg.norm(snapshots[t].astype(float) - snapshots[t + 1])
        np.testing.assert_allclose(orthogonal_procrustes(shown[t], shown[t + 1])[0], np.eye(4), atol=1e-12)


def test_one_snapshot_stays_and_none_is_refused():
    np.testing.assert_array_equal(snapshot_rotations([normal(3, 2)]), [np.eye(2)])
    with pytest.raises(ev.EmbedvizError, match="no snapshots"):
        snapshot_rotations([])
