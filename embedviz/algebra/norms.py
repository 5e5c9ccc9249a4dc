"""How long the vectors are."""

from dataclasses import dataclass

import numpy as np

from embedviz.embedding import Embedding

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


def norm_distribution(embedding: Embedding, bins: int = BINS) -> NormDistribution:
    """Count the vectors of an embedding by their Euclidean norm.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    bins : int
        Number b of intervals; 1 is used where the norms are too close to each other to be told apart by so many.

    Returns
    -------
    NormDistribution
        Norms beyond the largest float32 count as that.
    """
    norms = np.minimum(embedding.norms, np.finfo(np.float32).max).astype(np.float64)
    smallest, median, largest = norms.min(), np.median(norms), norms.max()
    if (largest - smallest) / bins <= np.spacing(np.float32(largest)):
        margin = 0.5 * largest if largest > 0 else 0.5
        edges = np.array([smallest - margin, largest + margin])
    else:
        edges = np.linspace(smallest, largest, bins + 1)
    counts, edges = np.histogram(norms, edges)
    return NormDistribution(counts, edges, float(smallest), float(median), float(largest))
