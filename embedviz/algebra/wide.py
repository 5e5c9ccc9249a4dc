"""The singular value decomposition of few vectors in very many dimensions."""

import numpy as np

from embedviz.algebra.reductions import report
from embedviz.i18n import _
from embedviz.progress import ProgressCallback

# Products from which LAPACK's own decomposition takes seconds, of which it tells nothing.
MANY_PRODUCTS = 2_000_000_000
# Rows of right vectors are orthogonal to about eps·(σ₁/σ)²: at this ratio to 1e-10.
TRUSTED_ABOVE = 1e-3
COLUMNS = 1024


def by_small_gram(
    matrix: np.ndarray, *, centered: bool, progress: ProgressCallback | None
) -> tuple[np.ndarray, np.ndarray] | None:
    """Decompose a wide matrix by the Gram matrix XXᵀ of its rows, block of columns by block of columns.

    Half the work of a factorization, and one that tells how far it is.

    Parameters
    ----------
    matrix : ndarray (m, n) float64
        Of fewer rows than columns, its numbers around 1.
    centered : bool
        Whether the rows add up to zero: then the last singular value is zero, and any unit vector that is orthogonal
        to the other right vectors belongs to it.
    progress : callable or None
        Called with the number of columns read, of two passes. It may raise to cancel.

    Returns
    -------
    tuple of ndarray (m,) and ndarray (m, n), or None
        Singular values, descending, and right vectors; None if some are too small to be read from squares.
    """
    m, n = matrix.shape
    stage = _("Decomposing the matrix")
    blocks = [slice(start, min(start + COLUMNS, n)) for start in range(0, n, COLUMNS)]
    gram = np.zeros((m, m))
    for columns in blocks:
        block = np.ascontiguousarray(matrix[:, columns])
        gram += block @ block.T
        report(progress, stage, columns.stop, 2 * n)
    squares, left = np.linalg.eigh(gram)
    values, left = np.sqrt(np.maximum(squares[::-1], 0.0)), left[:, ::-1]
    counted = m - 1 if centered else m
    if not values[counted - 1] > TRUSTED_ABOVE * values[0]:
        return None
    values[counted:] = 0.0
    weights = (left[:, :counted] / values[:counted]).T
    right = np.empty((m, n))
    for columns in blocks:
        right[:counted, columns] = weights @ matrix[:, columns]
        report(progress, stage, n + columns.stop, 2 * n)
    if centered:
        right[-1] = _orthogonal_to(right[:-1])
    return values, right


def _orthogonal_to(rows: np.ndarray) -> np.ndarray:
    """Return a unit vector orthogonal to orthonormal rows, of which there are fewer than dimensions."""
    vector = np.random.default_rng(0).standard_normal((rows.shape[1],))
    for _pass in range(2):
        vector = vector - (rows @ vector) @ rows
        vector = vector / np.linalg.norm(vector)
    return vector
