"""The sources that can be opened by id."""

from collections.abc import Callable
from dataclasses import dataclass

from embedviz.embedding import Embedding
from embedviz.errors import UnknownSourceError
from embedviz.progress import ProgressCallback
from embedviz.sources import glove


@dataclass(frozen=True)
class Source:
    """An entry of the catalogue.

    Parameters
    ----------
    id : str
        Names the source in URLs and in :func:`open_source`.
    title : str
        For a reader.
    open : callable
        Opens it; takes ``progress``.
    """

    id: str
    title: str
    open: Callable[[ProgressCallback | None], Embedding]


_SOURCES = [Source(glove.ID, glove.TITLE, glove.open_glove)]
DEFAULT_SOURCE = glove.ID


def catalogue() -> dict[str, Source]:
    """Return the sources there are.

    Returns
    -------
    dict of str to Source
        By id, in the order to offer them.
    """
    return {source.id: source for source in _SOURCES}


def open_source(id: str, *, progress: ProgressCallback | None = None) -> Embedding:
    """Open a source of the catalogue.

    Parameters
    ----------
    id : str
        Such as ``"glove-6b-50d"``.
    progress : callable, optional
        Called with what has been read. It may raise to cancel.

    Returns
    -------
    Embedding
        Its vectors memory-mapped where the source allows it.

    Raises
    ------
    UnknownSourceError
        If there is no such source.
    SourceDamagedError
        If its files are missing or not what they should be.
    """
    source = catalogue().get(id)
    if source is None:
        raise UnknownSourceError(id, list(catalogue()))
    return source.open(progress)
