import numpy as np
from scipy.spatial.distance import pdist

import embedviz as ev
from embedviz.algebra.onehot import RowLookup, row_lookup


def test_one_hot_vectors_are_rows_of_the_identity():
    vectors = ev.one_hot(np.array([2, 0, 2]), size=4)
    np.testing.assert_array_equal(vectors, np.eye(4)[[2, 0, 2]])
    assert vectors.dtype == np.float32


def test_all_one_hot_vectors_have_full_rank_and_stand_equally_far_apart():
    vectors = ev.one_hot(np.arange(30), size=30)
    assert ev.spectrum(vectors).rank() == np.linalg.matrix_rank(vectors) == 30
    np.testing.assert_allclose(pdist(vectors), np.sqrt(2))


def test_the_cost_of_a_small_vocabulary_is_that_of_the_arrays_themselves():
    cost = ev.StorageCost(words=30, dimensions=5)
    assert cost.one_hot_bytes == ev.one_hot(np.arange(30), size=30).nbytes
    assert cost.dense_bytes == np.zeros((30, 5), dtype=np.float32).nbytes


def test_one_hot_vectors_of_glove_would_take_640_gb():
    cost = ev.StorageCost(400_000, 50)
    assert cost.one_hot_bytes == 640_000_000_000
    assert cost.dense_bytes == 80_000_000
    assert cost.ratio == 8000


def test_multiplying_by_a_one_hot_vector_looks_the_row_up(glove):
    for word in ("the", "bank", glove.words[-1]):
        found = row_lookup(glove, word)
        assert found.position == glove.index(word)
        np.testing.assert_array_equal(found.row, glove[word])
        np.testing.assert_array_equal(found.product, glove[word])
        assert found.difference == 0


def test_the_difference_is_the_largest_of_all_dimensions():
    found = RowLookup(0, np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.5, 2.75]))
    assert found.difference == 0.5
