"""How long the vectors are."""

from dataclasses import dataclass

import numpy as np

from embedviz.algebra.intervals import equal_intervals
from embedviz.vectors import Vectors, norms

BINS = 60


@dataclass(frozen=True, eq=False)
class NormDistribution:
    """The Euclidean norms of m vectors.

    Parameters
    ----------
    counts : ndarray (b,) int
        How many of the norms fall into each of b intervals of equal width.
    edges : ndarray (b + 1,) float64
        Where the intervals begin and end; the last one includes its end.
    smallest, median, largest : float
        Of the norms.
    """

    counts: np.ndarray
    edges: np.ndarray
    smallest: float
    median: float
    largest: float


def norm_distribution(vectors: Vectors, *, bins: int = BINS) -> NormDistribution:
    """Count vectors by their Euclidean norm.

    Parameters
    ----------
    vectors : Embedding or array-like (m, n)
        One a row.
    bins : int
        Number b of intervals; 1 is used where the norms are too close to each other to be told apart by so many.

    Returns
    -------
    NormDistribution
    """
    lengths = norms(vectors).astype(np.float64)
    smallest, median, largest = lengths.min(), np.median(lengths), lengths.max()
    counts, edges = np.histogram(lengths, equal_intervals(lengths, bins))
    return NormDistribution(counts, edges, float(smallest), float(median), float(largest))
