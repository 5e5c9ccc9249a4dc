"""Rank correlation, and 95% intervals of what is measured on a sample."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from embedviz.arrays import real_array

PERCENTILES = (2.5, 97.5)
RESAMPLES = 2000
RESAMPLED_NUMBERS = 1 << 19  # 4 MB an array


class Interval(NamedTuple):
    """Bounds between which a value lies with a confidence of 95%; NaN where nothing can be said.

    Parameters
    ----------
    low, high : float
        The bounds.
    """

    low: float
    high: float


def spearman(x: ArrayLike, y: ArrayLike) -> float:
    """Compute Spearman's rank correlation, as :func:`scipy.stats.spearmanr`.

    Parameters
    ----------
    x, y : array-like (k,)
        The pairs.

    Returns
    -------
    float
        In [-1, 1]; NaN of fewer than two pairs, or where x or y is always the same.

    References
    ----------
    C. Spearman, The proof and measurement of association between two things, 1904.
    """
    first, second = real_array(x), real_array(y)
    if min(len(np.unique(first)), len(np.unique(second))) < 2:
        return np.nan
    from scipy.stats import spearmanr

    return float(np.clip(spearmanr(first, second).statistic, -1.0, 1.0))


def spearman_interval(x: ArrayLike, y: ArrayLike, *, resamples: int = RESAMPLES, seed: int = 0) -> Interval:
    """Estimate how far Spearman's rank correlation would vary with other pairs, by the percentile bootstrap.

    Parameters
    ----------
    x, y : array-like (k,)
        The pairs.
    resamples : int
        How many samples to draw from them, each of k pairs with replacement.
    seed : int
        Of the draw.

    Returns
    -------
    Interval
        Of the samples with a correlation; NaN if there are none.

    References
    ----------
    B. Efron and R. J. Tibshirani, An introduction to the bootstrap, 1993, section 13.3.
    """
    x, y = real_array(x), real_array(y)
    k = len(x)
    if k < 2:
        return Interval(np.nan, np.nan)
    random = np.random.default_rng(seed)
    found = []
    block = max(1, RESAMPLED_NUMBERS // k)
    for start in range(0, resamples, block):
        counts = random.multinomial(k, np.full(k, 1 / k), min(block, resamples - start))
        found.append(_of_resamples(x, y, counts))
    correlations = np.concatenate(found)
    correlations = correlations[~np.isnan(correlations)]
    if not len(correlations):
        return Interval(np.nan, np.nan)
    low, high = np.percentile(correlations, PERCENTILES)
    return Interval(float(low), float(high))


def wilson_interval(successes: int, trials: int) -> Interval:
    """Bound a probability from independent trials.

    Parameters
    ----------
    successes, trials : int
        How many there were.

    Returns
    -------
    Interval
        Within [0, 1]; NaN without a trial.

    References
    ----------
    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22, 1927.
    """
    if not trials:
        return Interval(np.nan, np.nan)
    from scipy.stats import binomtest

    found = binomtest(successes, trials).proportion_ci(method="wilson")
    return Interval(float(found.low), float(found.high))


def _of_resamples(x: np.ndarray, y: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return Spearman's correlation of samples in which each of k pairs occurs so often (s, k), without sorting them.

    (s,) float64; NaN for a sample in which x or y is always the same. SciPy would sort each of thousands of samples.
    """
    deviations = [_rank_deviations(np.asarray(values), counts) for values in (x, y)]
    covariance = np.einsum("sk,sk,sk->s", counts, *deviations)
    variances = [np.einsum("sk,sk,sk->s", counts, each, each) for each in deviations]
    with np.errstate(invalid="ignore"):
        return np.asarray(np.clip(covariance / np.sqrt(variances[0] * variances[1]), -1.0, 1.0))


def _rank_deviations(values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Return each pair's average rank in each sample, less the mean rank, (s, k)."""
    order = np.argsort(values, kind="stable")
    _distinct, starts, group = np.unique(values[order], return_index=True, return_inverse=True)
    sizes = np.add.reduceat(counts[:, order], starts, axis=1)
    ranks = sizes.cumsum(axis=1) - (sizes - 1) / 2
    mean = (counts[:1].sum() + 1) / 2
    deviations = np.empty(counts.shape)
    deviations[:, order] = ranks[:, group] - mean
    return deviations
