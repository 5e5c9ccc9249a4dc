import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import silhouette_score
from sklearn.metrics.pairwise import cosine_similarity

from embedviz.context import anisotropy
from embedviz.context.centroids import nearest_centroid
from embedviz.context.senses import cloud
from embedviz.context.static import Static
from embedviz.errors import EmbedvizError

MEASURES = {
    "self_similarity",
    "corrected_self_similarity",
    "max_explainable_variance",
    "corrected_max_explainable_variance",
    "silhouette",
    "nearest_centroid",
}


@pytest.fixture(scope="module")
def baseline():
    X = np.random.default_rng(9).standard_normal((300, 6)) + 1
    return anisotropy.baseline(X, [f"w{i}" for i in range(300)])


@given(st.integers(0, 10_000), st.integers(4, 15), st.integers(2, 6))
def test_measures_are_those_of_loops_and_scikit_learn(baseline, seed, k, d):
    X = np.random.default_rng(seed).standard_normal((k, d)) + 0.5
    senses = [f"s{i % 2}" for i in range(k)]
    found = cloud(X, senses, baseline=baseline, permutations=5)
    np.testing.assert_allclose(found.cosines, cosine_similarity(X), atol=1e-12)
    pairs = [X[i] @ X[j] / np.linalg.norm(X[i]) / np.linalg.norm(X[j]) for i in range(k) for j in range(k) if i != j]
    assert found.self_similarity == pytest.approx(np.mean(pairs), abs=1e-12)
    assert found.corrected_self_similarity == pytest.approx(np.mean(pairs) - baseline.mean_cosine, abs=1e-12)
    values = np.linalg.svd(X, compute_uv=False)
    np.testing.assert_allclose(found.spectrum.singular_values, values, atol=1e-10)
    assert found.max_explainable_variance == pytest.approx(values[0] ** 2 / (values**2).sum())
    expected = found.max_explainable_variance - baseline.explainable_variance(k)
    assert found.corrected_max_explainable_variance == pytest.approx(expected)
    assert found.silhouette == pytest.approx(silhouette_score(X, senses, metric="cosine"), abs=1e-10)
    assert found.nearest_centroid.accuracy == nearest_centroid(X, senses, permutations=5).accuracy
    assert found.rank == np.linalg.matrix_rank(X)
    assert found.centered_rank == np.linalg.matrix_rank(X - X.mean(axis=0))
    assert found.reasons == {}


@pytest.mark.parametrize("k", [2, 20, 200])
def test_a_static_word_is_one_point_of_rank_1(glove, k):
    sentences = [["word"] * (i % 5) + ["Bank"] for i in range(k)]
    X = np.stack([layers[0, -1] for layers in Static(glove).encode(sentences)])
    found = cloud(X, ["money", "river"] * (k // 2))
    assert (found.cosines == 1).all()
    assert found.self_similarity == 1.0
    assert found.max_explainable_variance == pytest.approx(1)
    assert (found.rank, found.centered_rank) == (1, 0)
    if k > 2:
        assert found.silhouette == 0.0
        assert found.nearest_centroid.accuracy == 0.5
        assert found.nearest_centroid.p_value == 1.0


def test_the_rank_is_counted_above_the_rounding_of_what_was_given():
    rng = np.random.default_rng(0)
    X = np.tile(rng.standard_normal(64).astype(np.float32), (10, 1))
    X += 1e-7 * rng.standard_normal(X.shape).astype(np.float32)
    found = cloud(X, [""] * 10)
    assert (found.rank, found.centered_rank) == (1, 0)
    expected = 64 * np.finfo(np.float32).eps * np.linalg.svd(X.astype(float), compute_uv=False)[0]
    assert found.tolerance == pytest.approx(expected)
    X[0] += 0.01
    assert (cloud(X, [""] * 10).rank, cloud(X, [""] * 10).centered_rank) == (2, 1)


def test_the_order_sorts_by_sense_and_keeps_that_of_the_occurrences():
    assert cloud(np.eye(5), ["river", "", "money", "river", "money"]).order.tolist() == [2, 4, 0, 3, 1]


def test_equal_directions_have_a_cosine_of_exactly_1_whatever_their_length():
    x = np.random.default_rng(0).standard_normal(300)
    found = cloud(np.stack([x, 2 * x, -x]), ["", "", ""])
    np.testing.assert_array_equal(found.cosines[0, :2], 1.0)
    assert found.cosines[0, 2] == pytest.approx(-1)


def test_unlabeled_and_zero_vectors_and_lone_senses_are_left_out_where_they_must():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((9, 3)) + 1
    X[8] = 0
    senses = ["a", "a", "b", "b", "b", "lone", "", "", "a"]
    found = cloud(X, senses)
    assert found.directed.tolist() == [True] * 8 + [False]
    assert np.isnan(found.cosines[8]).all()
    assert np.isnan(found.cosines[:, 8]).all()
    assert found.self_similarity == pytest.approx(cosine_similarity(X[:8])[np.triu_indices(8, 1)].mean())
    assert found.silhouette == pytest.approx(silhouette_score(X[:6], senses[:6], metric="cosine"))
    assert found.nearest_centroid.accuracy == nearest_centroid(X[:5], senses[:5]).accuracy
    assert found.nearest_centroid.occurrences == 5
    np.testing.assert_array_equal(found.found, [*nearest_centroid(X[:5], senses[:5]).found, *[np.nan] * 4])
    assert found.rank == 3


@pytest.mark.parametrize(
    ("vectors", "senses", "missing"),
    [
        (np.ones((1, 3)), ["a"], {"self_similarity", "corrected_self_similarity", "silhouette", "nearest_centroid"}),
        (np.ones((4, 3)), ["a"] * 4, {"silhouette", "nearest_centroid"}),
        (np.ones((4, 3)), [""] * 4, {"silhouette", "nearest_centroid"}),
        (np.eye(3), ["a", "a", "b"], {"nearest_centroid"}),
        (np.eye(3), ["a", "b", "c"], {"silhouette", "nearest_centroid"}),
        (np.zeros((4, 3)), ["a", "b"] * 2, MEASURES),
        (np.eye(4)[[0, 0, 1, 1]], ["a", "b", "a", "b"], set()),
    ],
)
def test_what_cannot_be_measured_is_none_with_a_reason_and_the_rest_is_there(baseline, vectors, senses, missing):
    found = cloud(vectors, senses, baseline=baseline, permutations=5)
    assert {name for name in MEASURES if getattr(found, name) is None} == missing == set(found.reasons)
    assert all(found.reasons.values())
    assert found.cosines.shape == (len(senses), len(senses))
    assert found.rank == np.linalg.matrix_rank(vectors)


def test_without_a_baseline_nothing_is_corrected():
    found = cloud(np.eye(4), ["a", "b"] * 2)
    assert found.corrected_self_similarity is found.corrected_max_explainable_variance is None
    assert set(found.reasons) == {"corrected_self_similarity", "corrected_max_explainable_variance"}


def test_whole_numbers_and_very_large_or_small_ones_are_measured():
    X = np.array([[1, 2], [2, 1], [3, 3], [1, 0]])
    expected = cloud(X, ["a", "b"] * 2)
    for scale in (1e-150, 1e150):
        found = cloud(X * scale, ["a", "b"] * 2)
        np.testing.assert_allclose(found.cosines, expected.cosines)
        assert found.silhouette == pytest.approx(expected.silhouette)
        assert found.rank == expected.rank == 2


@pytest.mark.parametrize(
    ("vectors", "senses", "message"),
    [
        (np.ones((2, 3)), ["a"], "1 senses and 2 occurrences; expected the same number of each"),
        (np.ones((0, 3)), [], "m vectors in n dimensions"),
        (np.ones(3), ["a"] * 3, "m vectors in n dimensions"),
        (np.array([[np.nan, 1]]), ["a"], "NaN or infinity"),
    ],
)
def test_what_is_no_cloud_is_refused(vectors, senses, message):
    with pytest.raises(EmbedvizError, match=message):
        cloud(vectors, senses)


def test_the_silhouette_is_what_can_be_worked_out_by_hand():
    # At 0, 60 and 90 degrees: cosine distances 1/2 and 1, 1/2 and 1 - √3/2, and one that is alone counts 0.
    degrees = np.radians([0.0, 60.0, 90.0])
    found = cloud(np.column_stack([np.cos(degrees), np.sin(degrees)]), ["a", "a", "b"]).silhouette
    near = 1 - np.sqrt(3) / 2
    assert found == pytest.approx(((1 - 0.5) / 1 + (near - 0.5) / 0.5 + 0) / 3)
