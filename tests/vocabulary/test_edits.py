"""One edit from a word, among any number of words: as many as a comparison with every word finds."""

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

import embedviz as ev
from embedviz.vocabulary import edits, index, spelling
from embedviz.vocabulary.edits import EditedRows
from embedviz.vocabulary.index import Index, SortedRows
from embedviz.vocabulary.texts import Texts, spelled

SIGNS = "abé中😀"
words = st.lists(st.text(SIGNS, max_size=5), min_size=1, max_size=40)


def in_order(texts):
    order = Index.make(texts)
    return SortedRows(order.packed, len(texts), order.heads_of(texts))


@given(words, st.text(SIGNS + "z", max_size=5))
@pytest.mark.parametrize("few", [0, 3])
def test_edits_find_what_is_one_edit_away(few, words, word):
    texts = Texts.of(words)
    with patch.object(edits, "FEW", few), patch.object(edits, "FEW_ALIKE", few), patch.object(index, "HEAD", 2):
        found = EditedRows(in_order(texts), texts).near(word).tolist()
    distances = [OSA.distance(word, each) for each in words]
    assert {row for row, distance in enumerate(distances) if distance <= 1} <= set(found)
    assert few or all(distances[row] <= 1 for row in found)
    assert found == sorted(set(found))


@given(words, st.text(SIGNS, max_size=5), st.data())
def test_heads_lead_to_the_places_that_a_search_without_them_finds(words, word, data):
    texts = Texts.of(words)
    with patch.object(index, "HEAD", 2):
        led, plain = in_order(texts), Index.make(texts)
        assert led.find(texts.spelling, spelled(word)) == plain.find(texts.spelling, spelled(word))
        begun = plain.begun(texts.spelling, spelled(word[:2]))
        assert led.begun(texts.spelling, spelled(word[:2])) == begun
        assert [words[row].startswith(word[:2]) for row in led.rows(*begun)] == [True] * (begun[1] - begun[0])
        assert sum(each.startswith(word[:2]) for each in words) == begun[1] - begun[0]
        longer = word[:2] + data.draw(st.text(SIGNS, max_size=3))
        assert led.find(texts.spelling, spelled(longer), *begun) == plain.find(texts.spelling, spelled(longer))


@given(
    st.lists(st.text("abc", min_size=1, max_size=6), min_size=1, max_size=40, unique=True), st.text("abc", max_size=6)
)
def test_of_many_words_those_one_edit_away_are_suggested_wherever_they_stand(words, word):
    vocabulary, known = ev.Vocabulary(words), 3
    with patch.object(index, "AMONG", known), patch.object(spelling, "AMONG", known):
        found = vocabulary.spelled_like(word, len(words) + 1)
    cutoff = min(3, len(word) - 1)
    distances = {each: OSA.distance(word, each) for each in words}
    near = [
        (distance, words.index(each)) for each, distance in distances.items()
        if 0 < distance <= cutoff and (words.index(each) < known or (distance == 1 and len(words) > known))
    ]  # fmt: skip
    assert found == [words[row] for _distance, row in sorted(near)]


@pytest.mark.parametrize(
    ("limit", "words", "word", "found"),
    [
        pytest.param("BEGINNINGS", ["bab", "cab", "cb", "cc"], "xab", ["cab"], id="beginning"),
        pytest.param("SIGNS", ["xab", "xbb", "xcb"], "xdb", ["xab"], id="behind it"),
    ],
)
def test_of_very_many_signs_at_a_place_some_are_tried(limit, words, word, found, monkeypatch):
    for name, value in ((limit, 1), ("FEW", 0), ("FEW_ALIKE", 0)):
        monkeypatch.setattr(edits, name, value)
    texts = Texts.of(words)
    assert texts.at(EditedRows(in_order(texts), texts).near(word)) == found
