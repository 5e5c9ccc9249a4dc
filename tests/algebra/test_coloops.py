import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import embedviz as ev
from embedviz.algebra.coloops import coloops
from tests import exact


def by_deletion(matrix: np.ndarray, tolerance: float) -> list[int]:
    """The rows without which fewer singular values exceed the tolerance, by a decomposition each."""

    def count(rows: np.ndarray) -> int:
        return int(np.count_nonzero(np.linalg.svd(rows, compute_uv=False) > tolerance)) if len(rows) else 0

    return [i for i in range(len(matrix)) if count(np.delete(matrix, i, axis=0)) < count(matrix)]


@given(exact.matrices())
@settings(max_examples=150)
def test_they_are_those_of_deletion_in_fractions(rows):
    found = coloops(np.array(rows))
    assert found.rank == exact.rank(rows)
    assert found.positions.tolist() == exact.coloops(rows)


@given(exact.matrices(4), st.sampled_from([1e-200, 1e-30, 1e200]), st.integers(10, 40))
@settings(max_examples=50)
def test_of_many_rows_they_are_those_of_fractions_at_any_scale(rows, scale, copies):
    """Rows twice and thrice are in dependences, so that what is looked at closely are few of many."""
    repeated = [*rows, *([0] * len(row) for row in rows), *rows[1:] * copies]
    found = coloops(np.array(repeated, dtype=float) * scale)
    assert found.positions.tolist() == exact.coloops([*rows, *rows[1:]])


@pytest.mark.parametrize("seed", range(60))
def test_floating_point_rows_of_any_condition_agree_with_deletion(seed):
    rng = np.random.default_rng(seed)
    m, n, k = rng.integers(1, 80), rng.integers(1, 12), 4
    rows = np.zeros((m, n + k))
    rows[:, :n] = rng.standard_normal((m, n)) * 10.0 ** rng.uniform(-6, 6, (m, 1)) * 10.0 ** rng.uniform(-6, 6, n)
    planted = rng.choice(m, min(k, m), replace=False)
    rows[planted, n + np.arange(len(planted))] = 10.0 ** rng.uniform(-4, 4, len(planted))
    rows = rows @ np.linalg.qr(rng.standard_normal((n + k, n + k)))[0]
    found = coloops(rows)
    assert found.positions.tolist() == by_deletion(rows, ev.spectrum(rows).tolerance())


def test_no_word_of_glove_is_one(glove, glove_spectrum):
    found = coloops(glove, whole=glove_spectrum)
    assert (len(found), found.rank, found.shape) == (0, 50, (400_000, 50))
    assert found.tolerance == glove_spectrum.tolerance()


@pytest.mark.parametrize("kind", ["array", "embedding"])
def test_words_given_a_dimension_of_their_own_are_found_among_many(glove, named, kind):
    planted = [0, 77, 2_999]
    rows = np.hstack([glove.vectors[:3_000], np.zeros((3_000, 5), dtype=np.float32)])
    rows[planted, [50, 51, 52]] = [1e-3, 1.0, 100.0]
    rows[5, 53] = rows[6, 53] = 1.0  # two that share a dimension are in a dependence with others
    rows[7, 54] = rows[8, 54] = 2.0
    rows[8, :50] = rows[7, :50]
    found = coloops(rows if kind == "array" else named(rows))
    assert found.rank == 55
    assert found.positions.tolist() == planted


def test_of_independent_vectors_all_are_and_of_zeros_none():
    assert coloops(np.eye(3, 5)).positions.tolist() == [0, 1, 2]
    assert coloops(np.zeros((4, 2))).positions.tolist() == []
    assert coloops(np.array([[3.0]])).positions.tolist() == [0]


def test_a_very_long_vector_is_no_coloop_because_of_its_length():
    rows = np.random.default_rng(0).standard_normal((300, 5))
    rows[3] *= 1e8
    assert coloops(rows).positions.tolist() == []


def test_a_spectrum_of_something_else_is_refused(toy):
    with pytest.raises(ev.EmbedvizError, match="not centered"):
        coloops(toy, whole=ev.spectrum(toy, center=True))
    with pytest.raises(ev.EmbedvizError, match="expected that of the"):
        coloops(toy, whole=ev.spectrum(toy.vectors[:3]))


def test_progress_is_told_and_may_cancel(cancel_at):
    rows = np.random.default_rng(0).standard_normal((5_000, 60))
    rows[:, 0] = 0
    rows[9, 0] = 1
    whole = ev.spectrum(rows)
    assert coloops(rows, whole=whole).positions.tolist() == [9]
    with pytest.raises(ev.Cancelled):
        coloops(rows, whole=whole, progress=cancel_at(1))


@pytest.mark.parametrize("scale", [1.0, 5e-324, 1e300])
def test_of_few_vectors_in_many_dimensions_those_are_found_without_which_the_rank_falls(scale, cancel_at):
    rng = np.random.default_rng(0)
    rows = rng.integers(-9, 10, (9, 700)).astype(float)
    rows[5], rows[6], rows[7] = rows[0], rows[0] - rows[1], 0
    expected = [i for i in range(9) if np.linalg.matrix_rank(np.delete(rows, i, 0)) < np.linalg.matrix_rank(rows)]
    assert expected == [2, 3, 4, 8]
    whole = ev.spectrum(rows * scale)
    assert coloops(rows * scale, whole=whole).positions.tolist() == expected
    with pytest.raises(ev.Cancelled):
        coloops(rows * scale, whole=whole, progress=cancel_at(1))
