"""Orthogonal matrices drawn at random: changes of basis that keep every length and angle."""

from dataclasses import dataclass, field

import numpy as np

from embedviz.errors import EmbedvizError
from embedviz.i18n import _

MAX_DIMENSIONS = 4096


@dataclass(frozen=True, eq=False)
class Rotation:
    """An orthogonal matrix Q, as ``vectors @ matrix`` a rotation of the vectors, or a rotation and a reflection.

    Parameters
    ----------
    matrix : ndarray (n, n) float64
        Q.
    seed : int
        Of the draw.
    """

    matrix: np.ndarray = field(repr=False)
    seed: int

    @property
    def orthogonality_error(self) -> float:
        """The largest entry of |QᵀQ - I|: nothing but rounding."""
        return float(np.abs(self.matrix.T @ self.matrix - np.eye(len(self.matrix))).max())

    @property
    def determinant(self) -> float:
        """1 for a rotation, -1 if a reflection is in it, up to rounding."""
        return float(np.linalg.det(self.matrix))


def random_rotation(n: int, *, seed: int = 0) -> Rotation:
    """Draw an orthogonal matrix, each as likely as any other.

    Parameters
    ----------
    n : int
        Dimensions.
    seed : int
        Of the draw.

    Returns
    -------
    Rotation
        Uniform on the orthogonal group O(n), that is, by Haar measure.

    Raises
    ------
    EmbedvizError
        If n is not between 1 and 4,096.

    Notes
    -----
    Q of the QR factorization of a Gaussian matrix depends on the signs that an implementation gives to the diagonal of
    R, and is then not uniform. With these signs made positive it is.

    References
    ----------
    F. Mezzadri, How to generate random matrices from the classical compact groups, Notices of the AMS 54(5), 2007.
    """
    if not 1 <= n <= MAX_DIMENSIONS:
        raise EmbedvizError(
            _("a rotation in {n:,} dimensions; expected 1 to {most:,}").format(n=n, most=MAX_DIMENSIONS)
        )
    Q, R = np.linalg.qr(np.random.default_rng(seed).standard_normal((n, n)))
    return Rotation(Q * np.where(np.diag(R) < 0, -1.0, 1.0), seed)
