import numpy as np
import pytest
from scipy.spatial.distance import cdist, pdist

import embedviz as ev

WORDS = ["king", "queen", "man", "woman", "bank", "river", "the"]


def test_products_angles_and_distances_of_words_equal_scipy(glove):
    vectors = glove.rows(WORDS).astype(np.float64)
    found = ev.gram(glove.rows(WORDS))
    np.testing.assert_allclose(found.products, vectors @ vectors.T, rtol=1e-13)
    np.testing.assert_allclose(found.norms, np.linalg.norm(vectors, axis=1), rtol=1e-13)
    np.testing.assert_allclose(found.cosines, 1 - cdist(vectors, vectors, "cosine"), rtol=1e-12)
    np.testing.assert_allclose(found.distances, cdist(vectors, vectors), rtol=1e-12)


def test_the_geometry_of_3_4_worked_out_by_hand():
    found = ev.gram(np.array([[3, 4], [0, 2], [-3, -4]]))
    assert found.products.tolist() == [[25, 8, -25], [8, 4, -8], [-25, -8, 25]]
    assert found.norms.tolist() == [5, 2, 5]
    np.testing.assert_allclose(found.cosines, [[1, 0.8, -1], [0.8, 1, -0.8], [-1, -0.8, 1]])
    np.testing.assert_allclose(found.distances[0], [0, np.sqrt(13), 10])


def test_the_determinant_is_the_squared_volume():
    assert ev.gram(np.diag([2.0, 3.0, 5.0])).determinant == pytest.approx(900)
    assert ev.gram(np.array([[1, 2], [2, 4]])).determinant == pytest.approx(0, abs=1e-12)


def test_a_zero_vector_has_no_angle():
    cosines = ev.gram(np.array([[0, 0], [1, 0]])).cosines
    assert np.isnan(cosines[0]).all()
    assert cosines[1, 1] == 1


def test_cosines_of_parallel_vectors_do_not_exceed_1(glove):
    vectors = np.stack([glove["bank"].astype(np.float64) * scale for scale in (1, -1, 0.3, 1e-3, 1e3)])
    assert np.abs(ev.gram(vectors).cosines).max() <= 1


def test_a_small_distance_between_long_vectors_is_exact():
    vectors = np.array([[1000.0, 1000.0], [1000.0, 1000.0 + 1e-6]])
    assert ev.gram(vectors).distances[0, 1] == pytest.approx(vectors[1, 1] - 1000, rel=1e-6)


@pytest.mark.parametrize("shape", [(0, 2), (2, 0), (3,)])
def test_what_is_not_a_matrix_is_refused(shape):
    with pytest.raises(ev.EmbedvizError, match="m vectors in n dimensions"):
        ev.gram(np.zeros(shape))


def test_ranges_are_those_of_different_vectors(glove):
    vectors = glove.rows(WORDS).astype(np.float64)
    found = ev.gram(vectors)
    for range_, metric in ((found.distance_range, "euclidean"), (found.cosine_range, "cosine")):
        pairs = pdist(vectors, metric)
        pairs = 1 - pairs if metric == "cosine" else pairs
        assert range_ == pytest.approx((pairs.min(), pairs.max()))


def test_a_vector_without_direction_is_left_out_of_the_range_of_cosines():
    assert ev.gram(np.array([[0, 0], [1, 0], [1, 1]])).cosine_range == pytest.approx((np.sqrt(0.5), np.sqrt(0.5)))


def test_a_single_vector_has_no_range():
    found = ev.gram(np.ones((1, 3)))
    assert np.isnan(found.cosine_range).all()
    assert np.isnan(found.distance_range).all()


@pytest.mark.parametrize(("scale", "expected"), [(1e30, np.inf), (1e-30, 0.0)])
def test_a_determinant_beyond_the_range_of_float64_is_infinite_or_zero(scale, expected):
    assert ev.gram(np.eye(12) * scale).determinant == expected
