"""The shortest way from the identity to a rotation: every plane of it turned at constant speed."""

from dataclasses import dataclass, field

import numpy as np

from embedviz.arrays import require_finite
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.vectors import Vectors, as_float64

# How far |QᵀQ - I| may be from 0: rounding of thousands of dimensions in float64 is below it, that of float32 is not.
TOLERANCE = 1e-8


@dataclass(frozen=True, eq=False)
class Geodesic:
    """The way Q(t) from the identity, at t = 0, to an orthogonal matrix Q, at t = 1, if that is a rotation.

    No way of rotations leads to a reflection. Where Q holds one, it is done before: the way goes from a reflection
    H = I - 2vvᵀ to Q = H·(a rotation), and v keeps its line all along.

    Parameters
    ----------
    basis : ndarray (n, n) float64
        Orthonormal columns: two for each plane that is turned, then all others.
    angles : ndarray (p,) float64
        How far each of the p planes is turned, in radians, from -π to π.
    mirrored : ndarray (n,) float64 or None
        v, of length 1; None if Q is a rotation.
    """

    basis: np.ndarray = field(repr=False)
    angles: np.ndarray
    mirrored: np.ndarray | None = field(repr=False)

    @property
    def length(self) -> float:
        """How long the way is: the square root of the sum of the squared angles, in radians."""
        return float(np.linalg.norm(self.angles))

    @property
    def widest(self) -> float:
        """The widest angle by which a plane is turned, in radians; 0 if there is none."""
        return float(np.abs(self.angles).max(initial=0.0))

    def at(self, t: float, columns: np.ndarray | None = None) -> np.ndarray:
        """Return Q(t), or its product with some columns.

        Parameters
        ----------
        t : float
            From 0 to 1.
        columns : ndarray (n, c), optional
            Of what is multiplied from the left; the identity unless given.

        Returns
        -------
        ndarray (n, n) or (n, c) float64
        """
        given = np.eye(len(self.basis)) if columns is None else columns
        if self.mirrored is not None:
            given = given - 2 * np.outer(self.mirrored, self.mirrored @ given)
        inner = self.basis.T @ given
        p = len(self.angles)
        cosine, sine = np.cos(t * self.angles)[:, None], np.sin(t * self.angles)[:, None]
        first, second = inner[0 : 2 * p : 2].copy(), inner[1 : 2 * p : 2].copy()
        inner[0 : 2 * p : 2] = cosine * first - sine * second
        inner[1 : 2 * p : 2] = sine * first + cosine * second
        return self.basis @ inner


def geodesic(matrix: Vectors) -> Geodesic:
    """Return the way from the identity to an orthogonal matrix.

    Parameters
    ----------
    matrix : array-like (n, n)
        Orthogonal.

    Returns
    -------
    Geodesic
        A shortest one; the only one unless a plane is turned by π.

    Raises
    ------
    EmbedvizError
        If the matrix is not square or not orthogonal, or a number is NaN or infinite.

    Notes
    -----
    The real Schur form of a normal matrix is Q = ZDZᵀ with Z orthogonal and D made of blocks on the diagonal: a plane
    rotation by θ for each pair of complex eigenvalues exp(±iθ), and 1 or -1. Two times -1 are a plane turned by π; one
    that is left over is a reflection. Then Q(t) = ZD(t)Zᵀ, with tθ for each θ, is exp(t log Q), a geodesic of the
    orthogonal group.

    References
    ----------
    G. H. Golub and C. F. Van Loan, Matrix Computations, 4th edition, 2013.
    A. Edelman, T. A. Arias and S. T. Smith, The geometry of algorithms with orthogonality constraints, SIAM Journal on
    Matrix Analysis and Applications 20(2), 1998.
    """
    Q = require_finite(as_float64(matrix))
    n = len(Q)
    if Q.shape != (n, n):
        raise EmbedvizError(_("a matrix of shape {found}; expected a square one").format(found=Q.shape))
    error = float(np.abs(Q.T @ Q - np.eye(n)).max())
    if error > TOLERANCE:
        raise EmbedvizError(
            _("|QᵀQ - I| is {found:.1e}; expected an orthogonal matrix, at most {most:.0e}").format(
                found=error, most=TOLERANCE
            )
        )
    from scipy.linalg import schur

    form, basis = schur(Q, output="real")
    turned: list[int] = []
    negative: list[int] = []
    kept: list[int] = []
    angles: list[float] = []
    at = 0
    while at < n:
        if at + 1 < n and form[at + 1, at] != 0:
            turned += [at, at + 1]
            sine, cosine = form[at + 1, at] - form[at, at + 1], form[at, at] + form[at + 1, at + 1]
            angles.append(float(np.arctan2(sine, cosine)))
            at += 2
        else:
            (negative if form[at, at] < 0 else kept).append(at)
            at += 1
    pairs = len(negative) // 2
    turned += negative[: 2 * pairs]
    angles += [np.pi] * pairs
    alone = negative[2 * pairs :]
    mirrored = basis[:, alone[0]] if alone else None
    return Geodesic(basis[:, [*turned, *alone, *kept]], np.array(angles), mirrored)
