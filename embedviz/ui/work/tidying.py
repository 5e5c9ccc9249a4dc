"""What the server does when it starts: it removes what killed processes have left, and shares out the processor."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from streamlit.starlette import App

from embedviz.formats.cache import remove_orphans
from embedviz.formats.drafts import abandoned_folders
from embedviz.formats.place import cache_folder
from embedviz.formats.staging import leftovers, new_temporary_folder, remove_leftovers
from embedviz.sources.sent import sweep
from embedviz.ui.work.idling import rests_when_alone
from embedviz.ui.work.priority import one_core_a_thread, take_short_turns
from embedviz.ui.work.warming import warmed_up


@asynccontextmanager
async def tidied(_app: App) -> AsyncIterator[None]:
    """Tidy up before the first visitor comes, warm up, and rest when the last has gone; for ``App(lifespan=...)``."""
    tidy()
    take_short_turns()
    one_core_a_thread()
    tasks = [asyncio.create_task(each) for each in (rests_when_alone(), warmed_up())]
    with temporary_files_in_the_cache():
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def temporary_files_in_the_cache() -> Iterator[None]:
    """Let what the server's libraries write for a moment, such as uploads on their way, lie in the folder of the cache.

    The system's own folder for that is often memory, or may not be written to.
    """
    before = tempfile.tempdir
    try:
        folder = new_temporary_folder(cache_folder())
    except OSError:  # a cache that may only be read
        yield
        return
    tempfile.tempdir = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before
        shutil.rmtree(folder, ignore_errors=True)


def tidy() -> None:
    """Remove what belongs to processes that are gone, and what was read of files that are gone.

    The former are uploads, exports, stores and entries of the shelf half written, and the drafts of files that the
    command line was writing, wherever that was.
    """
    for folder in _folders():
        remove_leftovers(folder)
    sweep()
    remove_orphans()


def leftovers_size() -> int:
    """Return how much disk that takes.

    Returns
    -------
    int
        Bytes.
    """
    total = 0
    for path in (left for folder in _folders() for left in leftovers(folder)):
        for file in (path, *path.rglob("*")):
            with suppress(OSError):
                total += file.lstat().st_size if file.is_file() else 0
    return total


def _folders() -> list[Path]:
    root = cache_folder()
    found = abandoned_folders()  # which are told by what is in the cache, so they come first
    with suppress(OSError):  # nothing was ever written, or it may not be read
        found += [root, *(path for path in root.iterdir() if path.is_dir() and not path.name.startswith("."))]
    return list(dict.fromkeys(found))
