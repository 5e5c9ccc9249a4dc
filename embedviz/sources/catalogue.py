"""The sources that can be opened by id."""

from embedviz.embedding import Embedding
from embedviz.errors import UnknownSourceError
from embedviz.progress import ProgressCallback
from embedviz.sources import folder, glove, shelved
from embedviz.sources.ordering import as_declared, declared
from embedviz.sources.source import Kind, Source

__all__ = ["DEFAULT_SOURCE", "Kind", "Source", "catalogue", "open_source"]

DEFAULT_SOURCE = glove.ID
NAMED_AT_MOST = 10


def catalogue() -> dict[str, Source]:
    """Return the sources there are.

    Returns
    -------
    dict of str to Source
        By id, in the order to offer them: built in, files of the data folder by name, kept ones by title.
    """
    said = declared()
    sources = (glove.glove(), *folder.files(), *shelved.kept())
    return {source.id: as_declared(source, said.get(source.id)) for source in sources}


def open_source(id: str, *, progress: ProgressCallback | None = None) -> Embedding:
    """Open a source of the catalogue.

    Parameters
    ----------
    id : str
        Such as ``"glove-6b-50d"``, or ``"file:NAME"`` for a file of the folder that EMBEDVIZ_DATA names.
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
    FileError
        If a file cannot be read as word vectors.
    """
    sources = catalogue()
    if id not in sources:
        known = list(sources)
        raise UnknownSourceError(id, known if len(known) <= NAMED_AT_MOST else [*known[:NAMED_AT_MOST], "…"])
    return sources[id].open(progress)
