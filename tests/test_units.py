import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from embedviz.units import Readable, number, percentage, percentages, size

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
    ("value", "spec", "written"),
    [
        (9.53e-8, ".2g", "9.5·10⁻⁸"),
        (1e-17, ".0e", "10⁻¹⁷"),
        (1073.2, ".4g", "1,073"),
        (1073.2, ",.4g", "1,073"),
        (0.0, ".1e", "0"),
        (-2.5e12, ".2e", "−2.50·10¹²"),
        (0.25, ".0%", "25%"),
        (0.0004, ".1%", "0.04%"),
        (0.9999, ".1%", "99.99%"),
        (0.004, ".0%", "0.4%"),
        (0.0, ".1%", "0.0%"),
        (1 - 1e-16, ".0%", "100%"),
        (1.5, ".0%", "150%"),
        (-3e-5, ".4f", "0.0000"),
        (-0.5, ".2f", "−0.50"),
        (1234.5, ",.0f", "1,234"),
        (float("inf"), ".2g", "inf"),
    ],
)
def test_a_readable_number_has_powers_of_ten(value, spec, written):
    assert f"{Readable(value):{spec}}" == written


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_readable_number_is_the_number(value):
    digits = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")
    written = f"{Readable(value):.16e}".replace("·10", "e").translate(digits)
    assert float(written) == value


@example([1 / 3] * 3)
@example([0.665, 0.335])
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6).filter(any))
def test_percentages_add_up_to_100_and_none_is_off_by_one(parts):
    shares = [part / sum(parts) for part in parts]
    found = [int(each.removesuffix("%")) for each in percentages(shares)]
    assert sum(found) == 100
    assert all(abs(each - 100 * share) < 1 for each, share in zip(found, shares, strict=True))


@pytest.mark.parametrize(
    ("share", "written"),
    [(0, "0.0%"), (1, "100.0%"), (0.21, "21.0%"), (21 / 400_000, "0.005%"), (24 / 240_000, "0.01%")],
)
def test_a_share_is_nothing_only_if_it_is_nothing(share, written):
    assert percentage(share) == written


def test_a_small_share_has_as_many_digits_as_asked_for():
    assert percentage(50 / 400_000, digits=2) == "0.013%"
    assert percentage(1 - 50 / 400_000, digits=3) == "99.9875%"
    assert percentage(0.139, digits=2) == "13.9%"


@pytest.mark.parametrize(("value", "written"), [(-0.3, "−0.30"), (-1234.5, "−1,234.50"), (-2e-7, "−2.00·10⁻⁷")])
def test_a_negative_quantity_is_written_as_a_positive_one_with_a_minus_sign(value, written):
    assert number(value) == written
    assert number(-value) == written.removeprefix("−")


@given(st.integers(1, 10**8), st.integers(2, 10**8))
def test_a_share_of_some_is_neither_none_nor_all(part, whole):
    if part < whole:
        assert 0 < float(percentage(part / whole)[:-1]) < 100
