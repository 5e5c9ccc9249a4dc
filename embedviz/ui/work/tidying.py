"""What the server does when it starts: it removes what servers that were killed have left in the cache folder."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from streamlit.starlette import App

from embedviz.formats.place import cache_folder
from embedviz.formats.staging import remove_leftovers


@asynccontextmanager
async def tidied(_app: App) -> AsyncIterator[None]:
    """Tidy up before the first visitor comes; for ``App(lifespan=...)``."""
    tidy()
    yield


def tidy() -> None:
    """Remove what belongs to processes that are gone: uploads, exports, stores, entries of the shelf half written."""
    root = cache_folder()
    with suppress(OSError):  # nothing was ever written, or it may not be read
        for folder in (root, *(path for path in root.iterdir() if path.is_dir())):
            remove_leftovers(folder)
