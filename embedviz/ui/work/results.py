"""Results that several pages or reruns need, computed once.

Arrays are never hashed: the key is the embedding's id, and the embedding goes in as an argument with an underscore.
"""

from collections.abc import Callable, Iterable

from embedviz.algebra.fullness import Fullness, fullness
from embedviz.algebra.growth import RankGrowth, rank_growth
from embedviz.algebra.spectrum import Spectrum, spectrum
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.geometry.neighbors import available
from embedviz.geometry.scoring import Metric
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.ui.work.cluster import computed
from embedviz.ui.work.progress import progress_shown
from embedviz.ui.work.recent import Recent, remembered

# The vectors followed one by one stay in a processor's cache, or each would take a pass over memory.
GROWTH_NUMBERS = 1_600_000
NUMPY_BYTES, NUMPY_PRODUCTS = 10**9, 10**11
_SPECTRA = Recent()
_ANSWERS = Recent()


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
            return _computed(embedding, center, progress)

    found: Spectrum = _SPECTRA.get((embedding.id, center), make)
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
    spectra = _SPECTRA

    def work(progress: ProgressCallback) -> Spectrum:
        found: Spectrum = spectra.get((embedding.id, center), lambda: _computed(embedding, center, progress))
        return found

    return work


def _computed(embedding: Embedding, center: bool, progress: ProgressCallback) -> Spectrum:
    return computed(
        embedding, lambda executor: spectrum(embedding, center=center, progress=progress, executor=executor)
    )


def fullness_of(embedding: Embedding) -> Fullness:
    """Return whether an embedding is of full rank, and how many of its words are in no dependence.

    Parameters
    ----------
    embedding : Embedding
        The whole of it is read, at most twice.

    Returns
    -------
    Fullness
    """

    def make() -> Fullness:
        with progress_shown() as progress:
            return fullness(embedding, whole=spectrum_of(embedding), progress=progress)

    found: Fullness = _ANSWERS.get(embedding.id, make)
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
        Of the first n + n/4 words; of fewer if there are not so many, or n is above a thousand.
    """
    return _growth(embedding.id, embedding)


def reachable(embedding: Embedding, words: Iterable[str], k: int, metric: Metric = "cosine") -> int:
    """Return how many neighbors can be asked for.

    Parameters
    ----------
    embedding : Embedding
        Searched.
    words : iterable of str
        Not counted as neighbors.
    k : int
        How many are wanted.
    metric : {"cosine", "euclidean", "dot"}
        By which; the cosine has only neighbors whose vectors are not zero.

    Returns
    -------
    int
        k, or as many other words as there are.

    Raises
    ------
    EmbedvizError
        If there is no other word.
    """
    others = available(embedding, metric=metric, exclude=[word for word in words if word in embedding])
    if not others:
        raise EmbedvizError(_("no other word has a nonzero vector: there is no neighbor to find"))
    return min(k, others)


# The id is the key; arguments that begin with an underscore are not looked at.
@remembered
def _growth(id: str, _embedding: Embedding) -> RankGrowth:  # noqa: ARG001
    n = _embedding.shape[1]
    return rank_growth(_embedding.vectors[: min(n + max(1, n // 4), max(1, GROWTH_NUMBERS // n))])
