import numpy as np
import pytest

from embedviz.context.blocks import BREADTH, DEPTH, Blocks


@pytest.mark.parametrize(
    ("rows", "k", "n"),
    [(1, 1, 1), (0, 3, 2), (3, DEPTH, BREADTH), (2, DEPTH + 1, BREADTH + 1), (5, 700, 130), (60, 2 * DEPTH, 3)],
)
def test_a_product_in_blocks_is_the_product(rows, k, n):
    random = np.random.default_rng(k)
    x, matrix = (random.standard_normal(shape).astype(np.float32) for shape in ((rows, k), (k, n)))
    found = Blocks(matrix).after(x)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, x.astype(float) @ matrix, atol=1e-6 * k)


def test_what_is_not_finite_stays_so_and_spoils_no_other_row():
    x = np.ones((2, DEPTH + 3), np.float32)
    x[0, -1] = np.inf
    with np.errstate(invalid="ignore"):
        found = Blocks(np.ones((DEPTH + 3, 5), np.float32)).after(x)
    assert np.isposinf(found[0]).all()
    assert found[1].tolist() == [DEPTH + 3.0] * 5
