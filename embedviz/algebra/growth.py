"""How the rank grows as vectors are taken one by one."""

from dataclasses import dataclass

import numpy as np

from embedviz.scaling import leveled_rows
from embedviz.vectors import Vectors, as_float64


@dataclass(frozen=True, eq=False)
class RankGrowth:
    """What each of k vectors adds to the span of those before it.

    Parameters
    ----------
    novelty : ndarray (k,) float64
        Distance of each vector from the span of those before it, as a share of its own length: 1 is orthogonal to all
        of them, 0 lies in their span.
    ranks : ndarray (k,) int
        Rank of the first 1, 2, … k vectors.
    tolerance : float
        Novelty at or under which a vector counts as a combination of those before it.
    """

    novelty: np.ndarray
    ranks: np.ndarray
    tolerance: float

    @property
    def independent(self) -> np.ndarray:
        """Whether each vector is independent of those before it, (k,) bool."""
        return self.novelty > self.tolerance

    @property
    def first_dependent(self) -> int | None:
        """0-based position of the first vector that is a combination of those before it; None if there is none."""
        dependent = np.flatnonzero(~self.independent)
        return int(dependent[0]) if len(dependent) else None


def rank_growth(vectors: Vectors) -> RankGrowth:
    """Follow the rank while vectors are added in the order given.

    Parameters
    ----------
    vectors : Embedding or array-like (k, n)
        One vector a row, finite.

    Returns
    -------
    RankGrowth

    Notes
    -----
    Gram-Schmidt in float64, each projection done twice, which keeps the basis orthogonal to rounding (Giraud, Langou
    and Rozložník 2005).
    """
    matrix = as_float64(vectors)
    k, n = matrix.shape
    tolerance = max(k, n) * float(np.finfo(np.float64).eps)
    basis = np.empty((min(k, n), n))
    novelty = np.zeros(k)
    ranks = np.zeros(k, dtype=int)
    rank = 0
    rows, _exponents = leveled_rows(matrix)  # a span does not depend on the lengths of what spans it
    for i, vector in enumerate(rows):
        length = np.linalg.norm(vector)
        remainder = vector - (vector @ basis[:rank].T) @ basis[:rank]
        remainder -= (remainder @ basis[:rank].T) @ basis[:rank]
        left_over = np.linalg.norm(remainder)
        novelty[i] = left_over / length if length > 0 else 0.0
        if novelty[i] > tolerance and rank < n:
            basis[rank] = remainder / left_over
            rank += 1
        ranks[i] = rank
    return RankGrowth(novelty, ranks, tolerance)
