import numpy as np
import pytest

import embedviz as ev
from embedviz.algebra.all_but_the_top import all_but_the_top
from embedviz.evaluation.postprocessing import postprocessing_effect
from embedviz.figures.angles import angles, effect
from embedviz.figures.style import BLUE, ORANGE, TEAL
from embedviz.geometry.angles import RandomDirections, angle_distributions


@pytest.fixture(scope="module")
def removals(glove):
    spectrum = ev.spectrum(glove.top(2_000), center=True)
    return [all_but_the_top(spectrum, removed=removed) for removed in (0, 1)]


def test_histograms_and_density_are_on_one_scale(glove, removals, sent):
    before, after = angle_distributions(glove.top(200), without=[None, removals[1]])
    random = RandomDirections(50)
    blue, teal, density, right_angle = sent(angles(before, after, "less", random).to_json())["data"]
    np.testing.assert_array_equal(blue["y"], before.shares)
    np.testing.assert_array_equal(teal["y"], after.shares)
    np.testing.assert_array_equal(blue["x"], np.arange(180) + 0.5)
    np.testing.assert_allclose(density["y"], random.density(density["x"].astype(float)), rtol=1e-4, atol=1e-9)
    assert [trace["line"]["color"] for trace in (blue, teal, density)] == [BLUE, TEAL, ORANGE]
    assert blue["y"].sum() == pytest.approx(1)
    assert np.trapezoid(density["y"], density["x"]) == pytest.approx(1, abs=1e-5)
    assert teal["name"] == "less"
    assert right_angle["x"] == [90, 90]
    assert right_angle["y"][1] > density["y"].max()


def test_what_has_no_angle_is_left_out():
    before, nothing = angle_distributions(np.eye(3))[0], angle_distributions(np.zeros((3, 3)))[0]
    names = [trace.name for trace in angles(before, nothing, "less", RandomDirections(3)).data]
    assert len(names) == 3
    assert "less" not in names


def test_correlations_are_drawn_with_their_intervals_by_what_is_removed(glove, removals, sent):
    effects = postprocessing_effect(glove.top(2_000), removals)
    figure = effect(effects, ["WordSim-353", "SimLex-999"], 1)
    for trace, found in zip(sent(figure.to_json())["data"], effects, strict=True):
        results = [found.before, *found.after]
        assert list(trace["x"]) == [-1, 0, 1]
        np.testing.assert_array_equal(trace["y"], [each.correlation for each in results])
        low = trace["y"] - trace["error_y"]["arrayminus"]
        np.testing.assert_allclose(low, [each.interval.low for each in results])
        high = trace["y"] + trace["error_y"]["array"]
        np.testing.assert_allclose(high, [each.interval.high for each in results])
    assert figure.layout.xaxis.ticktext == ("as is", "mean", "1")
    assert figure.layout.shapes[0].x0 == 1
