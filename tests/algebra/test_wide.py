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
@pytest.mark.parametrize(("least", "route"), [(0.1, "gram"), (1e-6, "svd")])
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
    np.testing.assert_allclose(np.abs(np.sum(right[:k] * expected.Vh[:k], axis=1)), 1, atol=1e-6)


@pytest.mark.usefixtures("at_any_size")
def test_it_says_how_far_it_is_and_can_be_left():
    told = []
    ev.spectrum(few_vectors(0.1), progress=told.append)
    shares = [each.fraction for each in told[1:]]
    assert shares == sorted(shares)
    assert len(shares) == 2 * 8
    assert shares[-1] == 1

    def leave(progress):
        if len(told) > 3:
            raise Cancelled
        told.append(progress)

    told.clear()
    with pytest.raises(Cancelled):
        ev.spectrum(few_vectors(0.1), progress=leave)
