"""What an approximation of low rank keeps of a word's neighbors."""

import streamlit as st

from embedviz.algebra.lowrank import low_rank
from embedviz.algebra.spectrum import Spectrum
from embedviz.embedding import Embedding
from embedviz.geometry.neighbors import Neighbors, neighbors
from embedviz.ui.work.results import reachable, spectrum_of

# 500 MB in float32.
LOW_RANK_NUMBERS = 125_000_000
NEIGHBORS = 10


def searched(embedding: Embedding) -> Embedding:
    """Return the words whose low-rank approximation fits into memory.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.

    Returns
    -------
    Embedding
        All, or the most frequent ones.
    """
    return _searched(embedding.id, embedding)


def low_rank_of(embedding: Embedding, k: int) -> Embedding:
    """Return the best rank-k approximation of an embedding, in k coordinates.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    k : int
        From 1 to n.

    Returns
    -------
    Embedding
        Of the words that are :func:`searched`.
    """
    return _low_rank(embedding.id, embedding, spectrum_of(embedding), k)


def neighbors_at(full: Embedding, reduced: Embedding, word: str) -> tuple[Neighbors, Neighbors]:
    """Return the neighbors of a word in two embeddings of one vocabulary, as many in each.

    Parameters
    ----------
    full, reduced : Embedding
        Searched.
    word : str
        In both.

    Returns
    -------
    tuple of Neighbors

    Raises
    ------
    EmbedvizError
        If the word has no neighbors.
    """
    k = min(reachable(embedding, [word], NEIGHBORS) for embedding in (full, reduced))
    return neighbors(full, word, k), neighbors(reduced, word, k)


@st.cache_resource(max_entries=4, show_spinner=False)
def _searched(id: str, _embedding: Embedding) -> Embedding:  # noqa: ARG001
    return _embedding.top(max(1, LOW_RANK_NUMBERS // _embedding.shape[1]))


@st.cache_resource(max_entries=2, show_spinner=False)
def _low_rank(id: str, _embedding: Embedding, _spectrum: Spectrum, k: int) -> Embedding:  # noqa: ARG001
    return low_rank(_embedding, _spectrum, k, words=len(searched(_embedding)))
