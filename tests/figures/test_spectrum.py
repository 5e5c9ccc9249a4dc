import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.figures.spectrum import spectrum

RAISED_DIGITS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def points(figure: go.Figure) -> dict[int, float]:
    """Singular values drawn, by their number."""
    drawn = [trace for trace in figure.data if trace.mode == "markers"]
    return {int(x): float(y) for trace in drawn for x, y in zip(trace.x, trace.y, strict=True)}


def line_heights(figure: go.Figure) -> list[float]:
    assert all(line.y0 == line.y1 for line in figure.layout.shapes)
    return [line.y0 for line in figure.layout.shapes]


@pytest.mark.parametrize("log", [True, False])
def test_all_singular_values_of_glove_are_drawn(glove_spectrum, log):
    values = glove_spectrum.singular_values
    assert points(spectrum(glove_spectrum, log=log)) == dict(enumerate(values, start=1))


def test_numbers_are_typed_arrays(glove_spectrum, sent):
    for trace in sent(spectrum(glove_spectrum).to_json())["data"]:
        assert isinstance(trace["x"], np.ndarray)
        assert isinstance(trace["y"], np.ndarray)


@pytest.mark.parametrize(("rtol", "rank"), [(None, 50), (400_000 * np.finfo(np.float32).eps, 46)])
def test_the_first_color_has_as_many_points_as_the_rank(glove_spectrum, rtol, rank):
    counted = spectrum(glove_spectrum, rtol=rtol).data[0]
    assert len(counted.x) == glove_spectrum.rank(rtol) == rank
    assert min(counted.y) > glove_spectrum.tolerance(rtol)


def test_the_energy_is_that_of_the_first_k(glove_spectrum):
    energy = next(trace for trace in spectrum(glove_spectrum).data if trace.yaxis == "y2")
    assert list(energy.y) == [glove_spectrum.energy(int(k)) for k in energy.x]


@pytest.mark.parametrize("rtol", [None, 1e-3])
def test_a_line_stands_at_the_tolerance_at_that_of_float32_and_at_the_rounding_of_the_file(glove_spectrum, rtol):
    found = glove_spectrum
    expected = [found.tolerance(rtol), found.tolerance(found.rtol_for(np.float32)), found.storage_floor]
    assert line_heights(spectrum(found, rtol=rtol)) == expected


def test_the_legend_gives_the_number_of_each_line(glove_spectrum):
    shapes = spectrum(glove_spectrum).layout.shapes
    assert len(shapes) == 3
    for line in shapes:
        assert line.showlegend
        written = line.name.rpartition("=")[2].replace("·10", "e").translate(RAISED_DIGITS)
        assert float(written) == pytest.approx(line.y0, rel=0.05)


@given(st.lists(st.lists(st.integers(-3, 3), min_size=3, max_size=3), min_size=1, max_size=6), st.booleans())
def test_whatever_the_matrix_no_line_is_at_or_below_zero(rows, log):
    figure = spectrum(ev.spectrum(np.array(rows, dtype=np.float32)), log=log)
    heights = line_heights(figure)
    assert all(height > 0 for height in heights)


def test_zero_has_no_place_on_a_logarithmic_axis():
    found = ev.spectrum(np.diag([2.0, 0.0]))
    assert found.singular_values.tolist() == [2, 0]
    drawn = spectrum(found, log=True)
    assert np.isnan(points(drawn)[2])
    assert "(1 not drawn: 0, or below 10⁻²⁰ of σ₁)" in drawn.data[1].name
    assert "not drawn" not in spectrum(found, log=False).data[1].name
    assert points(spectrum(found, log=False))[2] == 0


def test_a_matrix_of_zeros_is_drawn():
    figure = spectrum(ev.spectrum(np.zeros((4, 2))), log=False)
    assert points(figure) == {1: 0, 2: 0}
    assert line_heights(figure) == []


def test_rounding_of_rounding_does_not_press_the_rest_into_a_line():
    values = np.array([30.0, 1e-15, 1e-60, 1e-142])
    found = ev.spectrum(np.diag(values))
    np.testing.assert_allclose(found.singular_values, values)
    drawn = spectrum(found, log=True)
    assert points(drawn)[2] == pytest.approx(1e-15)
    assert np.isnan([points(drawn)[3], points(drawn)[4]]).all()
    assert "(2 not drawn" in drawn.data[1].name
    assert drawn.layout.yaxis.dtick < 5


@pytest.mark.parametrize("log", [True, False])
def test_the_only_singular_value_has_its_energy_drawn_as_a_point(log):
    energy = next(trace for trace in spectrum(ev.spectrum(np.eye(1, 5)), log=log).data if trace.yaxis == "y2")
    assert energy.mode == "markers"


def test_of_zeros_a_logarithmic_axis_shows_no_numbers():
    drawn = spectrum(ev.spectrum(np.zeros((4, 2))), log=True)
    assert drawn.layout.yaxis.showticklabels is False
    assert "(2 not drawn" in drawn.data[0].name
    assert spectrum(ev.spectrum(np.eye(2)), log=True).layout.yaxis.showticklabels is not False
