import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from embedviz.ui.text import answer, number, size

UNITS = {"B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "PB": 1e15}


@pytest.mark.parametrize(
    ("count", "written"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (80_000_000, "80 MB"),
        (640_000_000_000, "640 GB"),
        (1.5e12, "1.5 TB"),
    ],
)
def test_sizes_are_written_in_decimal_units(count, written):
    assert size(count) == written


@example(999_700)
@example(999_999_999)
@given(st.integers(1, 10**18))
def test_a_size_has_three_digits_and_no_exponent(count):
    value, unit = size(count).split()
    assert re.fullmatch(r"\d{1,3}(\.\d+)?|\d,\d{3}", value)
    assert float(value.replace(",", "")) * UNITS[unit] == pytest.approx(count, rel=5.1e-3)


@pytest.mark.parametrize(
    ("value", "written"),
    [(50, "50"), (400_000, "400,000"), (48.3271, "48.33"), (1234.5, "1,234.50"), (2.5e7, "2.50e+07"), (0.0, "0.00")],
)
def test_quantities_have_the_digits_that_matter(value, written):
    assert number(value) == written


def test_infinity_is_a_sign():
    assert number(float("inf")) == "∞"


def test_full_rank_is_answered_with_what_is_left_over():
    assert answer(400_000, 50, 50).startswith("400,000 vectors in 50 dimensions: rank 50.")
    assert "399,950" in answer(400_000, 50, 50)
    assert "short" not in answer(400_000, 50, 50)


@pytest.mark.parametrize(("m", "n", "rank", "missing"), [(400_000, 50, 46, 4), (3, 50, 2, 1)])
def test_what_is_missing_to_full_rank_is_said(m, n, rank, missing):
    assert f"{missing} short of full" in answer(m, n, rank)


@given(st.integers(1, 100), st.integers(1, 100))
def test_no_more_vectors_can_be_independent_than_there_are(m, n):
    most = int(re.search(r"(?i)at most (\d+) ", answer(m, n, min(m, n)))[1])
    assert most <= m
