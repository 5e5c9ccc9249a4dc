"""Reading the file of a source anew, in another way than its reader found out by itself."""

from pathlib import Path

from embedviz.formats.options import NOTHING_TOLD, Options
from embedviz.progress import ProgressCallback
from embedviz.sources import folder, sent
from embedviz.sources.source import Source
from embedviz.sources.told import tell, told


def file_of(source: Source) -> Path | None:
    """Return the file that a source is read from.

    Parameters
    ----------
    source : Source
        Of the catalogue.

    Returns
    -------
    Path or None
        None if it came from none, or that is not kept.

    Raises
    ------
    UnknownSourceError
        If it is gone.
    """
    if source.kind == "file":
        if folder.is_dataset(source.id.removeprefix(folder.PREFIX)):
            return None
        return folder.path_of(source.id.removeprefix(folder.PREFIX))
    return sent.file_of(source.id) if source.kind == "upload" else None


def told_of(source: Source) -> Options:
    """Return how the file of a source was said to be read.

    Parameters
    ----------
    source : Source
        Of the catalogue.

    Returns
    -------
    Options

    Raises
    ------
    UnknownSourceError
        If it is gone.
    """
    if source.kind == "file":
        return told().get(source.id, NOTHING_TOLD)
    return sent.told_of(source.id) if source.kind == "upload" else NOTHING_TOLD


def read_anew(source: Source, options: Options, progress: ProgressCallback | None = None) -> None:
    """Read the file of a source in another way, and keep to that. If it cannot be read so, all stays as it was.

    Parameters
    ----------
    source : Source
        A file of the data folder, or an upload.
    options : Options
        How.
    progress : callable, optional
        Called with the bytes read. It may raise to cancel.

    Raises
    ------
    UnknownSourceError
        If it is gone.
    FileError
        If its file cannot be read so.
    EmbedvizError
        If there is no room, or what is told cannot be kept.
    """
    if source.kind == "file":
        folder.open_file(source.id.removeprefix(folder.PREFIX), progress, options=options)
        tell(source.id, options)
    else:
        sent.read_anew(source.id, options, progress=progress)
