import numpy as np
import pytest

import embedviz as ev
from embedviz.figures.dependence import small_spectrum


def test_values_above_the_tolerance_and_below_it_stand_apart(glove, sent):
    king, man = glove.rows(["king", "man"]).astype(np.float64)
    found = ev.dependence(np.stack([king, man, king - man]))
    counted, dropped = sent(small_spectrum(found).to_json())["data"]
    np.testing.assert_array_equal(counted["y"], found.singular_values[:2])
    np.testing.assert_array_equal(dropped["y"], found.singular_values[2:])
    np.testing.assert_array_equal([*counted["x"], *dropped["x"]], [1, 2, 3])


def test_the_line_stands_at_the_tolerance_and_its_name_on_it(glove):
    found = ev.dependence(glove.rows(["king", "man"]))
    figure = small_spectrum(found)
    (line,), (note,) = figure.layout.shapes, figure.layout.annotations
    assert line.y0 == line.y1 == found.tolerance * found.singular_values[0]
    assert 10**note.y == pytest.approx(line.y0)
    assert len(figure.data) == 1


def test_zero_has_no_place_on_a_logarithmic_axis(sent):
    figure = sent(small_spectrum(ev.dependence(np.zeros((2, 3)))).to_json())
    (dropped,) = figure["data"]
    assert np.isnan(dropped["y"]).all()
    assert "shapes" not in figure["layout"]
