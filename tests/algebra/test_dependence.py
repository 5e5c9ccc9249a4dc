import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

import embedviz as ev
from embedviz.blas import one_blas_thread

small_integers = npst.arrays(
    np.int64, npst.array_shapes(min_dims=2, max_dims=2, max_side=6), elements=st.integers(-3, 3)
)


def assert_witness(found: ev.Dependence, vectors: np.ndarray) -> None:
    """The coefficients have length 1 and combine the vectors to zero."""
    assert np.linalg.norm(found.coefficients) == pytest.approx(1)
    assert np.abs(found.coefficients @ vectors).max() <= 1e-12 * max(1.0, np.abs(vectors).max())


def test_a_difference_of_two_words_depends_on_them(glove):
    king, man = glove.rows(["king", "man"]).astype(np.float64)
    vectors = np.stack([king, man, king - man])
    found = ev.dependence(vectors)
    assert not found.independent
    assert found.rank == 2
    assert_witness(found, vectors)
    np.testing.assert_allclose(found.coefficients / found.coefficients[0], [1, -1, -1], atol=1e-9)


def test_king_man_woman_queen_are_independent(glove):
    found = ev.dependence(glove.rows(["king", "man", "woman", "queen"]))
    assert found.independent
    assert found.coefficients is None
    assert found.rank == 4
    assert found.residual > 0.01


def test_51_words_in_50_dimensions_are_dependent(glove64):
    assert ev.dependence(glove64[:50]).independent
    found = ev.dependence(glove64[:51])
    assert found.rank == 50
    assert_witness(found, glove64[:51])


@given(small_integers)
def test_the_verdict_is_that_of_matrix_rank_and_has_a_witness(vectors):
    found = ev.dependence(vectors)
    assert found.rank == np.linalg.matrix_rank(vectors)
    assert found.independent == (found.rank == len(vectors))
    if not found.independent:
        assert_witness(found, vectors)


@pytest.mark.parametrize("shape", [(2, 1), (3, 1), (3, 2), (5, 4), (51, 50)])
def test_the_residual_is_under_the_tolerance_exactly_where_the_vectors_are_dependent(shape):
    for seed in range(300 if shape[0] < 10 else 5):
        vectors = np.random.default_rng(seed).standard_normal(shape)
        found = ev.dependence(vectors)
        assert not found.independent
        assert found.residual <= found.tolerance
        if shape[0] == shape[1] + 1:
            assert ev.dependence(vectors[1:]).residual > found.tolerance


def test_51_random_words_of_glove_always_have_a_witness(glove):
    rng = np.random.default_rng(0)
    with one_blas_thread():  # otherwise its threads wait for each other a thousand times
        for _draw in range(1_000):
            vectors = glove.vectors[rng.choice(len(glove), 51, replace=False)].astype(np.float64)
            found = ev.dependence(vectors)
            # The longest row is at most the largest singular value, so this is the stricter measure.
            assert np.linalg.norm(found.coefficients @ vectors) < 1e-10 * np.linalg.norm(vectors, axis=1).max()
            assert np.linalg.norm(found.coefficients) == pytest.approx(1)


def test_who_takes_part_and_what_the_largest_is_a_combination_of():
    found = ev.dependence([[1.0, 0, 0], [0, 5, 0], [2, 0, 0], [0, 0, 1]])
    assert found.nullity == 1
    assert found.terms.tolist() == [0, 2]
    np.testing.assert_allclose(found.solved, [0, 0, 0.5, 0], atol=1e-15)
    np.testing.assert_allclose(found.singular_values, [5, np.sqrt(5), 1], atol=1e-14)


def test_the_solved_witness_gives_the_vector_back(glove64):
    found = ev.dependence(glove64[:51])
    first = found.terms[0]
    assert found.coefficients[first] == np.abs(found.coefficients).max()
    assert len(found.terms) == 51
    assert found.solved[first] == 0
    np.testing.assert_allclose(found.solved @ glove64[:51], glove64[first], atol=1e-12)


def test_among_zeros_one_of_them_is_the_witness():
    found = ev.dependence(np.zeros((3, 2)))
    assert (found.nullity, len(found.terms)) == (3, 1)


def test_independent_vectors_have_no_witness(glove64):
    found = ev.dependence(glove64[:50])
    assert (found.nullity, len(found.terms), found.solved) == (0, 0, None)
    np.testing.assert_allclose(found.singular_values, np.linalg.svd(glove64[:50], compute_uv=False))


def test_residual_worked_out_by_hand():
    assert ev.dependence(np.diag([4.0, 1.0])).residual == pytest.approx(0.25)


@pytest.mark.parametrize("vectors", [np.zeros((1, 3)), np.zeros((3, 2)), [[1, 2], [0, 0]]])
def test_a_zero_vector_makes_any_set_dependent(vectors):
    assert not ev.dependence(vectors).independent


@pytest.mark.parametrize("scale", [1e-300, 1e-150, 1e150])
def test_scale_does_not_matter(scale):
    assert ev.dependence(np.eye(3) * scale).independent
    assert ev.dependence(np.ones((2, 3)) * scale).rank == 1


@pytest.mark.parametrize("vectors", [[1.0, 2.0], np.zeros((0, 2)), np.zeros((2, 0)), [[1, np.nan]], [[np.inf, 1]]])
def test_what_is_no_finite_matrix_is_refused(vectors):
    with pytest.raises(ev.EmbedvizError, match="expected"):
        ev.dependence(vectors)


def test_all_of_glove_is_dependent_and_the_witness_fits_into_memory(glove):
    found = ev.dependence(glove.vectors)
    assert found.rank == 50
    assert found.coefficients.shape == (400_000,)
    assert np.linalg.norm(found.coefficients) == pytest.approx(1)
    assert np.abs(found.coefficients @ glove.vectors).max() < 1e-9


@pytest.mark.parametrize("function", [ev.dependence, ev.gram, ev.rank_growth])
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_not_finite_is_refused(function, bad):
    with pytest.raises(ev.EmbedvizError, match="NaN or infinity"):
        function(np.array([[1.0, bad], [0.0, 1.0]]))
