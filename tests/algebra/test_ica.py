import numpy as np
import pytest
from scipy.stats import skew
from sklearn.decomposition import FastICA

import embedviz as ev
from embedviz.algebra.ica import independent_components


@pytest.fixture(scope="module")
def mixed() -> tuple[np.ndarray, np.ndarray]:
    """Independent sources of long tails, and a mixture of them."""
    random = np.random.default_rng(0)
    sources = random.exponential(size=(3_000, 4))
    return sources, sources @ random.standard_normal((4, 4)) + 7


def matched(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """For each column of a, the largest correlation with one of b."""
    n = a.shape[1]
    return np.corrcoef(a.T, b.T)[:n, n:].max(axis=1)


def test_sources_that_were_mixed_are_found_with_their_signs(mixed):
    sources, mixture = mixed
    found = independent_components(mixture)
    assert found.converged
    assert (matched(found.coordinates, sources) > 0.99).all()


def test_the_components_are_those_of_scikit_learn_in_one_run(mixed):
    _sources, mixture = mixed
    whole = FastICA(whiten="unit-variance", random_state=1, max_iter=500, tol=1e-8).fit_transform(mixture)
    found = independent_components(mixture).coordinates
    assert (matched(found, np.hstack([whole, -whole])) > 0.999).all()


def test_coordinates_are_uncorrelated_of_variance_one_and_the_longer_tail_is_positive(glove):
    found = independent_components(glove.vectors[:2_000], iterations=20).coordinates
    assert found.shape == (2_000, 50)
    np.testing.assert_allclose(found.T @ found / 2_000, np.eye(50), atol=1e-9)
    np.testing.assert_allclose(found.mean(axis=0), 0, atol=1e-9)
    assert (skew(found) >= 0).all()


def test_vectors_of_lower_rank_have_as_many_components():
    random = np.random.default_rng(0)
    vectors = random.exponential(size=(200, 3)) @ random.standard_normal((3, 20))
    assert independent_components(vectors.astype(np.float32)).coordinates.shape == (200, 3)
    assert independent_components(vectors[:, :1]).coordinates.shape == (200, 1)
    assert independent_components(vectors[:2]).coordinates.shape == (2, 1)


def test_equal_vectors_are_refused_and_so_is_what_is_not_finite():
    with pytest.raises(ev.EmbedvizError, match="5 vectors, equal"):
        independent_components(np.ones((5, 3)))
    with pytest.raises(ev.EmbedvizError, match="NaN"):
        independent_components(np.array([[np.nan, 1.0]]))


def test_it_can_be_cancelled(cancel_at):
    with pytest.raises(ev.Cancelled):
        independent_components(np.random.default_rng(0).standard_normal((500, 8)), progress=cancel_at(10))
