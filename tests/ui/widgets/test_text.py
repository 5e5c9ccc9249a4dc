import pytest

from embedviz.ui.widgets.text import shown
from embedviz.units import number


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (50, "50"),
        (400_000, "400,000"),
        (48.3271, "48.33"),
        (1234.5, "1,234.50"),
        (2.5e7, "2.50·10⁷"),
        (0.0, "0.00"),
        (1e-30, "1.00·10⁻³⁰"),
    ],
)
def test_quantities_have_the_digits_that_matter(value, written):
    assert number(value) == written


def test_infinity_is_a_sign():
    assert number(float("inf")) == "∞"


@pytest.mark.parametrize(
    ("word", "written"),
    [("king", "king"), ("a\n\nb\x85c", "a  b c"), ("x" * 100, "x" * 60 + "…"), ("*", r"\*"), ("", "")],
)
def test_a_word_is_shown_on_one_line_as_it_is_and_not_too_long(word, written):
    assert shown(word) == written
