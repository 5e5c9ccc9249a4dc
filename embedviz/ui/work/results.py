"""Results that several pages or reruns need, computed once.

Arrays are never hashed: the key is the embedding's id, and the embedding goes in as an argument with an underscore.
"""

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator

import numpy as np
import streamlit as st

from embedviz.algebra.growth import RankGrowth, rank_growth
from embedviz.algebra.lowrank import low_rank
from embedviz.algebra.onehot import RowLookup, row_lookup
from embedviz.algebra.spectrum import Spectrum, spectrum
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.geometry.neighbors import Neighbors, neighbors
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.kept import Kept
from embedviz.units import size

SHOWN_AFTER = 0.5
# The vectors followed one by one stay in a processor's cache, or each would take a pass over memory.
GROWTH_NUMBERS = 1_600_000
# 500 MB in float32.
LOW_RANK_NUMBERS = 125_000_000
NUMPY_BYTES, NUMPY_PRODUCTS = 10**9, 10**11
NEIGHBORS = 10


def spectrum_of(embedding: Embedding, *, center: bool = False) -> Spectrum:
    """Return the spectrum of an embedding, with a progress bar if it takes long.

    Parameters
    ----------
    embedding : Embedding
        The whole of it is read.
    center : bool
        Whether to subtract the mean vector first.

    Returns
    -------
    Spectrum
    """

    def make() -> Spectrum:
        with progress_shown() as progress:
            return spectrum(embedding, center=center, progress=progress)

    found: Spectrum = _spectra().get((embedding.id, center), make)
    return found


def spectrum_work(embedding: Embedding, *, center: bool = False) -> Callable[[ProgressCallback], Spectrum]:
    """Return what finds the same spectrum, or computes it, in the thread of a job.

    Parameters
    ----------
    embedding, center
        As for :func:`spectrum_of`.

    Returns
    -------
    callable
        Takes a progress callback, which may raise to cancel.
    """
    kept = _spectra()

    def work(progress: ProgressCallback) -> Spectrum:
        found: Spectrum = kept.get(
            (embedding.id, center), lambda: spectrum(embedding, center=center, progress=progress)
        )
        return found

    return work


def growth_of(embedding: Embedding) -> RankGrowth:
    """Return how the rank grows over the first words of an embedding, some beyond its dimensions.

    Parameters
    ----------
    embedding : Embedding
        Of n dimensions.

    Returns
    -------
    RankGrowth
        Of the first n + n/4 words; of fewer if there are not so many, or n is above a thousand.
    """
    return _growth(embedding.id, embedding)


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


def reachable(embedding: Embedding, words: Iterable[str], k: int) -> int:
    """Return how many neighbors can be asked for.

    Parameters
    ----------
    embedding : Embedding
        Searched.
    words : iterable of str
        Not counted as neighbors.
    k : int
        How many are wanted.

    Returns
    -------
    int
        k, or as many other words as have a direction.

    Raises
    ------
    EmbedvizError
        If no other word has one.
    """
    own = {embedding.index(word) for word in words if word in embedding}
    others = np.count_nonzero(embedding.norms) - np.count_nonzero(embedding.norms[list(own)])
    if not others:
        raise EmbedvizError(_("no other word has a vector that is not zero: there is no neighbor to find"))
    return min(k, int(others))


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


@contextlib.contextmanager
def progress_shown() -> Iterator[ProgressCallback]:
    """Show a progress bar for as long as the block runs, once that is half a second.

    Yields
    ------
    callable
        Takes :class:`embedviz.progress.Progress`.
    """
    place = st.empty()
    started = time.monotonic()

    def show(progress: Progress) -> None:
        if time.monotonic() - started > SHOWN_AFTER:
            place.progress(progress.fraction, text=plain(progress.stage))

    try:
        yield show
    finally:
        place.empty()


@st.cache_resource(show_spinner=False)
def _spectra() -> Kept:
    return Kept(max_entries=16)


# The id is the key; arguments that begin with an underscore are not looked at.
@st.cache_resource(max_entries=16, show_spinner=False)
def _growth(id: str, _embedding: Embedding) -> RankGrowth:  # noqa: ARG001
    n = _embedding.shape[1]
    return rank_growth(_embedding.vectors[: min(n + max(1, n // 4), max(1, GROWTH_NUMBERS // n))])


@st.cache_resource(max_entries=4, show_spinner=False)
def _searched(id: str, _embedding: Embedding) -> Embedding:  # noqa: ARG001
    return _embedding.top(max(1, LOW_RANK_NUMBERS // _embedding.shape[1]))


@st.cache_resource(max_entries=2, show_spinner=False)
def _low_rank(id: str, _embedding: Embedding, _spectrum: Spectrum, k: int) -> Embedding:  # noqa: ARG001
    return low_rank(_embedding, _spectrum, k, words=len(searched(_embedding)))


@st.cache_resource(max_entries=64, show_spinner=False)
def _row(id: str, word: str, _embedding: Embedding) -> RowLookup:  # noqa: ARG001
    return row_lookup(_embedding, word)
