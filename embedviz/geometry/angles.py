"""The angles between words, beside those between random directions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import lgamma, log, pi, sqrt

import numpy as np

from embedviz.algebra.all_but_the_top import AllButTheTop
from embedviz.arrays import require_finite
from embedviz.blas import one_blas_thread
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.scaling import SAFE_HIGH, SAFE_LOW, directed, row_norms
from embedviz.vectors import Vectors, as_matrix

PAIRS = 100_000
# Of 50 dimensions, a block stays in a processor's cache.
BLOCK_PAIRS = 512
BINS = 180
# Points a degree at which the density is given; the peak of 65,536 dimensions is a quarter of a degree wide.
POINTS = 20
NEAR = 10.0
# Of squared lengths: where less is left, a difference of squares is no longer as exact as one of vectors.
LEAST_LEFT, LEAST_OF_ALL = 1e-4, 1e-12


@dataclass(frozen=True, eq=False)
class AngleDistribution:
    """The angles of p pairs of vectors, in degrees.

    Parameters
    ----------
    counts : ndarray (180,) int
        How many lie within each degree from 0 to 180.
    mean, deviation : float
        Mean and standard deviation of the angles.
    cosine_mean, cosine_deviation : float
        The same of their cosines.
    near : float
        Share of the angles between 80 and 100 degrees.
    undirected : int
        Pairs left out because a vector is zero, or what remains of it is no more than the rounding of float32.
    """

    counts: np.ndarray = field(repr=False)
    mean: float
    deviation: float
    cosine_mean: float
    cosine_deviation: float
    near: float
    undirected: int

    @property
    def pairs(self) -> int:
        """The number p of pairs that have an angle."""
        return int(self.counts.sum())

    @property
    def shares(self) -> np.ndarray:
        """Share of the pairs within each degree, (180,)."""
        return self.counts / max(1, self.pairs)


@dataclass(frozen=True)
class RandomDirections:
    """The angle between two independent directions, uniform on the sphere in n ≥ 2 dimensions.

    Parameters
    ----------
    dimensions : int
        n.

    Raises
    ------
    EmbedvizError
        If n is less than 2: on a line any two directions are the same or opposite, and their angle has no density.

    References
    ----------
    T. Cai, J. Fan and T. Jiang, Distributions of angles in random packing on spheres, JMLR 14, 2013.
    """

    dimensions: int

    def __post_init__(self) -> None:
        if self.dimensions < 2:
            raise EmbedvizError(_("random directions in {n} dimensions; expected at least 2").format(n=self.dimensions))

    def density(self, degrees: np.ndarray) -> np.ndarray:
        """Return the density of the angle: Γ(n/2)/(√π·Γ((n - 1)/2))·sin(θ)^(n - 2), per degree.

        Parameters
        ----------
        degrees : ndarray
            θ, from 0 to 180.

        Returns
        -------
        ndarray
            Of the same shape.
        """
        n = self.dimensions
        factor = lgamma(n / 2) - lgamma((n - 1) / 2) - log(pi) / 2
        with np.errstate(under="ignore"):
            powers = np.sin(np.radians(degrees)).clip(0, 1) ** (n - 2)
        return np.exp(factor) * powers * (pi / 180)

    @property
    def curve(self) -> tuple[np.ndarray, np.ndarray]:
        """Angles from 0 to 180 degrees and their density, enough to draw and to sum."""
        degrees = np.linspace(0, 180, 180 * POINTS + 1)
        return degrees, self.density(degrees)

    @property
    def deviation(self) -> float:
        """Standard deviation of the angle in degrees; the mean is 90."""
        degrees, density = self.curve
        return sqrt(float(np.trapezoid((degrees - 90) ** 2 * density, degrees)))

    @property
    def cosine_deviation(self) -> float:
        """Standard deviation of the cosine, 1/√n; the mean is 0."""
        return self.dimensions**-0.5

    @property
    def near(self) -> float:
        """Probability of an angle between 80 and 100 degrees."""
        degrees, density = self.curve
        near = np.abs(degrees - 90) <= NEAR
        return float(np.trapezoid(density[near], degrees[near]))


def angle_distributions(
    X: Vectors,
    *,
    without: Sequence[AllButTheTop | None] = (None,),
    pairs: int = PAIRS,
    seed: int = 0,
) -> tuple[AngleDistribution, ...]:
    """Measure the angles between random pairs of vectors, as they are and without what they share.

    Parameters
    ----------
    X : Embedding or array-like (m, n)
        The vectors.
    without : sequence of AllButTheTop or None
        What to remove before, one result each; None for nothing. All are measured on the same pairs.
    pairs : int
        How many to draw, each of two different vectors; if there are no more than that, each is taken once.
    seed : int
        Of the draw.

    Returns
    -------
    tuple of AngleDistribution

    Raises
    ------
    EmbedvizError
        If there are fewer than two vectors, or a number is NaN or infinite.
    """
    matrix = as_matrix(X)
    if len(matrix) < 2:
        raise EmbedvizError(_("the angles of one vector; expected at least two vectors"))
    first, second = _pairs(len(matrix), pairs, seed)
    cosines = np.empty((len(without), len(first)))
    nested, alone = _nested(without)
    with one_blas_thread():
        for start in range(0, len(first), BLOCK_PAIRS):
            block = slice(start, start + BLOCK_PAIRS)
            a, b = (require_finite(np.asarray(matrix[rows[block]], dtype=np.float64)) for rows in (first, second))
            for i in alone:
                cosines[i, block] = _cosines(a, b, without[i])
            if nested:
                cosines[list(nested), block] = _cosines_of_nested(a, b, list(nested.values()))
    return tuple(map(_distribution, cosines))


def _pairs(m: int, wanted: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    if m * (m - 1) // 2 <= wanted:
        first, second = np.triu_indices(m, 1)
        return first, second
    random = np.random.default_rng(seed)
    first = random.integers(0, m, wanted)
    return first, (first + random.integers(1, m, wanted)) % m


def _nested(without: Sequence[AllButTheTop | None]) -> tuple[dict[int, AllButTheTop], list[int]]:
    """Return which removals take away the first directions of the largest of them, if several do, and the others."""
    removals = {i: removal for i, removal in enumerate(without) if removal is not None}
    top = max(removals.values(), key=lambda removal: removal.removed, default=None)
    nested = {
        i: removal
        for i, removal in removals.items()
        if top is not None
        and np.array_equal(removal.mean, top.mean)
        and np.array_equal(removal.directions, top.directions[: removal.removed])
    }
    if len(nested) < 2:
        nested = {}
    return nested, [i for i in range(len(without)) if i not in nested]


def _cosines_of_nested(a: np.ndarray, b: np.ndarray, removals: Sequence[AllButTheTop]) -> np.ndarray:
    """Return what :func:`_cosines` does for each removal, (len(removals), k), by one look at the vectors.

    The directions are orthonormal, so that a·b and |a|² lose with each the product and the square of two coordinates.
    """
    top = max(removals, key=lambda removal: removal.removed)
    with np.errstate(over="ignore", under="ignore", divide="ignore", invalid="ignore"):
        (a_rest, a_parts, a_left, a_clear), (b_rest, b_parts, b_left, b_clear) = (_left(each, top) for each in (a, b))
        dots = _less(np.einsum("ij,ij->i", a_rest, b_rest), a_parts * b_parts)
        found = np.clip(dots / (np.sqrt(a_left) * np.sqrt(b_left)), -1.0, 1.0)
    cosines = np.stack([found[removal.removed] for removal in removals])
    for row, removal in zip(cosines, removals, strict=True):
        doubtful = np.flatnonzero(~(a_clear & b_clear)[removal.removed])
        if len(doubtful):
            row[doubtful] = _cosines(a[doubtful], b[doubtful], removal)
    return cosines


def _left(vectors: np.ndarray, top: AllButTheTop) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return k vectors without the mean, their coordinates in the directions, (D, k), and two of shape (D + 1, k).

    These are, for 0 to D directions removed, the squared lengths of what is left, and which of them are exact.
    """
    rest = vectors - top.mean
    parts = top.directions @ rest.T
    whole = np.einsum("ij,ij->i", rest, rest)
    left = _less(whole, parts**2)
    is_safe = (whole > SAFE_LOW**2) & (whole < SAFE_HIGH**2)
    of_all = np.einsum("ij,ij->i", vectors, vectors)
    return rest, parts, left, is_safe & (left > LEAST_LEFT * whole) & (left > LEAST_OF_ALL * of_all)


def _less(whole: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """Return numbers, and what is left of them without the first of D parts, the first two, …, (D + 1, k)."""
    return whole - np.concatenate([np.zeros((1, len(whole))), np.cumsum(parts, axis=0)])


def _cosines(a: np.ndarray, b: np.ndarray, removal: AllButTheTop | None) -> np.ndarray:
    """Return the cosine of each pair; NaN where one of the two has no direction."""
    rests, lengths = [], []
    for vectors in (a, b):
        left = vectors if removal is None else removal.apply(vectors)
        rest, length = directed(left)
        if removal is not None:
            length[row_norms(left) <= np.finfo(np.float32).eps * row_norms(vectors)] = 0.0
        rests.append(rest)
        lengths.append(np.where(length > 0, length, np.nan))
    return np.clip(np.einsum("ij,ij->i", *rests) / (lengths[0] * lengths[1]), -1.0, 1.0)


def _distribution(cosines: np.ndarray) -> AngleDistribution:
    directed = cosines[~np.isnan(cosines)]
    undirected = len(cosines) - len(directed)
    if not len(directed):
        return AngleDistribution(np.zeros(BINS, dtype=int), np.nan, np.nan, np.nan, np.nan, np.nan, undirected)
    angles = np.degrees(np.arccos(directed))
    return AngleDistribution(
        np.histogram(angles, BINS, (0, 180))[0],
        float(angles.mean()),
        float(angles.std()),
        float(directed.mean()),
        float(directed.std()),
        float((np.abs(angles - 90) <= NEAR).mean()),
        undirected,
    )
