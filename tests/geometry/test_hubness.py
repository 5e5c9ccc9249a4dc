import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import skew
from sklearn.neighbors import NearestNeighbors

import embedviz as ev
from embedviz.geometry.hubness import hubness
from embedviz.geometry.scoring import METRICS


def by_scikit_learn(vectors: np.ndarray, k: int, metric: str) -> np.ndarray:
    """N_k of each row; scikit-learn knows no dot product, so that is brute force."""
    if metric == "dot":
        products = vectors @ vectors.T
        np.fill_diagonal(products, -np.inf)
        nearest = np.argsort(-products, axis=1)[:, :k]
    else:
        nearest = NearestNeighbors(n_neighbors=k, metric=metric).fit(vectors).kneighbors(return_distance=False)
    return np.bincount(nearest.ravel(), minlength=len(vectors))


@pytest.mark.parametrize("metric", METRICS)
def test_on_glove_occurrences_and_skewness_are_those_of_scikit_learn_and_scipy(glove, glove64, metric):
    found = hubness(glove.top(2_000), ks=(1, 10), metric=metric)
    for k in (1, 10):
        expected = by_scikit_learn(glove64[:2_000], k, metric)
        np.testing.assert_array_equal(found[k].occurrences, expected)
        assert found[k].skewness == pytest.approx(skew(expected))
        assert found[k].k == k
        assert found[k].metric == metric
        assert set(found[k].antihubs) == set(np.flatnonzero(expected == 0))


@given(st.integers(0, 2**32 - 1), st.integers(3, 60), st.integers(2, 8), st.sampled_from(METRICS))
def test_for_any_points_they_are_those_of_scikit_learn(named, seed, m, n, metric):
    vectors = np.random.default_rng(seed).standard_normal((m, n)).astype(np.float32)
    k = 1 + seed % (m - 1)
    found = hubness(named(vectors), ks=[k], metric=metric)[k]
    np.testing.assert_array_equal(found.occurrences, by_scikit_learn(vectors.astype(np.float64), k, metric))


@given(st.integers(0, 2**32 - 1), st.integers(3, 40), st.integers(1, 3), st.sampled_from(METRICS))
def test_with_ties_all_places_are_given_away_and_equal_words_get_equal_shares(named, seed, m, n, metric):
    vectors = np.random.default_rng(seed).integers(1, 3, (m, n))
    ks = sorted({1, m // 2, m - 1})
    for k, found in hubness(named(vectors), ks=ks, metric=metric).items():
        assert found.occurrences.sum() == pytest.approx(k * m)
        assert found.occurrences.max() <= m - 1 + 1e-9
        for row in np.unique(vectors, axis=0):
            alike = found.occurrences[(vectors == row).all(axis=1)]
            np.testing.assert_allclose(alike, alike[0], atol=1e-9)


@pytest.mark.parametrize("metric", METRICS)
def test_of_equal_vectors_none_is_a_hub(named, metric):
    found = hubness(named(np.tile([1.0, 2, 3], (50, 1))), ks=[5], metric=metric)[5]
    np.testing.assert_allclose(found.occurrences, 5)
    assert np.isnan(found.skewness)
    assert not len(found.antihubs)


def test_a_star_worked_out_by_hand(named):
    # A center and four points around it: each point's nearest is the center; the center's nearest are all four.
    star = named(np.array([[10.0, 10], [11, 10], [9, 10], [10, 11], [10, 9]]))
    found = hubness(star, ks=[1], metric="euclidean")[1]
    np.testing.assert_allclose(found.occurrences, [4, 0.25, 0.25, 0.25, 0.25])
    assert found.order.tolist() == [0, 1, 2, 3, 4]
    assert found.histogram.tolist() == [0, 4, 0, 1]
    assert found.skewness == pytest.approx(1.5)  # of one large value among five


def test_the_histogram_counts_each_word_once_in_powers_of_two(glove):
    found = hubness(glove.top(1_000))[10]
    counts, n = found.occurrences, found.histogram
    assert n[0] == np.count_nonzero(counts == 0)
    assert n[1] == np.count_nonzero(counts == 1)
    for i in range(2, len(n)):
        assert n[i] == np.count_nonzero((2 ** (i - 1) <= counts) & (counts < 2**i))
    assert n.sum() == 1_000
    assert n[-1] > 0


def test_hubs_come_first_and_of_equals_the_more_frequent(glove):
    found = hubness(glove.top(1_000))[10]
    sorted_ = found.occurrences[found.order]
    assert (np.diff(sorted_) <= 0).all()
    same = np.diff(sorted_) == 0
    assert (np.diff(found.order)[same] > 0).all()


def test_only_the_cosine_leaves_zero_vectors_out_and_rows_keep_their_numbers(toy):
    for metric in METRICS:
        found = hubness(toy, ks=[1], metric=metric)[1]
        assert found.positions.tolist() == ([0, 1, 2, 3, 5] if metric == "cosine" else [0, 1, 2, 3, 4, 5])
        assert found.occurrences.sum() == len(found.positions)
    # Nearest by distance to nowhere, at the origin, are north and west at 1; to west nowhere at 1; to north diagonal
    # and nowhere at 1; to diagonal north at 1; to east diagonal; to northeast diagonal.
    np.testing.assert_allclose(hubness(toy, ks=[1], metric="euclidean")[1].occurrences, [0, 1.5, 0, 0.5, 1.5, 2.5])


@pytest.mark.parametrize("exponent", [-100, 100])
def test_the_scale_does_not_matter(named, exponent):
    vectors = np.random.default_rng(0).standard_normal((100, 5)).astype(np.float32)
    for metric in METRICS:
        plain, scaled = (
            hubness(named(each), ks=[3], metric=metric)[3] for each in (vectors, np.ldexp(vectors, exponent))
        )
        np.testing.assert_array_equal(plain.occurrences, scaled.occurrences)


def test_far_from_the_origin_distances_are_still_told_apart(named):
    vectors = (1000 + 1e-2 * np.random.default_rng(0).standard_normal((100, 4))).astype(np.float32)
    found = hubness(named(vectors), ks=[3], metric="euclidean")[3]
    nearby = vectors.astype(np.float64) - 1000  # exact
    np.testing.assert_array_equal(found.occurrences, by_scikit_learn(nearby, 3, "euclidean"))


def test_progress_rises_to_all_words_and_may_cancel(glove, cancel_at):
    reports = []
    hubness(glove.top(3_000), progress=reports.append)
    done = [report.done for report in reports]
    assert done == sorted(done)
    assert len(done) > 1
    assert done[-1] == reports[-1].total == 3_000
    with pytest.raises(ev.Cancelled):
        hubness(glove.top(3_000), progress=cancel_at(1_000))


@pytest.mark.parametrize("k", [0, 5, 100])
def test_a_k_out_of_range_is_refused(toy, k):
    with pytest.raises(ev.EmbedvizError, match=f"the {k} nearest of 5 words; expected 1 to 4"):
        hubness(toy, ks=[k])


def test_one_word_and_no_direction_are_refused(toy, named):
    for few in (toy.top(1), named(np.zeros((4, 2)))):
        with pytest.raises(ev.EmbedvizError, match="expected 1 to 0"):
            hubness(few, ks=[1])


def test_an_unknown_metric_is_refused(toy):
    with pytest.raises(ev.EmbedvizError, match="no metric is called 'manhattan'; expected cosine, euclidean or dot"):
        hubness(toy, ks=[1], metric="manhattan")
