import numpy as np
import pytest

from embedviz.arrays import BLOCK_BYTES, require_matrix, row_blocks
from embedviz.errors import EmbedvizError


@pytest.mark.parametrize("shape", [(1, 1), (7, 3), (30_000, 20), (3, 500_000)])
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("block_bytes", [BLOCK_BYTES, 4_000])
def test_blocks_put_together_are_the_matrix(shape, order, block_bytes):
    matrix = np.arange(np.prod(shape), dtype=np.int32).reshape(shape).copy(order)
    rebuilt = np.full(shape, -1.0)
    for rows, block in row_blocks(matrix, block_bytes):
        assert block.dtype == np.float64
        assert len(block) == 1 or block.nbytes <= block_bytes
        rebuilt[rows] = block
    np.testing.assert_array_equal(rebuilt, matrix)


def test_blocks_are_copies():
    matrix = np.zeros((4, 2))
    for _rows, block in row_blocks(matrix):
        block += 1
    assert not matrix.any()


@pytest.mark.parametrize("shape", [(), (3,), (0, 3), (3, 0), (2, 2, 2)])
def test_what_is_not_a_matrix_is_refused_with_its_shape(shape):
    with pytest.raises(EmbedvizError) as caught:
        require_matrix(np.zeros(shape))
    assert f"shape {shape}" in str(caught.value)
