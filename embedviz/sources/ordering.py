"""Which sources the people who use them know to be sorted by frequency, and which not: vectors do not show it."""

from dataclasses import replace

from embedviz.embedding import Embedding
from embedviz.progress import ProgressCallback
from embedviz.sources.notes import noted, take_note
from embedviz.sources.source import Source

FILE = "sorted-by-frequency.json"


def declare(id: str, *, by_frequency: bool) -> None:
    """Keep what someone says of the order of a source's words, for all who use this server.

    Parameters
    ----------
    id : str
        Of the source.
    by_frequency : bool
        Whether its words are sorted by frequency, the most frequent first.

    Raises
    ------
    EmbedvizError
        If it cannot be kept.
    """
    take_note(FILE, id, by_frequency)


def declared() -> dict[str, bool]:
    """Return what was said of sources.

    Returns
    -------
    dict of str to bool
        By id: whether the words are sorted by frequency.
    """
    return {id: said for id, said in noted(FILE).items() if isinstance(said, bool)}


def as_declared(source: Source, said: bool | None) -> Source:
    """Return a source that opens with what was said of its order.

    Parameters
    ----------
    source : Source
        Of the catalogue.
    said : bool or None
        Whether its words are sorted by frequency; None leaves it as it is.

    Returns
    -------
    Source
        Of another version, so that it is opened anew.
    """
    if said is None:
        return source

    def open(progress: ProgressCallback | None) -> Embedding:
        found = source.open(progress)
        return Embedding(
            found.id,
            found.words,
            found.vectors,
            note=found.note,
            origin=found.origin,
            subwords=found.subwords,
            checked=True,
            by_frequency=said,
            columns=found.columns,
        )

    return replace(source, open=open, version=f"{source.version}{'+' if said else '-'}frequency")
