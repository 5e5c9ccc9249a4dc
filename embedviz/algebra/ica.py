"""Independent component analysis: axes on which the words are as little Gaussian as can be."""

import warnings
from dataclasses import dataclass, field

import numpy as np

from embedviz.blas import one_blas_thread
from embedviz.errors import EmbedvizError
from embedviz.extras import needs
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback
from embedviz.scaling import leveled
from embedviz.vectors import Vectors, as_float64

MAX_ITERATIONS = 500
# FastICA says nothing while it runs: it is asked for so many iterations at a time.
ITERATIONS_A_REPORT = 10
TOLERANCE = 1e-4


@dataclass(frozen=True, eq=False)
class IndependentComponents:
    """The coordinates of m vectors on r axes that are uncorrelated and as independent as can be.

    Parameters
    ----------
    coordinates : ndarray (m, r) float64
        Of mean 0 and variance 1 on each axis, the longer tail of each on the positive side. r is the rank of the
        centered vectors.
    converged : bool
        Whether the axes stood still at the end.
    """

    coordinates: np.ndarray = field(repr=False)
    converged: bool


def independent_components(
    vectors: Vectors,
    *,
    seed: int = 0,
    iterations: int = MAX_ITERATIONS,
    progress: ProgressCallback | None = None,
) -> IndependentComponents:
    """Whiten vectors and rotate the axes to where the coordinates are least Gaussian, with scikit-learn's FastICA.

    Parameters
    ----------
    vectors : Embedding or array-like (m, n)
        One a row.
    seed : int
        Of the axes begun with.
    iterations : int
        At most so many.
    progress : callable, optional
        Called with the iterations done. It may raise to cancel.

    Returns
    -------
    IndependentComponents

    Raises
    ------
    EmbedvizError
        If the array is not a matrix, holds NaN or infinity, or all vectors are equal up to rounding.

    References
    ----------
    A. Hyvärinen, Fast and robust fixed-point algorithms for independent component analysis, IEEE Transactions on
    Neural Networks 10(3), 1999 (symmetric, log cosh).
    H. Yamagiwa, M. Oyama and H. Shimodaira, Discovering universal geometry in embeddings with ICA, EMNLP 2023 (signs
    by skewness).
    """
    with needs("app", "FastICA"):
        from sklearn.decomposition import fastica
        from sklearn.exceptions import ConvergenceWarning

    white = _whitened(as_float64(vectors))
    r = white.shape[1]
    unmixing = np.linalg.qr(np.random.default_rng(seed).standard_normal((r, r)))[0]
    converged = False
    for done in range(0, iterations, ITERATIONS_A_REPORT):
        if progress is not None:
            progress(Progress(_("FastICA"), done, iterations))
        asked = min(ITERATIONS_A_REPORT, iterations - done)
        with warnings.catch_warnings(), one_blas_thread():
            warnings.simplefilter("ignore", ConvergenceWarning)
            _k, unmixing, _s, used = fastica(
                white, whiten=False, w_init=unmixing, max_iter=asked, tol=TOLERANCE, return_n_iter=True
            )
        if used < asked:
            converged = True
            break
    coordinates = white @ unmixing.T
    return IndependentComponents(coordinates * np.where((coordinates**3).mean(axis=0) < 0, -1.0, 1.0), converged)


def _whitened(matrix: np.ndarray) -> np.ndarray:
    """Return uncorrelated coordinates of variance 1, (m, r)."""
    matrix, _exponent = leveled(matrix)
    lengths = np.linalg.norm(matrix)
    matrix -= matrix.mean(axis=0)
    left, values, _right = np.linalg.svd(matrix, full_matrices=False)
    # What rounding to float32 leaves of directions that are none would be whitened to the size of the others.
    kept = values > np.finfo(np.float32).eps * lengths
    if not kept.any():
        raise EmbedvizError(
            _("{m:,} vectors, equal up to the rounding of float32; expected some that differ").format(m=len(matrix))
        )
    return left[:, kept] * np.sqrt(len(matrix))
