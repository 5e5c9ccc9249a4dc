import numpy as np
import pytest

import embedviz as ev


@pytest.fixture(scope="module")
def rows() -> np.ndarray:
    return np.random.default_rng(0).standard_normal((4000, 300)).astype(np.float32)


# The QR route runs only where the Gram matrix cannot tell small singular values from rounding. Along few directions it
# costs two more passes, and along all of them a factorization that keeps Python's lock.
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("route", "at_least"), [("gram", 8), ("qr", 3.5)])
def test_the_spectrum_of_400_000_by_300_against_svd(rows, route, at_least, measuring, faster):
    block = rows.copy()
    if route == "qr":
        block[:, 0] = block[:, 1]
    matrix = np.tile(block, (100 if measuring else 2, 1))
    assert ev.spectrum(matrix[:8000]).route == route
    svd = lambda: np.linalg.svd(matrix, compute_uv=False)  # noqa: E731
    faster(lambda: ev.spectrum(matrix), svd, at_least=at_least, rounds=3)
