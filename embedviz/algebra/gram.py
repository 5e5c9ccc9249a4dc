"""The inner geometry of a handful of vectors: products, angles, distances."""

from dataclasses import dataclass

import numpy as np

from embedviz.arrays import require_matrix


@dataclass(frozen=True, eq=False)
class Gram:
    """All pairwise products of k vectors.

    Parameters
    ----------
    products : ndarray (k, k) float64
        Inner products, the Gram matrix.
    """

    products: np.ndarray

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
    def distances(self) -> np.ndarray:
        """Euclidean distance of each pair, (k, k)."""
        squares = np.diag(self.products)
        return np.sqrt(np.maximum(squares[:, None] + squares[None, :] - 2 * self.products, 0.0))

    @property
    def determinant(self) -> float:
        """Squared volume of the box the vectors span: the product of all squared lengths if they are orthogonal."""
        return float(np.linalg.det(self.products))


def gram(vectors: np.ndarray) -> Gram:
    """Compute the Gram matrix of a handful of vectors in float64.

    Parameters
    ----------
    vectors : ndarray (k, n)
        One vector a row.

    Returns
    -------
    Gram
    """
    require_matrix(vectors)
    matrix = np.array(vectors, dtype=np.float64)
    return Gram(matrix @ matrix.T)
