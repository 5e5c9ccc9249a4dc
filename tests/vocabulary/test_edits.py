"""One edit from a word, among any number of words: as many as a comparison with every word finds."""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

import embedviz as ev
from embedviz.vocabulary import edits, index, spelling
from embedviz.vocabulary.edits import EditedRows, signs_of
from embedviz.vocabulary.index import Index, SortedRows
from embedviz.vocabulary.texts import Texts, spelled

words = st.lists(st.text("ab中", max_size=5), min_size=1, max_size=40)


def in_order(texts):
    order = Index.make(texts)
    return SortedRows(order.packed, len(texts), order.heads_of(texts))


@given(words, st.text("ab中", max_size=5))
@pytest.mark.parametrize("few", [0, 3])
def test_edits_find_what_is_one_edit_away(few, words, word):
    texts = Texts.of(words)
    with patch.object(edits, "FEW", few), patch.object(index, "HEAD", 2):
        found = EditedRows(in_order(texts), texts, signs_of(texts)).near(word).tolist()
    distances = [OSA.distance(word, each) for each in words]
    assert {row for row, distance in enumerate(distances) if distance == 1} <= set(found)
    assert few or all(distances[row] <= 1 for row in found)
    assert found == sorted(set(found))


@given(words, st.text("ab中", max_size=5), st.data())
def test_heads_lead_to_the_places_that_a_search_without_them_finds(words, word, data):
    texts = Texts.of(words)
    with patch.object(index, "HEAD", 2):
        led, plain = in_order(texts), Index.make(texts)
        assert led.find(texts.spelling, spelled(word)) == plain.find(texts.spelling, spelled(word))
        begun = plain.begun(texts.spelling, spelled(word[:2]))
        assert led.begun(texts.spelling, spelled(word[:2])) == begun
        assert [words[row].startswith(word[:2]) for row in led.rows(*begun)] == [True] * (begun[1] - begun[0])
        assert sum(each.startswith(word[:2]) for each in words) == begun[1] - begun[0]
        longer = word[:2] + data.draw(st.text("ab中", max_size=3))
        assert led.find(texts.spelling, spelled(longer), *begun) == plain.find(texts.spelling, spelled(longer))


@given(
    st.lists(st.text("abc", min_size=1, max_size=6), min_size=1, max_size=40, unique=True), st.text("abc", max_size=6)
)
def test_of_many_words_those_one_edit_away_are_suggested_wherever_they_stand(words, word):
    vocabulary, known = ev.Vocabulary(words), 3
    with patch.object(index, "AMONG", known), patch.object(spelling, "AMONG", known), patch.object(edits, "FEW", 0):
        found = vocabulary.spelled_like(word, len(words) + 1)
    cutoff = min(3, len(word) - 1)
    distances = {each: OSA.distance(word, each) for each in words}
    near = [
        (distance, words.index(each)) for each, distance in distances.items()
        if 0 < distance <= cutoff and (words.index(each) < known or (distance == 1 and len(words) > known))
    ]  # fmt: skip
    assert found == [words[row] for _distance, row in sorted(near)]


def test_a_long_word_is_looked_up_by_the_frequent_signs_alone(monkeypatch):
    monkeypatch.setattr(edits, "LOOKUPS", 8)
    monkeypatch.setattr(edits, "FEW", 0)
    texts = Texts.of(["aab", "aac", "aa"])
    assert signs_of(texts) == "abc"
    rows = EditedRows(in_order(texts), texts, "abc").near("aa")
    np.testing.assert_array_equal(rows, [2])  # "aaa" alone is looked up, and "aa", by which "a" was put for "a"
