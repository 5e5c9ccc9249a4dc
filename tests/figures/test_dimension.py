import numpy as np
import pytest

from embedviz.figures.dimension import POINTS, two_clouds
from embedviz.geometry.intrinsic_dimension import IntrinsicDimension, intrinsic_dimension


@pytest.fixture(scope="module")
def found(glove) -> IntrinsicDimension:
    return intrinsic_dimension(glove.top(2_000))


def test_lines_have_the_dimensions_for_slopes_and_begin_at_the_origin(found):
    _words, line, _points, control = two_clouds(found).data
    for each, slope in ((line, found.value), (control, found.control)):
        assert each.x[0] == each.y[0] == 0
        assert each.y[1] / each.x[1] == pytest.approx(slope)
    assert [line.name, control.name] == [f"slope {found.value:.1f}", f"slope {found.control:.1f}"]


def test_points_are_those_fitted(found):
    points = two_clouds(found).data[0]
    assert len(points.x) == POINTS
    assert points.x[0] == found.log_ratios[0]
    assert points.x[-1] == found.log_ratios[1_799]
    np.testing.assert_allclose(points.y[[0, -1]], [-np.log(1 - 1 / 2_000), -np.log(0.1)])


def test_few_points_are_all_drawn():
    small = intrinsic_dimension(np.random.default_rng(0).random((30, 2)))
    assert len(two_clouds(small).data[0].x) == 27
