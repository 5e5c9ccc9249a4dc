import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import special_ortho_group
from sklearn.decomposition import PCA

import embedviz as ev
from embedviz.geometry.projection import METHODS, random_axes


@pytest.fixture(scope="module")
def top(glove):
    return glove.top(2000)


def lost_shares(vectors: np.ndarray, center: np.ndarray, axes: np.ndarray) -> np.ndarray:
    """Sine of the angle to the subspace, by least squares."""
    centered = np.asarray(vectors, dtype=np.float64) - center
    fitted = axes.T @ np.linalg.lstsq(axes.T, centered.T, rcond=None)[0]
    return np.linalg.norm(centered - fitted.T, axis=1) / np.linalg.norm(centered, axis=1)


# Linear


@pytest.mark.parametrize("c", [1, 2, 3, 50])
def test_pca_is_that_of_scikit_learn_up_to_sign(top, c):
    found = ev.project(top, "pca", c)
    expected = PCA(c, svd_solver="full").fit(top.vectors.astype(np.float64))
    signs = np.sign((found.linear.axes * expected.components_).sum(axis=1))
    np.testing.assert_allclose(found.linear.axes * signs[:, None], expected.components_, atol=1e-8)
    np.testing.assert_allclose(found.explained_variance, expected.explained_variance_ratio_, rtol=1e-5)
    np.testing.assert_allclose(found.coordinates * signs, expected.transform(top.vectors), atol=1e-4)
    assert found.coordinates.dtype == np.float32
    assert found.method == "pca"


def test_pca_of_wide_vectors_is_that_of_scikit_learn():
    vectors = np.random.default_rng(0).standard_normal((10, 40))
    found = ev.project(vectors, "pca", 9)
    np.testing.assert_allclose(found.explained_variance, PCA(9).fit(vectors).explained_variance_ratio_, rtol=1e-5)


@pytest.mark.parametrize("c", [1, 31, 32, 63, 64, 65, 1029, 1030])
def test_pca_of_many_dimensions_has_any_number_of_components(many, c):
    vectors, expected = many
    found = ev.project(vectors, "pca", c)
    np.testing.assert_allclose(np.abs((found.linear.axes * expected[:c]).sum(axis=1)), 1, atol=1e-9)
    np.testing.assert_allclose(found.linear.axes @ found.linear.axes.T, np.eye(c), atol=1e-10)
    assert found.coordinates.shape == (len(vectors), c)


@pytest.fixture(scope="module")
def many():
    """More than 1,024 vectors in more than 1,024 dimensions, the singular values apart, and their directions."""
    rng = np.random.default_rng(0)
    left, right = (np.linalg.qr(rng.standard_normal((size, 1030)))[0] for size in (1100, 1030))
    left = np.linalg.qr(left - left.mean(axis=0))[0]
    return (left * np.geomspace(1, 1e-3, 1030)) @ right.T + 0.5, right.T


@pytest.mark.parametrize("method", ["pca", "random"])
def test_losses_are_the_sines_of_the_angles_to_the_picture(top, method):
    found = ev.project(top, method)
    expected = lost_shares(top.vectors, top.vectors.mean(axis=0, dtype=np.float64), found.linear.axes)
    np.testing.assert_allclose(found.losses, expected, atol=1e-10)
    assert found.losses.min() >= 0
    assert found.losses.max() <= 1


@pytest.mark.parametrize("method", ["pca", "random"])
def test_a_picture_in_all_dimensions_loses_nothing_but_the_place(top, method):
    found = ev.project(top, method, 50)
    assert found.losses.max() < 1e-6
    assert found.explained_variance.sum() == pytest.approx(1, abs=1e-6)
    shown, true = (np.linalg.norm(points[0] - points[1]) for points in (found.coordinates, top.vectors))
    assert shown == pytest.approx(true, rel=1e-5)


def test_no_flat_picture_keeps_more_variance_than_pca(top):
    best = ev.project(top, "pca").explained_variance.sum()
    for seed in range(5):
        kept = ev.project(top, "random", seed=seed).explained_variance.sum()
        assert 0 < kept < best


@given(st.integers(1, 8), st.data())
def test_random_axes_are_orthonormal(n, data):
    c = data.draw(st.integers(1, n))
    axes = random_axes(n, c=c, seed=data.draw(st.integers(0, 1000)))
    np.testing.assert_allclose(axes @ axes.T, np.eye(c), atol=1e-12)


def test_random_axes_point_everywhere_alike():
    axes = np.stack([random_axes(3, c=1, seed=seed)[0] for seed in range(2000)])
    expected = np.stack([special_ortho_group.rvs(3, random_state=seed)[0] for seed in range(2000)])
    for moment in (axes, expected):
        np.testing.assert_allclose(moment.mean(axis=0), 0, atol=0.06)
        np.testing.assert_allclose(moment.T @ moment / 2000, np.eye(3) / 3, atol=0.03)


@pytest.mark.parametrize("method", ["pca", "random"])
def test_equal_vectors_are_one_point_without_loss_or_variance(method):
    found = ev.project(np.full((6, 4), 2.0), method, 2)
    assert not found.coordinates.any()
    assert not found.losses.any()
    assert not found.explained_variance.any()


@pytest.mark.parametrize("method", ["pca", "random"])
def test_placing_in_a_linear_picture_is_exact(top, method):
    found = ev.project(top, method)
    np.testing.assert_array_equal(found.place(top.vectors[:30], top.vectors), found.coordinates[:30])


# The same seed, the same picture


@pytest.mark.parametrize("method", ["pca", "random", pytest.param("pacmap", marks=pytest.mark.exhaustive), "tsne"])
def test_the_same_seed_gives_the_same_picture(glove, method):
    vectors = glove.vectors[:80]
    first, again = (ev.project(vectors, method, 2, seed=3).coordinates for _ in range(2))
    np.testing.assert_array_equal(first, again)


def test_another_seed_gives_another_random_picture(top):
    assert not np.allclose(ev.project(top, "random", seed=1).coordinates, ev.project(top, "random", seed=2).coordinates)


# Onto the span of words


def test_the_axes_of_a_span_are_orthonormal_and_begin_with_the_first_direction(top):
    directions = top.rows(["king", "man", "government"])
    found = ev.project_onto_span(top, directions)
    axes = found.linear.axes
    np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-12)
    first = directions[0].astype(np.float64)
    np.testing.assert_allclose(axes[0], first / np.linalg.norm(first), atol=1e-12)
    # Each direction has a positive part along its own axis and none along the later ones.
    parts = directions @ axes.T
    assert (np.diag(parts) > 0).all()
    np.testing.assert_allclose(np.triu(parts, 1), 0, atol=1e-6)


def test_words_that_are_axes_lose_nothing_and_others_what_least_squares_says(top):
    words = ["king", "man", "government"]
    found = ev.project_onto_span(top, top.rows(words))
    assert found.losses[[top.index(word) for word in words]].max() < 1e-6
    np.testing.assert_allclose(found.losses, lost_shares(top.vectors, np.zeros(50), found.linear.axes), atol=1e-10)
    assert found.losses.max() <= 1


def test_coordinates_on_a_span_worked_out_by_hand():
    vectors = np.array([[3.0, 4.0, 0.0], [0.0, 0.0, 5.0], [0.0, 3.0, 4.0], [0.0, 0.0, 0.0]])
    found = ev.project_onto_span(vectors, np.array([[0.0, -2.0, 0.0], [7.0, 1.0, 0.0]]))
    np.testing.assert_allclose(found.coordinates, [[-4, 3], [0, 0], [-3, 0], [0, 0]], atol=1e-6)
    np.testing.assert_allclose(found.losses, [0, 1, 0.8, 0], atol=1e-12)


@pytest.mark.parametrize(
    ("directions", "number"),
    [
        ([[1, 0, 0], [2, 0, 0]], 2),
        ([[1, 2, 3], [0, 1, 1], [1, 3, 4]], 3),
        ([[0, 0, 0], [1, 0, 0]], 1),
        ([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 2, 3]], 4),
        ([[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1]], 3),
    ],
)
def test_a_direction_that_adds_nothing_is_refused_by_its_number(directions, number):
    with pytest.raises(ev.EmbedvizError, match=f"axis {number} is a combination of those before it"):
        ev.project_onto_span(np.eye(3), np.array(directions, dtype=np.float32))


def test_a_difference_of_words_already_there_is_refused(glove):
    king, man = glove.rows(["king", "man"])
    with pytest.raises(ev.EmbedvizError, match="axis 3"):
        ev.project_onto_span(glove.top(10), np.stack([king, man, king - man]))


@pytest.mark.parametrize("directions", [[[1.0, 0.0]], [[1.0, 0.0, 0.0, 0.0]], [[np.nan, 1.0, 0.0]], [1.0, 0.0, 0.0]])
def test_directions_that_do_not_fit_the_vectors_are_refused(directions):
    with pytest.raises(ev.EmbedvizError, match="expected"):
        ev.project_onto_span(np.eye(3), np.array(directions))


# What is refused


@pytest.mark.parametrize("c", [0, -1, 6])
@pytest.mark.parametrize("method", METHODS)
def test_a_number_of_axes_out_of_range_is_refused(method, c):
    with pytest.raises(ev.EmbedvizError, match=f"{c} axes for 60 vectors in 5 dimensions; expected 1 to 5"):
        ev.project(np.ones((60, 5)), method, c)


def test_an_unknown_method_is_refused_and_the_known_ones_are_named():
    with pytest.raises(ev.EmbedvizError, match="'mds'; expected one of pca, random, pacmap, tsne, umap"):
        ev.project(np.eye(3), "mds")


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("method", ["pca", "random", "pacmap", "tsne"])
def test_numbers_that_are_not_finite_are_refused(method, value):
    vectors = np.random.default_rng(0).standard_normal((60, 5))
    vectors[7, 2] = value
    with pytest.raises(ev.EmbedvizError, match="NaN or infinity"):
        ev.project(vectors, method)


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (3,)])
def test_what_is_not_a_matrix_is_refused(shape):
    with pytest.raises(ev.EmbedvizError, match="m vectors in n dimensions"):
        ev.project(np.zeros(shape))


@pytest.mark.parametrize("vectors", [[[1.0, 2, 2]], [[1.0, 0], [0, 1], [3, 3]]])
def test_axes_that_are_missing_can_be_added_empty(vectors):
    matrix = np.array(vectors)
    c = min(matrix.shape)
    plain = ev.project(matrix, "pca", c)
    found = plain.in_axes(3)
    np.testing.assert_array_equal(found.coordinates, np.pad(plain.coordinates, ((0, 0), (0, 3 - c))))
    np.testing.assert_array_equal(found.explained_variance, np.pad(plain.explained_variance, (0, 3 - c)))
    np.testing.assert_array_equal(found.place(matrix, matrix), found.coordinates)
    np.testing.assert_array_equal(found.linear.losses(matrix), plain.losses)
    assert found.in_axes(3) is found


def test_pca_of_many_dimensions_is_that_of_scikit_learn():
    rng = np.random.default_rng(0)
    matrix = (rng.standard_normal((1_200, 1_100)) * 1.01 ** -np.arange(1_100)).astype(np.float32)
    expected = PCA(3, svd_solver="covariance_eigh").fit(matrix.astype(np.float64))
    found = ev.project(matrix)
    np.testing.assert_allclose(found.explained_variance, expected.explained_variance_ratio_, rtol=1e-5)
    np.testing.assert_allclose(np.abs((found.linear.axes * expected.components_).sum(axis=1)), 1, atol=1e-9)
