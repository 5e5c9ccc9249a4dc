"""How long the vectors of frequent and of rare words are."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from embedviz.vectors import Vectors, norms

BANDS = 48
PERCENTILES = (10, 50, 90)


@dataclass(frozen=True, eq=False)
class NormsByFrequency:
    """The norms of m vectors over the frequency ranks of their words, in b bands of ranks.

    Parameters
    ----------
    edges : ndarray (b + 1,) int
        Band i holds the ranks from ``edges[i]`` to ``edges[i + 1] - 1``; each is about as many times wider than the
        one before.
    percentiles : ndarray (b, 3) float64
        The 10th, 50th and 90th percentile of the norms of each band.
    correlation : float
        Spearman's, of rank and norm over all words: below 0 where frequent words have longer vectors; NaN where it is
        not defined, as all norms are equal.
    """

    edges: np.ndarray = field(repr=False)
    percentiles: np.ndarray = field(repr=False)
    correlation: float

    @property
    def centers(self) -> np.ndarray:
        """The geometric mean of each band's first and last rank, (b,)."""
        return np.sqrt(self.edges[:-1] * (self.edges[1:] - 1.0))


def norms_by_frequency(vectors: Vectors, *, bands: int = BANDS) -> NormsByFrequency:
    """Summarize the norms of the vectors by the frequency of their words.

    Parameters
    ----------
    vectors : Embedding or array-like (m, n)
        Of m words, most frequent first.
    bands : int
        How many at most; the first ranks are bands of their own.

    Returns
    -------
    NormsByFrequency

    References
    ----------
    A. M. J. Schakel and B. J. Wilson, Measuring word significance using distributed representations of words,
    arXiv:1508.02297, 2015.
    C. Spearman, The proof and measurement of association between two things, 1904.
    """
    lengths = norms(vectors).astype(np.float64)
    m = len(lengths)
    edges = np.unique(np.geomspace(1, m + 1, bands + 1).round().astype(int))
    percentiles = [np.percentile(lengths[a - 1 : b - 1], PERCENTILES) for a, b in pairwise(edges)]
    return NormsByFrequency(edges, np.array(percentiles), _spearman_with_rank(lengths))


def _spearman_with_rank(values: np.ndarray) -> float:
    """Return the correlation of the ranks of values, averaged where they are equal, with their order."""
    if not np.ptp(values):
        return np.nan
    from scipy.stats import spearmanr

    return float(spearmanr(np.arange(len(values)), values).statistic)
