from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedviz.context.centroids import nearest_centroid
from embedviz.errors import EmbedvizError


def by_loops(X: np.ndarray, senses: list[str]) -> list[float]:
    """Leave-one-out as it is described, one occurrence and one sense after the other."""
    names = sorted(set(senses))
    credits = []
    for i, x in enumerate(X):
        means = [np.mean([X[j] for j in range(len(X)) if j != i and senses[j] == name], axis=0) for name in names]
        center = np.mean(means, axis=0)
        cosines = []
        for mean in means:
            length = np.linalg.norm(x - center) * np.linalg.norm(mean - center)
            cosines.append(np.dot(x - center, mean - center) / length if length > 1e-9 else 0.0)
        nearest = [name for name, cosine in zip(names, cosines, strict=True) if cosine >= max(cosines) - 1e-9]
        credits.append((senses[i] in nearest) / len(nearest))
    return credits


def check(X: np.ndarray, senses: list[str]) -> None:
    found, expected = nearest_centroid(X, senses, permutations=1), by_loops(X, senses)
    assert found.found == pytest.approx(expected, abs=1e-12)
    assert found.accuracy == pytest.approx(np.mean(expected), abs=1e-12)


def labels(k: int, g: int) -> list[str]:
    return [f"sense {i % g}" for i in range(k)]


@given(st.integers(0, 10_000), st.integers(2, 4), st.integers(1, 6), st.integers(0, 8))
def test_the_accuracy_is_that_of_loops(seed, g, d, more):
    rng = np.random.default_rng(seed)
    senses = labels(2 * g, g) + [f"sense {i}" for i in rng.integers(0, g, more)]
    X = 3 + rng.standard_normal((len(senses), d))
    check(X, senses)


@given(st.integers(0, 10_000))
def test_ties_count_as_their_share_of_chance(seed):
    """Small whole numbers make many cosines equal."""
    rng = np.random.default_rng(seed)
    check(rng.integers(0, 2, (9, 2)).astype(float), labels(9, 3))


@pytest.mark.parametrize("g", [2, 3, 5])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_static_vector_has_the_accuracy_of_chance(g, dtype):
    X = np.tile(np.random.default_rng(0).standard_normal(300), (20, 1)).astype(dtype)
    found = nearest_centroid(X, labels(20, g))
    assert found.chance == 1 / g
    assert found.accuracy == pytest.approx(1 / g, abs=1e-15)
    assert found.chance_interval == pytest.approx((1 / g, 1 / g), abs=1e-15)
    assert found.p_value == 1.0


def test_rounding_of_float32_is_no_difference():
    rng = np.random.default_rng(0)
    X = np.tile(rng.standard_normal(300), (20, 1)).astype(np.float32)
    X = np.nextafter(X, X + rng.choice([-1, 1], X.shape).astype(np.float32))
    assert nearest_centroid(X, labels(20, 2)).accuracy == 0.5


def test_senses_far_apart_are_all_found_and_that_is_no_chance():
    X = np.random.default_rng(0).standard_normal((20, 5)) + 100
    X[::2, 0] += 50
    found = nearest_centroid(X, labels(20, 2))
    assert found.accuracy == 1.0
    assert found.chance_interval[1] < 1.0
    assert found.p_value == 1 / 1001
    assert found.senses == ("sense 0", "sense 1")
    assert found.occurrences == 20


def test_what_all_vectors_share_and_their_scale_do_not_count():
    X = np.random.default_rng(1).standard_normal((30, 4))
    found, moved = (nearest_centroid(each, labels(30, 3)) for each in (X, 1e-6 * (X + 100)))
    assert moved.accuracy == found.accuracy
    np.testing.assert_allclose(moved.permuted, found.permuted)


def test_permutations_are_drawn_evenly_from_all_labelings():
    X = np.random.default_rng(2).standard_normal((8, 3))
    labelings = (["one" if i in ones else "two" for i in range(8)] for ones in combinations(range(8), 4))
    exact = [np.mean(by_loops(X, labeling)) for labeling in labelings]
    found = nearest_centroid(X, ["one"] * 4 + ["two"] * 4, permutations=4000)
    for value in np.unique(exact):
        share = np.isclose(exact, value).mean()
        assert np.isclose(found.permuted, value).mean() == pytest.approx(share, abs=4 * (0.25 / 4000) ** 0.5)
    p = np.mean(np.array(exact) >= found.accuracy - 1e-9)
    assert found.p_value == pytest.approx(p, abs=4 * (0.25 / 4000) ** 0.5)


def test_p_values_are_even_under_chance():
    p = [
        nearest_centroid(np.random.default_rng(seed).standard_normal((20, 5)), labels(20, 2), permutations=99).p_value
        for seed in range(200)
    ]
    assert np.mean(np.array(p) <= 0.1) <= 0.1 + 3 * (0.09 / 200) ** 0.5
    assert np.mean(p) > 0.4


def test_the_interval_holds_95_percent_and_the_seed_fixes_it():
    X = np.random.default_rng(3).standard_normal((20, 5))
    one, same, other = (nearest_centroid(X, labels(20, 2), seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.permuted, same.permuted)
    assert not np.array_equal(one.permuted, other.permuted)
    low, high = one.chance_interval
    assert np.mean((one.permuted >= low) & (one.permuted <= high)) >= 0.95
    assert one.p_value == (1 + np.sum(one.permuted >= one.accuracy)) / 1001


@pytest.mark.parametrize("senses", [["a", "a", "a"], ["a", "a", "b"], ["a", "b"], []])
def test_too_few_senses_or_occurrences_are_refused(senses):
    with pytest.raises(EmbedvizError, match=r"expected a label for each vector, and two senses|m vectors"):
        nearest_centroid(np.ones((len(senses), 2)), senses)
    with pytest.raises(EmbedvizError, match="0 permutations; expected at least 1"):
        nearest_centroid(np.ones((4, 2)), labels(4, 2), permutations=0)
