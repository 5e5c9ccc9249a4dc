import numpy as np
import pytest

import embedviz as ev
from embedviz.algebra import wide
from embedviz.errors import Cancelled


@pytest.fixture
def at_any_size(monkeypatch):
    monkeypatch.setattr(wide, "MANY_PRODUCTS", 0)
    monkeypatch.setattr(wide, "COLUMNS", 7)


def few_vectors(least: float, m: int = 9, n: int = 50) -> np.ndarray:
    rng = np.random.default_rng(0)
    left, right = (np.linalg.qr(rng.standard_normal((size, m)))[0] for size in (m, n))
    return (left * np.geomspace(1, least, m)) @ right.T + 0.1


@pytest.mark.usefixtures("at_any_size")
@pytest.mark.parametrize("center", [False, True], ids=["as they are", "centered"])
@pytest.mark.parametrize(("least", "route"), [(0.1, "gram"), (1e-6, "qr"), (1e-9, "qr")])
@pytest.mark.parametrize("scale", [1.0, 1e200], ids=["around 1", "squares overflow"])
def test_few_vectors_in_many_dimensions_are_decomposed_as_by_numpy(least, route, center, scale):
    X = few_vectors(least)
    found = ev.spectrum(scale * X, center=center)
    expected = np.linalg.svd(X - X.mean(axis=0) if center else X, full_matrices=False)
    assert found.route == route
    np.testing.assert_allclose(found.singular_values / scale, expected.S, rtol=0, atol=1e-11 * expected.S[0])
    assert found.rank() == len(X) - center
    right = found.right_vectors
    np.testing.assert_allclose(right @ right.T, np.eye(len(X)), atol=1e-9)
    k = found.rank()
    # The last ones turn by the rounding of the matrix over their own size.
    np.testing.assert_allclose(np.abs(np.sum(right[:k] * expected.Vh[:k], axis=1)), 1, atol=1e-6)


@pytest.mark.usefixtures("at_any_size")
@pytest.mark.parametrize("center", [False, True], ids=["as they are", "centered"])
@pytest.mark.parametrize("shape", [(4, 400), (9, 18), (9, 40), (9, 150), (30, 1_000)], ids=str)
@pytest.mark.parametrize("rank", [0, 1, 2], ids="rank {}".format)
def test_whole_numbers_of_low_rank_have_that_rank_and_orthonormal_vectors(rank, shape, center):
    rng = np.random.default_rng(1)
    m, n = shape
    X = (rng.integers(-9, 10, (m, rank)) @ rng.integers(-9, 10, (rank, n))).astype(float)
    found = ev.spectrum(X, center=center)
    expected = np.linalg.svd(X - X.mean(axis=0) if center else X, compute_uv=False)
    assert found.route == "qr"
    assert found.rank() == np.linalg.matrix_rank(X - X.mean(axis=0) if center else X)
    np.testing.assert_allclose(found.singular_values, expected, rtol=0, atol=1e-13 * max(1.0, expected[0]))
    right = found.right_vectors
    np.testing.assert_allclose(right @ right.T, np.eye(m), atol=1e-13)
    mean = X.mean(axis=0) if center else 0
    lengths = np.linalg.norm((X - mean) @ right.T, axis=0)
    np.testing.assert_allclose(lengths, found.singular_values, rtol=0, atol=1e-13 * max(1.0, expected[0]))


@pytest.mark.usefixtures("at_any_size")
def test_equal_vectors_and_vectors_of_zeros_leave_those_that_differ():
    X = few_vectors(0.1, m=8, n=300)
    X = np.vstack([X, X[:3], np.zeros((2, 300))])
    found = ev.spectrum(X)
    assert found.rank() == 8
    expected = np.linalg.svd(X, compute_uv=False)
    np.testing.assert_allclose(found.singular_values, expected, rtol=0, atol=1e-14 * expected[0])


@pytest.mark.usefixtures("at_any_size")
@pytest.mark.parametrize(("least", "stages"), [(0.1, 1), (1e-6, 2)], ids=["by the Gram matrix", "by factors"])
def test_it_says_how_far_it_is_and_can_be_left(least, stages):
    told = []
    ev.spectrum(few_vectors(least, n=400), progress=told.append)
    names = list(dict.fromkeys(each.stage for each in told))[1:]  # after it has been read
    names.remove("Decomposing a matrix of 9 × 9 in one step")
    assert len(names) == stages
    for name in names:
        shares = [each.fraction for each in told if each.stage == name]
        assert shares == sorted(shares)
        assert len(shares) > 8
    assert shares[-1] == 1
    for reports in range(len(told)):
        left = []

        def leave(progress, left=left, reports=reports):
            left.append(progress)
            if len(left) > reports:
                raise Cancelled

        with pytest.raises(Cancelled):
            ev.spectrum(few_vectors(least, n=400), progress=leave)
        assert left == told[: reports + 1]
