"""Vectors of such different lengths that singular values lose sight of the short ones."""

import numpy as np

from embedviz.i18n import _
from embedviz.units import number


def spread_out_of_sight(norms: np.ndarray, n: int) -> float | None:
    """Return how many times as long as the shortest the longest of some vectors is, if that hides the shortest.

    Parameters
    ----------
    norms : ndarray (k,)
        Their lengths.
    n : int
        Dimensions.

    Returns
    -------
    float or None
        None if the shortest that is not zero is above the tolerance of the rank, max(k, n)·eps of float64, times the
        longest.
    """
    positive = norms[norms > 0].astype(np.float64)
    if not len(positive):
        return None
    spread = float(positive.max() / positive.min())
    return spread if max(len(norms), n) * float(np.finfo(np.float64).eps) * spread >= 1 else None


def beside_the_longest(spread: float) -> str:
    """Say why singular values count fewer vectors as independent than one at a time are.

    Parameters
    ----------
    spread : float
        How many times as long as the shortest the longest is.

    Returns
    -------
    str
    """
    return _(
        "The longest of these vectors is {spread} times as long as the shortest: relative to the largest singular "
        "value, the short ones count as zero. Taken one at a time, each relative to its own length, as on the Rank "
        "page, more of them may be independent."
    ).format(spread=number(spread))


def by_its_own_length(spread: float) -> str:
    """Say why vectors taken one at a time may be independent though singular values do not count them.

    Parameters
    ----------
    spread : float
        How many times as long as the shortest the longest is.

    Returns
    -------
    str
    """
    return _(
        "Here each word is judged relative to its own length. Singular values are judged relative to the largest, and "
        "the longest of these vectors is {spread} times as long as the shortest: by them, fewer may be independent."
    ).format(spread=number(spread))
