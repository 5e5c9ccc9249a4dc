"""How long the vectors are."""

from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from embedviz.algebra.intervals import equal_intervals
from embedviz.arrays import row_blocks
from embedviz.scaling import row_norms
from embedviz.vectors import Vectors, as_matrix, norms, rounded_norms
from embedviz.workers.ranges import ranges
from embedviz.workers.rows import spread

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


def norm_distribution(vectors: Vectors, *, bins: int = BINS, executor: Executor | None = None) -> NormDistribution:
    """Count vectors by their Euclidean norm.

    Parameters
    ----------
    vectors : Embedding or array-like (m, n)
        One a row.
    bins : int
        Number b of intervals; 1 is used where the norms are too close to each other to be told apart by so many.
    executor : concurrent.futures.Executor, optional
        Who reads ranges of the rows, as for :func:`embedviz.spectrum`.

    Returns
    -------
    NormDistribution
    """
    lengths = lengths_of(vectors, executor=executor).astype(np.float64)
    smallest, median, largest = lengths.min(), np.median(lengths), lengths.max()
    counts, edges = np.histogram(lengths, equal_intervals(lengths, bins))
    return NormDistribution(counts, edges, float(smallest), float(median), float(largest))


def lengths_of(vectors: Vectors, *, executor: Executor | None = None) -> np.ndarray:
    """Return the Euclidean length of each vector, as :func:`embedviz.vectors.norms` does.

    Parameters
    ----------
    vectors : Embedding or array-like (m, n)
        One a row.
    executor : concurrent.futures.Executor, optional
        Who reads ranges of the rows, as for :func:`embedviz.spectrum`. Unless it is given, those that an embedding has
        kept are not computed again.

    Returns
    -------
    ndarray (m,)
        The same to the last bit, whoever reads.
    """
    if executor is None:
        return norms(vectors)
    matrix = as_matrix(vectors)
    with spread(matrix, executor) as rows:
        found = np.concatenate(list(rows.each(_norms_of, ranges(matrix))))
    return rounded_norms(found, matrix.dtype)


def _norms_of(matrix: np.ndarray, part: range) -> np.ndarray:
    return np.concatenate([row_norms(block) for _rows, block in row_blocks(matrix, starts=part)])
