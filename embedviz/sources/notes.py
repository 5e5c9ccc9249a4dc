"""Small facts that people say of sources, one file of JSON for each kind of fact, beside the cache."""

import json
import os
import threading
from pathlib import Path

from embedviz.formats.place import cache_folder
from embedviz.formats.staging import beside
from embedviz.formats.table import unwritable_cache

LONGEST = 1 << 20
_lock = threading.Lock()


def noted(file: str) -> dict[str, object]:
    """Return what was noted of sources.

    Parameters
    ----------
    file : str
        Its name.

    Returns
    -------
    dict of str to object
        By id. Empty where nothing can be read.
    """
    try:
        with _path(file).open("rb") as opened:
            found = json.loads(opened.read(LONGEST))
        return dict(found) if isinstance(found, dict) else {}
    except (OSError, ValueError, RecursionError):
        return {}


def take_note(file: str, id: str, said: object) -> None:
    """Note something of a source, for all who use this server.

    Parameters
    ----------
    file : str
        Its name.
    id : str
        Of the source.
    said : object
        What JSON can hold; None takes back what was said.

    Raises
    ------
    EmbedvizError
        If it cannot be kept.
    """
    path = _path(file)
    draft = beside(path)
    with _lock:
        notes = {**noted(file), id: said}
        if said is None:
            del notes[id]
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps(notes), encoding="utf-8")
            os.replace(draft, path)
        except OSError as error:
            raise unwritable_cache(path.parent, error) from error


def _path(file: str) -> Path:
    return cache_folder() / file
