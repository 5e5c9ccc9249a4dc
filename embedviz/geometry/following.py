"""A picture of vectors that change, which turns no more than it must."""

import numpy as np

from embedviz.arrays import require_finite
from embedviz.vectors import as_float64

AXES = 3


def followed(snapshots: np.ndarray) -> np.ndarray:
    """Return where vectors lie in three dimensions at each moment, seen as at the last one.

    Parameters
    ----------
    snapshots : ndarray (s, k, n)
        At least one vector in one dimension at one moment, aligned with each other.

    Returns
    -------
    ndarray (s, k, 3) float64
        All by one linear map, through the mean of the last moment.

    Raises
    ------
    EmbedvizError
        If there is none, or a number is NaN or infinite.

    Notes
    -----
    The map goes onto the first three principal directions of the vectors at the last moment; of one to three vectors,
    which span fewer, onto those of all their moments. Principal directions may change places from moment to moment
    though little else changes. So those of each moment are turned within their span, by orthogonal Procrustes, onto
    those of the moment before: if one more moment is added, the picture goes on where it was.
    """
    s, k, n = snapshots.shape
    rows = require_finite(as_float64(snapshots.reshape(-1, n))).reshape(s, k, n)
    axes = np.empty((0, n))
    for moment in range(s):
        points = rows[moment] if k > AXES else rows[: moment + 1].reshape(-1, n)
        own = _directions(points - points.mean(axis=0))
        if moment:
            left, _values, right = np.linalg.svd(own @ axes.T)
            own = (left @ right).T @ own
        axes = own
    placed = (rows - rows[-1].mean(axis=0)) @ axes.T
    return np.pad(placed, ((0, 0), (0, 0), (0, AXES - len(axes))))


def _directions(centered: np.ndarray) -> np.ndarray:
    """Return orthonormal directions, the widest first, (3, n), or all if there are fewer dimensions."""
    _left, _values, right = np.linalg.svd(centered, full_matrices=True)
    return right[:AXES]
