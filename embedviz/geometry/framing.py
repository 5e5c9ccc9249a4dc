"""Where most points of a picture are, so that a few far away do not shrink the rest to a dot."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from embedviz.scaling import leveled
from embedviz.vectors import Vectors, as_float64

# Points within the frame have places from 0 to 65534 along each axis; those outside have 65535.
STEPS = 65_534
AWAY = 65_535
# How many times as far from the middle as nine of ten points the frame reaches, if there are points so far away.
WIDEST = 6.0
MOST_OUTSIDE = 0.001
USUAL = 0.98
END = 0.005
# Of the way to the farthest point, the least share that a frame is: places are sent as float32, which ends at 3e38.
SMALLEST = 1e-30


@dataclass(frozen=True, eq=False)
class Framing:
    """A cube around most of m points.

    Parameters
    ----------
    center : ndarray (c,) float64
        Its middle: along each axis, halfway between the ends of 99 of 100 points.
    radius : float
        Half its edge; positive.
    reach : float
        Share of the radius, in which 98 of 100 points lie; in (0, 1].
    outside : ndarray (k,) int64
        Which points are not in it: at most one in a thousand, or one.
    """

    center: np.ndarray
    radius: float
    reach: float
    outside: np.ndarray

    def around(self, coordinates: Vectors) -> "Framing":
        """Return the same cube for other points: to compare two pictures."""
        away = np.abs(self._units(coordinates)).max(axis=1)
        return replace(self, outside=np.flatnonzero(away > 1 + 1e-9))

    def units(self, coordinates: Vectors) -> np.ndarray:
        """Return where points lie if the cube reaches from -1 to 1, (k, c) float32; none beyond 1e30."""
        return self._units(coordinates).astype(np.float32)

    def _units(self, coordinates: Vectors) -> np.ndarray:
        with np.errstate(over="ignore"):
            units = (as_float64(coordinates) - self.center) / self.radius
        return np.clip(units, -1 / SMALLEST, 1 / SMALLEST)

    def steps(self, coordinates: Vectors) -> np.ndarray:
        """Return the places of the m points in 16 bits.

        Parameters
        ----------
        coordinates : array-like (m, c)
            Those that the frame was made for.

        Returns
        -------
        ndarray (m, c) uint16
            From 0 to 65534, in steps of radius/32767; 65535 for all axes of a point outside.
        """
        scaled = np.rint((self.units(coordinates) + 1) * (STEPS / 2))
        places = np.clip(scaled, 0, STEPS).astype(np.uint16)
        places[self.outside] = AWAY
        return places


def cube(limits: Sequence[Sequence[float]]) -> Framing:
    """Return the frame between two ends of each axis.

    Parameters
    ----------
    limits : sequence of c sequences of 2 float
        All equally far apart.

    Returns
    -------
    Framing
    """
    low, high = np.array(limits, dtype=np.float64).T
    return Framing((low + high) / 2, float((high - low).max()) / 2, 1.0, np.empty(0, dtype=np.int64))


def framing(coordinates: Vectors) -> Framing:
    """Find the cube in which most of the points are.

    Parameters
    ----------
    coordinates : array-like (m, c)
        Finite.

    Returns
    -------
    Framing
        It holds all points, unless a few, at most one in a thousand or one, are more than six times as far from the
        middle as nine of ten.
    """
    points, exponent = leveled(as_float64(coordinates))
    # Not the median, which may lie near an edge and leave half a picture empty. Of few points the outermost is no end.
    ends = [np.quantile(points, END, axis=0, method="higher"), np.quantile(points, 1 - END, axis=0, method="lower")]
    center = np.mean(ends, axis=0)
    away = np.abs(points - center).max(axis=1)
    tenth, usual = np.quantile(away, [0.9, USUAL], method="lower")
    radius = min(WIDEST * float(tenth), float(away.max()))
    if np.count_nonzero(away > radius) > max(1, MOST_OUTSIDE * len(away)):
        radius = float(away.max())
    radius = max(radius, SMALLEST * float(away.max()))
    outside = np.flatnonzero(away > radius)
    reach = float(usual) / radius if radius > 0 else 1.0
    scale = float(np.ldexp(1.0, exponent))
    return Framing(center * scale, (radius or 1.0) * scale, min(1.0, max(reach, 1 / WIDEST)), outside)
