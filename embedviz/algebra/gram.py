"""The inner geometry of a handful of vectors: products, angles, distances."""

from dataclasses import dataclass

import numpy as np

from embedviz.vectors import Vectors, as_float64


@dataclass(frozen=True, eq=False)
class Gram:
    """All pairwise products of k vectors.

    Parameters
    ----------
    products : ndarray (k, k) float64
        Inner products, the Gram matrix.
    distances : ndarray (k, k) float64
        Euclidean distance of each pair, from differences: products would lose the small ones to cancellation.
    """

    products: np.ndarray
    distances: np.ndarray

    @property
    def norms(self) -> np.ndarray:
        """Length of each vector, (k,)."""
        return np.sqrt(np.diag(self.products))

    @property
    def cosines(self) -> np.ndarray:
        """Cosine of the angle of each pair, (k, k); NaN where a vector is zero and has no direction."""
        norms = np.where(self.norms > 0, self.norms, np.nan)
        return np.clip(self.products / np.outer(norms, norms), -1.0, 1.0)

    @property
    def cosine_range(self) -> tuple[float, float]:
        """Smallest and largest cosine of two different vectors; NaN of a single one."""
        return _range_of_pairs(self.cosines)

    @property
    def distance_range(self) -> tuple[float, float]:
        """Smallest and largest distance of two different vectors; NaN of a single one."""
        return _range_of_pairs(self.distances)

    @property
    def determinant(self) -> float:
        """Squared volume of the box the vectors span: the product of all squared lengths if they are orthogonal.

        Infinite or 0 where it is beyond the range of float64.
        """
        with np.errstate(over="ignore", under="ignore"):
            return float(np.linalg.det(self.products))


def gram(vectors: Vectors) -> Gram:
    """Compute the Gram matrix of a handful of vectors in float64.

    Parameters
    ----------
    vectors : Embedding or array-like (k, n)
        One vector a row.

    Returns
    -------
    Gram
    """
    matrix = as_float64(vectors)
    distances = np.stack([np.linalg.norm(matrix - vector, axis=1) for vector in matrix])
    return Gram(matrix @ matrix.T, distances)


def _range_of_pairs(values: np.ndarray) -> tuple[float, float]:
    pairs = values[np.triu_indices(len(values), 1)]
    return (float(np.nanmin(pairs)), float(np.nanmax(pairs))) if np.isfinite(pairs).any() else (np.nan, np.nan)
