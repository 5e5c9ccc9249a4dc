"""A product with a one-hot vector, computed and looked up."""

import streamlit as st

from embedviz.algebra.onehot import RowLookup, row_lookup
from embedviz.embedding import Embedding


def row_of(embedding: Embedding, word: str) -> RowLookup:
    """Return the product of a word's one-hot vector with the matrix, all of which is read the first time.

    Parameters
    ----------
    embedding : Embedding
        m words.
    word : str
        One of them.

    Returns
    -------
    RowLookup
    """
    return _row(embedding.id, word, embedding)


@st.cache_resource(max_entries=64, show_spinner=False)
def _row(id: str, word: str, _embedding: Embedding) -> RowLookup:  # noqa: ARG001
    return row_lookup(_embedding, word)
