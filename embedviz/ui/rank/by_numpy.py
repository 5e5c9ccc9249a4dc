"""The rank as NumPy computes it, in both precisions."""

import numpy as np
import streamlit as st

from embedviz.embedding import Embedding
from embedviz.i18n import _
from embedviz.units import size

NUMPY_BYTES, NUMPY_PRODUCTS = 10**9, 10**11


def ask_numpy(embedding: Embedding) -> None:
    """Draw the button that runs NumPy's own function in both precisions, and what it answered.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    """
    refused = numpy_refusal(embedding)
    if refused:
        st.caption(refused)
    help_ = _("Runs np.linalg.matrix_rank twice.")
    if st.button(_("Ask NumPy"), icon=":material/calculate:", help=help_, disabled=bool(refused)):
        with st.spinner(_("np.linalg.matrix_rank in float32 and in float64")):
            st.session_state["by_numpy"] = embedding.id, ranks_by_numpy(embedding)
    asked_id, by_numpy = st.session_state.get("by_numpy", ("", {}))
    if asked_id == embedding.id:
        st.code("\n".join(f"np.linalg.matrix_rank(vectors.astype(np.{d}))  # {r}" for d, r in by_numpy.items()))


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
