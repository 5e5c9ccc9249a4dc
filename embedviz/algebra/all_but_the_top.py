"""All but the top: word vectors without their mean and the few directions that all of them share."""

from dataclasses import dataclass, field

import numpy as np

from embedviz.algebra.spectrum import Spectrum
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.vectors import Vectors, as_matrix

DIMENSIONS_PER_DIRECTION = 100


@dataclass(frozen=True, eq=False)
class AllButTheTop:
    """A projection along the D leading principal directions of an embedding, its mean subtracted.

    Parameters
    ----------
    mean : ndarray (n,) float64
        μ, the mean vector.
    directions : ndarray (D, n) float64
        Orthonormal rows, the direction of largest variance first.
    """

    mean: np.ndarray = field(repr=False)
    directions: np.ndarray = field(repr=False)

    @property
    def removed(self) -> int:
        """The number D of directions removed."""
        return len(self.directions)

    def apply(self, vectors: Vectors) -> np.ndarray:
        """Subtract the mean from vectors, and then their part in the directions.

        Parameters
        ----------
        vectors : Embedding or array-like (k, n)
            One a row.

        Returns
        -------
        ndarray (k, n) float64
        """
        centered = as_matrix(vectors) - self.mean
        return centered - (centered @ self.directions.T) @ self.directions

    def view(self, vectors: Vectors) -> "Removed":
        """Return what :meth:`apply` gives, computed only where it is read.

        Parameters
        ----------
        vectors : Embedding or array-like (k, n)
            One a row.

        Returns
        -------
        Removed
            What the functions that read matrices in blocks of rows take for one.
        """
        return Removed(as_matrix(vectors), self)


class Removed:
    """A matrix (k, n) without its mean and leading directions, each block of rows computed when it is read.

    Parameters
    ----------
    matrix : ndarray or array-like with slicing (k, n)
        The matrix.
    removal : AllButTheTop
        What to leave out.
    """

    def __init__(self, matrix: np.ndarray, removal: AllButTheTop) -> None:
        self._matrix, self._removal = matrix, removal
        self.shape, self.ndim, self.dtype = matrix.shape, 2, np.dtype(np.float64)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows: slice | np.ndarray) -> np.ndarray:
        return self._removal.apply(np.asarray(self._matrix[rows]))

    def __array__(self, dtype: np.dtype | None = None, copy: bool | None = None) -> np.ndarray:
        return self[:].astype(dtype or self.dtype, copy=False)


def all_but_the_top(spectrum: Spectrum, *, removed: int | None = None) -> AllButTheTop:
    """Prepare the removal of an embedding's mean and leading principal directions.

    Parameters
    ----------
    spectrum : Spectrum
        Of the centered matrix (m, n).
    removed : int, optional
        How many directions D to remove, from 0 to min(m, n); :func:`usual_removal` unless given.

    Returns
    -------
    AllButTheTop

    Raises
    ------
    EmbedvizError
        If the spectrum is not of a centered matrix or there are not so many directions.

    References
    ----------
    J. Mu and P. Viswanath, All-but-the-top: simple and effective postprocessing for word representations, ICLR 2018.
    """
    if spectrum.mean is None:
        raise EmbedvizError(_("the spectrum of the uncentered matrix; expected that of the centered one"))
    if removed is None:
        removed = usual_removal(spectrum.shape[1])
    if not 0 <= removed <= len(spectrum.singular_values):
        raise EmbedvizError(
            _("{removed} directions to remove; expected 0 to {most}").format(
                removed=removed, most=len(spectrum.singular_values)
            )
        )
    return AllButTheTop(spectrum.mean, spectrum.right_vectors[:removed])


def usual_removal(n: int) -> int:
    """Return how many directions Mu and Viswanath (2018, section 1) would remove of n dimensions: about n/100.

    Parameters
    ----------
    n : int
        Dimensions.

    Returns
    -------
    int
        At least 1 from 2 dimensions on; of one dimension none.
    """
    return min(n - 1, max(1, round(n / DIMENSIONS_PER_DIRECTION)))
