import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedviz.vocabulary.forms import folded, folded_texts
from embedviz.vocabulary.index import SortedRows
from embedviz.vocabulary.sorting import sorted_rows
from embedviz.vocabulary.texts import Texts

# Few signs, so that long beginnings are shared; NULs, and halves of surrogate pairs that must not become one sign.
signs = st.sampled_from(["a", "b", "\0", "é", "\ud83d", "\ude00", "\U0001f600"])
words = st.lists(st.one_of(st.text(signs, max_size=19), st.sampled_from(["aaaaaaaa", "aaaaaaaaa", "\0"])), max_size=90)


@given(words, st.data())
def test_texts_come_back_as_they_were_one_by_one_and_many_at_once(given_words, data):
    texts = Texts.of(given_words)
    assert [texts[row] for row in range(len(texts))] == given_words
    assert [word for block in texts.blocks() for word in block] == given_words
    start, stop = sorted(data.draw(st.tuples(*[st.integers(0, len(given_words))] * 2)))
    assert texts.between(start, stop) == given_words[start:stop]
    rows = np.resize(np.arange(len(given_words)), data.draw(st.sampled_from([0, 3, 70])) if given_words else 0)
    assert texts.at(rows) == [given_words[row] for row in rows]
    assert [word for block in texts.first(stop).blocks() for word in block] == given_words[:stop]


def test_the_buffers_are_those_of_arrow():
    given_words = [f"wörd {i}" for i in range(100)]
    texts, arrow = Texts.of(given_words), pa.array(given_words, pa.large_string())
    assert texts.offsets.tobytes() == arrow.buffers()[1].to_pybytes()[: 8 * 101]
    assert texts.data.tobytes() == arrow.buffers()[2].to_pybytes()[: len(texts.data)]


def test_what_is_no_text_is_refused():
    with pytest.raises(TypeError):
        Texts.of(["a", 1])


@given(words, st.sampled_from([2, 7, 1000]))
def test_sorted_rows_are_those_of_a_stable_sort_also_where_few_are_sorted_at_once(given_words, at_once):
    expected = sorted(range(len(given_words)), key=given_words.__getitem__)
    assert sorted_rows(Texts.of(given_words), at_once=at_once).tolist() == expected


@given(st.integers(0, 2000), st.data())
def test_the_smallest_rows_among_neighbors_are_those_of_a_sort(m, data):
    order = np.random.default_rng(m).permutation(m).astype(np.int32)
    low, high = sorted(data.draw(st.tuples(st.integers(0, m), st.integers(0, m))))
    k = data.draw(st.integers(0, 9))
    assert SortedRows.pack(order).smallest(low, high, k) == sorted(order[low:high].tolist())[:k]


pieces = st.sampled_from(["A", "\n", "_", "ß", "Ａ", "e\u0301", "/c/en/", "▁", "Ġ", "\u0301", "\ud83d"])


@given(st.lists(st.lists(pieces, max_size=5).map("".join)))
def test_many_texts_are_folded_as_each_would_be(given_words):
    assert folded_texts(Texts.of(given_words)).between(0, len(given_words)) == list(map(folded, given_words))
