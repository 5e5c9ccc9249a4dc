from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import bootstrap, spearmanr

from embedviz.evaluation.intervals import _of_resamples, spearman, spearman_interval, wilson_interval

few_values = st.integers(-3, 3).map(float)
samples = st.lists(st.tuples(few_values, few_values), min_size=2, max_size=30).map(lambda pairs: np.array(pairs).T)


@given(samples)
def test_spearman_is_the_correlation_of_averaged_ranks(sample):
    def ranks(values):
        return [(values < each).sum() + ((values == each).sum() + 1) / 2 for each in values]

    x, y = sample
    found = spearman(x, y)
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(np.corrcoef(ranks(x), ranks(y))[0, 1], abs=1e-12)


@pytest.mark.parametrize("pairs", [[], [1.0]])
def test_fewer_than_two_pairs_have_no_correlation(pairs):
    assert np.isnan(spearman(pairs, pairs))


@given(samples, st.integers(0, 100))
def test_the_correlation_of_a_sample_by_counts_is_that_of_the_pairs_drawn(sample, seed):
    x, y = sample
    drawn = np.random.default_rng(seed).integers(0, len(x), (4, len(x)))
    counts = np.stack([np.bincount(rows, minlength=len(x)) for rows in drawn])
    for rows, found in zip(drawn, _of_resamples(x, y, counts), strict=True):
        np.testing.assert_allclose(found, spearman(x[rows], y[rows]), atol=1e-12)


@pytest.fixture(scope="module")
def correlated() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    x = random.integers(0, 100, 300) / 10
    return x, x + 5 * random.standard_normal(300)


def test_the_interval_is_the_percentile_bootstrap_of_scipy(correlated):
    x, y = correlated
    expected = bootstrap(
        (x, y),
        lambda x, y: spearmanr(x, y).statistic,
        n_resamples=2000,
        paired=True,
        vectorized=False,
        method="percentile",
        rng=np.random.default_rng(1),
    ).confidence_interval
    found = spearman_interval(x, y)
    assert found.low < spearman(x, y) < found.high
    # Percentiles of 2,000 resamples vary by two hundredths of the width of the interval; those of 90% are eight off.
    tolerance = 0.06 * (expected.high - expected.low)
    np.testing.assert_allclose(found, [expected.low, expected.high], atol=tolerance)


def test_the_interval_is_the_same_every_time_and_another_with_another_seed(correlated):
    assert spearman_interval(*correlated) == spearman_interval(*correlated)
    assert spearman_interval(*correlated) != spearman_interval(*correlated, seed=1)


def test_more_pairs_than_fit_at_once_are_resampled_in_blocks(correlated, monkeypatch):
    whole = spearman_interval(*correlated, resamples=50)
    monkeypatch.setattr("embedviz.evaluation.intervals.RESAMPLED_NUMBERS", 2000)
    assert spearman_interval(*correlated, resamples=50) == whole


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 1.0, 1.0]])
def test_without_a_correlation_there_is_no_interval(values):
    assert np.isnan(spearman_interval(np.array(values), np.array(values))).all()


def test_two_pairs_have_the_interval_of_the_samples_with_a_correlation():
    assert spearman_interval(np.array([1.0, 2.0]), np.array([3.0, 4.0])) == (1, 1)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_a_probability_is_what_the_score_test_does_not_refute(counts):
    # Wilson 1927: the bounds are the two p with |k/n - p| = z·√(p(1 - p)/n), of which 0 and 1 are one if k is 0 or n.
    k, n = counts
    z = NormalDist().inv_cdf(0.975)
    roots = np.roots([1 + z * z / n, -(2 * k / n + z * z / n), (k / n) ** 2])
    np.testing.assert_allclose(wilson_interval(k, n), np.sort(roots.real), atol=1e-7)


def test_no_trials_give_no_interval():
    assert np.isnan(wilson_interval(0, 0)).all()
