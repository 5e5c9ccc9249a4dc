import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import pairwise_distances, silhouette_score

from embedviz.context.silhouette import silhouette


@given(st.integers(0, 10_000), st.integers(3, 40), st.integers(2, 6), st.sampled_from(["cosine", "euclidean"]))
def test_it_is_that_of_scikit_learn(seed, k, clusters, metric):
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((k, 4))
    labels = rng.integers(0, min(clusters, k - 1), k).astype(str)
    labels[:2] = "0", "1"
    distances = pairwise_distances(X, metric=metric)
    expected = silhouette_score(distances, labels, metric="precomputed")
    assert silhouette(distances, labels) == pytest.approx(expected, abs=1e-12)


def test_it_is_what_can_be_worked_out_by_hand():
    # Points 0, 1 and 4 on a line: a = 1 and b = 4, a = 1 and b = 3, and one that is alone.
    x = np.array([0.0, 1.0, 4.0])
    found = silhouette(np.abs(x[:, None] - x), np.array(["a", "a", "b"], dtype=object))
    assert found == pytest.approx((3 / 4 + 2 / 3 + 0) / 3)


def test_points_in_one_place_have_none():
    assert silhouette(np.zeros((4, 4)), np.array(["a", "b", "a", "b"])) == 0.0
