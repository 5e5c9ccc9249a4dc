import threading
import tracemalloc

import h5py
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.context import elmo as module
from embedviz.context.encoder import LONGEST_SENTENCE, Encoder
from tests.context.bilms import MARKERS, WORDS, Files, Stepwise, options, write

SENTENCES = [
    ["the", "bank", "of", "the", "river"],
    [],
    ["Bank", "東京", "", "a\ud800b", "x1", "internationalization", "the", "bank", "a"],
    ["a"],
    ["<S>", "bank", "</S>", "<UNK>"],
]
STATIC = {"source": "file:toy.txt", "n_dimensions": 3, "special": MARKERS}
needs_shipped = pytest.mark.skipif(
    not (module.SHIPPED / module.WEIGHTS).exists(), reason="the biLM that comes with embedviz is not there"
)


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Files:
    return write(tmp_path_factory.mktemp("elmo"), options(), words=[*WORDS, *MARKERS])


@pytest.fixture(scope="module")
def elmo(files) -> ev.Elmo:
    return ev.Elmo.load(files.options, files.weights)


@pytest.fixture(scope="module")
def stepwise(files) -> Stepwise:
    return Stepwise(files)


def tokens_of(stepwise, sentence):
    return [stepwise.token(token) for token in ("<S>", *sentence, "</S>")]


def assert_near(found, expected):
    assert found.dtype == np.float32
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, atol=3e-6)


def test_sentences_get_the_vectors_of_a_stepwise_computation(elmo, stepwise):
    found = elmo.encode(SENTENCES)
    assert len(found) == len(SENTENCES)
    for sentence, vectors in zip(SENTENCES, found, strict=True):
        assert_near(vectors, stepwise.encode(tokens_of(stepwise, sentence)).reshape(3, len(sentence), 8))


def test_a_table_of_token_vectors_is_read_in_the_place_of_characters(files, stepwise):
    elmo = ev.Elmo.load(
        str(files.options), str(files.weights), vocabulary_file=files.vocabulary, embedding_file=files.embedding
    )
    rows = {word: row for row, word in enumerate([*WORDS, *MARKERS])}
    with h5py.File(files.embedding) as file:
        table = file["embedding"][...].astype(float).tolist()
    sentence = ["Bank", "BANK", "a", "unheard", "bank"]
    looked_up = ["<S>", "Bank", "bank", "a", "<UNK>", "bank", "</S>"]
    assert_near(elmo.encode([sentence])[0], stepwise.encode([table[rows[word]] for word in looked_up]))


def test_static_vectors_are_read_through_a_projection(tmp_path, monkeypatch):
    (tmp_path / "toy.txt").write_text("bank 1 2 3\nriver 7 8 9\n")
    monkeypatch.setenv("EMBEDVIZ_DATA", str(tmp_path))
    files = write(tmp_path / "elmo", options(None) | {"static": STATIC}, dtype="f2")
    stepwise = Stepwise(files)
    begin, end, unknown = stepwise.weights["static/special"]
    bank, river = (np.array([[1, 2, 3], [7, 8, 9]]) @ np.array(stepwise.weights["static/W_proj"])).tolist()
    found = ev.Elmo.load(files.options, files.weights).encode([["Bank", "unheard", "river"]])[0]
    np.testing.assert_allclose(found, stepwise.encode([begin, bank, unknown, river, end]), rtol=1e-5, atol=3e-6)


def test_layer_0_is_the_tokens_vector_twice(elmo, stepwise):
    layer_0 = elmo.encode([["bank", "a", "bank"]])[0][0]
    np.testing.assert_array_equal(layer_0[:, :4], layer_0[:, 4:])
    np.testing.assert_array_equal(layer_0[0], layer_0[2])
    np.testing.assert_allclose(layer_0[0, :4], stepwise.token("bank"), atol=2e-6)


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=9), max_size=8))
def test_the_vectors_of_a_sentence_do_not_depend_on_the_batch(elmo, sentences):
    found = elmo.encode(sentences)
    assert len(found) == len(sentences)
    for sentence, vectors in zip(sentences, found, strict=True):
        assert vectors.shape == (3, len(sentence), 8)
        np.testing.assert_allclose(vectors, elmo.encode([sentence])[0], atol=2e-6)


@pytest.mark.parametrize(("most", "size"), [(1, 16 << 20), (2, 16 << 20), (64, 1)])
def test_batches_of_any_size_give_the_same(elmo, monkeypatch, most, size):
    whole = elmo.encode(SENTENCES)
    monkeypatch.setattr(module, "MOST_SENTENCES", most)
    monkeypatch.setattr(module, "BLOCK_BYTES", size)
    for found, expected in zip(elmo.encode(SENTENCES), whole, strict=True):
        np.testing.assert_allclose(found, expected, atol=2e-6)


def test_no_sentences_have_no_vectors_and_an_empty_one_has_an_empty_array(elmo):
    assert elmo.encode([]) == []
    assert [vectors.shape for vectors in elmo.encode([[], [""], []])] == [(3, 0, 8), (3, 1, 8), (3, 0, 8)]


def test_a_long_sentence_is_cut(elmo):
    sentence = [WORDS[i % 7] for i in range(700)]
    found = elmo.encode([sentence])[0]
    assert found.shape == (3, LONGEST_SENTENCE, 8)
    np.testing.assert_array_equal(found, elmo.encode([sentence[:LONGEST_SENTENCE]])[0])


def test_each_token_is_read_once(elmo, monkeypatch):
    asked = []
    vectors = elmo._tokens.vectors
    monkeypatch.setattr(
        elmo._tokens, "vectors", lambda tokens, progress: asked.append(tokens) or vectors(tokens, progress)
    )
    elmo.encode([["bank", "a", "bank"], ["a", "the", "bank"]])
    assert asked == [["<S>", "bank", "a", "</S>", "the"]]


def test_a_stateful_call_goes_on_row_by_row(files, stepwise):
    elmo = ev.Elmo.load(files.options, files.weights)
    batches = [SENTENCES[:3], SENTENCES[2:4], SENTENCES[1:5]]
    for _ in range(2):
        cells = [stepwise.start() for _ in range(4)]
        for batch in batches:
            found = elmo.encode(batch, stateful=True)
            for sentence, vectors, own in zip(batch, found, cells, strict=False):
                assert_near(vectors, stepwise.encode(tokens_of(stepwise, sentence), own).reshape(3, -1, 8))
        elmo.reset()


def test_a_call_without_state_neither_sees_nor_leaves_any(files):
    elmo, other = (ev.Elmo.load(files.options, files.weights) for _ in range(2))
    fresh = elmo.encode([["the", "bank"]])[0]
    elmo.encode([["river", "a"]], stateful=True)
    np.testing.assert_array_equal(elmo.encode([["the", "bank"]])[0], fresh)
    second = elmo.encode([["the", "bank"]], stateful=True)[0]
    assert np.abs(second - fresh)[1:].max() > 0.01
    other.encode([["river", "a"]], stateful=True)
    np.testing.assert_array_equal(other.encode([["the", "bank"]], stateful=True)[0], second)


def test_cancelling_leaves_the_state_as_it_was(files, monkeypatch, cancel_at):
    monkeypatch.setattr(module, "MOST_SENTENCES", 1)
    elmo = ev.Elmo.load(files.options, files.weights)
    with pytest.raises(ev.Cancelled):
        elmo.encode([["river", "a"], ["a"]], stateful=True, progress=cancel_at(1))
    np.testing.assert_array_equal(elmo.encode([["the", "bank"]], stateful=True)[0], elmo.encode([["the", "bank"]])[0])


def test_progress_counts_tokens_then_sentences_and_can_cancel(elmo, monkeypatch, cancel_at):
    monkeypatch.setattr(module, "MOST_SENTENCES", 2)
    reports = []
    elmo.encode(SENTENCES, progress=reports.append)
    assert [(report.stage, report.done, report.total) for report in reports[-3:]] == [
        ("Reading sentences", done, 5) for done in (2, 4, 5)
    ]
    distinct = {token for sentence in SENTENCES for token in sentence} | {"<S>", "</S>"}
    assert (reports[0].done, reports[0].total) == (len(distinct), len(distinct))
    with pytest.raises(ev.Cancelled):
        elmo.encode(SENTENCES, progress=cancel_at(1))


def test_threads_may_share_one(elmo):
    batches = [[SENTENCES[i % 5], SENTENCES[(i + 2) % 5]] for i in range(8)]
    expected = [elmo.encode(batch) for batch in batches]
    found = [[] for _ in batches]

    def work(i):
        for _ in range(5):
            found[i].append(elmo.encode(batches[i]))

    threads = [threading.Thread(target=work, args=(i,)) for i in range(len(batches))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for own, alone in zip(found, expected, strict=True):
        assert len(own) == 5
        for result in own:
            for a, b in zip(result, alone, strict=True):
                np.testing.assert_array_equal(a, b)


def test_activations_are_what_the_vectors_are_made_of(elmo, stepwise):
    sentence = ["the", "bank", "of", "東京"]
    found = elmo.activations(sentence)
    assert found.tokens == ("<S>", "the", "bank", "of", "東京", "</S>")
    tokens = tokens_of(stepwise, sentence)
    np.testing.assert_allclose(found.token_vectors, tokens, atol=2e-6)
    forward, backward = stepwise.states(tokens, stepwise.start())
    np.testing.assert_allclose(found.forward, forward, atol=3e-6)
    np.testing.assert_allclose(found.backward, backward, atol=3e-6)
    both = np.concatenate([found.forward, found.backward], axis=2)[:, 1:-1]
    np.testing.assert_array_equal(elmo.encode([sentence])[0][1:], both)


def test_activations_of_nothing_are_those_of_the_markers(elmo):
    assert elmo.activations([]).forward.shape == (2, 2, 4)
    assert elmo.activations(["a"] * 600).token_vectors.shape == (LONGEST_SENTENCE + 2, 4)


def test_the_direction_forward_sees_only_what_stands_before(elmo):
    before, after = (elmo.encode([sentence])[0] for sentence in (["the", "bank", "of"], ["the", "bank", "a"]))
    np.testing.assert_array_equal(before[1:, :2, :4], after[1:, :2, :4])
    assert np.abs(before[1:, :2, 4:] - after[1:, :2, 4:]).min(axis=2).max() > 0
    assert not np.array_equal(before[1, 0, 4:], after[1, 0, 4:])


def test_what_it_says_of_itself(elmo, files, tmp_path):
    encoder: Encoder = elmo
    assert encoder.layers == ("layer-0", "layer-1", "layer-2")
    assert encoder.title == "biLM, 2 layers of 6 cells, 8 dimensions"
    assert (elmo.options.cells, elmo.options.width) == (6, 4)
    assert encoder.id == ev.Elmo.load(files.options, files.weights).id
    others = [
        ev.Elmo.load(files.options, write(tmp_path / "a", options(), seed=1).weights),
        ev.Elmo.load(write(tmp_path / "b", options(proj_clip=0.4)).options, files.weights),
        ev.Elmo.load(files.options, files.weights, vocabulary_file=files.vocabulary, embedding_file=files.embedding),
        elmo.untrained(),
        elmo.untrained(1),
    ]
    assert len({encoder.id, *(other.id for other in others)}) == 6


def test_an_untrained_one_reads_the_same_tokens_otherwise(elmo):
    raw = elmo.untrained(3)
    ours, theirs = (each.encode([["the", "bank"]])[0] for each in (elmo, raw))
    np.testing.assert_array_equal(ours[0], theirs[0])
    assert np.abs(ours[1:] - theirs[1:]).max() > 0.1
    assert raw.title == "biLM untrained, 2 layers of 6 cells, 8 dimensions"
    np.testing.assert_array_equal(elmo.untrained(3).encode([["the", "bank"]])[0], theirs)


def test_files_that_go_together_must_come_together(files):
    for pair in ((files.options, None), (None, files.weights)):
        with pytest.raises(ev.EmbedvizError, match="a file of options or of weights without the other"):
            ev.Elmo.load(*pair)
    for half in ({"vocabulary_file": files.vocabulary}, {"embedding_file": files.embedding}):
        with pytest.raises(ev.EmbedvizError, match="a file of vocabulary or of embeddings without the other"):
            ev.Elmo.load(files.options, files.weights, **half)


def test_weights_that_overflow_are_refused_where_they_do(tmp_path):
    files = write(tmp_path, options())
    for name in ("char_embed", "RNN_0/RNN/MultiRNNCell/Cell1/LSTMCell/W_0"):
        with h5py.File(files.weights, "a") as file:
            file[name][...] *= 1e38 / np.abs(file[name][...]).max()
            file["CNN_proj/W_proj"][...] *= 1e4
        with pytest.raises(ev.EmbedvizError, match="so large that its vectors are not finite"):
            ev.Elmo.load(files.options, files.weights).encode([["a"] * 5])


def test_a_long_list_is_read_in_little_memory(tmp_path):
    given = options(None, dim=512, projection_dim=2, n_layers=1)
    files = write(tmp_path, given, words=[*WORDS, *MARKERS])
    elmo = ev.Elmo.load(files.options, files.weights, vocabulary_file=files.vocabulary, embedding_file=files.embedding)
    sentences = [["bank", "of"] * 6] * 1_000
    elmo.encode(sentences[:10])
    tracemalloc.start()
    elmo.encode(sentences)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 << 20  # the gates of all tokens would be 230 MB


@needs_shipped
def test_the_shipped_one_reads_glove(glove64, glove):
    elmo = ev.Elmo.load()
    assert elmo.layers == ("layer-0", "layer-1", "layer-2")
    assert (elmo.options.cells, elmo.options.width, elmo.options.static.source) == (512, 128, "glove-6b-50d")
    none = module.SHIPPED / "none"
    stepwise = Stepwise(Files(module.SHIPPED / module.OPTIONS, module.SHIPPED / module.WEIGHTS, none, none))
    begin, end, unknown = stepwise.weights["static/special"]
    projection = np.array(stepwise.weights["static/W_proj"])
    bank = (glove64[glove.index("bank")] @ projection).tolist()
    found = elmo.encode([["Bank", "nowhere-to-be-found"]])[0]
    np.testing.assert_allclose(found, stepwise.encode([begin, bank, unknown, end]), atol=2e-5)


@needs_shipped
def test_the_shipped_one_gives_a_word_one_vector_in_layer_0_and_others_above():
    sentences = [text.split() for text in ("the bank approved the loan", "they walked along the bank of the river")]
    found = ev.Elmo.load().encode(sentences)
    a, b = (vectors[:, sentence.index("bank")] for sentence, vectors in zip(sentences, found, strict=True))
    cosines = (a * b).sum(axis=1) / (np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))
    assert cosines[0] == pytest.approx(1, abs=1e-6)
    assert (cosines[1:] < 0.95).all()
