import copy
import pickle
import re

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.errors import UnknownWordError

any_text = st.text(st.sampled_from("ab\0é\ud83d\ude00\U0001f600"), max_size=3)
any_words = st.lists(any_text, max_size=9)
unique_words = st.lists(st.text(max_size=4), unique=True, max_size=30)
lowercase_words = st.lists(st.text("abcd", min_size=1, max_size=7), unique=True, min_size=1, max_size=30)


def edit_distance(a: str, b: str) -> int:
    """Levenshtein's with swapped neighbors counting once, by the recurrence over all prefixes."""
    table = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            ways = [table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a[i - 1] != b[j - 1])]
            if i > 1 and j > 1 and a[i - 2 : i] == b[j - 2 : j][::-1]:
                ways.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(ways)
    return table[len(a), len(b)]


def outcome(function):
    """What it returns, or what kind of error it raises."""
    try:
        return function()
    except (IndexError, ValueError) as error:
        return "error", type(error) is IndexError


@given(any_words, st.integers(0, 12), any_text, *[st.none() | st.integers(-12, 12)] * 3)
@example(["a", "b", "a"], 3, "a", 1, None, None)
@example(["a", "b", "a"], 2, "a", 1, None, None)
@example(["", "\0", "\ud83d", "\ude00", "\U0001f600"], 5, "\ud83d\ude00", 0, 2, 3)
def test_it_does_whatever_the_tuple_of_its_words_does(words, k, word, start, stop, step):
    # Also where it is the first part of a longer one, and where it went to another process.
    for vocabulary, same in [(ev.Vocabulary(words), tuple(words)), (ev.Vocabulary(words).first(k), tuple(words[:k]))]:
        sent = pickle.loads(pickle.dumps(vocabulary))  # noqa: S301 - our own
        for each in (vocabulary, sent, copy.deepcopy(vocabulary)):
            assert isinstance(each, ev.Vocabulary)
            assert each == same
            assert same == each
            assert each == list(same)
            assert (each != same, hash(each), len(each), bool(each)) == (False, hash(same), len(same), bool(same))
            assert each == ev.Vocabulary(same)
            assert (each == (*same, "a"), each == (*same[:-1], "\x01"), each == "a") == (False, False, False)
        assert (tuple(vocabulary), tuple(reversed(vocabulary))) == (same, same[::-1])
        if step != 0:
            assert vocabulary[start:stop:step] == same[start:stop:step]
        assert outcome(lambda v=vocabulary: v[start or 0]) == outcome(lambda s=same: s[start or 0])
        for sought in {word, *same}:
            assert (sought in vocabulary, vocabulary.count(sought)) == (sought in same, same.count(sought))
            bounds = [each for each in (start or 0, stop) if each is not None]
            assert outcome(lambda v=vocabulary, b=bounds, w=sought: v.index(w, *b)) == outcome(
                lambda s=same, b=bounds, w=sought: s.index(w, *b)
            )


@given(any_words, st.integers(0, 12), st.data())
def test_words_at_positions_are_a_vocabulary(words, k, data):
    vocabulary, first = ev.Vocabulary(words).first(k), words[:k]
    rows = data.draw(st.lists(st.integers(0, len(first) - 1), max_size=9)) if first else []
    taken = vocabulary.take(np.array(rows, np.int64))
    assert isinstance(taken, ev.Vocabulary)
    assert taken == [first[row] for row in rows]
    assert [taken.index(word) for word in taken] == [list(taken).index(word) for word in taken]
    assert taken == ev.Vocabulary(first[row] for row in rows)


@pytest.mark.parametrize("thing", ["B", "", None, 3])
def test_what_is_not_a_word_of_it_is_not_in_it(thing):
    assert thing not in ev.Vocabulary(["b"])


def test_an_unknown_word_is_named_with_the_size_of_the_vocabulary(glove):
    message = re.escape("'Bank' is not among the 400,000 words of the vocabulary")
    with pytest.raises(UnknownWordError, match=message) as caught:
        glove.words.index("Bank")
    assert caught.value.word == "Bank"


@pytest.mark.parametrize("bounds", [(2,), (0, 1)])
def test_index_keeps_to_its_bounds(bounds):
    with pytest.raises(UnknownWordError):
        ev.Vocabulary(["a", "b", "c"]).index("b", *bounds)


@given(unique_words, st.text(max_size=3), st.integers(0, 10))
@example(["a", "a\U0010ffff", "ab"], "a", 8)
def test_complete_equals_a_filter_over_all_words(words, prefix, k):
    expected = [word for word in words if word.startswith(prefix)][:k] if prefix else []
    assert ev.Vocabulary(words).complete(prefix, k) == expected


@pytest.mark.parametrize("prefix", ["ban", "zz", "1", "über", "(", "🙂"])
def test_complete_equals_a_filter_over_glove(glove, prefix):
    assert glove.words.complete(prefix, 8) == [word for word in glove.words if word.startswith(prefix)][:8]


@given(lowercase_words, st.text("abcdABCD", max_size=7), st.integers(0, 10))
def test_spelled_like_orders_by_edit_distance_then_position(words, word, k):
    cutoff = min(3, len(word) - 1)
    near = [(edit_distance(known, word.lower()), i) for i, known in enumerate(words)]
    expected = [words[i] for distance, i in sorted(near) if distance <= max(cutoff, 0) and words[i] != word]
    assert ev.Vocabulary(words).spelled_like(word, max(k, 1)) == expected[: max(k, 1)]


@given(lowercase_words, st.data())
def test_spelled_like_finds_a_word_that_lost_a_letter(words, data):
    word = data.draw(st.sampled_from(words).filter(lambda word: len(word) >= 3)) if max(map(len, words)) >= 3 else "abc"
    cut = data.draw(st.integers(0, len(word) - 1))
    damaged = word[:cut] + word[cut + 1 :]
    vocabulary = ev.Vocabulary([*words, word])
    assert word in vocabulary.spelled_like(damaged, len(vocabulary))


@pytest.mark.parametrize(("typed", "meant"), [("Bank", "bank"), ("queeen", "queen"), ("intresting", "interesting")])
def test_spelled_like_finds_what_was_meant_in_glove(glove, typed, meant):
    assert meant in glove.words.spelled_like(typed)


def test_spelled_like_finds_nothing_where_nothing_is_near():
    assert ev.Vocabulary(["king", "queen"]).spelled_like("photosynthesis") == []


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("nasa", "NASA"),
        ("ＮＡＳＡ", "NASA"),
        ("cafe\u0301", "café"),
        ("new york", "New_York"),
        ("dog", "/c/en/dog"),
        ("Ice cream", "/c/en/ice_cream"),
    ],
)
def test_a_word_that_differs_only_in_form_is_suggested_first(query, first):
    words = ev.Vocabulary(["</s>", "cat", "nasal", "dig", "NASA", "café", "New_York", "/c/en/dog", "/c/en/ice_cream"])
    assert words.spelled_like(query)[0] == first


@given(
    st.lists(st.text("abc", min_size=1, max_size=9), min_size=1, max_size=9, unique=True),
    st.text("abc", min_size=1, max_size=3),
)
def test_where_words_begin_with_a_query_some_spelling_is_near(words, query):
    vocabulary = ev.Vocabulary(words)
    if query not in vocabulary and vocabulary.complete(query):
        assert vocabulary.suggest(query)


@pytest.mark.parametrize("query", ["dog", "Dog", "/c/en/dog", "ｄｏｇ"])
@pytest.mark.parametrize("word", ["▁dog", "Ġdog", "DOG", "/c/de/dog"])
def test_the_marks_of_tokens_and_graphs_cost_nothing(word, query):
    others = ["dig", "dot", "dug", "log", "doge", "do"]
    if word != query:
        assert ev.Vocabulary([*others, word]).spelled_like(query)[0] == word


def test_a_word_that_occurs_twice_is_told():
    words = ev.Vocabulary(["b", "a", "ba", "b", "c"])
    assert words.repeated() == (0, 3)
    assert words.first(3).repeated() is None
    assert ev.Vocabulary([]).repeated() is None
