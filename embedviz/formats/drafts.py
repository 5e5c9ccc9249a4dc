"""Files half written in folders of others, and notes in the cache that tell where, should the process be killed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from embedviz.formats.place import cache_folder
from embedviz.formats.staging import FOREIGN, PART, leftovers, remove_leftovers, temporary_name

NOTES = "drafts"


@contextmanager
def draft_in(folder: Path) -> Iterator[Path]:
    """Give a name to write to in a folder. What stands under it at the end of the block is removed.

    Parameters
    ----------
    folder : Path
        Where. What processes that were killed have left in it is removed first.

    Yields
    ------
    Path
    """
    remove_leftovers(folder)
    draft, note = folder / temporary_name(FOREIGN, PART), cache_folder() / NOTES / temporary_name()
    with suppress(OSError):  # it is there for a process that is killed, no more
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_bytes(os.fsencode(folder))
    try:
        yield draft
    finally:
        for path in (draft, note):
            with suppress(OSError):
                path.unlink()


def abandoned_folders() -> list[Path]:
    """Return the folders in which processes that were killed were writing files.

    Returns
    -------
    list of Path
    """
    found = []
    for note in leftovers(cache_folder() / NOTES):
        with suppress(OSError):
            found.append(Path(os.fsdecode(note.read_bytes())))
    return found
