"""Linear centered kernel alignment: whether two sets of vectors arrange the same words alike."""

from dataclasses import dataclass

import numpy as np

from embedviz.algebra.reductions import column_mean
from embedviz.arrays import BLOCK_BYTES, require_finite
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.scaling import in_range
from embedviz.vectors import Vectors, as_matrix

# What is left of equal vectors once their mean is subtracted is rounding: about this share of their squares, or less.
ROUNDING = 1e-26


@dataclass(frozen=True)
class LinearCKA:
    """The linear CKA of m words' vectors in p dimensions and in q others.

    Parameters
    ----------
    value : float
        From 0 to 1, which is reached by a rotated, scaled and shifted copy; NaN if all vectors of one side are equal.
    chance : float
        Its exact mean over all ways to pair the words of one side with those of the other; NaN as the value.
    words : int
        m.
    dimensions : tuple of 2 int
        p and q.
    """

    value: float
    chance: float
    words: int
    dimensions: tuple[int, int]


def linear_cka(X: Vectors, Y: Vectors) -> LinearCKA:
    """Compare how two sets of vectors arrange the same words.

    Parameters
    ----------
    X : Embedding or array-like (m, p)
        A word a row.
    Y : Embedding or array-like (m, q)
        The same words in the same order.

    Returns
    -------
    LinearCKA

    Raises
    ------
    EmbedvizError
        If the numbers of rows differ, or a number is NaN or infinite.

    References
    ----------
    S. Kornblith, M. Norouzi, H. Lee and G. Hinton, Similarity of neural network representations revisited, ICML 2019,
    table 1.
    F. Kazi-Aoual, S. Hitier, R. Sabatier and J.-D. Lebreton, Refined approximations to permutation tests for
    multivariate inference, CSDA 20, 1995 (the mean over pairings, for what statistics calls the RV coefficient).

    Notes
    -----
    With centered columns it is ‖YᵀX‖²/(‖XᵀX‖ ‖YᵀY‖) in Frobenius norms. The products have p or q rows and columns, not
    m as the Gram matrices XXᵀ and YYᵀ, whose correlation it is. By chance it would be √(βₓβᵧ)/(m - 1), where
    β = (Σσ²)²/Σσ⁴ is the participation ratio of the centered vectors.
    """
    X, Y = as_matrix(X), as_matrix(Y)
    if len(X) != len(Y):
        raise EmbedvizError(
            _("{x:,} vectors and {y:,} to compare them with; expected the same number of each").format(
                x=len(X), y=len(Y)
            )
        )
    (X, _of_x), (Y, _of_y) = in_range(X), in_range(Y)
    of_x, of_xy, of_y = _products(X, Y)
    spread_x, spread_y = float(np.trace(of_x)), float(np.trace(of_y))
    m, dimensions = len(X), (X.shape[1], Y.shape[1])
    if not (_varies(X, spread_x) and _varies(Y, spread_y)):
        return LinearCKA(np.nan, np.nan, m, dimensions)
    norm = float(np.linalg.norm(of_x / spread_x) * np.linalg.norm(of_y / spread_y))
    shared = of_xy / np.sqrt(spread_x) / np.sqrt(spread_y)
    return LinearCKA(min(1.0, float((shared**2).sum()) / norm), 1 / (norm * (m - 1)), m, dimensions)


def _products(X: np.ndarray, Y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return XᵀX, XᵀY and YᵀY of the centered matrices, in blocks of rows."""
    mean_x, mean_y = column_mean(X), column_mean(Y)
    if len(X) < max(X.shape[1], Y.shape[1]):
        x, y = _narrow(np.asarray(X) - mean_x), _narrow(np.asarray(Y) - mean_y)
        return x.T @ x, x.T @ y, y.T @ y
    p, q = X.shape[1], Y.shape[1]
    of_x, of_xy, of_y = np.zeros((p, p)), np.zeros((p, q)), np.zeros((q, q))
    # Blocks as long as the products are wide: else adding to these would take most of the time.
    size = max(BLOCK_BYTES // (8 * (p + q)), p, q)
    for start in range(0, len(X), size):
        x, y = X[start : start + size] - mean_x, Y[start : start + size] - mean_y
        of_x += x.T @ x
        of_xy += x.T @ y
        of_y += y.T @ y
    return of_x, require_finite(of_xy), of_y


def _narrow(centered: np.ndarray) -> np.ndarray:
    """Return m vectors in at most m dimensions with the same inner products: no norm of a product changes."""
    m, n = centered.shape
    return np.transpose(np.linalg.qr(centered.T, mode="r")) if m < n else centered


def _varies(matrix: np.ndarray, spread: float) -> bool:
    largest = float(np.abs(np.asarray(matrix)).max())
    return spread > ROUNDING * matrix.shape[0] * matrix.shape[1] * largest**2
