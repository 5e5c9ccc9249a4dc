"""Folders that are there as a whole or not at all: filled beside their place under another name, and renamed."""

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from embedviz.formats.table import writing

TEMPORARY = ".tmp-"
STALE_SECONDS = 24 * 3600


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """Give a folder to fill, which takes its name once all is written and vanishes if it cannot be.

    Parameters
    ----------
    folder : Path
        Its name; its parents are made. If it is there by then, it stays as it is.

    Yields
    ------
    Path
        What to fill.

    Raises
    ------
    EmbedvizError
        If it cannot be written.
    """
    temporary = beside(folder)
    with writing(folder.parent):
        folder.parent.mkdir(parents=True, exist_ok=True)
        _remove_stale(folder.parent)
        temporary.mkdir()
    try:
        yield temporary
        with writing(folder.parent):
            try:
                temporary.rename(folder)
            except OSError:
                if not folder.is_dir():  # if it is, another process was faster
                    raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def beside(folder: Path) -> Path:
    """Return a name beside a folder that nobody else takes.

    Parameters
    ----------
    folder : Path
        It need not be there.

    Returns
    -------
    Path
    """
    return folder.with_name(f"{TEMPORARY}{os.getpid()}-{secrets.token_hex(8)}")


def _remove_stale(parent: Path) -> None:
    for path in parent.glob(TEMPORARY + "*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > STALE_SECONDS:
                shutil.rmtree(path, ignore_errors=True)
