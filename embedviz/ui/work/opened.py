"""The embeddings that are open, shared by all sessions."""

from functools import cache

from embedviz.embedding import Embedding
from embedviz.parts.dataset import Dataset
from embedviz.progress import ProgressCallback
from embedviz.sources import Source, catalogue, open_source
from embedviz.ui.work.awaiting import awaited
from embedviz.ui.work.progress import progress_shown
from embedviz.ui.work.recent import Recent
from embedviz.units import size


class Opened:
    """The embeddings used last, by source and version."""

    def __init__(self) -> None:
        self._recent = Recent()

    def find(self, source: Source) -> Embedding | None:
        """Return a source's embedding if it is open."""
        found: Embedding | None = self._recent.find(source.key)
        return found

    def open(self, source: Source, progress: ProgressCallback | None) -> Embedding:
        """Return a source's embedding, opening it if need be: of a data set in parts, an excerpt."""

        def make() -> Embedding:
            found = source.open(progress)
            return found.excerpt() if isinstance(found, Dataset) else found

        embedding: Embedding = self._recent.get(source.key, make)
        return embedding


@cache
def opened() -> Opened:
    """Return the embeddings that are open on this server, shared by all sessions.

    Returns
    -------
    Opened
    """
    return Opened()


def open_shared(id: str, progress: ProgressCallback | None) -> Embedding:
    """Open a source as :func:`embedviz.sources.catalogue.open_source` does, once for all sessions.

    Parameters
    ----------
    id, progress
        As there.

    Returns
    -------
    Embedding
    """
    source = catalogue().get(id)
    return opened().open(source, progress) if source is not None else open_source(id)


def open_shown(source: Source, *, place: str) -> Embedding | None:
    """Open a source; if its file has to be read first, show that while it goes on.

    Parameters
    ----------
    source : Source
        Of the catalogue.
    place : str
        As for :func:`embedviz.ui.work.awaiting.awaited`.

    Returns
    -------
    Embedding or None
        None as long as the file is read.

    Raises
    ------
    Cancelled
        If the user cancelled it.
    EmbedvizError
        If it cannot be opened.
    """
    cache = opened()
    if not source.ready and cache.find(source) is None:

        def work(progress: ProgressCallback) -> bool:
            cache.open(source, progress)
            return True

        if awaited(("open", source.key), work, place=place, quantity=size, kind="files") is None:
            return None
    with progress_shown() as progress:
        return cache.open(source, progress)
