"""The Chinese sentences: labeled, parted into words, and too hard for vectors of the generated text."""

from collections import Counter

import numpy as np
import pytest

import embedviz as ev
from embedviz.context.centroids import nearest_centroid
from embedviz.context.examples import polysemous
from embedviz.context.ladder import at_positions
from embedviz.context.static import ContextAverage
from embedviz.context.tokens import parted
from embedviz.sources.corpora import generated
from embedviz.ui.polysemy.examples import shipped_words


@pytest.mark.parametrize("word", polysemous("zh"))
def test_a_word_has_twelve_sentences_of_two_to_four_senses_and_stands_once_in_each(word):
    examples = polysemous("zh")[word]
    senses = Counter(each.sense for each in examples)
    assert len(examples) >= 12
    assert 2 <= len(senses) <= 4
    assert max(senses.values()) <= 1.5 * min(senses.values())
    assert min(senses.values()) >= 4
    assert [each.sentence.split().count(word) for each in examples] == [1] * len(examples)
    assert all(each.sentence[-1] in "。？！" for each in examples)


def test_there_are_twelve_words_and_no_sentence_twice():
    sentences = [each.sentence for examples in polysemous("zh").values() for each in examples]
    assert len(polysemous("zh")) >= 12
    assert len(sentences) == len(set(sentences))
    assert not set(polysemous("zh")) & set(polysemous())


def test_a_parted_sentence_is_shown_without_blanks_and_its_words_are_where_they_say():
    text, tokens = parted("我 喜欢 苹果 。")
    assert text == "我喜欢苹果。"
    assert [text[token.start : token.end] for token in tokens] == [token.text for token in tokens]
    assert [token.text for token in tokens] == ["我", "喜欢", "苹果", "。"]


def test_occurrences_are_the_word_in_its_sentence():
    for chosen in shipped_words("zh"):
        assert {word for _before, word, _after in chosen.parts} == {chosen.word}
        assert all(" " not in text for text in chosen.texts)


@pytest.mark.exhaustive
def test_vectors_of_the_generated_text_find_hardly_more_senses_than_chance_as_the_page_says():
    trained = ev.train(generated(language="zh"), dimensions=50, epochs=5, learning_rate=0.05, snapshots=1).embedding
    around = ContextAverage(trained)
    judged = [
        nearest_centroid(at_positions(around.encode(each.sentences), each.positions)[-1], each.senses)
        for each in shipped_words("zh")
    ]
    assert np.mean([each.accuracy for each in judged]) == pytest.approx(1 / 2, abs=0.07)
    assert np.mean([each.permuted for each in judged]) == pytest.approx(2 / 5, abs=0.02)
