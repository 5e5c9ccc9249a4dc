import numpy as np
import pytest

import embedviz as ev
from embedviz.claims.matrix import bounded_rank, dependent, table


@pytest.fixture(params=["glove", "trained"])
def source(request):
    return request.getfixturevalue(request.param)


def test_the_first_n_and_one_words_are_dependent_as_numpy_says(source):
    found = dependent(source, ev.spectrum(source))
    n = source.shape[1]
    first = source.vectors[: n + 1].astype(np.float64)
    left, values, _right = np.linalg.svd(first)
    assert (found.verdict, found.case) == ("holds", "witness")
    assert found.numbers["words_rank"] == np.linalg.matrix_rank(first) == n
    assert (found.numbers["rank"], found.numbers["alone"]) == (n, 0)
    assert np.linalg.norm(left[:, -1] @ first) / values[0] < 1e-14
    assert found.value <= found.bound == (n + 1) * np.finfo(np.float64).eps


def test_without_more_words_than_dimensions_the_rank_decides(named):
    rows = np.random.default_rng(0).standard_normal((6, 9))
    free, tied = named(rows), named(np.vstack([rows[:4], rows[:2]]))
    found = dependent(free, ev.spectrum(free))
    assert (found.verdict, found.case, found.value) == ("refuted", "independent", np.linalg.matrix_rank(rows))
    found = dependent(tied, ev.spectrum(tied))
    assert (found.verdict, found.case, found.value) == ("qualified", "by-chance", 4)
    assert found.numbers["alone"] == 2


def test_of_very_many_dimensions_the_count_decides(named):
    wide = named(np.random.default_rng(0).standard_normal((1_040, 1_030)))
    found = dependent(wide, ev.spectrum(wide))
    assert (found.verdict, found.case, found.value) == ("holds", "counted", 1_030)


def test_the_rank_is_that_of_numpy(source, glove64):
    matrix = source.vectors.astype(np.float64) if len(source) < 100_000 else glove64
    found = bounded_rank(ev.spectrum(source))
    assert found.numbers["rank"] == np.linalg.matrix_rank(matrix) <= source.shape[1]
    assert found.value == found.numbers["rank"] / len(source) <= found.bound
    assert found.verdict == "holds"


def test_a_rank_that_is_not_far_under_m_is_qualified(named):
    rows = np.random.default_rng(0).standard_normal((30, 10))
    assert bounded_rank(ev.spectrum(named(rows))).verdict == "qualified"
    few = bounded_rank(ev.spectrum(named(rows.T)))
    assert (few.verdict, few.case, few.value) == ("qualified", "few", 1.0)
    line = bounded_rank(ev.spectrum(named(np.outer(np.arange(1, 21), np.arange(1, 31)))))
    assert (line.verdict, line.case, line.value) == ("holds", "few", 1 / 20)
    deficient = named(np.tile(rows[:, :3], (10, 1)) @ rows[:3])
    assert bounded_rank(ev.spectrum(deficient)).case == "rounding"


def test_the_table_has_the_numbers_of_the_matrix(source):
    found = table(source)
    looked = source.vectors[: found.numbers["looked"]]
    assert found.numbers["values"] == source.vectors.size
    assert found.numbers["bytes"] == source.vectors.nbytes
    assert found.value == len(looked) - len(np.unique(looked[:, :4], axis=0))
    assert found.verdict == ("qualified" if found.value else "holds")
    assert (found.numbers["example_values"], found.numbers["example_bytes"]) == (15_000_000, 60_000_000)


def test_repeated_rows_are_found_and_minus_zero_is_zero(named):
    found = table(named(np.array([[0.0, 1], [2, 3], [-0.0, 1], [2, 3], [2, 3]])))
    assert (found.verdict, found.case, found.value, found.bound) == ("qualified", "repeated", 3, 0)
