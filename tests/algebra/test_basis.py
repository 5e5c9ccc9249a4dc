import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

import embedviz as ev
from embedviz.algebra.basis import WordBasis, word_basis

small_integers = npst.arrays(
    np.int64, npst.array_shapes(min_dims=2, max_dims=2, max_side=6), elements=st.integers(-3, 3)
).filter(np.any)


@pytest.fixture(scope="module")
def basis(glove) -> WordBasis:
    return word_basis(glove.top(5_000))


def test_50_words_of_glove_span_the_space(basis, glove64):
    assert basis.complete
    assert len(set(basis.positions.tolist())) == 50
    np.testing.assert_array_equal(basis.vectors, glove64[basis.positions])
    assert np.linalg.matrix_rank(basis.vectors) == 50
    assert basis.condition_number == pytest.approx(np.linalg.cond(basis.vectors))


def test_each_word_is_the_farthest_from_the_span_of_those_before(basis, glove64):
    remainders = glove64[:5_000].copy()
    for position in basis.positions:
        lengths = np.linalg.norm(remainders, axis=1)
        assert lengths[position] == pytest.approx(lengths.max(), rel=1e-9)
        direction = remainders[position] / lengths[position]
        remainders -= np.outer(remainders @ direction, direction)


def test_coordinates_are_those_that_solving_gives_and_add_up_to_the_vector(basis, glove, glove64):
    for word in ("paris", "bank", glove.words[-1]):
        found = basis.coordinates(glove[word])
        expected = np.linalg.solve(basis.vectors.T, glove64[glove.index(word)])
        np.testing.assert_allclose(found.coefficients, expected, atol=1e-11)
        np.testing.assert_allclose(found.coefficients @ basis.vectors, glove[word], atol=1e-12)
        assert found.residual < 1e-14


def test_a_word_of_the_basis_has_one_coordinate(basis):
    np.testing.assert_allclose(basis.coordinates(basis.vectors[3]).coefficients, np.eye(50)[3], atol=1e-12)


def test_the_leading_coordinates_are_those_that_contribute_most(basis, glove):
    exact = basis.coordinates(glove["paris"])
    found = basis.leading(glove["paris"], 6)
    sizes = np.abs(exact.coefficients) * np.linalg.norm(basis.vectors, axis=1)
    assert sorted(found.positions) == sorted(basis.positions[np.argsort(sizes)[-6:]])
    assert found.residual == pytest.approx(
        np.linalg.norm(glove["paris"] - found.coefficients @ glove.vectors[found.positions].astype(np.float64))
        / np.linalg.norm(glove["paris"].astype(np.float64))
    )
    assert found.residual > 0.5
    assert basis.leading(glove["paris"], 50).residual < 1e-14


@given(small_integers)
def test_any_vectors_are_written_in_the_basis_made_of_them(vectors):
    found = word_basis(vectors)
    rank = np.linalg.matrix_rank(vectors)
    assert len(found.positions) == np.linalg.matrix_rank(found.vectors) == rank
    assert found.complete == (rank == vectors.shape[1])
    assert all(found.coordinates(vector).residual < 1e-12 for vector in vectors)


@pytest.mark.parametrize("scale", [1e-30, 1.0, 1e30])
def test_what_is_outside_the_span_is_in_the_residual_at_any_scale(scale):
    basis = word_basis(np.array([[3.0, 0, 0], [1, 1, 0]]) * scale)
    assert basis.positions.tolist() == [0, 1]
    found = basis.coordinates(np.array([4.0, 0, 3]) * scale)
    np.testing.assert_allclose(found.coefficients, [4 / 3, 0], atol=1e-15)
    assert found.residual == pytest.approx(3 / 5)
    assert basis.coordinates(np.zeros(3)).residual == 0


def test_zeros_alone_are_refused():
    with pytest.raises(ev.EmbedvizError, match="every vector is zero; expected"):
        word_basis(np.zeros((3, 2)))


@pytest.mark.parametrize("vectors", [np.ones(3), np.ones((0, 2)), np.array([[1.0, np.nan]])])
def test_what_is_no_finite_matrix_is_refused(vectors):
    with pytest.raises(ev.EmbedvizError, match="expected"):
        word_basis(vectors)
