import numpy as np
import pytest
from scipy.linalg.lapack import dtpqrt

from embedviz.algebra.lapack import PANEL, stacked


@pytest.mark.parametrize(("b", "n", "triangle"), [(1, 1, 0), (11, 7, 0), (40, 33, 0), (33, 33, 33), (9, 40, 3)])
def test_it_is_what_scipy_calls_and_the_triangle_of_all_rows(b, n, triangle):
    random = np.random.default_rng(0)
    factor = np.triu(random.standard_normal((n, n)))
    below = random.standard_normal((b, n))
    below[b - triangle :] = np.triu(below[b - triangle :])
    whole = np.vstack([factor, below])
    expected = dtpqrt(triangle, min(PANEL, n), factor, below)[0]
    for each in (factor, below):
        each.setflags(write=False)  # as what comes from a worker may be
    found = stacked(factor, below, triangle=triangle)
    np.testing.assert_array_equal(np.triu(found), np.triu(expected))
    np.testing.assert_allclose(np.abs(np.triu(found)), np.abs(np.linalg.qr(whole, mode="r")), atol=1e-12)
    np.testing.assert_array_equal(np.vstack([factor, below]), whole)


def test_a_refusal_of_lapack_is_an_error():
    with pytest.raises(ValueError, match="refuses its argument 3"):
        stacked(np.eye(3), np.eye(3), triangle=4)
