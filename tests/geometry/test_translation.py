"""Turning one language onto another, and looking up words that the turning has not seen."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import ortho_group

import embedviz as ev
from embedviz.algebra.shared import paired_vocabulary
from embedviz.geometry.translation import translate


def languages(m=60, n=8, seed=0):
    rng = np.random.default_rng(seed)
    vectors, order = rng.standard_normal((m, n)), rng.permutation(m)
    rotation = ortho_group.rvs(n, random_state=seed)
    a = ev.Embedding("a", [f"a{i}" for i in range(m)], vectors.astype(np.float32))
    b = ev.Embedding("b", [f"b{i}" for i in order], (vectors[order] @ rotation).astype(np.float32))
    return a, b, [(f"a{i}", f"b{i}") for i in range(m)], rotation


@settings(max_examples=5)
@given(st.integers(0, 100))
def test_a_rotated_language_is_recovered_whatever_the_order_of_its_words(seed):
    a, b, pairs, rotation = languages(seed=seed)
    found = ev.align(a, b, pairs=pairs)
    np.testing.assert_allclose(found.rotation, rotation, atol=1e-5)
    assert found.words == a.words[:]
    assert found.relative_residual < 1e-5
    # The inverse rotation is the transpose: turning back is turning the other way.
    back = ev.align(b, a, pairs=[pair[::-1] for pair in pairs])
    np.testing.assert_allclose(back.rotation, found.rotation.T, atol=1e-9)


def test_pairs_of_equal_words_are_the_shared_vocabulary():
    a, _b, _pairs, _rotation = languages()
    b = ev.Embedding("c", a.words, a.vectors[:, ::-1])
    same = ev.align(a, b, pairs=[(word, word) for word in a.words])
    np.testing.assert_array_equal(same.rotation, ev.align(a, b).rotation)


def test_a_pair_that_either_lacks_is_left_out_and_of_two_the_first_counts():
    a, b, _pairs, _rotation = languages()
    shared = paired_vocabulary(a, b, [("a7", "b7"), ("a3", "b3"), ("a3", "b4"), ("nix", "b5"), ("a6", "nix")])
    assert shared.words == ("a3", "a7")
    assert [b.words[row] for row in shared.rows_b] == ["b3", "b7"]
    assert [a.words[row] for row in shared.rows_a] == ["a3", "a7"]
    assert (len(shared.only_a), len(shared.only_b)) == (58, 58)


def test_held_out_words_of_a_rotated_copy_are_all_found_and_of_noise_as_by_chance():
    a, b, pairs, _rotation = languages()
    found = translate(a, b, pairs)
    assert (found.fitted, len(found.pairs), found.among) == (30, 30, 60)
    assert found.precision(1) == found.precision(5) == found.fitted_exactly == 1
    assert found.chance(5) == 5 / 60
    noise = ev.Embedding("noise", b.words, np.random.default_rng(9).standard_normal(b.shape).astype(np.float32))
    lost = translate(a, noise, pairs)
    assert lost.precision(1) <= 0.1
    assert lost.precision(1) <= lost.precision(5) <= 0.4


def test_the_nearest_are_those_of_brute_force():
    a, b, pairs, _rotation = languages(m=40, n=5, seed=3)
    noise = ev.Embedding("noise", b.words, np.random.default_rng(9).standard_normal(b.shape).astype(np.float32))
    found = translate(a, noise, pairs)
    held = {pair[0] for pair in found.pairs}
    units = {e: e.vectors / np.linalg.norm(e.vectors.astype(float), axis=1, keepdims=True) for e in (a, noise)}
    fitted = [pair for pair in pairs if pair[0] not in held]
    A = np.stack([units[a][a.index(one)] for one, _other in fitted])
    B = np.stack([units[noise][noise.index(other)] for _one, other in fitted])
    U, _values, Vt = np.linalg.svd(A.T @ B)
    for (word, _right), near in zip(found.pairs, found.nearest, strict=True):
        cosines = units[noise] @ (units[a][a.index(word)] @ U @ Vt)
        assert near == tuple(noise.words[i] for i in np.argsort(-cosines)[:5])


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        pytest.param(
            lambda a, b: ev.align(a, b, pairs=[("x", "y")]), "contain no complete pair of the list", id="align-none"
        ),
        pytest.param(
            lambda a, b: ev.align(a.vectors, b.vectors, pairs=[("a1", "b1")]), "vectors without words", id="no-words"
        ),
        pytest.param(lambda a, b: translate(a, b, [("a1", "b1")]), "1 pairs of the list .* at least 4", id="too-few"),
    ],
)
def test_too_few_pairs_are_told(call, problem):
    a, b, _pairs, _rotation = languages()
    with pytest.raises(ev.EmbedvizError, match=problem):
        call(a, b)
