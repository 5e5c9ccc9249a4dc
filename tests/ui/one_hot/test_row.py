import numpy as np

from embedviz.ui.one_hot.row import row_of


def test_a_row_is_that_of_the_word(toy):
    found = row_of(toy, "northeast")
    assert found.position == 2
    np.testing.assert_array_equal(found.product, [3, 4])
