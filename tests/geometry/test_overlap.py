from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ortho_group

import embedviz as ev
from embedviz.geometry import overlap
from embedviz.geometry.overlap import neighborhood_overlap


def normal(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape)


def by_brute_force(vectors: np.ndarray, word: int, k: int) -> list[int]:
    cosines = vectors @ vectors[word] / np.linalg.norm(vectors, axis=1)
    return [i for i in np.argsort(-cosines).tolist() if i != word][:k]


@pytest.mark.parametrize("block", [1 << 20, 150])
def test_lists_and_index_are_those_of_brute_force(monkeypatch, block):
    monkeypatch.setattr(overlap, "BLOCK_NUMBERS", block)
    a, b = normal(60, 5), normal(60, 9, seed=1)
    found = neighborhood_overlap(a, b, most=12)
    for k in (1, 5, 12):
        jaccard = found.jaccard(k)
        for word in range(60):
            first, second = by_brute_force(a, word, k), by_brute_force(b, word, k)
            assert found.first[word, :k].tolist() == first
            assert found.second[word, :k].tolist() == second
            assert jaccard[word] == len({*first} & {*second}) / len({*first} | {*second})
    units = a / np.linalg.norm(a, axis=1, keepdims=True)
    np.testing.assert_allclose(found.cosines[0, 7], (units @ units[7])[found.first[7]], atol=1e-6)


def test_neighbors_are_those_of_the_search(glove):
    among = glove.top(500)
    found = neighborhood_overlap(among.vectors, among.vectors[:, ::-1], most=10)
    for word in range(0, 500, 25):
        assert found.first[word].tolist() == ev.neighbors(among, among.words[word], 10).positions.tolist()


@given(st.integers(2, 40), st.integers(1, 8), st.integers(0, 99))
def test_a_rotated_and_scaled_copy_has_index_1(s, n, seed):
    vectors = normal(s, n, seed=seed)
    copy = 3 * vectors @ (ortho_group.rvs(n, random_state=seed) if n > 1 else np.eye(1))
    found = neighborhood_overlap(vectors, copy)
    assert all((found.jaccard(k) == 1).all() for k in range(1, found.most + 1))


@given(st.integers(2, 30), st.integers(2, 30))
def test_equal_vectors_have_the_first_words_as_neighbors(s, n):
    found = neighborhood_overlap(np.ones((s, n)), 0.1 * np.ones((s, n)), most=3)
    assert found.first[-1].tolist() == list(range(min(3, s - 1)))
    assert (found.jaccard(found.most) == 1).all()


def test_chance_is_the_mean_over_all_pairs_of_neighborhoods():
    found = neighborhood_overlap(normal(7, 3), normal(7, 3, seed=1), most=3)
    sets = [set(each) for each in combinations(range(6), 3)]
    values = [len(a & b) / len(a | b) for a in sets for b in sets]
    assert found.chance(3) == pytest.approx(np.mean(values), rel=1e-12)
    np.testing.assert_allclose(
        found.by_chance(2), [comb(2, i) * comb(4, 2 - i) / comb(6, 2) for i in range(3)], rtol=1e-12
    )
    assert found.distribution(3).sum() == pytest.approx(1)


def test_unrelated_vectors_come_as_near_as_chance():
    found = neighborhood_overlap(normal(2_000, 20), normal(2_000, 20, seed=1), most=50)
    assert found.jaccard(50).mean() == pytest.approx(found.chance(50), rel=0.1)


def test_the_order_begins_with_what_changed_most():
    a = normal(40, 4)
    found = neighborhood_overlap(a, a + 0.5 * normal(40, 4, seed=1), most=5)
    ordered = found.common(5)[found.order(5)]
    assert (np.diff(ordered) >= 0).all()
    assert ordered[-1] > ordered[0]


def test_progress_can_cancel(cancel_at):
    with pytest.raises(ev.Cancelled):
        neighborhood_overlap(normal(30, 3), normal(30, 3), most=5, progress=cancel_at(1))


@pytest.mark.parametrize(
    ("a", "b", "most", "message"),
    [
        (np.ones((1, 2)), np.ones((1, 2)), 5, "at least 2"),
        (np.ones((3, 2)), np.ones((4, 2)), 5, "3 vectors and 4"),
        (np.ones((3, 2)), np.ones((3, 2)), 0, "0 neighbors"),
        (np.eye(3)[:, :2], np.ones((3, 2)), 5, "vector 3 is zero"),
    ],
)
def test_what_has_no_neighborhoods_is_refused(a, b, most, message):
    with pytest.raises(ev.EmbedvizError, match=message):
        neighborhood_overlap(a, b, most=most)
    with pytest.raises(ev.EmbedvizError, match="1 to 2"):
        neighborhood_overlap(np.ones((3, 2)), np.ones((3, 2))).jaccard(3)
