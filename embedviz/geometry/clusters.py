"""Groups of words that point the same way."""

import warnings

import numpy as np

from embedviz.arrays import row_blocks
from embedviz.extras import needs
from embedviz.scaling import unit_rows
from embedviz.vectors import Vectors, as_matrix


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
    """
    with needs("app", "k-means"):
        from sklearn.cluster import KMeans
        from sklearn.exceptions import ConvergenceWarning

    matrix = as_matrix(vectors)
    points = np.zeros(matrix.shape, dtype=np.float32)
    for rows, block in row_blocks(matrix):
        points[rows] = unit_rows(block)
    with warnings.catch_warnings(action="ignore", category=ConvergenceWarning):  # fewer directions than groups
        labels = KMeans(min(k, len(points)), n_init=1, random_state=seed).fit_predict(points)
    by_size = np.argsort(-np.bincount(labels), kind="stable")
    return np.argsort(by_size)[labels]
