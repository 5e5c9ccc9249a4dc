"""The one way in: what every function takes for vectors, and how it gets numbers from that."""

import numpy as np
from numpy.typing import ArrayLike

from embedviz.arrays import real_array, require_finite, require_matrix, row_blocks
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.scaling import compact, row_norms

Vectors = Embedding | ArrayLike
"""An Embedding, an array, a memory map, a dask array, or nested lists: m vectors in n dimensions, one a row."""


def as_matrix(vectors: Vectors) -> np.ndarray:
    """Return vectors as a matrix, without a copy where they are one.

    Parameters
    ----------
    vectors : Embedding or array-like (m, n)
        One a row.

    Returns
    -------
    ndarray (m, n)
        Of real numbers. A memory map is not read; what slices as an array does (a dask array) is returned as it is.

    Raises
    ------
    EmbedvizError
        If it is not two-dimensional, is empty, or holds what are no real numbers.
    """
    matrix = vectors.vectors if isinstance(vectors, Embedding) else real_array(vectors)
    require_matrix(matrix)
    return matrix


def as_float64(vectors: Vectors) -> np.ndarray:
    """Return vectors as a matrix in memory of its own.

    Parameters
    ----------
    vectors : Embedding or array-like (m, n)
        One a row.

    Returns
    -------
    ndarray (m, n) float64
        A copy, which the caller may overwrite.

    Raises
    ------
    EmbedvizError
        As for :func:`as_matrix`, or if a number is NaN or infinite.
    """
    return require_finite(np.array(as_matrix(vectors), dtype=np.float64))


def as_vector(vector: ArrayLike, n: int) -> np.ndarray:
    """Return a single vector.

    Parameters
    ----------
    vector : array-like (n,)
        The numbers.
    n : int
        How many there have to be.

    Returns
    -------
    ndarray (n,) float64
        A copy, which the caller may overwrite.

    Raises
    ------
    EmbedvizError
        If it is of another shape, or holds what are no finite real numbers.
    """
    numbers = np.array(real_array(vector), dtype=np.float64)
    if numbers.shape != (n,):
        raise EmbedvizError(
            _("a vector of shape {found}; expected one of shape {expected}").format(found=numbers.shape, expected=(n,))
        )
    return require_finite(numbers)


def as_embedding(embedding: Embedding) -> Embedding:
    """Return an embedding, or refuse vectors without words.

    Parameters
    ----------
    embedding : Embedding
        What was given.

    Returns
    -------
    Embedding
        The same.

    Raises
    ------
    EmbedvizError
        If it is anything else.
    """
    if not isinstance(embedding, Embedding):
        raise EmbedvizError(
            _("{found} has no words; expected an Embedding, such as Embedding(id, words, vectors)").format(
                found=type(embedding).__name__
            )
        )
    return embedding


def norms(vectors: Vectors) -> np.ndarray:
    """Return the Euclidean length of each vector.

    Parameters
    ----------
    vectors : Embedding or array-like (m, n)
        One a row.

    Returns
    -------
    ndarray (m,)
        Computed in float64, and rounded to float32 if the numbers are of that type or a coarser one and it holds them.
        Read-only where they are those kept by an embedding.
    """
    if isinstance(vectors, Embedding):
        return vectors.norms
    matrix = as_matrix(vectors)
    found = np.empty(len(matrix))
    for rows, block in row_blocks(matrix):
        found[rows] = row_norms(block)
    return rounded_norms(found, matrix.dtype)


def rounded_norms(lengths: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Return lengths (m,) as :func:`norms` does of numbers of a type."""
    coarse = dtype.kind == "f" and dtype.itemsize <= np.dtype(np.float32).itemsize
    return compact(lengths) if coarse else lengths
