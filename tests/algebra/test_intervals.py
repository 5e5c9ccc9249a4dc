import numpy as np
import pytest

from embedviz.algebra.intervals import equal_intervals


def test_intervals_are_of_equal_width_from_the_smallest_to_the_largest():
    np.testing.assert_allclose(equal_intervals(np.array([3.0, 1.0, 2.0]), 4), [1, 1.5, 2, 2.5, 3])


@pytest.mark.parametrize("values", [[0.0], [0.0, 0.0], [2.0, 2.0], [1e-300, 1e-300], [1.0, 1.0 + 1e-7]], ids=str)
def test_what_cannot_be_told_apart_shares_one_interval(values):
    low, high = equal_intervals(np.array(values), 60)
    assert low < min(values) <= max(values) < high
