"""A vector written as a sum of few others, with what is left over."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.scaling import norm, row_norms, unit_rows
from embedviz.vectors import Vectors, as_float64, as_vector


@dataclass(frozen=True, eq=False)
class Combination:
    """A vector v written as Σ cᵢ·vᵢ over s rows vᵢ of a matrix.

    Parameters
    ----------
    positions : ndarray (s,) int
        0-based rows that are combined.
    coefficients : ndarray (s,) float64
        cᵢ, in the same order.
    residual : float
        ‖v - Σ cᵢ·vᵢ‖ / ‖v‖: 0 if the sum is v, 1 if it is no nearer than nothing. 0 for a zero vector.
    """

    positions: np.ndarray
    coefficients: np.ndarray
    residual: float

    @property
    def order(self) -> np.ndarray:
        """The terms by the size of their coefficients, largest first, (s,) int."""
        return np.argsort(-np.abs(self.coefficients), kind="stable")

    @property
    def negative(self) -> int:
        """How many coefficients are below zero."""
        return int(np.count_nonzero(self.coefficients < 0))

    @property
    def median_size(self) -> float:
        """Median of the sizes of the coefficients, as a share of the largest: near 0 where few matter; 0 of none."""
        sizes = np.abs(self.coefficients)
        return float(np.median(sizes) / sizes.max()) if sizes.any() else 0.0


def combined(vectors: np.ndarray, positions: np.ndarray, coefficients: np.ndarray, target: np.ndarray) -> Combination:
    """Return a combination with its residual.

    Parameters
    ----------
    vectors : ndarray (s, n)
        The rows combined.
    positions : ndarray (s,) int
        Where they stand in the matrix they are from.
    coefficients : ndarray (s,)
        Their coefficients.
    target : ndarray (n,)
        The vector they should add up to.

    Returns
    -------
    Combination
    """
    length, left_over = norm(target), norm(target - coefficients @ vectors)
    return Combination(positions, coefficients, float(left_over / length) if length > 0 else 0.0)


def sparse_combination(vectors: Vectors, target: ArrayLike, *, terms: int) -> Combination:
    """Write a vector as a sum of few others with positive coefficients, as nearly as a greedy search finds.

    Parameters
    ----------
    vectors : Embedding or array-like (c, n)
        The candidates. Zero vectors are never chosen.
    target : array-like (n,)
        The vector to write.
    terms : int
        How many candidates at most; fewer are used where no other brings the sum nearer.

    Returns
    -------
    Combination
        In the order chosen.

    Raises
    ------
    EmbedvizError
        If the sizes do not match, a number is not finite, or terms is under 1.

    Notes
    -----
    Orthogonal matching pursuit with non-negative least squares in each step: of the candidates the one with the
    largest cosine to the remainder is added, and all coefficients are solved for again (Lawson and Hanson 1974).

    References
    ----------
    A. M. Bruckstein, M. Elad and M. Zibulevsky, On the uniqueness of nonnegative sparse solutions to underdetermined
    systems of equations, IEEE Trans. Inf. Theory 54(11), 2008.
    """
    from scipy.optimize import nnls

    matrix = as_float64(vectors)
    wanted = as_vector(target, matrix.shape[1])
    if terms < 1:
        raise EmbedvizError(_("a combination of {terms} words; expected at least 1").format(terms=terms))
    units, unit = unit_rows(matrix), unit_rows(wanted[None])[0]
    chosen: list[int] = []
    weights = np.empty(0)
    remainder = unit
    for _step in range(min(terms, len(units))):
        scores = units @ remainder
        scores[chosen] = -np.inf
        best = int(scores.argmax())
        if scores[best] <= len(unit) * np.finfo(np.float64).eps:
            break
        chosen.append(best)
        weights, _rest = nnls(units[chosen].T, unit)
        remainder = unit - weights @ units[chosen]
    positions = np.array(chosen, dtype=int)[weights > 0]
    coefficients = weights[weights > 0] * (norm(wanted) / row_norms(matrix[positions]))
    return combined(matrix[positions], positions, coefficients, wanted)
