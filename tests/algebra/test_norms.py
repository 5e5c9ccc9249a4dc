import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import embedviz as ev
from embedviz.algebra.norms import BINS, norm_distribution

FLOATS = st.floats(-(2.0**100), 2.0**100, width=32)
MATRICES = arrays(np.float32, st.tuples(st.integers(1, 40), st.integers(1, 6)), elements=FLOATS)


def test_the_norms_of_glove_are_those_of_numpy(glove, glove64):
    norms = np.linalg.norm(glove64, axis=1)
    found = norm_distribution(glove)
    assert (found.smallest, found.median, found.largest) == pytest.approx(
        (norms.min(), np.median(norms), norms.max()), rel=1e-6
    )
    expected, _edges = np.histogram(norms.astype(np.float32), BINS)
    np.testing.assert_allclose(found.counts, expected, atol=2)
    assert len(found.edges) == BINS + 1


@given(vectors=MATRICES)
def test_every_vector_is_counted_once_between_the_shortest_and_the_longest(named, vectors):
    found = norm_distribution(named(vectors))
    assert found.counts.sum() == len(vectors)
    assert np.all(np.diff(found.edges) > 0)
    assert found.edges[0] <= found.smallest <= found.median <= found.largest <= found.edges[-1]


@pytest.mark.parametrize("length", [0.0, 1e-30, 1.0, 3e38])
def test_vectors_of_one_length_fall_into_one_interval(named, length):
    found = norm_distribution(named(np.full((5, 1), length)))
    assert found.counts.tolist() == [5]
    assert found.edges[0] < found.smallest == found.largest < found.edges[1]


def test_norms_that_differ_by_rounding_are_not_taken_apart(named):
    vectors = np.array([[1.0], [np.nextafter(np.float32(1), 2)]])
    assert norm_distribution(named(vectors)).counts.tolist() == [2]


def test_it_takes_an_embedding_of_one_word(toy):
    assert norm_distribution(ev.Embedding("one", ["w"], np.array([[3.0, 4.0]]))).median == 5
    assert norm_distribution(toy, bins=2).counts.sum() == 6
