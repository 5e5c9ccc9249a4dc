"""The first few principal directions of a matrix of many dimensions, where all of its spectrum would take minutes."""

import numpy as np
from numpy.typing import ArrayLike

from embedviz.algebra.reductions import cross_product
from embedviz.algebra.spectrum import GRAM_TRUSTED_ABOVE, GRAM_UNDERFLOWS_BELOW, oriented
from embedviz.progress import ProgressCallback
from embedviz.vectors import Vectors

# More than ARPACK's own 20 vectors: spectra of embeddings decay slowly, and a product with the Gram matrix is cheap.
KRYLOV_VECTORS = 64
# Of more than one direction in so many, all of them by a dense solver are there sooner.
DIMENSIONS_A_DIRECTION = 16


def leading_directions(
    matrix: Vectors, mean: ArrayLike, c: int, progress: ProgressCallback | None = None
) -> np.ndarray | None:
    """Compute the right singular vectors of X - μ that belong to its c largest singular values.

    Parameters
    ----------
    matrix : Embedding or array-like (m, n)
        X, of more than c dimensions. It is read in blocks of rows; besides, O(n²) numbers are kept.
    mean : array-like (n,) float64
        μ.
    c : int
        How many.
    progress : callable, optional
        Called with the number of rows read. It may raise to cancel.

    Returns
    -------
    ndarray (c, n) float64, or None
        Orthonormal rows, each one's largest coordinate positive. None where squares of the numbers overflow or
        underflow, and where a singular value is so small beside the first that it drowns in the rounding of squares.

    References
    ----------
    R. B. Lehoucq, D. C. Sorensen and C. Yang, ARPACK users' guide, 1998 (implicitly restarted Lanczos).
    """
    from scipy.sparse.linalg import eigsh

    gram = cross_product(matrix, mean, progress)
    total = float(np.trace(gram))
    if not GRAM_UNDERFLOWS_BELOW**2 < total < np.inf:
        return None
    gram /= total  # ARPACK takes eigenvalues under 1e-11 for zero
    n = len(gram)
    start = np.random.default_rng(0).standard_normal(n)  # the same directions every time
    values, vectors = eigsh(gram, c, which="LA", v0=start, ncv=min(n, max(KRYLOV_VECTORS, 2 * c)))
    if values[0] <= GRAM_TRUSTED_ABOVE**2 * values[-1]:
        return None
    return oriented(vectors.T[::-1])
