"""Groups of words that point the same way."""

import warnings

import numpy as np

from embedviz.arrays import row_blocks
from embedviz.extras import needs
from embedviz.scaling import unit_rows
from embedviz.vectors import Vectors, as_matrix

FITTED, FITTED_AT_ONCE = 50_000, 5_000
PART_BYTES = 16 << 20


def clusters(vectors: Vectors, *, k: int = 10, seed: int = 0) -> np.ndarray:
    """Group vectors by direction.

    Parameters
    ----------
    vectors : Embedding or array-like (m, n)
        One a row.
    k : int
        How many groups; no more than there are vectors are made.
    seed : int
        The same seed gives the same groups.

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
    with warnings.catch_warnings(action="ignore", category=ConvergenceWarning):  # fewer directions than groups
        fitted = KMeans(min(k, len(points)), n_init=1, random_state=seed).fit(points)
    labels = fitted.labels_
    if len(drawn) < len(matrix):
        parts = [fitted.predict(unit_rows(block).astype(np.float32)) for _rows, block in row_blocks(matrix, PART_BYTES)]
        labels = np.concatenate(parts)
    by_size = np.argsort(-np.bincount(labels), kind="stable")
    return np.argsort(by_size)[labels]
