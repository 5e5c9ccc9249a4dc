"""An (m, n) matrix reduced to n x n in one pass over its rows, in little memory."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import nullcontext

import numpy as np
from numpy.typing import ArrayLike

from embedviz.arrays import BLOCK_BYTES, block_starts, require_finite, row_blocks
from embedviz.blas import one_blas_thread
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback
from embedviz.vectors import Vectors, as_matrix, as_vector

# A fixed number, so that sums are formed in the same order on any number of cores, and come out the same.
SHARES = 8
# Beyond so many dimensions a product a share would take too much memory, and BLAS shares out the work well by itself.
MANY_DIMENSIONS = 1024
REPORT_SECONDS = 0.1
QR_BLOCK_BYTES = 8 << 20
QR_PANEL = 16


def column_mean(matrix: Vectors) -> np.ndarray:
    """Return the mean row, accumulated in float64.

    Parameters
    ----------
    matrix : Embedding or array-like (m, n)
        Any floating-point or integer dtype.

    Returns
    -------
    ndarray (n,) float64

    Raises
    ------
    EmbedvizError
        If the matrix holds NaN or infinity.
    """
    matrix = as_matrix(matrix)
    total = _column_sums(matrix, 0)
    if np.isfinite(total).all():
        return total / len(matrix)
    # The sum of m numbers is less than 2 to the power of this times the largest.
    exponent = len(matrix).bit_length()
    return np.ldexp(require_finite(_column_sums(matrix, exponent)) / len(matrix), exponent)


def _column_sums(matrix: np.ndarray, exponent: int) -> np.ndarray:
    """Return the sums of columns, times 2 to the power of -exponent."""
    total = np.zeros(matrix.shape[1])
    with np.errstate(over="ignore", invalid="ignore"):
        for _rows, block in row_blocks(matrix):
            total += (np.ldexp(block, -exponent) if exponent else block).sum(axis=0)
    return total


def cross_product(matrix: Vectors, mean: ArrayLike | None, progress: ProgressCallback | None) -> np.ndarray:
    """Return (X - μ)ᵀ(X - μ) in float64.

    Parameters
    ----------
    matrix : Embedding or array-like (m, n)
        X.
    mean : array-like (n,) or None
        μ; None subtracts nothing.
    progress : callable or None
        Called with the number of rows read, in the thread that calls.

    Returns
    -------
    ndarray (n, n) float64
        Infinite or NaN where squares overflow or the matrix is not finite.

    Notes
    -----
    Blocks are too small for BLAS to share out well: one thread of ours a core, each with BLAS on one thread, is about
    a quarter faster than BLAS on all cores.
    """
    matrix, mean = _centered_input(matrix, mean)
    m, n = matrix.shape
    shares_made = SHARES if n <= MANY_DIMENSIONS else 1
    # A block of few rows would spend its time on adding n² numbers to the sum.
    block_bytes = BLOCK_BYTES if n <= MANY_DIMENSIONS else 8 * n * MANY_DIMENSIONS
    done: list[int] = []
    stopped = threading.Event()

    def share(starts: range) -> np.ndarray:
        product = np.zeros((n, n))
        # Squares of numbers over 1e154 overflow; the caller sees that in the result.
        with np.errstate(over="ignore", invalid="ignore"):
            for rows, block in row_blocks(matrix, block_bytes, starts):
                if stopped.is_set():
                    break
                if mean is not None:
                    block -= mean
                product += block.T @ block
                done.append(rows.stop - rows.start)
        return product

    workers = min(shares_made, os.cpu_count() or 1)
    with one_blas_thread() if shares_made > 1 else nullcontext(), ThreadPoolExecutor(workers) as executor:
        try:
            shares = [
                executor.submit(share, block_starts(matrix, block_bytes)[i::shares_made]) for i in range(shares_made)
            ]
            while wait(shares, REPORT_SECONDS).not_done:
                report(progress, _("Reading the matrix"), sum(done), m)
            report(progress, _("Reading the matrix"), m, m)
        finally:
            stopped.set()
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(sum(finished.result() for finished in shares))


def triangular_factor(matrix: Vectors, mean: ArrayLike | None, progress: ProgressCallback | None) -> np.ndarray:
    """Return R of X - μ = QR, which has the same singular values.

    Parameters
    ----------
    matrix, mean, progress
        As for :func:`cross_product`.

    Returns
    -------
    ndarray (n, n) float64
        Upper triangular.

    References
    ----------
    J. Demmel, L. Grigori, M. Hoemmen and J. Langou, Communication-optimal parallel and sequential QR and LU
    factorizations, SIAM J. Sci. Comput. 34(1), 2012, section 2.2 (sequential TSQR).
    """
    from scipy.linalg.lapack import dtpqrt

    matrix, mean = _centered_input(matrix, mean)
    n = matrix.shape[1]
    factor = np.zeros((n, n), order="F")
    for rows, block in row_blocks(matrix, QR_BLOCK_BYTES):
        if mean is not None:
            block -= mean
        factor = dtpqrt(0, min(QR_PANEL, n), factor, np.asfortranarray(block), overwrite_a=1, overwrite_b=1)[0]
        report(progress, _("Factoring: a singular value is too small for the Gram matrix"), rows.stop, len(matrix))
    return np.triu(factor)


def report(progress: ProgressCallback | None, stage: str, done: int, total: int) -> None:
    """Call a progress callback, if there is one."""
    if progress is not None:
        progress(Progress(stage, done, total))


def _centered_input(matrix: Vectors, mean: ArrayLike | None) -> tuple[np.ndarray, np.ndarray | None]:
    numbers = as_matrix(matrix)
    return numbers, None if mean is None else as_vector(mean, numbers.shape[1])
