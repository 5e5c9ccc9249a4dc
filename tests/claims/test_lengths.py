import numpy as np
import pytest

import embedviz as ev
from embedviz.claims.lengths import beside_the_longest, by_its_own_length, spread_out_of_sight

EPS = float(np.finfo(np.float64).eps)


@pytest.mark.parametrize("powers", [range(0, 4), range(0, 40, 4), range(-60, 60, 12)])
def test_a_spread_is_out_of_sight_where_numpy_counts_fewer_vectors_than_there_are_directions(powers):
    lengths = 10.0 ** np.array(powers)
    found = spread_out_of_sight(lengths, 12)
    rank = np.linalg.matrix_rank(np.eye(len(lengths), 12) * lengths[:, None])
    assert (found is not None) == (rank < len(lengths))
    assert found is None or found == pytest.approx(lengths[-1] / lengths[0])


def test_zero_vectors_have_no_spread():
    assert spread_out_of_sight(np.zeros(3), 5) is None
    assert spread_out_of_sight(np.array([0.0, 1.0, 0.0]), 5) is None
    assert spread_out_of_sight(np.array([0.0, 1.0, 1e-20], dtype=np.float32), 5) == pytest.approx(1e20)


def test_both_sides_name_the_spread_and_the_other_side():
    assert "1.00·10³⁰ times as long as the shortest" in beside_the_longest(1e30)
    assert "as on the Rank page, more of them may be independent" in beside_the_longest(1e30)
    assert "1.00·10³⁰ times as long as the shortest: by them, fewer may be independent" in by_its_own_length(1e30)


def test_taken_one_at_a_time_more_are_independent_than_by_singular_values():
    vectors = np.random.default_rng(0).standard_normal((5, 9)) * 10.0 ** np.arange(-40, 60, 20)[:, None]
    assert list(ev.rank_growth(vectors).ranks) == [1, 2, 3, 4, 5]
    assert ev.dependence(vectors).rank == np.linalg.matrix_rank(vectors) == 1
