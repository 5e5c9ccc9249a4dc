import numpy as np
import pytest
from hypothesis import given, settings

import embedviz as ev
from embedviz.algebra import fullness as module
from embedviz.algebra.fullness import Fullness, fullness
from tests import exact


@given(exact.matrices())
@settings(max_examples=100)
def test_every_property_is_that_of_exact_arithmetic(rows):
    found, (m, n), rank = fullness(np.array(rows)), np.shape(rows), exact.rank(rows)
    assert (found.m, found.n, found.rank, found.coloops) == (m, n, rank, len(exact.coloops(rows)))
    assert found.full_row_rank == (exact.coloops(rows) == list(range(m)))
    assert found.full_column_rank == (exact.rank(zip(*rows, strict=True)) == n)
    assert found.full == (found.full_row_rank or found.full_column_rank)
    assert found.missing == min(m, n) - rank
    assert found.combinations == m - len(exact.coloops(rows))


def test_glove_is_of_full_column_rank_and_every_word_is_a_combination_of_others(glove, glove_spectrum):
    assert fullness(glove, whole=glove_spectrum) == Fullness(400_000, 50, 50, 0)


def test_where_counting_takes_too_long_it_is_not_done_unless_the_rank_tells(monkeypatch):
    monkeypatch.setattr(module, "MOST_DECOMPOSED", 3)
    rows = np.diag([1.0, 1, 1, 1, 0])
    assert fullness(rows).coloops is None
    assert fullness(rows).combinations is None
    assert fullness(rows[:4]).coloops == 4
    assert fullness(np.zeros((5, 4))).coloops == 0


def test_what_is_no_finite_matrix_is_refused():
    with pytest.raises(ev.EmbedvizError, match="expected"):
        fullness(np.array([[np.nan]]))
