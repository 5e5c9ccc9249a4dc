from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy.spatial.distance import cdist

from embedviz.geometry.landmarks import spread_out

points = npst.arrays(
    np.float32,
    st.tuples(st.integers(1, 30), st.integers(1, 3)),
    elements=st.integers(-20, 20).map(float),
    unique=True,
)


def test_the_corners_of_a_square_come_before_its_middle():
    square = np.array([[0, 0], [1, 1], [2, 0], [1, 0.9], [2, 2], [0, 2]])
    found = spread_out(square, k=4)
    assert found[0] == 0
    assert found[1] == 4
    assert set(found) == {0, 2, 4, 5}


@given(points, st.integers(1, 40))
def test_each_next_point_is_the_farthest_from_those_before(coordinates, k):
    found = spread_out(coordinates, k=k)
    between = cdist(coordinates, coordinates)
    assert found[0] == 0
    for i in range(1, len(found)):
        to_chosen = between[:, found[:i]].min(axis=1)
        assert to_chosen[found[i]] == to_chosen.max()


@given(points, st.integers(1, 40))
def test_no_more_than_asked_or_than_there_are_and_none_twice(coordinates, k):
    found = spread_out(coordinates, k=k)
    assert len(set(found.tolist())) == len(found) == min(k, len(coordinates))


def test_no_choice_spreads_twice_as_far(glove):
    # Gonzalez 1985: the smallest distance between chosen points is at least half the best possible one.
    coordinates = glove.vectors[:12, :3]
    between = cdist(coordinates, coordinates)

    def nearest_pair(chosen) -> float:
        return between[np.ix_(chosen, chosen)][~np.eye(len(chosen), dtype=bool)].min()

    best = max(nearest_pair(list(chosen)) for chosen in combinations(range(12), 4))
    assert nearest_pair(spread_out(coordinates, k=4)) >= best / 2
