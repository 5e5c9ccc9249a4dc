"""A text where words are expected: its letters are words of GloVe, so that the answer would be wrong and silent."""

import numpy as np
import pytest

import embedviz as ev
from embedviz.context.encoder import first_tokens
from embedviz.context.static import ContextAverage, Static
from embedviz.geometry.neighbors import available, unit_vectors


@pytest.mark.parametrize("method", ["3cosadd", "3cosmul"])
def test_a_text_in_an_analogy_is_one_word(glove, method):
    assert {"q", "u", "e", "n"} <= set(glove.top(20_000).words)
    found = ev.analogy(glove, "queen", "woman", k=5, method=method)
    np.testing.assert_array_equal(
        found.positions, ev.analogy(glove, ["queen"], ["woman"], k=5, method=method).positions
    )


def test_a_text_is_one_word_wherever_words_are_asked_for(glove):
    np.testing.assert_array_equal(glove.rows("king"), glove["king"][None])
    np.testing.assert_array_equal(unit_vectors(glove, "king"), unit_vectors(glove, ["king"]))
    assert "queen" not in ev.neighbors(glove, "king", k=5, exclude="queen").words
    assert available(glove, exclude="king") == available(glove) - 1


def test_a_text_names_one_word_and_one_section_of_a_report(glove):
    made = ev.report(glove.top(50), words="the", sections="neighbors")
    assert list(made.data) == ["neighbors"]
    assert made.data == ev.report(glove.top(50), words=["the"], sections=["neighbors"]).data


def encoders(glove):
    return Static(glove), ContextAverage(glove), ev.Elmo.load()


@pytest.mark.parametrize(
    ("sentences", "message"),
    [
        ("the bank", "sentence 1 is one text; expected a list of words"),
        ([["the", "bank"], "the bank"], "sentence 2 is one text; expected a list of words"),
        ([["the"], ["bank", 3]], "sentence 2 holds 3; expected words, each a str"),
        ([["the", None]], "sentence 1 holds None; expected words, each a str"),
        ([7], "sentence 1 is of type int; expected a list of words"),
    ],
)
def test_encoders_refuse_a_text_and_what_is_no_word(glove, sentences, message):
    for encoder in encoders(glove):
        with pytest.raises(ev.EmbedvizError, match=message):
            encoder.encode(sentences)


def test_what_happens_in_the_network_is_asked_of_words():
    elmo = ev.Elmo.load()
    with pytest.raises(ev.EmbedvizError, match="is one text"):
        elmo.activations("the bank")
    assert elmo.known("bank") == elmo.known(["bank"]) == 1


def test_sentences_may_be_arrays_and_tuples_and_are_cut_at_512_tokens():
    cut = first_tokens([np.array(["the", "bank"]), ("river",), ["a"] * 600])
    assert cut == [["the", "bank"], ["river"], ["a"] * 512]
