"""The vectors that take part in no linear dependence.

Of m vectors of rank under m some combination is zero, so some vector is a combination of the others. Not each need be:
a vector without which the rank falls has coefficient 0 in every such combination. Matroid theory calls it a coloop.
"""

from dataclasses import dataclass
from typing import cast

import numpy as np

from embedviz.algebra.reductions import report, triangular_factor
from embedviz.algebra.spectrum import Spectrum, spectrum
from embedviz.arrays import row_blocks
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.scaling import leveled
from embedviz.vectors import Vectors, as_matrix

# Up to so many rows for each column all are looked at closely; of more, those whose leverage may be 1.
DIRECT_ROWS = 3
# The leverage of a coloop is 1. It errs by rounding·σ₁/σᵣ, which the rank's tolerance keeps far under this.
CANDIDATE_ABOVE = 0.5
WIDE_BLOCK_BYTES = 64 << 20


@dataclass(frozen=True, eq=False)
class Coloops:
    """The vectors of m in n dimensions that are in no dependence: without one of them the rank is one less.

    Parameters
    ----------
    positions : ndarray (c,) int
        0-based rows, ascending. All m if the vectors are independent.
    shape : tuple of int
        ``(m, n)``.
    rank : int
        Of all of them.
    tolerance : float
        What a singular value has to exceed to count, with a vector and without it.
    """

    positions: np.ndarray
    shape: tuple[int, int]
    rank: int
    tolerance: float

    def __len__(self) -> int:
        return len(self.positions)


def coloops(X: Vectors, *, whole: Spectrum | None = None, progress: ProgressCallback | None = None) -> Coloops:
    """Find the vectors that are no combination of the others.

    Parameters
    ----------
    X : Embedding or array-like (m, n)
        One vector a row.
    whole : Spectrum, optional
        Of X, not centered; computed unless given.
    progress : callable, optional
        Called with the number of rows read. It may raise to cancel.

    Returns
    -------
    Coloops

    Raises
    ------
    EmbedvizError
        If X is not a finite matrix, or the spectrum is centered or of another shape.

    Notes
    -----
    With X = UΣVᵀ, the vector at row i is in no dependence if row i of U is zero beyond the rank r, so if its leverage,
    Σ uᵢⱼ² over j ≤ r, is 1. In floating point: without row i fewer singular values exceed the tolerance τ if
    Σ uᵢⱼ²/(τ² - σⱼ²) over j > r is at most Σ uᵢⱼ²/(σⱼ² - τ²) over j ≤ r, the secular equation of a row taken away.
    As leverages add up to r, at most 2r rows have one above ½: these, and a triangular factor of all other rows, are
    decomposed in full, so that a million rows cost a pass or two.

    References
    ----------
    G. H. Golub, Some modified matrix eigenvalue problems, SIAM Rev. 15(2), 1973 (the secular equation).
    J. Oxley, Matroid Theory, 2nd ed., 2011 (coloops).
    """
    matrix = as_matrix(X)
    whole = spectrum(X, progress=progress) if whole is None else whole
    if whole.mean is not None or whole.shape != tuple(matrix.shape):
        raise EmbedvizError(
            _("a spectrum of shape {found}; expected that of the {shape} matrix itself, not centered").format(
                found=whole.shape, shape=tuple(matrix.shape)
            )
        )
    m, n = matrix.shape
    rank, tolerance, norm = whole.rank(), whole.tolerance(), whole.norm
    if rank in (0, m):
        return Coloops(np.arange(m if rank else 0), (m, n), rank, tolerance)
    if m <= DIRECT_ROWS * n:
        near = np.arange(m)
        closely, norm = (_coordinates(matrix, whole, progress), 1.0) if m < n else (np.array(matrix, np.float64), norm)
    else:
        near = _candidates(X, whole, rank, progress)
        closely = np.array(matrix[near], dtype=np.float64)
        if len(near):
            others = cast("np.ndarray", _Without(matrix, near))
            closely = np.vstack([triangular_factor(others, None, progress), closely])
    closely, exponent = leveled(closely)
    scaled = whole.rtol_for(np.float64) * float(np.ldexp(norm, -exponent))
    falls = _rank_falls(closely, rank, scaled)[len(closely) - len(near) :] if len(near) else np.empty(0, dtype=bool)
    return Coloops(near[falls], (m, n), rank, tolerance)


def _coordinates(matrix: np.ndarray, whole: Spectrum, progress: ProgressCallback | None) -> np.ndarray:
    """Return XVᵀ/σ₁, (m, m): the right vectors of a wide X span all its rows, so that this has the same left ones."""
    m = len(matrix)
    found = np.empty((m, m))
    for rows, block in row_blocks(matrix, WIDE_BLOCK_BYTES):
        found[rows] = (block / whole.norm) @ whole.right_vectors.T
        report(progress, _("Looking for words in no dependence"), rows.stop, m)
    return found


def _candidates(X: Vectors, whole: Spectrum, rank: int, progress: ProgressCallback | None) -> np.ndarray:
    """Return the rows of a leverage above ½, at most twice the rank."""
    matrix = as_matrix(X)
    first, last = float(whole.singular_values[0]), float(whole.singular_values[rank - 1])
    least = last * np.sqrt(CANDIDATE_ABOVE)  # as a leverage is at most ‖xᵢ‖²/σᵣ²
    if isinstance(X, Embedding) and np.finfo(np.float32).tiny < float(X.norms.max()) < least:
        return np.empty(0, dtype=int)
    weights = (whole.right_vectors[:rank] * (first / whole.singular_values[:rank])[:, None]).T
    found = []
    for rows, block in row_blocks(matrix):
        block /= first
        long = np.flatnonzero(np.linalg.norm(block, axis=1) > least / first)
        scores = block[long] @ weights
        found.append(rows.start + long[np.einsum("ij,ij->i", scores, scores) > CANDIDATE_ABOVE])
        report(progress, _("Looking for words in no dependence"), rows.stop, len(matrix))
    return np.concatenate(found)


def _rank_falls(matrix: np.ndarray, rank: int, tolerance: float) -> np.ndarray:
    """Tell of each row of a (k, n) matrix whether fewer singular values exceed a tolerance without it, (k,) bool."""
    k, n = matrix.shape
    left, values, _right = np.linalg.svd(matrix, full_matrices=k > n)
    ratios = np.zeros(k)
    ratios[: len(values)] = values / tolerance
    weights = 1.0 / np.maximum(np.abs(ratios**2 - 1.0), np.finfo(np.float64).eps)
    shares = left**2 * weights
    return np.asarray(shares[:, rank:].sum(axis=1) <= shares[:, :rank].sum(axis=1))


class _Without:
    """A matrix with some rows set to zero, a copy of what is asked for at a time."""

    def __init__(self, matrix: np.ndarray, rows: np.ndarray) -> None:
        self._matrix, self._rows = matrix, rows
        self.shape, self.ndim, self.dtype = matrix.shape, 2, np.dtype(np.float64)

    def __len__(self) -> int:
        return int(self.shape[0])

    def __getitem__(self, rows: slice) -> np.ndarray:
        start, stop, _step = rows.indices(len(self))
        block = np.array(self._matrix[start:stop], dtype=np.float64)
        block[self._rows[(self._rows >= start) & (self._rows < stop)] - start] = 0.0
        return block

    def __array__(self, dtype: np.dtype | None = None, copy: bool | None = None) -> np.ndarray:
        return self[:].astype(dtype or self.dtype, copy=False)
