"""Coherence: how far from orthogonal the two least orthogonal of some vectors are, and how near all could be."""

from dataclasses import dataclass, field

import numpy as np

from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.scaling import unit_rows
from embedviz.vectors import Vectors, as_float64

BLOCK_ROWS = 256


@dataclass(frozen=True, eq=False)
class Coherence:
    """The coherence of the first 1, 2, … m of m vectors in n dimensions.

    Parameters
    ----------
    values : ndarray (m,) float64
        Largest |cosine| of two different vectors among the first k; of the first alone 0.
    pairs : ndarray (m, 2) int
        Which two, the first found if there are more; of the first alone twice itself.
    cosines : ndarray (m,) float64
        The cosine of those two.
    dimensions : int
        n.
    """

    values: np.ndarray = field(repr=False)
    pairs: np.ndarray = field(repr=False)
    cosines: np.ndarray = field(repr=False)
    dimensions: int

    @property
    def bounds(self) -> np.ndarray:
        """The Welch bound of 1, 2, … m vectors, (m,)."""
        return welch_bound(np.arange(1, len(self.values) + 1), self.dimensions)

    @property
    def records(self) -> np.ndarray:
        """The numbers k at which the coherence of the first k vectors rises, ascending."""
        return 1 + np.flatnonzero(np.diff(self.values, prepend=0.0) > 0)


def coherence(vectors: Vectors) -> Coherence:
    """Find the least orthogonal pair among the first 1, 2, … m vectors.

    Parameters
    ----------
    vectors : Embedding or array-like (m, n)
        One a row, none of them zero. All m² cosines are computed, in float64.

    Returns
    -------
    Coherence

    Raises
    ------
    EmbedvizError
        If the array is not a matrix, holds NaN or infinity, or a vector is zero.

    References
    ----------
    J. A. Tropp, Greed is good: algorithmic results for sparse approximation, IEEE Transactions on Information Theory
    50(10), 2004 (coherence).
    """
    matrix = as_float64(vectors)
    directed = matrix.any(axis=1)
    if not directed.all():
        raise EmbedvizError(
            _("vector {row:,} is zero; expected vectors with a direction").format(row=int(directed.argmin()) + 1)
        )
    units = unit_rows(matrix)
    m, n = units.shape
    nearest, cosines = np.zeros(m, dtype=int), np.zeros(m)
    for start in range(0, m, BLOCK_ROWS):
        stop = min(m, start + BLOCK_ROWS)
        block = np.clip(units[start:stop] @ units[:stop].T, -1.0, 1.0)
        block[np.triu(np.ones(block.shape, dtype=bool), start)] = 0.0  # itself and those after it
        nearest[start:stop] = np.abs(block).argmax(axis=1)
        cosines[start:stop] = np.take_along_axis(block, nearest[start:stop, None], axis=1)[:, 0]
    values = np.maximum.accumulate(np.abs(cosines))
    rises = np.diff(values, prepend=0.0) > 0
    holder = np.maximum.accumulate(np.where(rises, np.arange(m), 0))
    return Coherence(values, np.column_stack([nearest[holder], holder]), cosines[holder], n)


def welch_bound(m: int | np.ndarray, n: int) -> np.ndarray:
    """Return the least coherence that m vectors in n dimensions can have.

    Parameters
    ----------
    m : int or ndarray of int
        How many vectors, at least 1.
    n : int
        Dimensions.

    Returns
    -------
    ndarray float64
        √((m - n)/(n(m - 1))), or 0 where m ≤ n and orthogonal vectors exist. It rises with m to 1/√n, and equiangular
        tight frames attain it.

    References
    ----------
    L. R. Welch, Lower bounds on the maximum cross correlation of signals, IEEE Transactions on Information Theory
    20(3), 1974, k = 1.
    """
    m = np.asarray(m, dtype=np.float64)
    return np.sqrt(np.maximum(m - n, 0.0) / (n * np.maximum(m - 1, 1.0)))
