"""The singular values of an embedding matrix, and what they say about its rank.

The Gram matrix XᵀX needs one pass and little memory, but squares the condition number: singular values below about
1e-7 of the largest drown in its rounding. Where its own eigenvalues say that this may have happened, what is small is
computed again by a QR factorization over blocks of rows (Demmel, Grigori, Hoemmen and Langou 2012), which does not
square anything: along the directions alone in which X is small, if they are few, else of all.
"""

from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from embedviz.algebra import wide
from embedviz.algebra.reductions import (
    column_mean,
    cross_product,
    exponent_of_rows,
    mean_of,
    product_along,
    report,
    triangular_factor,
)
from embedviz.algebra.rounding import rounding_norm
from embedviz.algebra.singular_values import Route, Spectrum
from embedviz.arrays import require_finite, row_blocks
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.scaling import SAFE_EXPONENT, leveled, rescaled
from embedviz.vectors import Vectors, as_matrix
from embedviz.workers.rows import Rows, spread

__all__ = ["Spectrum", "oriented", "spectrum"]

# Below this ratio of extreme singular values the Gram matrix is not trusted. Its eigenvalues err by a few eps·σ₁², so
# a singular value σ errs by eps·σ₁²/σ: at this ratio 1e-11 of σ₁.
GRAM_TRUSTED_ABOVE = 1e-5
# What the Gram matrix says of larger singular values stands: they err by 1e-12 of σ₁ at this ratio.
GRAM_KEPT_ABOVE = 1e-4
# Below this the squares of small numbers lose digits to underflow.
GRAM_UNDERFLOWS_BELOW = float(np.sqrt(np.finfo(np.float64).tiny) / np.finfo(np.float64).eps)

# Up to so many dimensions the singular value decomposition of a small matrix itself is quick.
FEW_DIMENSIONS = 512
# Numbers in float64 that may be kept at once, 2 GB of them.
MAX_NUMBERS = 1 << 28
# Relative spacing of formats coarser than the float32 that an embedding is held in.
COARSE_EPS: dict[str, float] = {"float16": 2.0**-10, "bfloat16": 2.0**-7}


def spectrum(
    X: Vectors, *, center: bool = False, progress: ProgressCallback | None = None, executor: Executor | None = None
) -> Spectrum:
    """Compute the singular values of a matrix in float64, exactly and in little memory.

    Parameters
    ----------
    X : Embedding or array-like (m, n)
        The matrix, also as a memory map, a dask array or nested lists. It is read in blocks of rows; besides, O(n²)
        numbers are kept.
    center : bool
        Subtract the mean vector from every row first, as principal component analysis does.
    progress : callable, optional
        Called with the number of rows read. It may raise to cancel.
    executor : concurrent.futures.Executor, optional
        Who works on ranges of the rows: threads, processes, or what stands for a cluster, as dask's
        ``client.get_executor()`` does; threads of this process unless given. The result is the same to the last bit.
        Other processes read the file that the matrix is mapped from; of what is in no file they are given one in the
        folder of the cache, which is removed after.

    Returns
    -------
    Spectrum

    Raises
    ------
    EmbedvizError
        If the matrix is empty, not two-dimensional, too large on both sides, or holds NaN or infinity; if a
        worker cannot read it or ends too early.

    References
    ----------
    G. H. Golub and C. F. Van Loan, Matrix Computations, 4th ed., 2013, section 5.3.7 (what XᵀX loses).
    """
    matrix = as_matrix(X)
    m, n = matrix.shape
    direct = m < n or (m <= 2 * n and n <= FEW_DIMENSIONS)
    numbers = (m if direct else n) * n
    if numbers > MAX_NUMBERS:
        raise EmbedvizError(
            _(
                "the spectrum of {m:,} vectors in {n:,} dimensions keeps {numbers:,} numbers at once; expected at most "
                "{most:,}"
            ).format(m=m, n=n, numbers=numbers, most=MAX_NUMBERS)
        )
    if direct:
        return _result(_directly(matrix, center, progress), X)
    with spread(matrix, executor) as rows:
        return _result(_in_blocks(rows, center, progress), X)


def oriented(vectors: Vectors) -> np.ndarray:
    """Return vectors, one a row, each with the sign that makes its largest coordinate positive."""
    rows = np.asarray(as_matrix(vectors))
    largest = np.take_along_axis(rows, np.abs(rows).argmax(axis=1)[:, None], axis=1)
    return rows * np.where(largest < 0, -1.0, 1.0)


@dataclass(frozen=True)
class _Decomposition:
    """Singular values and right vectors of a matrix times 2 to the power of -e, and its mean if that was subtracted."""

    values: np.ndarray
    vectors: np.ndarray
    mean: np.ndarray | None
    exponent: int
    route: Route


def _directly(matrix: np.ndarray, center: bool, progress: ProgressCallback | None) -> _Decomposition:
    m, n = matrix.shape
    given = np.empty((m, n))
    for rows, block in row_blocks(matrix):
        given[rows] = block
        report(progress, _("Reading the matrix"), rows.stop, m)
    whole, exponent = leveled(require_finite(given))
    mean = column_mean(whole) if center else None
    if mean is not None:
        whole -= mean
    if 1 < m < n and m * m * n > wide.MANY_PRODUCTS:
        found = wide.by_small_gram(whole, centered=center, progress=progress)
        if found is not None:
            return _Decomposition(*found, mean, exponent, "gram")
        if n >= wide.LEAST_COLUMNS * m:
            return _Decomposition(*wide.by_factors(whole, progress=progress), mean, exponent, "qr")
    _u, values, vectors = np.linalg.svd(whole, full_matrices=False)
    return _Decomposition(values, vectors, mean, exponent, "svd")


def _in_blocks(rows: Rows, center: bool, progress: ProgressCallback | None) -> _Decomposition:
    exponent = 0
    mean = mean_of(rows) if center else None
    values, vectors = _from_gram(cross_product(rows, mean, progress))
    if not GRAM_UNDERFLOWS_BELOW < values[0] < np.inf:
        # Squares that overflow or vanish, or a matrix of zeros, or one that is not finite, which this refuses.
        exponent = exponent_of_rows(rows)
        if abs(exponent) > SAFE_EXPONENT:
            mean = mean_of(rows, exponent) if center else None
            values, vectors = _from_gram(cross_product(rows, mean, progress, exponent))
        else:
            exponent = 0
    is_sound = GRAM_UNDERFLOWS_BELOW < values[0] < np.inf
    if is_sound and values[-1] > GRAM_TRUSTED_ABOVE * values[0]:
        return _Decomposition(values, vectors, mean, exponent, "gram")
    kept = int(np.count_nonzero(values > GRAM_KEPT_ABOVE * values[0])) if is_sound else 0
    if kept < len(values) <= 2 * kept:
        values, vectors = _where_small(rows, mean, progress, exponent, values[:kept], vectors)
    else:
        factor = triangular_factor(rows, mean, progress, exponent)
        _u, values, vectors = np.linalg.svd(factor, full_matrices=False)
    return _Decomposition(values, vectors, mean, exponent, "qr")


def _where_small(
    rows: Rows,
    mean: np.ndarray | None,
    progress: ProgressCallback | None,
    exponent: int,
    large: np.ndarray,
    vectors: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Factor X - μ along the directions in which it is small, and return all singular values and right vectors.

    Let V₁ be the right vectors of the large singular values Σ₁ and V₂ the others, as XᵀX has them, and S = XᵀXV₂,
    multiplied from the right so that small numbers keep their digits. With C = Σ₁⁻²V₁ᵀS the columns of X(V₂ - V₁C) are
    orthogonal to those of XV₁, and if R is their triangular factor, X(V₁ V₂) = Q(Σ₁ Σ₁C; 0 R): that has the same
    singular values. Two passes over X, of which the most costly is a product with V₂.
    """
    k = len(large)
    first, last = vectors[:k].T, vectors[k:].T
    along = product_along(rows, mean, progress, exponent, last)
    shares = first.T @ along / large[:, None] ** 2
    factor = triangular_factor(rows, mean, progress, exponent, directions=last - first @ shares)
    corner = np.zeros((len(factor), k))
    whole = np.block([[np.diag(large), large[:, None] * shares], [corner, factor]])
    _u, values, turned = np.linalg.svd(whole)
    return values, turned @ vectors


def _from_gram(gram: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if not np.isfinite(gram).all():
        return np.full(len(gram), np.inf), np.eye(len(gram))
    eigenvalues, eigenvectors = np.linalg.eigh(gram)
    return np.sqrt(np.maximum(eigenvalues[::-1], 0.0)), eigenvectors.T[::-1]


def _result(found: _Decomposition, X: Vectors) -> Spectrum:
    values, mean, matrix = found.values, found.mean, as_matrix(X)
    if found.exponent:
        values = rescaled(values, found.exponent, _("a singular value"))
        mean = None if mean is None else np.ldexp(mean, found.exponent)
    eps, norm = float(np.finfo(matrix.dtype).eps) if np.issubdtype(matrix.dtype, np.floating) else 0.0, 0.0
    precision = X.precision if isinstance(X, Embedding) else None
    if precision is not None and precision.kind in COARSE_EPS:
        eps = COARSE_EPS[precision.kind]
    elif precision is not None:
        norm = rounding_norm(matrix, precision)
    result = Spectrum(values, oriented(found.vectors), matrix.shape, mean, eps, found.route, precision, norm)
    result.singular_values.setflags(write=False)
    result.right_vectors.setflags(write=False)
    return result
