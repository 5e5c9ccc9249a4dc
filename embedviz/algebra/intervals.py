"""Intervals of equal width that numbers are counted in."""

import numpy as np


def equal_intervals(values: np.ndarray, bins: int) -> np.ndarray:
    """Return where the intervals of a histogram begin and end.

    Parameters
    ----------
    values : ndarray (k,) float64
        Not negative, at least one.
    bins : int
        How many intervals to make between the smallest and the largest.

    Returns
    -------
    ndarray (bins + 1,) float64
        Or (2,), one interval around all, where the values are too close to each other for float32 to tell so many
        apart.
    """
    low, high = float(values.min()), float(values.max())
    if (high - low) / bins <= np.finfo(np.float32).eps * high:
        margin = 0.5 * high if high > 0 else 0.5
        return np.array([low - margin, high + margin])
    return np.linspace(low, high, bins + 1)
