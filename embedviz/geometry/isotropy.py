"""How evenly vectors spread over the directions of their space: three measures, which need not agree."""

from dataclasses import dataclass

import numpy as np

from embedviz.algebra.reductions import report
from embedviz.algebra.spectrum import Spectrum, spectrum
from embedviz.arrays import row_blocks
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.scaling import unit_rows
from embedviz.vectors import Vectors, as_matrix


@dataclass(frozen=True)
class Isotropy:
    """How evenly m vectors spread over n dimensions.

    Parameters
    ----------
    isoscore : float
        From 0, all variance along one direction, to 1, as much along each; whatever the mean. It is (k - 1)/(n - 1)
        with k the participation ratio of the principal variances.
    partition : float
        From 0 to 1, where Σ exp(v·c) is the same for every direction c tried; of the vectors as they are, with their
        mean and their lengths.
    mean_cosine : float
        Of all pairs of vectors that are not zero, 0 where directions are spread evenly; NaN if fewer than two are.
    """

    isoscore: float
    partition: float
    mean_cosine: float


def isotropy(X: Vectors, *, progress: ProgressCallback | None = None) -> Isotropy:
    """Measure how evenly vectors spread over the directions of their space.

    Parameters
    ----------
    X : Embedding or array-like (m, n)
        One vector a row, read in blocks.
    progress : callable, optional
        Called with the rows read. It may raise to cancel.

    Returns
    -------
    Isotropy

    Raises
    ------
    EmbedvizError
        If there is one dimension only, all vectors are equal, or a number is not finite.

    Notes
    -----
    IsoScore scales the variances λ along the principal directions to √n·λ/‖λ‖, and is an affine function of the square
    of their distance to (1, …, 1). Put together, that is k = (Σλ)²/Σλ² brought from [1, n] to [0, 1].

    The partition function is min Z/max Z with Z(c) = Σ exp(v·c) over the eigenvectors c of XᵀX. Of each eigenvector
    its negative is one too, and both are tried: which of them a library returns is chance.

    References
    ----------
    W. Rudman, N. Gillman, T. Rayne and C. Eickhoff, IsoScore: measuring the uniformity of embedding space utilization,
    Findings of ACL 2022.
    J. Mu and P. Viswanath, All-but-the-top: simple and effective postprocessing for word representations, ICLR 2018.
    """
    matrix = as_matrix(X)
    n = matrix.shape[1]
    if n < 2:
        raise EmbedvizError(_("vectors in one dimension; expected two or more, to be spread over"))
    centered = spectrum(matrix, center=True, progress=progress)
    if not centered.rank():
        raise EmbedvizError(_("all {m:,} vectors are equal; expected different ones to spread").format(m=len(matrix)))
    whole = spectrum(matrix, progress=progress)
    lowest, highest, mean_cosine = _read(matrix, whole, progress)
    return Isotropy((centered.participation_ratio - 1) / (n - 1), float(np.exp(lowest - highest)), mean_cosine)


def mean_cosine(X: Vectors) -> float:
    """Return the mean cosine of all pairs of vectors.

    Parameters
    ----------
    X : Embedding or array-like (m, n)
        The vectors. Zeros, which have no direction, count in no pair.

    Returns
    -------
    float
        NaN where there are no two.

    Notes
    -----
    ‖Σu‖² = s + Σᵢ≠ⱼ uᵢ·uⱼ for s vectors u of length 1, so that no pair has to be looked at.
    """
    matrix = as_matrix(X)
    total, count = np.zeros(matrix.shape[1]), 0
    for _rows, block in row_blocks(matrix):
        units = unit_rows(block)
        total += units.sum(axis=0)
        count += int(np.count_nonzero(units.any(axis=1)))
    return _of_pairs(total, count)


def _read(matrix: np.ndarray, whole: Spectrum, progress: ProgressCallback | None) -> tuple[float, float, float]:
    """Return the smallest and the largest ln Z, and the mean cosine."""
    m, n = matrix.shape
    directions = whole.right_vectors
    largest, sums = np.full((2, len(directions)), -np.inf), np.zeros((2, len(directions)))
    total, count = np.zeros(n), 0
    for rows, block in row_blocks(matrix):
        products = block @ directions.T
        for side, signed in enumerate((products, -products)):
            top = np.maximum(largest[side], signed.max(axis=0))
            sums[side] = sums[side] * np.exp(largest[side] - top) + np.exp(signed - top).sum(axis=0)
            largest[side] = top
        units = unit_rows(block)
        total += units.sum(axis=0)
        count += int(np.count_nonzero(units.any(axis=1)))
        report(progress, _("Summing over the directions"), rows.stop, m)
    logarithms = (largest + np.log(sums)).ravel()
    if len(directions) < n:  # along what all vectors are orthogonal to, every exponential is 1
        logarithms = np.append(logarithms, np.log(m))
    return float(logarithms.min()), float(logarithms.max()), _of_pairs(total, count)


def _of_pairs(total: np.ndarray, count: int) -> float:
    """Return the mean cosine of all pairs of vectors of length 1, of their sum and number."""
    return float((total @ total - count) / (count * (count - 1))) if count > 1 else float("nan")
