"""How much nearer points are to those of their own cluster than to those of the nearest other one."""

import numpy as np


def silhouette(distances: np.ndarray, labels: np.ndarray) -> float:
    """Compute the mean silhouette of clusters from the distances of their points.

    Parameters
    ----------
    distances : ndarray (k, k)
        Of each pair, 0 from a point to itself.
    labels : ndarray (k,)
        Of each point the name of its cluster; at least two.

    Returns
    -------
    float
        From -1 to 1. A point that is alone in its cluster, or at no distance from its own and the nearest other one,
        counts as 0.

    References
    ----------
    P. J. Rousseeuw, Silhouettes: a graphical aid to the interpretation and validation of cluster analysis, J. Comput.
    Appl. Math. 20, 1987: s(i) = (b(i) - a(i)) / max(a(i), b(i)).
    """
    names, own, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    member = own[:, None] == np.arange(len(names))
    sums = distances @ member
    shared = sizes[own] > 1
    within = sums[member] / np.where(shared, sizes[own] - 1, 1)
    nearest = np.where(member, np.inf, sums / sizes).min(axis=1)
    larger = np.maximum(within, nearest)
    values = np.divide(nearest - within, larger, out=np.zeros(len(own)), where=shared & (larger > 0))
    return float(values.mean())
