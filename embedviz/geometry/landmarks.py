"""Which few points to label so that a reader finds the way."""

import numpy as np

from embedviz.scaling import leveled
from embedviz.vectors import Vectors, as_float64


def spread_out(coordinates: Vectors, *, k: int) -> np.ndarray:
    """Choose points that lie far from each other.

    Parameters
    ----------
    coordinates : array-like (m, c)
        Candidates, the preferred first.
    k : int
        How many; no more than m are chosen.

    Returns
    -------
    ndarray (min(k, m),) int
        The first point, and then always the one farthest from those chosen (Gonzalez 1985).
    """
    points, _exponent = leveled(as_float64(coordinates))
    chosen = [0]
    nearest = np.linalg.norm(points - points[0], axis=1)
    while len(chosen) < min(k, len(points)):
        chosen.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, np.linalg.norm(points - points[chosen[-1]], axis=1))
    return np.array(chosen)
