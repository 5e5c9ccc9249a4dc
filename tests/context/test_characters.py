import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.context import characters
from embedviz.context.characters import CharacterCnn, character_ids, sigmoid
from embedviz.context.weights import read_weights
from tests.context.bilms import CHAR_CNN, WORDS, Stepwise, options, write

AWKWARD = [
    "",
    "a\ud800b",
    "\udfff",
    "x" * 500,
    "ü" * 30,
    "\x00",
    "<S>",
    "</S>",
    "<UNK>",
    "🙂",
    "0123456789",
    "012345678",
]
KINDS = {
    "relu": CHAR_CNN,
    "tanh": CHAR_CNN | {"activation": "tanh"},
    "no highway": CHAR_CNN | {"n_highway": 0},
    "no projection": CHAR_CNN | {"filters": [[5, 4]]},
    "as wide as a token": CHAR_CNN | {"filters": [[12, 3], [1, 2]]},
}


def make(folder, cnn):
    files = write(folder, options(cnn))
    weights = read_weights(files.options, files.weights)
    return CharacterCnn(weights.options.char_cnn, weights.tokens), Stepwise(files)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    return make(tmp_path_factory.mktemp("elmo"), CHAR_CNN)


@pytest.mark.parametrize("kind", KINDS)
def test_the_vectors_are_those_of_a_stepwise_computation(tmp_path, kind):
    ours, stepwise = make(tmp_path, KINDS[kind])
    tokens = WORDS + AWKWARD
    found = ours.vectors(tokens)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, [stepwise.token(token) for token in tokens], atol=2e-6)


def test_ids_are_bytes_between_marks():
    assert character_ids("né", 50) == [258, 110, 195, 169, 259]
    assert character_ids("", 50) == [258, 259]
    assert character_ids("<S>", 50) == [258, 256, 259]
    assert character_ids("</S>", 50) == [258, 257, 259]
    assert character_ids("a\ud800b", 50) == [258, 97, 98, 259]
    assert character_ids("x" * 500, 50) == [258, *[120] * 48, 259]
    assert character_ids("🙂", 5) == [258, *"🙂".encode()[:3], 259]


@given(st.lists(st.text(st.characters(), max_size=20), min_size=1, max_size=6))
def test_any_text_gets_the_vector_it_gets_alone(both, tokens):
    ours, stepwise = both
    together = ours.vectors(tokens)
    for token, vector in zip(tokens, together, strict=True):
        np.testing.assert_allclose(vector, ours.vectors([token])[0], atol=2e-6)
    np.testing.assert_allclose(together[0], stepwise.token(tokens[0]), atol=2e-6)


def test_blocks_and_their_order_change_nothing(both, monkeypatch):
    ours, _ = both
    tokens = [word * n for n in range(1, 4) for word in WORDS]
    whole = ours.vectors(tokens)
    monkeypatch.setattr(characters, "MOST_TOKENS", 3)
    np.testing.assert_allclose(ours.vectors(tokens), whole, atol=1e-6)
    monkeypatch.setattr(characters, "BLOCK_BYTES", 1)
    np.testing.assert_allclose(ours.vectors(tokens), whole, atol=1e-6)


def test_progress_counts_tokens_and_can_cancel(both, monkeypatch, cancel_at):
    ours, _ = both
    monkeypatch.setattr(characters, "MOST_TOKENS", 4)
    reports = []
    ours.vectors(WORDS, reports.append)
    assert [(report.done, report.total) for report in reports] == [(4, 10), (8, 10), (10, 10)]
    with pytest.raises(ev.Cancelled):
        ours.vectors(WORDS, cancel_at(8))


def test_no_tokens_have_no_vectors(both):
    assert both[0].vectors([]).shape == (0, 4)


def test_the_sigmoid_is_that_function_and_does_not_overflow():
    x = np.linspace(-30, 30, 1001)
    np.testing.assert_allclose(sigmoid(x), 1 / (1 + np.exp(-x)), atol=1e-15)
    assert sigmoid(np.float32([-1e30, 1e30])).tolist() == [0, 1]
