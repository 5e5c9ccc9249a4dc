import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.algebra.leading import leading_directions


@given(st.integers(0, 2**32 - 1), st.integers(5, 80), st.integers(5, 40), st.integers(1, 3))
def test_the_directions_are_those_of_the_whole_spectrum(seed, m, n, c):
    rng = np.random.default_rng(seed)
    # Singular values apart, or directions would not be determined.
    matrix = rng.standard_normal((m, n)) @ np.diag(2.0 ** -np.arange(n)) @ np.linalg.qr(rng.standard_normal((n, n)))[0]
    mean = matrix.mean(axis=0)
    found = leading_directions(matrix, mean, c)
    np.testing.assert_allclose(found, ev.spectrum(matrix, center=True).right_vectors[:c], atol=1e-6)


def test_the_directions_of_glove_are_those_of_numpy(glove):
    vectors = glove.vectors[:5_000].astype(np.float64)
    mean = vectors.mean(axis=0)
    expected = np.linalg.svd(vectors - mean, full_matrices=False)[2][:3]
    found = leading_directions(glove.vectors[:5_000], mean, 3)
    np.testing.assert_allclose(np.abs((found * expected).sum(axis=1)), 1, atol=1e-12)
    np.testing.assert_allclose(found @ found.T, np.eye(3), atol=1e-12)


@pytest.mark.parametrize("scale", [1e-30, 1e30])
def test_the_scale_of_the_numbers_does_not_matter(glove, scale):
    vectors = glove.vectors[:1_000].astype(np.float64)
    plain = leading_directions(vectors, np.zeros(50), 3)
    np.testing.assert_allclose(leading_directions(vectors * scale, np.zeros(50), 3), plain, atol=1e-9)


@pytest.mark.parametrize("scale", [0.0, 1e-170, 1e170])
def test_where_squares_leave_the_range_of_float64_there_is_no_answer(scale):
    with np.errstate(over="ignore", under="ignore"):
        assert leading_directions(np.eye(20, 10) * scale, np.zeros(10), 3) is None


def test_it_can_be_cancelled(glove, cancel_at):
    with pytest.raises(ev.Cancelled):
        leading_directions(glove.vectors, np.zeros(50), 3, cancel_at(1))
