"""Results that several pages or reruns need, computed once.

Arrays are never hashed: the key is the embedding's id, and the embedding goes in as an argument with an underscore.
"""

import contextlib
import time
from collections.abc import Iterator

import numpy as np
import streamlit as st

from embedviz.algebra.growth import RankGrowth, rank_growth
from embedviz.algebra.lowrank import low_rank
from embedviz.algebra.spectrum import Spectrum, spectrum
from embedviz.embedding import Embedding
from embedviz.progress import Progress, ProgressCallback
from embedviz.ui.kept import Kept

SHOWN_AFTER = 0.5


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


def growth_of(embedding: Embedding) -> RankGrowth:
    """Return how the rank grows over the first words of an embedding, some beyond its dimensions.

    Parameters
    ----------
    embedding : Embedding
        Of n dimensions.

    Returns
    -------
    RankGrowth
        Of the first n + n/4 words.
    """
    return _growth(embedding.id, embedding)


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
    """
    return _low_rank(embedding.id, embedding, spectrum_of(embedding), k)


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
            place.progress(progress.fraction, text=progress.stage)

    try:
        yield show
    finally:
        place.empty()


@st.cache_resource(show_spinner=False)
def _spectra() -> Kept:
    return Kept(max_entries=64)


# The id is the key; arguments that begin with an underscore are not looked at.
@st.cache_resource(max_entries=16, show_spinner=False)
def _growth(id: str, _embedding: Embedding) -> RankGrowth:  # noqa: ARG001
    n = _embedding.shape[1]
    return rank_growth(_embedding.vectors[: n + n // 4])


@st.cache_resource(max_entries=3, show_spinner=False)
def _low_rank(id: str, _embedding: Embedding, _spectrum: Spectrum, k: int) -> Embedding:  # noqa: ARG001
    return low_rank(_embedding, _spectrum, k)
