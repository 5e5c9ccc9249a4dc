"""Where points lie: which of them in one place, and axes that hold them all."""

import numpy as np

MARGIN = 0.1
# Word vectors have lengths around 1 and more: what differs by less than this is rounding.
SAME = 1e-5


def stacks(coordinates: np.ndarray) -> list[np.ndarray]:
    """Return which points lie on top of each other.

    Parameters
    ----------
    coordinates : ndarray (k, c)
        k points.

    Returns
    -------
    list of ndarray of int
        The points of each stack, two or more; points that lie alone are in none.
    """
    near = np.abs(coordinates[:, None] - coordinates).max(axis=2) <= _rounding(coordinates)
    lowest = near.argmax(axis=1)
    places, sizes = np.unique(lowest, return_counts=True)
    return [np.flatnonzero(lowest == place) for place in places[sizes > 1]]


def coincide(points: np.ndarray) -> bool:
    """Return whether all points lie in one place.

    Parameters
    ----------
    points : ndarray (k, c)
        At least one.

    Returns
    -------
    bool
        True for a single point.
    """
    return float(np.ptp(points, axis=0).max()) <= _rounding(points)


def equal_limits(points: np.ndarray) -> list[list[float]]:
    """Return both ends of each axis, all axes equally long, so that distances can be compared.

    Parameters
    ----------
    points : ndarray (k, c)
        At least one. If they coincide, the axes have the length 2, so that rounding does not look like a cloud.

    Returns
    -------
    list of c lists of 2 float
    """
    low, high = points.min(axis=0).astype(np.float64), points.max(axis=0).astype(np.float64)
    half = 1.0 if coincide(points) else (0.5 + MARGIN) * float((high - low).max())
    middle = (low + high) / 2
    return np.column_stack([middle - half, middle + half]).tolist()


def tight_limits(points: np.ndarray) -> list[list[float]]:
    """Return both ends of each axis, each as long as the points need, for axes of one scale on a wide sheet.

    Parameters
    ----------
    points : ndarray (k, c)
        At least one.

    Returns
    -------
    list of c lists of 2 float
        None shorter than a tenth of the longest, so that rounding does not look like a cloud.
    """
    low, high = points.min(axis=0).astype(np.float64), points.max(axis=0).astype(np.float64)
    halves = (0.5 + MARGIN) * (high - low)
    halves = np.maximum(halves, 1.0 if coincide(points) else 0.1 * halves.max())
    return np.column_stack([(low + high) / 2 - halves, (low + high) / 2 + halves]).tolist()


def _rounding(points: np.ndarray) -> float:
    return SAME * max(1.0, float(np.abs(points).max(initial=0)))
