import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.ui.rank.verdicts import answer, doubt, float32_verdict


def test_full_rank_is_answered_with_what_is_left_over():
    assert answer(400_000, 50, 50).startswith("400,000 vectors in 50 dimensions: rank 50.")
    assert "399,950" in answer(400_000, 50, 50)
    assert "short" not in answer(400_000, 50, 50)


@pytest.mark.parametrize(("m", "n", "rank", "missing"), [(400_000, 50, 46, 4), (3, 50, 2, 1)])
def test_what_is_missing_to_full_rank_is_said(m, n, rank, missing):
    assert f"{missing} short of full" in answer(m, n, rank)


@given(st.integers(1, 100), st.integers(1, 100))
def test_no_more_vectors_can_be_independent_than_there_are(m, n):
    most = int(re.search(r"(?i)at most (\d+) ", answer(m, n, min(m, n)))[1])
    assert most <= m


@pytest.mark.parametrize(
    ("m", "n", "rank", "said"),
    [
        (1, 1, 1, "1 vector in 1 dimension: rank 1. At most 1 can be independent; all are."),
        (3, 500, 3, "3 vectors in 500 dimensions: rank 3. At most 3 can be independent; all are."),
        (3, 2, 2, "3 vectors in 2 dimensions: rank 2. At most 2 can be independent; 1 is a combination of others."),
    ],
)
def test_an_answer_reads_well_for_any_shape(m, n, rank, said):
    assert answer(m, n, rank) == said


def test_without_any_rank_nothing_is_said_to_be_a_combination():
    assert "combination" not in answer(40, 5, 0)
    assert "5 short of full" in answer(40, 5, 0)


def test_rounding_is_doubted_only_where_there_is_some():
    exact = np.outer(np.arange(1, 60), [1.0, 2, 3]) + np.outer(np.ones(59), [0.1, 0, 0.7])
    assert doubt(ev.spectrum(np.eye(5, dtype=np.float32))) == ""
    said = doubt(ev.spectrum(exact.astype(np.float32)))
    assert "Of the 3 singular values that count, 1 lie" in said
    assert said.endswith("without them the rank is 2.")


@pytest.mark.parametrize("values", [[1, 1e-2, 1e-4], [1, 1e-2, 3e-6], [1, 1e-2, 0], [0, 0, 0]])
def test_the_verdict_on_float32_is_that_of_numpy(values):
    basis = np.linalg.qr(np.random.default_rng(0).standard_normal((100, 3)))[0]
    matrix = (basis * values).astype(np.float32)
    single, double = np.linalg.matrix_rank(matrix), np.linalg.matrix_rank(matrix.astype(np.float64))
    said = float32_verdict(ev.spectrum(matrix))
    assert (f"both say **{single}**" in said) == (single == double)
    assert (f"1 good singular values zero and says **{single}** where float64 says **{double}**" in said) == (
        single < double
    )
