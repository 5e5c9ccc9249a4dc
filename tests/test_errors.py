from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.errors import LONGEST_SHOWN, UnknownWordError, shortened


@given(st.text(max_size=LONGEST_SHOWN))
def test_a_text_that_is_not_long_stays_as_it_is(text):
    assert shortened(text) == text


@given(st.text(min_size=LONGEST_SHOWN + 1, max_size=3 * LONGEST_SHOWN))
def test_of_a_long_text_the_beginning_is_left_and_a_sign_that_it_goes_on(text):
    assert shortened(text) == text[:LONGEST_SHOWN] + "…"


def test_an_unknown_word_is_named_however_long_it_is():
    word = "x" * 100_000
    error = UnknownWordError(word, 400_000)
    assert isinstance(error, ev.EmbedvizError)
    assert error.word == word
    assert str(error) == f"'{'x' * 60}…' is not among the 400,000 words of the vocabulary"
