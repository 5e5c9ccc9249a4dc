"""Which sources the people who use them know to be sorted by frequency, and which not: vectors do not show it."""

import json
import os
import secrets
import threading
from dataclasses import replace
from pathlib import Path

from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.formats.place import cache_folder
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.sources.source import Source

LONGEST = 1 << 20
_lock = threading.Lock()


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
    path = _path()
    draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    with _lock:
        said = declared() | {id: by_frequency}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps(said), encoding="utf-8")
            os.replace(draft, path)
        except OSError as error:
            raise EmbedvizError(
                _("{folder} cannot be written to ({reason}); EMBEDVIZ_CACHE chooses another folder").format(
                    folder=path.parent, reason=error.strerror or error
                )
            ) from error


def declared() -> dict[str, bool]:
    """Return what was said of sources.

    Returns
    -------
    dict of str to bool
        By id: whether the words are sorted by frequency.
    """
    try:
        with _path().open("rb") as file:
            found = json.loads(file.read(LONGEST))
        return {str(id): said for id, said in found.items() if isinstance(said, bool)}
    except (OSError, ValueError, AttributeError, RecursionError):
        return {}


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
        )

    return replace(source, open=open, version=f"{source.version}{'+' if said else '-'}frequency")


def _path() -> Path:
    return cache_folder() / "sorted-by-frequency.json"
