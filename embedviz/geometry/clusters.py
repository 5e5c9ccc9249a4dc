"""Groups of words that point the same way."""

import numpy as np

from embedviz.arrays import require_matrix


def clusters(vectors: np.ndarray, k: int = 10, seed: int = 0) -> np.ndarray:
    """Group vectors by direction.

    Parameters
    ----------
    vectors : ndarray (m, n)
        One a row.
    k : int
        How many groups; no more than there are vectors are made.
    seed : int
        The same seed gives the same groups.

    Returns
    -------
    ndarray (m,) int
        Number of the group of each vector, the largest group first.

    Notes
    -----
    k-means on vectors scaled to length 1: spherical k-means but for the length of the means (Dhillon and Modha 2001).
    """
    from sklearn.cluster import KMeans

    require_matrix(vectors)
    points = np.array(vectors, dtype=np.float32)
    points /= np.maximum(np.linalg.norm(points, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    labels = KMeans(min(k, len(points)), n_init=1, random_state=seed).fit_predict(points)
    by_size = np.argsort(-np.bincount(labels), kind="stable")
    return np.argsort(by_size)[labels]
