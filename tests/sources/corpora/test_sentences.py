from collections import Counter
from itertools import count

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.sources.corpora import Sentences, sentences

TEXTS = st.lists(st.lists(st.text("abcde", min_size=1, max_size=2), max_size=8), max_size=40)


@given(TEXTS)
def test_what_was_collected_comes_out_as_often_as_wanted_without_the_empty_ones(texts):
    collected = Sentences.of(iter(texts))
    expected = [text for text in texts if text]
    assert list(collected) == list(collected) == expected
    assert [collected[i] for i in range(len(collected))] == expected
    assert len(collected) == len(expected)


@given(TEXTS)
def test_words_are_in_the_order_of_their_counts_and_then_of_first_use(texts):
    counts = Counter(word for text in texts for word in text)
    assert Sentences.of(texts).words == tuple(word for word, _times in counts.most_common())


@pytest.mark.parametrize("block", [1, 3, 7])
def test_sentences_come_out_whole_whatever_is_made_at_once(monkeypatch, block):
    monkeypatch.setattr(sentences, "BLOCK", block)
    texts = [["a"], ["b", "c", "d", "e", "f"], ["a", "b"], ["c"], ["a"] * 9]
    assert list(Sentences.of(texts)) == texts


def test_it_is_indexed_as_a_list_is():
    texts = [["a"], ["b", "c"], ["d"]]
    collected = Sentences.of(texts)
    assert (collected[-1], collected[1:], collected[::-2]) == (texts[-1], texts[1:], texts[::-2])
    with pytest.raises(IndexError):
        collected[3]


def test_a_word_takes_four_bytes_and_cannot_be_changed():
    collected = Sentences.of([["long-word-that-returns"] * 1000] * 100)
    assert collected.positions.nbytes == 400_000
    with pytest.raises(ValueError, match="read-only"):
        collected.positions[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        collected.starts[0] = 1


def test_words_that_are_not_used_are_left_out():
    numbered = Sentences.numbered(["never", "rare", "often"], np.array([2, 1, 2]), np.array([0, 1, 3]))
    assert numbered.words == ("often", "rare")
    assert list(numbered) == [["often"], ["rare", "often"]]


def test_too_many_different_words_are_refused_before_all_are_held(monkeypatch):
    monkeypatch.setattr(sentences, "MOST_WORDS", 1000)
    endless = ([f"w{i}"] for i in count())
    with pytest.raises(ev.EmbedvizError, match=r"more than 1,000 different words; expected text"):
        Sentences.of(endless)


def test_the_first_word_too_many_is_the_last_that_is_read_even_within_a_sentence(monkeypatch):
    monkeypatch.setattr(sentences, "MOST_WORDS", 1000)
    read = []
    endless = (read.append(i) or f"w{i}" for i in count())
    with pytest.raises(ev.EmbedvizError, match=r"more than 1,000 different words"):
        Sentences.of([endless])
    assert len(read) == 1001
    assert len(Sentences.of([[f"w{i % 1000}" for i in range(3000)]]).words) == 1000
