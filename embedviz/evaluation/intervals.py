"""Rank correlation, and 95% intervals of what is measured on a sample."""

from typing import NamedTuple

import numpy as np

NORMAL_QUANTILE = 1.959963984540054  # of 0.975
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


def spearman(x: np.ndarray, y: np.ndarray, *, counts: np.ndarray | None = None) -> np.ndarray:
    """Compute Spearman's rank correlation of samples drawn from k pairs.

    Parameters
    ----------
    x, y : ndarray (k,)
        The pairs.
    counts : ndarray (s, k) int, optional
        How often each pair occurs in each of s samples, equally many times in all; once in one sample unless given.

    Returns
    -------
    ndarray (s,) float64
        In [-1, 1]; NaN for a sample in which x or y is always the same.

    Notes
    -----
    Ranks of equal values are averaged. Counts give the ranks in a sample without sorting it.

    References
    ----------
    C. Spearman, The proof and measurement of association between two things, 1904.
    """
    if counts is None:
        counts = np.ones((1, len(x)), dtype=int)
    deviations = [_rank_deviations(np.asarray(values), counts) for values in (x, y)]
    covariance = np.einsum("sk,sk,sk->s", counts, *deviations)
    variances = [np.einsum("sk,sk,sk->s", counts, each, each) for each in deviations]
    with np.errstate(invalid="ignore"):
        return np.asarray(np.clip(covariance / np.sqrt(variances[0] * variances[1]), -1.0, 1.0))


def spearman_interval(x: np.ndarray, y: np.ndarray, *, resamples: int = RESAMPLES, seed: int = 0) -> Interval:
    """Estimate how far Spearman's rank correlation would vary with other pairs, by the percentile bootstrap.

    Parameters
    ----------
    x, y : ndarray (k,)
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
    k = len(x)
    if k < 2:
        return Interval(np.nan, np.nan)
    random = np.random.default_rng(seed)
    found = []
    block = max(1, RESAMPLED_NUMBERS // k)
    for start in range(0, resamples, block):
        counts = random.multinomial(k, np.full(k, 1 / k), min(block, resamples - start))
        found.append(spearman(x, y, counts=counts))
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
    z2 = NORMAL_QUANTILE**2
    center = (successes + z2 / 2) / (trials + z2)
    margin = np.sqrt(z2 * (successes * (trials - successes) / trials + z2 / 4)) / (trials + z2)
    return Interval(max(0.0, float(center - margin)), min(1.0, float(center + margin)))


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
