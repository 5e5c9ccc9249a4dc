import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

import embedviz as ev
from embedviz.geometry.clusters import clusters


@pytest.fixture(scope="module")
def bundles() -> tuple[np.ndarray, np.ndarray]:
    """Vectors along three far directions, of any length, 30, 20 and 10 of them, shuffled; and the direction of each."""
    rng = np.random.default_rng(0)
    directions = np.repeat([0, 1, 2], [30, 20, 10])
    rng.shuffle(directions)
    vectors = np.eye(3)[directions] + rng.uniform(-0.05, 0.05, (60, 3))
    return vectors * rng.uniform(0.01, 100, (60, 1)), directions


def test_vectors_that_point_the_same_way_are_together_whatever_their_length_and_the_largest_group_is_first(bundles):
    vectors, directions = bundles
    assert clusters(vectors, k=3).tolist() == directions.tolist()


@settings(max_examples=15)
@given(st.integers(1, 12), st.integers(0, 3))
def test_groups_are_numbered_from_the_largest(glove, k, seed):
    sizes = np.bincount(clusters(glove.vectors[:300], k=k, seed=seed))
    assert len(sizes) == k
    assert sizes.tolist() == sorted(sizes, reverse=True)


def test_the_same_seed_gives_the_same_groups(glove):
    vectors = glove.vectors[:2000]
    assert np.array_equal(clusters(vectors, k=10, seed=7), clusters(vectors, k=10, seed=7))


def test_lengths_do_not_matter(glove):
    vectors = np.array(glove.vectors[:1000])
    longer = vectors * np.random.default_rng(0).choice([0.5, 2, 4], (1000, 1)).astype(np.float32)
    assert adjusted_rand_score(clusters(vectors, k=8), clusters(longer, k=8)) > 0.95


def test_related_words_of_glove_share_a_group(glove):
    months = ["january", "february", "march", "april", "june", "july", "august", "september", "october", "november"]
    animals = ["dog", "cat", "cow", "sheep", "goat", "pig", "horse", "rabbit", "mouse", "monkey"]
    found = clusters(glove.rows([*months, *animals]), k=2)
    assert set(found[:10]).isdisjoint(found[10:])


def test_no_more_groups_than_vectors():
    assert sorted(clusters(np.eye(3), k=10)) == [0, 1, 2]


def test_a_zero_vector_gets_a_group():
    assert len(clusters(np.array([[1.0, 0], [0, 1], [0, 0], [2, 0]]), k=2)) == 4


def test_the_vectors_are_left_as_they_were(glove):
    vectors = np.array(glove.vectors[:50])
    before = vectors.copy()
    clusters(vectors, k=3)
    assert np.array_equal(vectors, before)


@pytest.mark.parametrize("shape", [(0, 2), (2, 0), (3,)])
def test_what_is_not_a_matrix_is_refused(shape):
    with pytest.raises(ev.EmbedvizError, match="m vectors in n dimensions"):
        clusters(np.zeros(shape))


def test_zero_vectors_are_a_group_and_there_are_no_more_groups_than_directions():
    vectors = np.repeat([[1.0, 0], [0, 1], [0, 0]], [5, 4, 3], axis=0)
    assert clusters(vectors, k=10).tolist() == [0] * 5 + [1] * 4 + [2] * 3
    assert clusters(np.zeros((4, 2)), k=10).tolist() == [0] * 4


@pytest.mark.parametrize("scale", [1e-30, 1e30])
def test_numbers_whose_squares_leave_the_range_of_float32_do_not_matter(bundles, scale):
    vectors, directions = bundles
    assert clusters((vectors * scale).astype(np.float32), k=3).tolist() == directions.tolist()
