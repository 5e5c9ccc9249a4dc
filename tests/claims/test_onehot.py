import numpy as np
import pytest

from embedviz.claims.onehot import identity, orthogonal, unlike, waste


@pytest.fixture(params=["glove", "trained"])
def source(request):
    return request.getfixturevalue(request.param)


def test_every_pair_is_counted_and_none_has_a_product(source):
    found = orthogonal(source)
    assert (found.verdict, found.value, found.bound) == ("holds", 0.0, 0.0)
    assert found.numbers["pairs"] == len(source) * (len(source) - 1) / 2


def test_products_rank_and_zeros_are_those_of_the_dense_identity(trained):
    few = trained.top(150)
    m = len(few)
    dense = np.eye(m)
    products = dense @ dense.T
    assert orthogonal(few).value == np.abs(products[~np.eye(m, dtype=bool)]).max()
    assert identity(few).value == np.linalg.matrix_rank(dense) == m
    assert identity(few).numbers["deviation"] == np.abs(dense.T @ dense - dense).max()
    found = waste(few)
    assert found.value == np.count_nonzero(dense[3] == 0) == m - 1
    assert found.numbers["rank_without"] == np.linalg.matrix_rank(dense[:, :-1])
    assert found.numbers["one_hot_bytes"] == dense.astype(np.float32).nbytes
    assert found.numbers["dense_bytes"] == few.vectors.nbytes


def test_what_is_true_stands_beside_what_is_imprecise(source):
    assert identity(source).verdict == "holds"
    assert (waste(source).verdict, waste(source).numbers["rank_without"]) == ("qualified", len(source) - 1)


def test_all_pairs_are_as_near_and_trained_ones_are_not(source):
    found = unlike(source)
    first = source.vectors[:200].astype(np.float64)
    units = first / np.linalg.norm(first, axis=1, keepdims=True)
    cosines = (units @ units.T)[np.triu_indices(len(first), 1)]
    hot = np.eye(5)
    distances = np.linalg.norm(hot[:, None] - hot, axis=2)[np.triu_indices(5, 1)]
    assert (found.verdict, found.value) == ("holds", np.ptp(distances))
    assert found.numbers["distance"] == pytest.approx(distances[0])
    assert (found.numbers["low"], found.numbers["high"]) == pytest.approx((cosines.min(), cosines.max()))


def test_a_single_word_has_no_pair_and_zero_vectors_no_cosine(named):
    one, zeros = named(np.ones((1, 3))), named(np.zeros((4, 3)))
    assert [check(one).verdict for check in (orthogonal, waste, unlike)] == ["untold"] * 3
    assert identity(one).value == 1
    assert unlike(zeros).case == "alone"


def test_two_words_have_one_cosine(named):
    found = unlike(named(np.array([[1.0, 0], [3, 4]])))
    assert (found.case, found.numbers["low"]) == ("pair", pytest.approx(0.6))
    assert found.numbers["high"] == found.numbers["low"]
