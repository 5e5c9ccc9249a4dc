"""The singular value decomposition of few vectors in very many dimensions."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np

from embedviz.algebra.reductions import report
from embedviz.blas import one_blas_thread
from embedviz.i18n import _
from embedviz.progress import ProgressCallback

# Products from which LAPACK's own decomposition takes seconds, of which it tells nothing.
MANY_PRODUCTS = 2_000_000_000
# Rows of right vectors are orthogonal to about eps·(σ₁/σ)²: at this ratio to 1e-10.
TRUSTED_ABOVE = 1e-3
COLUMNS = 1024
# Columns of a block that is factored, a word: wide blocks leave little to do again for their factors, but there have to
# be some, for all cores and to tell how far it is.
FOLD, MANY_FOLD, MANY_COLUMNS = 2, 4, 16
# Fewer columns a word are hardly more than the triangular factor itself.
LEAST_COLUMNS = 2


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
        Called with the number of columns read, of two passes, and before the step between them. It may raise to cancel.

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
    report(progress, _in_one_step(m), n, 2 * n)
    with one_blas_thread():
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


def by_factors(matrix: np.ndarray, *, progress: ProgressCallback | None) -> tuple[np.ndarray, np.ndarray]:
    """Decompose a wide matrix by QR factorizations of blocks of its columns, which square nothing.

    Xᵀ = QR, block by block; the factors of the blocks are put side by side, and factored like X, until there is one
    block. With R = PΣW the right vectors are the rows of PᵀQᵀ.

    Parameters
    ----------
    matrix : ndarray (m, n) float64
        Of fewer rows than columns, its numbers around 1. It is overwritten.
    progress : callable or None
        Called with the number of columns factored, and then multiplied, and before the step between. It may raise to
        cancel.

    Returns
    -------
    tuple of ndarray (m,) and ndarray (m, n)
        Singular values, descending, and right vectors, in the memory of the matrix.

    References
    ----------
    J. Demmel, L. Grigori, M. Hoemmen and J. Langou, Communication-optimal parallel and sequential QR and LU
    factorizations, SIAM J. Sci. Comput. 34(1), 2012, section 2.2 (TSQR).
    """
    m, n = matrix.shape
    widths = [n]
    while (count := _block_count(m, widths[-1])) > 1:
        widths.append(count * m)
    stage, done, total = _("Factoring: a singular value is too small for the Gram matrix"), 0, 2 * sum(widths)
    levels = [matrix]
    # LAPACK's panels are small, and threads of BLAS wait for each other there ten times as long as they compute.
    with one_blas_thread(), ThreadPoolExecutor(os.cpu_count()) as executor:

        def each(
            function: Callable[..., np.ndarray], blocks: list[np.ndarray], *given: Iterable[np.ndarray]
        ) -> list[np.ndarray]:
            nonlocal done
            found = []
            try:
                for block, made in zip(blocks, executor.map(function, blocks, *given), strict=True):
                    found.append(made)
                    done += block.shape[1]
                    report(progress, stage, done, total)
            except BaseException:
                executor.shutdown(cancel_futures=True)
                raise
            return found

        while True:
            factors = each(_factor, list(_blocks(levels[-1])))
            if len(factors) == 1:
                break
            levels.append(np.hstack([factor.T for factor in factors]))
        report(progress, _in_one_step(m), done, total)
        left, values, _right = np.linalg.svd(factors[0])
        turns = [left.T]
        for level in reversed(levels):
            each(_turn, list(_blocks(level)), turns)
            turns = [level[:, start : start + m] for start in range(0, level.shape[1], m)]
    return values, matrix


def _in_one_step(m: int) -> str:
    """Name the step that LAPACK tells nothing of, and that cannot be left."""
    return _("Decomposing a matrix of {m:,} × {m:,} in one step").format(m=m)


def _block_count(m: int, n: int) -> int:
    return max(1, n // ((MANY_FOLD if n >= MANY_COLUMNS * m else FOLD) * m))


def _blocks(level: np.ndarray) -> Iterator[np.ndarray]:
    """Walk over blocks of columns, each at least as wide as high."""
    m, n = level.shape
    edges = np.linspace(0, n, _block_count(m, n) + 1).astype(int)
    return (level[:, start:stop] for start, stop in pairwise(edges))


def _factor(block: np.ndarray) -> np.ndarray:
    """Return R of the transposed block, QR, and write Qᵀ into the block."""
    orthonormal, factor = np.linalg.qr(block.T)
    block[:] = orthonormal.T
    return factor


def _turn(block: np.ndarray, turn: np.ndarray) -> np.ndarray:
    """Multiply a block in place."""
    block[:] = turn @ block
    return block


def _orthogonal_to(rows: np.ndarray) -> np.ndarray:
    """Return a unit vector orthogonal to orthonormal rows, of which there are fewer than dimensions."""
    vector = np.random.default_rng(0).standard_normal((rows.shape[1],))
    for _pass in range(2):
        vector = vector - (rows @ vector) @ rows
        vector = vector / np.linalg.norm(vector)
    return vector
