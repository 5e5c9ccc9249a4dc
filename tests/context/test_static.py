import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.context.encoder import Encoder
from embedviz.context.static import ContextAverage, Static, known_form
from embedviz.subwords import Subwords

SENTENCES = [["The", "bank", "xyzzy"], [], ["River"], ["the", "river", "bank", "the"]]


@pytest.fixture(scope="module")
def embedding():
    vectors = np.random.default_rng(0).standard_normal((4, 3)).astype(np.float32)
    return ev.Embedding("four", ["the", "bank", "river", "River"], vectors)


def averaged(embedding: ev.Embedding, sentence: list[str], i: int, a: float) -> np.ndarray:
    """Arora's weights with Zipf's probabilities, word by word."""
    m = len(embedding)
    harmonic = sum(1 / rank for rank in range(1, m + 1))
    total, weights = np.zeros(embedding.shape[1]), 0.0
    for j, token in enumerate(sentence):
        word = token if token in embedding else token.lower()
        if j == i or word not in embedding:
            continue
        p = 1 / ((embedding.index(word) + 1) * harmonic)
        total += a / (a + p) * embedding[word].astype(np.float64)
        weights += a / (a + p)
    return total / weights if weights else total


@pytest.mark.parametrize("make", [Static, ContextAverage])
def test_both_are_encoders(embedding, make):
    encoder: Encoder = make(embedding)
    encoded = encoder.encode(SENTENCES)
    assert [each.shape for each in encoded] == [(1, len(sentence), 3) for sentence in SENTENCES]
    assert all(each.dtype == np.float32 for each in encoded)
    assert len(encoder.layers) == 1
    assert embedding.id in encoder.id
    assert embedding.id in encoder.title
    assert encoder.encode([]) == []
    assert [each.shape for each in encoder.encode([["the"] * 600])] == [(1, 512, 3)]


def test_a_token_counts_as_written_else_in_lower_case_else_as_zero(embedding):
    (first, _empty, river, _last) = Static(embedding).encode(SENTENCES)
    np.testing.assert_array_equal(first[0], [embedding["the"], embedding["bank"], np.zeros(3)])
    np.testing.assert_array_equal(river[0], [embedding["River"]])


def test_n_grams_are_asked_last():
    subwords = Subwords(3, 3, np.ones((8, 2), dtype=np.float32))
    embedding = ev.Embedding("fast", ["bank"], np.array([[1.0, 2.0]]), subwords=subwords)
    assert known_form(embedding, "Bank") == "bank"
    assert known_form(embedding, "Rivers") == "Rivers"
    np.testing.assert_array_equal(Static(embedding).encode([["Bank", "Rivers"]])[0][0], [[1, 2], [1, 1]])
    around = ContextAverage(embedding).encode([["Bank", "Rivers"]])[0][0]
    np.testing.assert_allclose(around, [[1, 1], [1, 2]], rtol=1e-6)


@given(st.lists(st.sampled_from(["the", "The", "bank", "river", "River", "xyzzy"]), max_size=8), st.floats(1e-4, 1))
def test_the_average_is_that_of_the_other_words(embedding, sentence, a):
    (found,) = ContextAverage(embedding, a).encode([sentence])
    for i in range(len(sentence)):
        np.testing.assert_allclose(found[0, i], averaged(embedding, sentence, i, a), rtol=1e-6, atol=1e-7)


def test_the_average_on_glove(glove):
    sentence = ["The", "bank", "of", "the", "river", ",", "where", "grass", "grows", "."]
    (found,) = ContextAverage(glove).encode([sentence])
    np.testing.assert_allclose(found[0, 1], averaged(glove, sentence, 1, 1e-3), rtol=1e-4, atol=1e-6)


def test_a_word_alone_has_no_context(embedding):
    alone, among_unknown = ContextAverage(embedding).encode([["bank"], ["xyzzy", "bank"]])
    assert not alone.any()
    assert not among_unknown[0, 1].any()
    np.testing.assert_allclose(among_unknown[0, 0], embedding["bank"], rtol=1e-6)


def test_encoders_that_differ_have_ids_that_do(embedding):
    ids = {Static(embedding).id, ContextAverage(embedding).id, ContextAverage(embedding, 0.1).id}
    assert len(ids) == 3


@pytest.mark.parametrize("a", [0.0, -1.0, math.inf, math.nan])
def test_smoothing_out_of_bounds_is_refused(embedding, a):
    with pytest.raises(ev.EmbedvizError, match="expected a positive number"):
        ContextAverage(embedding, a)


@pytest.mark.parametrize("make", [Static, ContextAverage])
def test_progress_counts_sentences_and_may_cancel(embedding, make, cancel_at):
    reports: list[ev.Progress] = []
    make(embedding).encode([["the"]] * 600, progress=reports.append)
    assert [report.done for report in reports] == [256, 512, 600]
    assert {report.total for report in reports} == {600}
    with pytest.raises(ev.Cancelled):
        make(embedding).encode([["the"]] * 600, progress=cancel_at(512))
