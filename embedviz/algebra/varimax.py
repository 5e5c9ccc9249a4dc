"""Varimax: the rotation that makes each word have large coordinates on few axes."""

from dataclasses import dataclass, field

import numpy as np

from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback
from embedviz.scaling import leveled
from embedviz.vectors import Vectors, as_float64

MAX_SWEEPS = 200
TOLERANCE = 1e-5


@dataclass(frozen=True, eq=False)
class Varimax:
    """A rotation to simple structure.

    Parameters
    ----------
    rotation : ndarray (n, n) float64
        Orthogonal, of determinant 1: ``vectors @ rotation`` has the coordinates on the new axes.
    criteria : ndarray (s + 1,) float64
        The varimax criterion, the sum over axes of the variance of squared coordinates, at first and after each of s
        sweeps over all pairs of axes. It never falls, and is infinite or 0 where that is beyond the range of float64.
    converged : bool
        Whether the last sweep raised it by less than the tolerance.
    """

    rotation: np.ndarray = field(repr=False)
    criteria: np.ndarray = field(repr=False)
    converged: bool


def varimax(
    loadings: Vectors,
    *,
    sweeps: int = MAX_SWEEPS,
    tolerance: float = TOLERANCE,
    progress: ProgressCallback | None = None,
) -> Varimax:
    """Rotate axes so that the varimax criterion is as large as turning any two of them can make it.

    Parameters
    ----------
    loadings : Embedding or array-like (m, n)
        Coordinates of m vectors on n axes. They are taken as they are, without Kaiser's normalization of rows.
    sweeps : int
        Most passes over all pairs of axes.
    tolerance : float
        The relative gain of a sweep under which the criterion counts as maximal.
    progress : callable, optional
        Called with the sweeps done. It may raise to cancel.

    Returns
    -------
    Varimax

    Raises
    ------
    EmbedvizError
        If the array is not a matrix or holds NaN or infinity.

    Notes
    -----
    The best angle of a pair of axes is known in closed form, so no step lowers the criterion. The maximum is a local
    one and depends on the axes begun with.

    References
    ----------
    H. F. Kaiser, The varimax criterion for analytic rotation in factor analysis, Psychometrika 23(3), 1958.
    """
    # One axis a row: each step reads and writes two of them.
    rows, exponent = leveled(as_float64(loadings).T)
    rows = np.ascontiguousarray(rows)
    n = len(rows)
    turned = np.eye(n)
    criteria = [_criterion(rows.T)]
    converged = n == 1
    while not converged and len(criteria) <= sweeps:
        for i in range(n - 1):
            if progress is not None:
                progress(Progress(_("Varimax: turning axes, pair by pair"), len(criteria) - 1, sweeps))
            for j in range(i + 1, n):
                angle = _best_angle(rows[i], rows[j])
                if angle:
                    for matrix in (rows, turned):
                        _turn(matrix, i, j, angle)
        criteria.append(_criterion(rows.T))
        converged = criteria[-1] - criteria[-2] <= tolerance * criteria[-1]
    with np.errstate(over="ignore", under="ignore"):
        return Varimax(turned.T, np.ldexp(criteria, 4 * exponent), converged)


def _criterion(loadings: np.ndarray) -> float:
    return float((loadings**2).var(axis=0).sum())


def _best_angle(x: np.ndarray, y: np.ndarray) -> float:
    u, v = (x - y) * (x + y), 2 * x * y
    m, sum_u, sum_v = len(x), float(u.sum()), float(v.sum())
    numerator = 2 * (float(u @ v) - sum_u * sum_v / m)
    denominator = float(u @ u) - float(v @ v) - (sum_u * sum_u - sum_v * sum_v) / m
    return float(np.arctan2(numerator, denominator)) / 4


def _turn(matrix: np.ndarray, i: int, j: int, angle: float) -> None:
    cos, sin = np.cos(angle), np.sin(angle)
    matrix[i], matrix[j] = cos * matrix[i] + sin * matrix[j], cos * matrix[j] - sin * matrix[i]
