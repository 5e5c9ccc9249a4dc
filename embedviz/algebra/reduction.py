"""Vectors in fewer dimensions, so that they can be compared with those of a smaller embedding."""

import numpy as np

from embedviz.algebra.spectrum import Spectrum
from embedviz.arrays import row_blocks
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.scaling import collected
from embedviz.vectors import Vectors, as_matrix


def reduce_dimensions(vectors: Vectors, spectrum: Spectrum, *, dimensions: int) -> np.ndarray:
    """Reduce vectors to their coordinates along the leading principal directions.

    Parameters
    ----------
    vectors : Embedding or array-like (k, n)
        Rows of the matrix that the spectrum is of, all or some.
    spectrum : Spectrum
        Of that matrix, not centered: cosines are angles at the origin, which a shift to the mean would change.
    dimensions : int
        From 1 to n. Beyond the singular values there are, coordinates are 0.

    Returns
    -------
    ndarray (k, dimensions) float32, or float64 where float32 does not hold them
        XV: of all maps to so few dimensions the one that keeps most of the squared lengths, ``spectrum.energy``.

    Raises
    ------
    EmbedvizError
        If the number of dimensions is out of range, or the spectrum is centered or of other vectors.

    References
    ----------
    C. Eckart and G. Young, The approximation of one matrix by another of lower rank, Psychometrika 1(3), 1936.
    I. T. Jolliffe, Principal component analysis, 2nd ed., 2002 (uncentered).
    """
    matrix = as_matrix(vectors)
    n = matrix.shape[1]
    if spectrum.mean is not None or spectrum.shape[1] != n:
        raise EmbedvizError(
            _("a spectrum of shape {found}; expected the uncentered one of vectors in {n:,} dimensions").format(
                found=spectrum.shape, n=n
            )
        )
    if not 1 <= dimensions <= n:
        raise EmbedvizError(_("a reduction to {found:,} dimensions; expected 1 to {n:,}").format(found=dimensions, n=n))
    directions = np.zeros((n, dimensions))
    directions[:, : len(spectrum.right_vectors)] = spectrum.right_vectors[:dimensions].T
    return collected(
        (len(matrix), dimensions), lambda: ((rows, block @ directions) for rows, block in row_blocks(matrix))
    )
