import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.errors import ExpressionError
from embedviz.geometry.expression import parse_words, parted_at_signs, quote, replace_word, unfinished_word

words = st.one_of(st.text(max_size=6), st.text('"\\ +-a＋－−', max_size=6))
terms = st.lists(st.tuples(st.sampled_from("+-"), words), min_size=1, max_size=5)


def write(terms: list[tuple[str, str]]) -> str:
    text = " ".join(f"{sign} {quote(word)}" for sign, word in terms)
    return text.removeprefix("+ ")


@pytest.mark.parametrize(
    ("text", "positive", "negative"),
    [
        ("king", ("king",), ()),
        ("  king  ", ("king",), ()),
        ("king - man + woman", ("king", "woman"), ("man",)),
        ("- man + king", ("king",), ("man",)),
        ("- man", (), ("man",)),
        ("co-op - op", ("co-op",), ("op",)),
        ("-5 + +1", ("-5", "+1"), ()),
        ('"new york" - "+"', ("new york",), ("+",)),
        ("king\t-\nman", ("king",), ("man",)),
        ('5" - a"b', ('5"',), ('a"b',)),
        (r'"\"" + "a\b c"', ('"', "ab c"), ()),
        (r"a\b", (r"a\b",), ()),
        ('a - ""', ("a",), ("",)),
        ("über + 東京", ("über", "東京"), ()),
        pytest.param("国王\u3000－\u3000男人 ＋ 女人", ("国王", "女人"), ("男人",), id="full-width-signs"),
        pytest.param("− 男人 + 国王", ("国王",), ("男人",), id="minus-sign"),
        pytest.param('"−" - "＋"', ("−",), ("＋",), id="signs-in-quotes"),
    ],
)
def test_what_is_read(text, positive, negative):
    assert ev.parse(text) == ev.Expression(positive, negative)


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("", "expected a word, found the end", 0),
        ("   ", "expected a word, found the end", 0),
        ("king -", "expected a word, found the end", 6),
        ("king - ", "expected a word, found the end", 6),
        ("-", "expected a word, found the end", 1),
        ("+ king", "expected a word, found '+'", 0),
        ("king - - man", "expected a word, found '-'", 7),
        ("- - man", "expected a word, found '-'", 2),
        ("king man", "expected + or - between words, found 'man'", 5),
        ('king - "new york', 'expected a closing "', 7),
        ("a + {0} b", "expected + or - between words, found 'b'", 8),
    ],
)
def test_what_is_refused_and_where(text, message, position):
    with pytest.raises(ExpressionError) as caught:
        ev.parse(text)
    assert message in str(caught.value)
    assert caught.value.position == position
    assert str(caught.value).endswith(f"at character {position + 1}")


@given(terms)
def test_what_is_written_is_read_again(terms):
    found = ev.parse(write(terms))
    assert found.positive == tuple(word for sign, word in terms if sign == "+")
    assert found.negative == tuple(word for sign, word in terms if sign == "-")
    assert ev.parse(str(found)) == found


@given(st.lists(words))
def test_a_list_of_words_is_read_as_it_is_written(words):
    assert parse_words(" ".join(map(quote, words))) == words


def test_signs_in_a_list_of_words_are_words():
    assert parse_words('the + - "new york"\t". . ."') == ["the", "+", "-", "new york", ". . ."]
    assert parse_words(" ") == []


def test_a_list_of_words_with_an_open_quote_is_refused():
    with pytest.raises(ExpressionError, match='expected a closing " for the one found at character 5'):
        parse_words('the "new york')


@given(st.one_of(st.text(), st.text('ab+-" \t{}%', max_size=12)))
@example('"a"b')
@example('"')
@example("\x1c")
def test_any_text_is_read_or_refused_with_a_place_in_it(text):
    try:
        place = len(ev.parse(text).words)
    except ExpressionError as error:
        place = error.position
    assert 0 <= place <= len(text)


@given(st.text('ab+-" \t', max_size=12))
def test_an_unfinished_word_is_split_off_and_nothing_is_lost_but_its_quote(text):
    finished, beginning = unfinished_word(text)
    assert text in (finished + beginning, f'{finished}"{beginning}')
    assert '"' in text or not any(character.isspace() for character in beginning)


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("king - m", ("king - ", "m")),
        ("king - ", ("king - ", "")),
        ("king -", ("king -", "")),
        ("king", ("", "king")),
        ("", ("", "")),
        ('king - "new yo', ("king - ", "new yo")),
        ('king - "new york"', ('king - "new york"', "")),
    ],
)
def test_unfinished_words(text, split):
    assert unfinished_word(text) == split


def test_every_word_of_glove_can_be_asked_for(glove):
    # The first 50,000 hold the signs and the quotes.
    for word in glove.words[:50_000]:
        assert ev.parse(quote(word)).word == word


def test_only_a_single_added_word_is_a_word():
    assert ev.parse("king").word == "king"
    assert ev.parse("- king").word is None
    assert ev.parse("king + king").word is None


def test_the_sum_of_vectors_worked_out_by_hand(toy):
    expression = ev.parse("northeast - east + north")
    np.testing.assert_allclose(expression.vector(toy, unit=False), [1, 5])
    np.testing.assert_allclose(expression.vector(toy, unit=True), [-0.4, 1.8])
    assert expression.vector(toy, unit=False).dtype == np.float64


def test_the_neighbors_of_an_expression_are_the_answers_of_the_analogy(glove):
    expression = ev.parse("king - man + woman")
    found = ev.neighbors(glove, expression.vector(glove, unit=True), exclude=expression.words)
    assert found.words == ev.analogy(glove, expression.positive, expression.negative).words


@pytest.mark.parametrize("unit", [False, True])
def test_a_word_that_is_unknown_is_refused(toy, unit):
    with pytest.raises(ev.EmbedvizError, match="'south'"):
        ev.parse("east - south").vector(toy, unit=unit)


@pytest.mark.parametrize(
    ("text", "word", "by", "expected"),
    [
        ("bnak", "bnak", "bank", "bank"),
        ("kings - kin + man", "kin", "king", "kings - king + man"),
        ('"new yorc" + city', "new yorc", "new york", '"new york" + city'),
        ("a + x", "x", "+", 'a + "+"'),
        ("a.b + aXb", "a.b", "\\1", "\\1 + aXb"),
        ('a + ""', "", "b", "a + b"),
    ],
)
def test_only_the_whole_word_is_replaced(text, word, by, expected):
    assert replace_word(text, word, by) == expected


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        pytest.param("国王-男人+女人", "国王 - 男人 + 女人", id="chinese"),
        pytest.param("国王－男人＋女人", "国王 - 男人 + 女人", id="full-width"),
        ("co-op", "co - op"),
        ("king", ""),
        ("-king", ""),
        ("a--b", ""),
        ("-", ""),
    ],
)
def test_signs_without_blanks_are_told_apart_between_words(word, meant):
    assert parted_at_signs(word) == meant
