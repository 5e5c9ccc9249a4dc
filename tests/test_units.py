import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from embedviz.units import size

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
