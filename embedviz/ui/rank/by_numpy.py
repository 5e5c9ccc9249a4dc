"""The rank as NumPy computes it, in both precisions."""

import numpy as np

from embedviz.embedding import Embedding
from embedviz.i18n import _
from embedviz.units import size

NUMPY_BYTES, NUMPY_PRODUCTS = 10**9, 10**11


def numpy_refusal(embedding: Embedding) -> str:
    """Say why :func:`ranks_by_numpy` is not to be asked.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.

    Returns
    -------
    str
        Empty if it may be asked.
    """
    m, n = embedding.shape
    copied = m * n * np.dtype(np.float64).itemsize
    if copied <= NUMPY_BYTES and m * n * min(m, n) <= NUMPY_PRODUCTS:
        return ""
    return _(
        "NumPy cannot be asked here: it would copy the matrix to float64, {size}, and compute for a minute or more "
        "without a way to stop it."
    ).format(size=size(copied))


def ranks_by_numpy(embedding: Embedding) -> dict[str, int]:
    """Return what ``np.linalg.matrix_rank`` says of an embedding, by the dtype it computes in.

    Parameters
    ----------
    embedding : Embedding
        Copied in each dtype, and again by NumPy.

    Returns
    -------
    dict of str to int
    """
    return {dtype: int(np.linalg.matrix_rank(embedding.vectors.astype(dtype))) for dtype in ("float32", "float64")}
