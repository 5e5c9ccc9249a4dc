"""Groups of words that point the same way."""

import warnings

import numpy as np

from embedviz.arrays import row_blocks
from embedviz.blas import one_openmp_thread
from embedviz.extras import needs
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback
from embedviz.scaling import unit_rows
from embedviz.vectors import Vectors, as_matrix

FITTED, FITTED_AT_ONCE = 50_000, 5_000
PART_BYTES = 16 << 20


def clusters(vectors: Vectors, *, k: int = 10, seed: int = 0, progress: ProgressCallback | None = None) -> np.ndarray:
    """Group vectors by direction.

    Parameters
    ----------
    vectors : Embedding or array-like (m, n)
        One a row.
    k : int
        How many groups; no more than there are vectors are made.
    seed : int
        The same seed gives the same groups.
    progress : callable, optional
        Called with the vectors that have their group, from the moment on that the means are found. It may raise to
        cancel.

    Returns
    -------
    ndarray (m,) int
        Number of the group of each vector, the largest group first; fewer groups than k where there are not so many
        directions. Zero vectors, which have none, are a group.

    Notes
    -----
    k-means on vectors scaled to length 1: spherical k-means but for the length of the means (Dhillon and Modha 2001).
    Of more than 50,000 vectors the means are those of 50,000 drawn at random, and each vector goes to the nearest.
    """
    with needs("app", "k-means"):
        from sklearn.cluster import KMeans
        from sklearn.exceptions import ConvergenceWarning

    matrix = as_matrix(vectors)
    drawn = np.arange(len(matrix))
    if len(matrix) > FITTED:
        drawn = np.sort(np.random.default_rng(seed).choice(len(matrix), FITTED, replace=False))
    points = np.empty((len(drawn), matrix.shape[1]), dtype=np.float32)
    for start in range(0, len(drawn), FITTED_AT_ONCE):
        points[start : start + FITTED_AT_ONCE] = unit_rows(
            np.asarray(matrix[drawn[start : start + FITTED_AT_ONCE]], dtype=np.float64)
        )
    if progress is not None:
        progress(Progress(_("Finding clusters"), 0, len(matrix)))
    with one_openmp_thread(), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # fewer directions than groups
        fitted = KMeans(min(k, len(points)), n_init=1, random_state=seed).fit(points)
    labels = fitted.labels_
    if len(drawn) < len(matrix):
        labels = np.empty(len(matrix), dtype=labels.dtype)
        for rows, block in row_blocks(matrix, PART_BYTES):
            if progress is not None:
                progress(Progress(_("Finding clusters"), rows.start, len(matrix)))
            with one_openmp_thread():
                labels[rows] = fitted.predict(unit_rows(block).astype(np.float32))
    by_size = np.argsort(-np.bincount(labels), kind="stable")
    return np.argsort(by_size)[labels]
