import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from embedviz.geometry.framing import AWAY, STEPS, framing

POINTS = arrays(np.float64, st.tuples(st.integers(1, 40), st.just(3)), elements=st.floats(-1e6, 1e6, width=32))


@given(POINTS)
def test_places_in_the_frame_are_half_a_step_from_the_truth_and_the_others_are_told(points):
    frame = framing(points)
    places = frame.steps(points)
    inside = np.setdiff1d(np.arange(len(points)), frame.outside)
    back = (places[inside] / (STEPS / 2) - 1) * frame.radius + frame.center
    np.testing.assert_allclose(back, points[inside], atol=0.51 * frame.radius / (STEPS / 2) + 1e-5)
    assert (places[frame.outside] == AWAY).all()
    assert len(frame.outside) <= max(1, len(points) // 1000)
    assert 0 < frame.reach <= 1


def test_one_point_far_away_does_not_shrink_the_rest():
    points = np.random.default_rng(0).standard_normal((5_000, 3))
    usual = framing(points)
    points[17] = [1e9, 0, 0]
    frame = framing(points)
    assert frame.outside.tolist() == [17]
    assert frame.radius < 10 * usual.radius
    assert frame.reach * frame.radius == pytest.approx(usual.reach * usual.radius, rel=0.01)
    np.testing.assert_allclose(frame.units(points[17:18])[0, 0], 1e9 / frame.radius, rtol=1e-6)


@pytest.mark.parametrize("m", [12, 60, 150, 300])
def test_of_few_points_one_far_away_does_not_shrink_the_rest_either(m):
    points = np.random.default_rng(m).standard_normal((m, 3))
    whole = framing(points)
    points[7] = [1e4, 0, 0]
    frame = framing(points)
    assert frame.outside.tolist() == [7]
    assert frame.radius < 6 * whole.radius


def test_a_lopsided_cloud_lies_in_the_middle_of_its_frame():
    points = np.random.default_rng(0).exponential(size=(5_000, 3))  # half of it within 0.7 of an edge
    frame = framing(points)
    low, high = np.quantile(frame.units(points), [0.01, 0.99], axis=0)
    assert (high < -2 * low).all()  # about the median it would be six times as far up as down


def test_a_cloud_without_outliers_is_framed_whole_and_so_are_many_points_far_away():
    points = np.random.default_rng(0).standard_normal((5_000, 3))
    assert len(framing(points).outside) == 0
    points[:50] += 1e6  # a hundredth is no outlier
    frame = framing(points)
    assert len(frame.outside) == 0
    assert frame.radius > 1e5


@pytest.mark.parametrize(
    "points",
    [
        pytest.param(np.zeros((1, 3)), id="one point"),
        pytest.param(np.full((9, 3), 7.0), id="all equal"),
        pytest.param(np.array([[1e300, 0, 0], [-1e300, 0, 0], [0, 1e300, 0]]), id="huge"),
        pytest.param(np.array([[1e-300, 0, 0], [0, 0, 0], [0, 3e-300, 0]]), id="tiny"),
        pytest.param(np.array([[1e-45, 1, 1], [0, 1, 1], [1, 1, 1]]), id="one beyond what float32 reaches"),
    ],
)
def test_few_equal_huge_or_tiny_points_have_a_frame(points):
    frame = framing(points)
    units = frame.units(points)
    assert np.isfinite(units).all()
    assert (np.abs(np.delete(units, frame.outside, axis=0)) <= 1 + 1e-6).all()
    assert np.isfinite(frame.radius)
    assert frame.radius > 0


def test_other_points_in_a_frame_are_cut_where_float32_would_overflow():
    frame = framing(np.array([[1e-300, 0, 0], [0, 0, 0], [0, 3e-300, 0]]))
    far = np.array([[1e300, 0, 0], [0, -1e300, 1e-300]])
    assert frame.around(far).outside.tolist() == [0, 1]
    assert np.isfinite(frame.units(far)).all()
    assert (np.sign(frame.units(far)) == np.sign(far))[np.abs(far) == 1e300].all()
