import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.context import nearest
from embedviz.context.nearest import NearOccurrence, build_index
from embedviz.context.static import ContextAverage, Static
from embedviz.sources.corpora import lee


class Both:
    """An encoder of two layers: the word and its context."""

    id, title, layers = "both", "Both", ("static", "context")

    def __init__(self, embedding: ev.Embedding) -> None:
        self.parts = (Static(embedding), ContextAverage(embedding))

    def encode(self, sentences, *, progress=None):
        pairs = zip(*(part.encode(sentences, progress=progress) for part in self.parts), strict=True)
        return [np.concatenate(pair) for pair in pairs]


@pytest.fixture(scope="module")
def embedding():
    rng = np.random.default_rng(0)
    return ev.Embedding("ten", [f"w{i}" for i in range(10)], rng.standard_normal((10, 4)))


def by_loops(encoder, sentences, layer, query, skip=None) -> list[NearOccurrence]:
    """The best occurrence of each sentence, one cosine after the other."""
    found = []
    for i, (vectors,) in enumerate(encoder.encode([sentence])[0][[layer]] for sentence in sentences):
        x = vectors.astype(np.float64)
        lengths = np.linalg.norm(x, axis=1)
        scores = [x[j] @ query / lengths[j] / np.linalg.norm(query) if lengths[j] else -9 for j in range(len(x))]
        if scores and max(scores) > -9 and i != skip:
            found.append(NearOccurrence(i, int(np.argmax(scores)), float(max(scores))))
    return sorted(found, key=lambda each: -each.score)


@given(
    st.lists(st.lists(st.sampled_from([f"w{i}" for i in range(12)]), max_size=6), min_size=1, max_size=12),
    st.integers(0, 1000),
    st.integers(1, 15),
)
def test_it_is_what_loops_find(embedding, sentences, seed, k):
    sentences = [*sentences, ["w0", "w1"]]
    query = np.random.default_rng(seed).standard_normal(4)
    skip = seed % len(sentences)
    encoder = Both(embedding)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nearest, "BATCH_TOKENS", 7)
        index = build_index(encoder, sentences, layer=1)
    found = index.nearest(query, k, skip=skip)
    expected = by_loops(encoder, sentences, 1, query, skip)[:k]
    np.testing.assert_allclose([each.score for each in found], [each.score for each in expected], atol=1e-6)
    assert len({each.sentence for each in found}) == len(found)
    for each in found:
        vector = encoder.encode([sentences[each.sentence]])[0][1, each.position].astype(np.float64)
        cosine = vector @ query / np.linalg.norm(vector) / np.linalg.norm(query)
        assert each.score == pytest.approx(cosine, abs=1e-6)


def test_lee_is_indexed_and_searched_as_by_brute_force(glove):
    sentences = lee().sentences
    reports: list[ev.Progress] = []
    index = build_index(ContextAverage(glove), sentences, layer=0, progress=reports.append)
    assert index.vectors.shape == (len(sentences.positions), 50)
    assert not index.vectors.flags.writeable
    assert [report.done for report in reports] == sorted(report.done for report in reports)
    assert reports[-1].fraction == 1
    row = int(index.starts[100]) + 3
    query = index.vectors[row].astype(np.float64)
    units = index.vectors.astype(np.float64)
    lengths = np.linalg.norm(units, axis=1)
    query /= lengths[row]
    cosines = np.divide(units @ query, lengths, where=lengths > 0, out=np.full(len(units), -9.0))
    of_sentences = [cosines[a:b].max() for a, b in zip(index.starts, index.starts[1:], strict=False)]
    found = index.nearest(query, 10)
    assert (found[0].sentence, found[0].score) == (100, pytest.approx(1))
    np.testing.assert_allclose([each.score for each in found], np.sort(of_sentences)[::-1][:10], atol=1e-6)
    assert [each.sentence for each in index.nearest(query, 9, skip=100)] == [each.sentence for each in found[1:]]
    assert list(index.sentences[100]) == sentences[100]


def test_equal_ones_come_in_the_order_of_the_corpus(embedding):
    index = build_index(Static(embedding), [["w1", "w0", "w0"], [], ["w0"], ["w99"]], layer=0)
    found = index.nearest(embedding["w0"], 5)
    assert [(each.sentence, each.position) for each in found] == [(0, 1), (2, 0)]
    assert [each.score for each in found] == pytest.approx([1, 1])


def test_long_sentences_count_up_to_the_bound_of_encoders(embedding):
    index = build_index(Static(embedding), [["w1"] * 512 + ["w0"], ["w0"]], layer=0)
    assert index.starts.tolist() == [0, 512, 513]
    assert index.nearest(embedding["w0"], 1)[0].sentence == 1


def test_indexes_of_layers_have_names_of_their_own(embedding):
    ids = {build_index(Both(embedding), [["w0", "w1"]], layer=layer).id for layer in (0, 1)}
    assert ids == {"both/static", "both/context"}


def test_it_may_be_canceled(embedding, cancel_at, monkeypatch):
    monkeypatch.setattr(nearest, "BATCH_TOKENS", 2)
    with pytest.raises(ev.Cancelled):
        build_index(Static(embedding), [["w0"]] * 10, layer=0, progress=cancel_at(4))


@pytest.mark.parametrize(
    ("sentences", "layer", "message"),
    [
        ([["w0"]], 1, "layer 1; expected 0 to 0: static"),
        ([["w0"]], -1, "layer -1; expected 0 to 0"),
        ([], 0, "a corpus of 0 tokens to encode; expected 1 to 200,000"),
        ([[]], 0, "a corpus of 0 tokens"),
        ([["w0"] * 500] * 401, 0, "a corpus of 200,500 tokens to encode; expected 1 to 200,000"),
    ],
)
def test_what_cannot_be_indexed_is_refused(embedding, sentences, layer, message):
    with pytest.raises(ev.EmbedvizError, match=message):
        build_index(Static(embedding), sentences, layer=layer)


@pytest.mark.parametrize(
    ("vector", "k", "message"),
    [
        (np.ones(3), 1, r"a vector of shape \(3,\); expected one of shape \(4,\)"),
        (np.zeros(4), 1, "the query vector is zero"),
        (np.full(4, np.nan), 1, "NaN or infinity"),
        (np.ones(4), 0, "0 nearest occurrences; expected at least 1"),
    ],
)
def test_what_is_no_query_is_refused(embedding, vector, k, message):
    with pytest.raises(ev.EmbedvizError, match=message):
        build_index(Static(embedding), [["w0"]], layer=0).nearest(vector, k)
