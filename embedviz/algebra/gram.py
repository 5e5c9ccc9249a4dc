"""The inner geometry of a handful of vectors: products, angles, distances."""

from dataclasses import dataclass

import numpy as np

from embedviz.scaling import leveled_rows, row_norms
from embedviz.vectors import Vectors, as_float64


@dataclass(frozen=True, eq=False)
class Gram:
    """All pairwise products of k vectors.

    Parameters
    ----------
    products : ndarray (k, k) float64
        Inner products, the Gram matrix. Infinite or 0 where they are beyond the range of float64; so are the norms and
        the determinant, but not the cosines.
    distances : ndarray (k, k) float64
        Euclidean distance of each pair, from differences: products would lose the small ones to cancellation.
    norms : ndarray (k,) float64
        Length of each vector.
    cosines : ndarray (k, k) float64
        Cosine of the angle of each pair; NaN where a vector is zero and has no direction.
    determinant : float
        Squared volume of the box the vectors span: the product of all squared lengths if they are orthogonal.
    """

    products: np.ndarray
    distances: np.ndarray
    norms: np.ndarray
    cosines: np.ndarray
    determinant: float

    @property
    def cosine_range(self) -> tuple[float, float]:
        """Smallest and largest cosine of two different vectors; NaN of a single one."""
        return _range_of_pairs(self.cosines)

    @property
    def distance_range(self) -> tuple[float, float]:
        """Smallest and largest distance of two different vectors; NaN of a single one."""
        return _range_of_pairs(self.distances)


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
    rows, exponents = leveled_rows(matrix)
    products = rows @ rows.T
    lengths = np.sqrt(np.diag(products))
    directed = np.where(lengths > 0, lengths, np.nan)
    with np.errstate(over="ignore", under="ignore"):
        return Gram(
            np.ldexp(products, np.add.outer(exponents, exponents)),
            np.stack([row_norms(matrix - vector) for vector in matrix]),
            np.ldexp(lengths, exponents),
            np.clip(products / np.outer(directed, directed), -1.0, 1.0),
            float(np.ldexp(np.linalg.det(products), 2 * exponents.sum())),
        )


def _range_of_pairs(values: np.ndarray) -> tuple[float, float]:
    pairs = values[np.triu_indices(len(values), 1)]
    return (float(np.nanmin(pairs)), float(np.nanmax(pairs))) if np.isfinite(pairs).any() else (np.nan, np.nan)
