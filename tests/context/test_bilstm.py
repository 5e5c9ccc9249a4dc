from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedviz.context.bilstm import BiLstm, State, reading_orders
from embedviz.context.weights import read_weights
from tests.context.bilms import Stepwise, options, write

KINDS = {
    "as published": options(),
    "no skip connections": options(use_skip_connections=False),
    "no clips": options(cell_clip=None, proj_clip=None),
    "wide clips": options(cell_clip=3, proj_clip=3),
    "no projection": options(dim=4, projection_dim=4),
    "one layer": options(n_layers=1),
    "four layers": options(n_layers=4),
}


@pytest.fixture(scope="module")
def executor():
    with ThreadPoolExecutor(2) as pool:
        yield pool


def make(folder, given):
    files = write(folder, given)
    weights = read_weights(files.options, files.weights)
    return BiLstm(weights.options, weights.lstm), weights.options, Stepwise(files)


def vectors(*lengths, seed=0):
    return np.random.default_rng(seed).standard_normal((sum(lengths), 4)).astype(np.float32)


@pytest.mark.parametrize("kind", KINDS)
def test_the_states_are_those_of_a_stepwise_computation(tmp_path, executor, kind):
    ours, given, stepwise = make(tmp_path, KINDS[kind])
    lengths = np.array([7, 4, 4, 1])
    tokens = vectors(*lengths)
    state = State.zeros(given, 4)
    found = ours.read(tokens, lengths, state, executor)
    assert found.dtype == np.float32
    for row, (start, length) in enumerate(zip(np.cumsum(lengths) - lengths, lengths, strict=True)):
        cells = stepwise.start()
        expected = stepwise.states(tokens[start : start + length].tolist(), cells)
        np.testing.assert_allclose(found[:, :, start : start + length], expected, atol=2e-6)
        for (direction, layer), (c, h) in cells.items():  # what is left at the sentence's own end, without the skip
            np.testing.assert_allclose(state.c[direction, layer, row], c, atol=2e-6)
            np.testing.assert_allclose(state.h[direction, layer, row], h, atol=2e-6)


def test_the_clips_take_effect(tmp_path, executor):
    ours, given, _ = make(tmp_path, options())
    state = State.zeros(given, 1)
    found = ours.read(vectors(30), np.array([30]), state, executor)
    assert np.abs(state.c).max() == np.float32(0.6)
    assert np.abs(found[:, 0]).max() == np.float32(0.5)


def test_reading_goes_on_from_what_the_cells_hold(tmp_path, executor):
    ours, given, stepwise = make(tmp_path, options())
    state, cells = State.zeros(given, 1), stepwise.start()
    for seed, length in enumerate([3, 1, 5]):
        tokens = vectors(length, seed=seed)
        found = ours.read(tokens, np.array([length]), state, executor)
        np.testing.assert_allclose(found, stepwise.states(tokens.tolist(), cells), atol=2e-6)


def test_reading_forward_in_two_parts_is_reading_it_whole(tmp_path, executor):
    ours, given, _ = make(tmp_path, options())
    tokens = vectors(9)
    whole = ours.read(tokens, np.array([9]), State.zeros(given, 1), executor)
    state = State.zeros(given, 1)
    parts = [ours.read(part, np.array([len(part)]), state, executor)[0] for part in (tokens[:4], tokens[4:])]
    np.testing.assert_allclose(np.concatenate(parts, axis=1), whole[0], atol=1e-6)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_every_token_is_read_once_in_both_orders(lengths):
    lengths = np.array(sorted(lengths, reverse=True))
    orders, counts = reading_orders(lengths)
    sentence = np.repeat(np.arange(len(lengths)), lengths)
    assert counts.tolist() == [(lengths > step).sum() for step in range(lengths[0])]
    for order, sign in zip(orders, (1, -1), strict=True):
        assert sorted(order) == list(range(lengths.sum()))
        for row, length in enumerate(lengths):
            own = order[sentence[order] == row]
            assert (np.diff(own) == sign).all()
            assert len(own) == length
        steps = np.split(sentence[order], np.cumsum(counts)[:-1])
        assert all(step.tolist() == list(range(len(step))) for step in steps)


def test_the_state_of_some_sentences_is_a_copy(tmp_path):
    _, given, _ = make(tmp_path, options())
    state = State.zeros(given, 3)
    part = state.of(np.array([2, 0]))
    part.c[...] = 1
    part.h[:, :, 0] = 2
    assert not state.c.any()
    state.set(np.array([2, 0]), part)
    assert state.c[0, 0, :, 0].tolist() == [1, 0, 1]
    assert state.h[1, 1, :, 0].tolist() == [0, 0, 2]
    assert len(state) == 3
