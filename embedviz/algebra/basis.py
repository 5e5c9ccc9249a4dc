"""A basis of the space made of the vectors of words."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from embedviz.algebra.combination import Combination, combined
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.scaling import leveled, rescaled, row_norms
from embedviz.vectors import Vectors, as_float64, as_vector


@dataclass(frozen=True, eq=False)
class WordBasis:
    """Vectors of r words, chosen from k so that they are independent and span what the k span.

    Parameters
    ----------
    positions : ndarray (r,) int
        0-based rows of the words, in the order chosen: each is the farthest of all from the span of those before.
    vectors : ndarray (r, n) float64
        Their vectors, one a row.
    orthonormal : ndarray (n, r) float64
        Q of the factorization: its columns are an orthonormal basis of the same space.
    triangular : ndarray (r, r) float64
        R, upper triangular: the transposed vectors are QR.
    singular_values : ndarray (r,) float64
        Of the vectors, descending.
    """

    positions: np.ndarray
    vectors: np.ndarray = field(repr=False)
    orthonormal: np.ndarray = field(repr=False)
    triangular: np.ndarray = field(repr=False)
    singular_values: np.ndarray = field(repr=False)

    @property
    def complete(self) -> bool:
        """Whether it spans all n dimensions."""
        return len(self.positions) == self.vectors.shape[1]

    @property
    def condition_number(self) -> float:
        """σ₁/σᵣ: how many times a relative change of a vector can grow in its coordinates."""
        return float(self.singular_values[0] / self.singular_values[-1])

    def coordinates(self, vector: ArrayLike) -> Combination:
        """Write a vector in this basis.

        Parameters
        ----------
        vector : array-like (n,)
            Any. What is outside the span of an incomplete basis is in the residual.

        Returns
        -------
        Combination
            Of all r words, in the order of :attr:`positions`.
        """
        from scipy.linalg import solve_triangular

        target = as_vector(vector, self.vectors.shape[1])
        solved = solve_triangular(self.triangular, self.orthonormal.T @ target)
        return combined(self.vectors, self.positions, solved, target)

    def leading(self, vector: ArrayLike, terms: int) -> Combination:
        """Keep of a vector's coordinates only those that contribute most, ‖cᵢ·vᵢ‖, and drop the rest.

        Parameters
        ----------
        vector : array-like (n,)
            Any.
        terms : int
            How many to keep.

        Returns
        -------
        Combination
            Largest contribution first.
        """
        target = as_vector(vector, self.vectors.shape[1])
        exact = self.coordinates(target).coefficients
        lengths, _exponent = leveled(row_norms(self.vectors))
        kept = np.argsort(-np.abs(exact) * lengths, kind="stable")[:terms]
        return combined(self.vectors[kept], self.positions[kept], exact[kept], target)


def word_basis(vectors: Vectors) -> WordBasis:
    """Choose words whose vectors are a basis of the space that all of them span.

    Parameters
    ----------
    vectors : Embedding or array-like (k, n)
        The words to choose from, one vector a row.

    Returns
    -------
    WordBasis
        Of as many words as the rank: those whose distance from the span of the ones before exceeds max(k, n)·eps of
        the longest vector.

    Raises
    ------
    EmbedvizError
        If the array is not a matrix, holds NaN or infinity, or nothing but zeros.

    Notes
    -----
    A QR factorization with column pivoting of the transposed matrix, in float64.

    References
    ----------
    P. Businger and G. H. Golub, Linear least squares solutions by Householder transformations, Numer. Math. 7, 1965.
    """
    from scipy.linalg import qr

    rows, exponent = leveled(as_float64(vectors))
    orthonormal, triangular, order = qr(rows.T, mode="economic", pivoting=True, check_finite=False)
    remaining = np.abs(np.diag(triangular))
    rank = int(np.count_nonzero(remaining > max(rows.shape) * np.finfo(np.float64).eps * remaining[0]))
    if not rank:
        raise EmbedvizError(_("every vector is zero; expected at least one nonzero vector, for a basis"))
    chosen = rows[order[:rank]]
    values = rescaled(np.linalg.svd(chosen, compute_uv=False), exponent, _("a singular value"))
    return WordBasis(
        order[:rank].astype(int),
        np.ldexp(chosen, exponent),
        orthonormal[:, :rank],
        np.ldexp(triangular[:rank, :rank], exponent),
        values,
    )
