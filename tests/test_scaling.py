import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from embedviz.algebra.reductions import column_mean
from embedviz.errors import EmbedvizError
from embedviz.scaling import Scaled, compact, directed, in_range, leveled, norm, rescaled, row_norms, unit_rows

SMALLEST = 5e-324
LARGEST = 1.7976931348623157e308

finite = st.floats(allow_nan=False, allow_infinity=False)
matrices = npst.arrays(np.float64, npst.array_shapes(min_dims=2, max_dims=2, max_side=6), elements=finite)


def exact_length(row: np.ndarray) -> Fraction:
    """The length of a vector to 60 digits, by whole numbers."""
    square = sum(Fraction(float(x)) ** 2 for x in row)
    digits = 10**1500
    return Fraction(math.isqrt(int(square * digits**2)), digits)


@given(matrices)
def test_leveled_numbers_times_the_power_are_the_numbers_again(matrix):
    scaled, exponent = leveled(matrix)
    largest = np.abs(scaled).max()
    assert largest == 0 or 0.5 <= largest < 1
    # What the largest is beside the smallest can be beyond the range: then the small ones vanish.
    for was, now in zip(matrix.ravel(), scaled.ravel(), strict=True):
        assert abs(Fraction(float(now)) * Fraction(2) ** exponent - Fraction(was)) <= Fraction(2) ** (exponent - 1074)


@given(matrices)
def test_lengths_are_those_of_whole_numbers(matrix):
    for row, found in zip(matrix, row_norms(matrix), strict=True):
        exact = exact_length(row)
        if exact > Fraction(LARGEST):
            assert found == np.inf or found == pytest.approx(LARGEST)
        else:
            assert abs(Fraction(float(found)) - exact) <= exact * Fraction(1, 10**14) + Fraction(SMALLEST)


@given(matrices)
def test_directions_have_length_1_whatever_the_vectors_length(matrix):
    units = unit_rows(matrix)
    lengths = np.linalg.norm(units, axis=1)
    np.testing.assert_allclose(lengths, matrix.any(axis=1), rtol=1e-14)


@pytest.mark.parametrize("scale", [5e-324, 1e-300, 1e-200, 1e-30, 1.0, 1e30, 1e200, 4e307])
def test_rows_become_directions_and_zero_ones_stay(scale):
    rows = np.array([[3.0, 4.0], [0.0, 0.0], [-1.0, 0.0]]) * scale
    before = rows.copy()
    np.testing.assert_allclose(unit_rows(rows), [[0.6, 0.8], [0.0, 0.0], [-1.0, 0.0]], rtol=1e-15)
    np.testing.assert_array_equal(rows, before)


def test_ordinary_rows_are_not_copied():
    rows = np.ones((3, 2))
    assert directed(rows)[0] is rows


def test_the_length_of_one_vector():
    assert norm(np.array([3e200, 4e200])) == pytest.approx(5e200)
    assert norm(np.array([LARGEST, LARGEST])) == np.inf


@pytest.mark.parametrize(
    ("largest", "kind"),
    [(0.0, np.float32), (1.0, np.float32), (3.4e38, np.float32), (3.5e38, np.float64), (1e-40, np.float64)],
)
def test_what_float32_holds_is_kept_in_it(largest, kind):
    assert compact(np.array([[largest, 0.0]])).dtype == kind


@pytest.mark.parametrize("scale", [1e-300, 1e-200, 1e200, 1e300])
def test_a_view_is_scaled_only_where_squares_leave_the_range(scale):
    matrix = np.arange(12.0).reshape(4, 3)
    assert in_range(matrix)[0] is matrix
    view, exponent = in_range(matrix * scale)
    assert isinstance(view, Scaled)
    np.testing.assert_array_equal(np.ldexp(np.asarray(view), exponent), matrix * scale)
    assert np.abs(view[1:3]).max() < 1
    assert len(view) == 4


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.int64, np.uint8])
def test_numbers_that_have_squares_in_float64_are_not_read(dtype):
    matrix = np.ones((2, 2), dtype=dtype)
    assert in_range(matrix)[0] is matrix


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_view_of_what_is_not_finite_is_refused(value):
    with pytest.raises(EmbedvizError, match="NaN or infinity"):
        in_range(np.array([[1.0, value]]))


def test_what_float64_cannot_hold_is_refused_with_its_size():
    with pytest.raises(EmbedvizError, match=r"^a sum of 1e310; expected at most 1\.8·10³⁰⁸"):
        rescaled(np.array([0.5, 0.1]), 1031, "a sum")


@pytest.mark.parametrize("m", [1, 2, 3, 1000])
@pytest.mark.parametrize("value", [LARGEST, -LARGEST, 1e308, 5e-324, 1e-310])
def test_the_mean_of_finite_numbers_is_finite_though_their_sum_may_not_be(m, value):
    found = column_mean(np.full((m, 2), value))
    np.testing.assert_allclose(found, value, rtol=1e-13)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_the_mean_of_what_is_not_finite_is_refused(value):
    with pytest.raises(EmbedvizError, match="NaN or infinity"):
        column_mean(np.array([[1e308, value], [1e308, 0.0]]))
