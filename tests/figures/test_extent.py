import numpy as np
import pytest

from embedviz.figures.extent import coincide, equal_limits, stacks, tight_limits


def test_stacks_are_found_whatever_the_order_and_only_if_two_or_more_coincide():
    points = np.array([[0, 1], [5, 5], [0, 1], [5, 5 + 1e-7], [2, 2], [0, 1]])
    assert [stack.tolist() for stack in stacks(points)] == [[0, 2, 5], [1, 3]]
    assert stacks(np.arange(6.0).reshape(3, 2)) == []


def test_rounding_coincides_and_a_small_cloud_does_not():
    numbers = np.random.default_rng(0).normal(size=(5, 3))
    assert coincide(1e-7 * numbers)
    assert coincide(1000 + 1e-3 * numbers)
    assert not coincide(1e-3 * numbers)


def test_axes_are_equally_long_and_hold_all_points():
    points = np.random.default_rng(0).normal(size=(6, 3)) * [5, 1, 1]
    limits = np.array(equal_limits(points))
    np.testing.assert_allclose(np.diff(limits), np.diff(limits)[0].item())
    assert (limits[:, 0] < points.min(axis=0)).all()
    assert (limits[:, 1] > points.max(axis=0)).all()


def test_points_in_one_place_have_axes_of_length_2_around_them():
    assert equal_limits(np.full((3, 2), 4.0)) == [[3.0, 5.0]] * 2


@pytest.mark.parametrize("spread", [[5.0, 1.0], [5.0, 0.0], [0.0, 0.0]], ids=["wide", "a line", "one place"])
def test_tight_axes_hold_all_points_and_none_is_a_mere_line(spread):
    points = np.random.default_rng(0).normal(size=(6, 2)) * spread
    limits = np.array(tight_limits(points))
    lengths = np.diff(limits).ravel()
    assert (limits[:, 0] < points.min(axis=0)).all()
    assert (limits[:, 1] > points.max(axis=0)).all()
    assert lengths.min() >= 0.1 * lengths.max() * (1 - 1e-12)
    needed = 1.2 * np.ptp(points, axis=0) if sum(spread) else 2.0
    assert (lengths <= np.maximum(needed, 0.1 * lengths.max()) * (1 + 1e-12)).all()
