import numpy as np
import pytest

from embedviz.ui.widgets.sums import written_residual, written_sum


def test_terms_are_joined_by_their_signs():
    assert written_sum(["king", "man", "x"], np.array([0.42, -0.37, 1.0])) == "0.42·king − 0.37·man + 1.00·x"
    assert written_sum(["king", "man"], np.array([-2.0, 12_345.6])) == "−2.00·king + 1.2·10⁴·man"


def test_small_coefficients_keep_two_digits():
    assert written_sum(["a", "b", "c"], np.array([0.0123, -3e-12, 0.0949])) == "0.012·a − 3·10⁻¹²·b + 0.095·c"


@pytest.mark.parametrize("terms", [7, 1_001])
def test_of_many_terms_the_first_six_are_written(terms):
    written = written_sum([f"w{i}" for i in range(terms)], np.linspace(1, 0.5, terms))
    assert written.count("·") == 6
    assert written.endswith("·w5 + …")
    assert written_sum(["w"] * 6, np.ones(6)).count("…") == 0


def test_no_terms_add_up_to_nothing():
    assert written_sum([], np.empty(0)) == "0"


def test_words_are_shown_as_they_are_and_quoted_where_they_could_be_misread(as_read):
    words = ["*x*", "new york", "-", "$a$", ":red[b]"]
    assert as_read(written_sum(words, np.ones(5))) == '1.00·*x* + 1.00·"new york" + 1.00·"-" + 1.00·$a$ + 1.00·:red[b]'
    assert len(written_sum(["x" * 10_000], np.ones(1))) < 100


def test_words_from_right_to_left_leave_the_sum_in_its_order():
    assert written_sum(["שלום", "cat", "\u202eback"], np.array([0.5, -0.25, 0.1])) == (
        "0.50·\u2068שלום\u2069 − 0.25·cat + 0.10·\u2068\u202eback\u2069"
    )


def test_residuals_are_powers_of_ten():
    assert (written_residual(3.4e-16), written_residual(0.0)) == ("3·10⁻¹⁶", "0")
