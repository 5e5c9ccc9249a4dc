"""An (m, n) matrix reduced to n x n in one pass over its rows, in little memory, by any workers."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import closing, contextmanager
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from embedviz.algebra.lapack import stacked
from embedviz.arrays import BLOCK_BYTES, require_finite, row_blocks
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback
from embedviz.vectors import Vectors, as_matrix, as_vector
from embedviz.workers.ranges import LEAST_BYTES, ranges
from embedviz.workers.rows import Rows, spread

# Beyond so many dimensions a product a thread would take too much memory, and BLAS shares out the work well by itself.
MANY_DIMENSIONS = 1024
QR_BLOCK_BYTES = 8 << 20
QR_LEAST_BYTES = 4 * QR_BLOCK_BYTES


def column_mean(matrix: Vectors | Rows, *, executor: Executor | None = None) -> np.ndarray:
    """Return the mean row, accumulated in float64.

    Parameters
    ----------
    matrix : Embedding, array-like (m, n) or Rows
        Any floating-point or integer dtype.
    executor : Executor, optional
        The workers, where the matrix is not Rows, which have theirs.

    Returns
    -------
    ndarray (n,) float64

    Raises
    ------
    EmbedvizError
        If the matrix holds NaN or infinity, or as for :func:`embedviz.workers.rows.spread`.
    """
    with _as_rows(matrix, executor) as rows:
        return mean_of(rows)


def mean_of(rows: Rows, exponent: int = 0) -> np.ndarray:
    """Return the mean row times 2 to the power of -exponent, (n,) float64; see :func:`column_mean`."""
    m = len(rows.matrix)
    total = _column_sums(rows, exponent)
    if np.isfinite(total).all():
        return total / m
    # The sum of m numbers is less than 2 to the power of this times the largest.
    more = m.bit_length()
    return np.ldexp(require_finite(_column_sums(rows, exponent + more)) / m, more)


def exponent_of_rows(rows: Rows) -> int:
    """Return the exponent of the power of two just above the largest magnitude, as ``scaling.exponent_of`` does."""
    found = np.array(list(rows.each(_largest_of, ranges(rows.matrix))))
    largest = float(require_finite(found).max())
    return int(np.frexp(largest)[1]) if largest > 0 else 0


def cross_product(
    matrix: Vectors | Rows, mean: ArrayLike | None, progress: ProgressCallback | None, exponent: int = 0
) -> np.ndarray:
    """Return (X - μ)ᵀ(X - μ) in float64.

    Parameters
    ----------
    matrix : Embedding, array-like (m, n) or Rows
        X times 2 to the power of ``exponent``.
    mean : array-like (n,) or None
        μ; None subtracts nothing.
    progress : callable or None
        Called with the number of rows read, in the thread that calls.
    exponent : int
        What scales it.

    Returns
    -------
    ndarray (n, n) float64
        Infinite or NaN where squares overflow or the matrix is not finite.

    Notes
    -----
    Blocks are too small for BLAS to share out well: one thread of ours a core, each with BLAS on one thread, is about
    a quarter faster than BLAS on all cores. Beyond 1,024 dimensions it is the other way round, and the last bits may
    depend on how many threads BLAS has.
    """
    with _as_rows(matrix) as rows:
        n = rows.matrix.shape[1]
        is_wide = n > MANY_DIMENSIONS
        # A block of few rows would spend its time on adding n² numbers to the sum; so would a range.
        block_bytes = 8 * n * MANY_DIMENSIONS if is_wide else BLOCK_BYTES
        parts = ranges(rows.matrix, least=64 * n * n if is_wide else LEAST_BYTES, block_bytes=block_bytes)
        given = _center(mean, n), exponent, block_bytes
        stage = _("Reading the matrix")
        return np.asarray(rows.total(_product_of, parts, *given, stage=stage, progress=progress, blas_threads=is_wide))


def triangular_factor(
    matrix: Vectors | Rows,
    mean: ArrayLike | None,
    progress: ProgressCallback | None,
    exponent: int = 0,
    *,
    directions: np.ndarray | None = None,
) -> np.ndarray:
    """Return R of X - μ = QR, which has the same singular values.

    Parameters
    ----------
    matrix, mean, progress, exponent
        As for :func:`cross_product`.
    directions : ndarray (n, k), optional
        V; then R is that of (X - μ)V.

    Returns
    -------
    ndarray (n, n) or (k, k) float64
        Upper triangular.

    Notes
    -----
    Each range of rows is factored block after block, then the factors of the ranges one after the other.

    References
    ----------
    J. Demmel, L. Grigori, M. Hoemmen and J. Langou, Communication-optimal parallel and sequential QR and LU
    factorizations, SIAM J. Sci. Comput. 34(1), 2012, section 2.2 (sequential TSQR).
    """
    with _as_rows(matrix) as rows:
        n = rows.matrix.shape[1]
        parts = ranges(rows.matrix, least=QR_LEAST_BYTES, block_bytes=QR_BLOCK_BYTES)
        factor: np.ndarray | None = None
        stage = _("Factoring: a singular value is too small for the Gram matrix")
        how: dict[str, Any] = {"stage": stage, "progress": progress, "library": "scipy.linalg.lapack"}
        found = rows.each(_factor_of, parts, _center(mean, n), exponent, directions, **how)
        with closing(found) as factors:
            for each in factors:
                factor = each if factor is None else stacked(factor, each, triangle=len(each))
    return np.triu(np.asarray(factor))


def product_along(
    rows: Rows,
    mean: np.ndarray | None,
    progress: ProgressCallback | None,
    exponent: int,
    directions: np.ndarray,
) -> np.ndarray:
    """Return (X - μ)ᵀ((X - μ)V): the product of a matrix with what it is along some directions.

    Parameters
    ----------
    rows, mean, progress, exponent
        As for :func:`cross_product`.
    directions : ndarray (n, k)
        V.

    Returns
    -------
    ndarray (n, k) float64
        To the rounding of (X - μ)V, which is less than that of (X - μ)ᵀ(X - μ) where V is where X is small.
    """
    given = mean, exponent, directions
    stage = _("Reading along the directions in which the matrix is small")
    return np.asarray(rows.total(_product_along, ranges(rows.matrix), *given, stage=stage, progress=progress))


def report(progress: ProgressCallback | None, stage: str, done: int, total: int) -> None:
    """Call a progress callback, if there is one."""
    if progress is not None:
        progress(Progress(stage, done, total))


@contextmanager
def _as_rows(matrix: Vectors | Rows, executor: Executor | None = None) -> Iterator[Rows]:
    if isinstance(matrix, Rows):
        yield matrix
        return
    with spread(as_matrix(matrix), executor) as rows:
        yield rows


def _center(mean: ArrayLike | None, n: int) -> np.ndarray | None:
    return None if mean is None else as_vector(mean, n)


def _blocks(
    matrix: np.ndarray, part: range, mean: np.ndarray | None, exponent: int, block_bytes: int
) -> Iterator[np.ndarray]:
    """Walk over blocks of rows, scaled and less their mean."""
    for _rows, block in row_blocks(matrix, block_bytes, part):
        if exponent:
            np.ldexp(block, -exponent, out=block)
        if mean is not None:
            block -= mean
        yield block


def _column_sums(rows: Rows, exponent: int) -> np.ndarray:
    """Return the sums of columns, times 2 to the power of -exponent."""
    return np.asarray(rows.total(_sums_of, ranges(rows.matrix), exponent))


def _sums_of(matrix: np.ndarray, part: range, exponent: int) -> np.ndarray:
    total = np.zeros(matrix.shape[1])
    with np.errstate(over="ignore", invalid="ignore"):
        for block in _blocks(matrix, part, None, exponent, BLOCK_BYTES):
            total += block.sum(axis=0)
    return total


def _largest_of(matrix: np.ndarray, part: range) -> float:
    return float(max(np.abs([block.max(), block.min()]).max() for _rows, block in row_blocks(matrix, starts=part)))


def _product_of(
    matrix: np.ndarray, part: range, mean: np.ndarray | None, exponent: int, block_bytes: int
) -> np.ndarray:
    product = np.zeros((matrix.shape[1],) * 2)
    # Squares of numbers over 1e154 overflow; the caller sees that in the result.
    with np.errstate(over="ignore", invalid="ignore"):
        for block in _blocks(matrix, part, mean, exponent, block_bytes):
            product += block.T @ block
    return product


def _product_along(
    matrix: np.ndarray, part: range, mean: np.ndarray | None, exponent: int, directions: np.ndarray
) -> np.ndarray:
    product = np.zeros(directions.shape)
    for block in _blocks(matrix, part, mean, exponent, BLOCK_BYTES):
        product += block.T @ (block @ directions)
    return product


def _factor_of(
    matrix: np.ndarray, part: range, mean: np.ndarray | None, exponent: int, directions: np.ndarray | None
) -> np.ndarray:
    k = matrix.shape[1] if directions is None else directions.shape[1]
    factor = np.zeros((k, k), order="F")
    for block in _blocks(matrix, part, mean, exponent, QR_BLOCK_BYTES):
        factor = stacked(factor, block if directions is None else block @ directions)
    return factor
