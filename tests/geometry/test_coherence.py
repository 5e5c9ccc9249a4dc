import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.geometry.coherence import coherence, welch_bound


def largest_cosine(vectors: np.ndarray) -> float:
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return max((abs(float(a @ b)) for i, a in enumerate(units) for b in units[:i]), default=0.0)


@given(st.integers(1, 12), st.integers(1, 5), st.integers(0, 50))
def test_it_is_the_largest_cosine_of_the_first_k_and_the_pair_has_it(m, n, seed):
    vectors = np.random.default_rng(seed).standard_normal((m, n))
    found = coherence(vectors)
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    for k in range(1, m + 1):
        assert found.values[k - 1] == pytest.approx(largest_cosine(vectors[:k]))
        first, second = found.pairs[k - 1]
        if k > 1:
            assert first < second < k
            assert units[first] @ units[second] == pytest.approx(found.cosines[k - 1])
            assert abs(found.cosines[k - 1]) == found.values[k - 1]
        assert found.values[k - 1] >= found.bounds[k - 1] - 1e-12


def test_on_glove_it_is_that_of_brute_force_beyond_one_block(glove, glove64):
    found = coherence(glove.vectors[:600])
    units = glove64[:600] / np.linalg.norm(glove64[:600], axis=1, keepdims=True)
    cosines = units @ units.T
    np.fill_diagonal(cosines, 0)
    assert found.values[-1] == pytest.approx(np.abs(cosines).max())
    assert {glove.words[i] for i in found.pairs[-1]} == {"monday", "tuesday"}
    assert found.values[256] == pytest.approx(np.abs(cosines[:257, :257]).max())


def test_an_orthonormal_basis_has_none_and_attains_the_bound():
    found = coherence(np.eye(5))
    assert not found.values.any()
    assert not found.bounds.any()
    assert not len(found.records)


@pytest.mark.parametrize("n", [1, 2, 3, 8])
def test_a_simplex_attains_the_bound(n):
    simplex = np.eye(n + 1) - 1 / (n + 1)  # n + 1 vectors at equal angles in the n dimensions beside (1, ..., 1)
    basis = np.linalg.svd(simplex)[2][:n]
    found = coherence(simplex @ basis.T)
    assert found.dimensions == n
    assert found.values[-1] == pytest.approx(1 / n)
    assert found.bounds[-1] == pytest.approx(1 / n)


def test_the_six_diagonals_of_the_icosahedron_attain_the_bound():
    golden = (1 + 5**0.5) / 2
    diagonals = [(0, 1, golden), (0, 1, -golden), (1, golden, 0), (1, -golden, 0), (golden, 0, 1), (-golden, 0, 1)]
    found = coherence(np.array(diagonals))
    assert found.values[-1] == pytest.approx(1 / 5**0.5)
    assert found.bounds[-1] == pytest.approx(1 / 5**0.5)


def test_the_bound_rises_to_one_over_root_n():
    bounds = welch_bound(np.array([1, 50, 51, 1_000, 10**9]), 50)
    assert bounds[:2].tolist() == [0, 0]
    assert (np.diff(bounds[1:]) > 0).all()
    assert bounds[-1] == pytest.approx(50**-0.5)


def test_records_are_where_it_rises():
    found = coherence(np.array([[1.0, 0], [0, 1], [3, 4], [1, 1], [-2, 0]]))
    assert found.records.tolist() == [3, 4, 5]
    assert found.cosines[[2, 3, 4]] == pytest.approx([0.8, 7 / 50**0.5, -1])
    assert found.pairs[4].tolist() == [0, 4]


@pytest.mark.parametrize(
    ("vectors", "message"),
    [(np.array([[1.0, 2], [0, 0]]), "vector 2 is zero"), (np.ones(3), "shape"), (np.array([[np.nan, 1]]), "NaN")],
)
def test_what_has_no_coherence_is_refused(vectors, message):
    with pytest.raises(ev.EmbedvizError, match=message):
        coherence(vectors)
