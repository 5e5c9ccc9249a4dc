import numpy as np
import pytest
from sklearn.decomposition import TruncatedSVD

import embedviz as ev
from embedviz.algebra.reduction import reduce_dimensions


def normal(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape)


@pytest.mark.parametrize("k", [1, 3, 8])
def test_inner_products_are_those_of_scikit_learn(k):
    vectors = normal(100, 8) + 1
    reduced = reduce_dimensions(vectors, ev.spectrum(vectors), dimensions=k)
    expected = TruncatedSVD(k, algorithm="arpack" if k < 8 else "randomized").fit_transform(vectors)
    np.testing.assert_allclose(reduced @ reduced.T, expected @ expected.T, atol=1e-4)
    kept = (reduced.astype(float) ** 2).sum() / (vectors**2).sum()
    assert kept == pytest.approx(ev.spectrum(vectors).energy(k), abs=1e-6)


def test_fewer_vectors_than_dimensions_keep_all_their_inner_products():
    vectors = normal(3, 50)
    reduced = reduce_dimensions(vectors, ev.spectrum(vectors), dimensions=10)
    assert reduced.shape == (3, 10)
    np.testing.assert_allclose(reduced @ reduced.T, vectors @ vectors.T, atol=1e-5)
    assert not reduced[:, 3:].any()


def test_what_does_not_belong_together_is_refused():
    vectors = normal(20, 5)
    with pytest.raises(ev.EmbedvizError, match="1 to 5"):
        reduce_dimensions(vectors, ev.spectrum(vectors), dimensions=6)
    with pytest.raises(ev.EmbedvizError, match="uncentered"):
        reduce_dimensions(vectors, ev.spectrum(vectors, center=True), dimensions=2)
    with pytest.raises(ev.EmbedvizError, match="in 5 dimensions"):
        reduce_dimensions(vectors, ev.spectrum(normal(20, 4)), dimensions=2)
