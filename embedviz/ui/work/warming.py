"""What pages import is imported soon after the server has started, and not while a visitor waits for it."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module

from embedviz.ui.work.memory import settle
from embedviz.ui.work.priority import pages_are_drawn

FIRST_SECONDS, PATIENCE, LOOKS_SECONDS = 3.0, 2.0, 0.02
# Two seconds of a processor in all, and the first to open Space or Compare waited for half of that.
MODULES = (
    "plotly.graph_objects",
    "scipy.linalg",
    "scipy.spatial",
    "scipy.stats",
    "sklearn.cluster",
    "sklearn.metrics",
    "h5py",
    "gensim.models",
)


async def warmed_up() -> None:
    """Import what pages will need, one after the other, once the first page may have been drawn."""
    await asyncio.sleep(FIRST_SECONDS)
    for name in MODULES:
        await asyncio.to_thread(_between_pages, _import, name)
    await asyncio.to_thread(_between_pages, settle)


def _between_pages(do: Callable[..., None], *arguments: str) -> None:
    latest = time.monotonic() + PATIENCE
    while pages_are_drawn() and time.monotonic() < latest:
        time.sleep(LOOKS_SECONDS)
    do(*arguments)


def _import(name: str) -> None:
    with suppress(ImportError):  # an extra that is not installed, of which its page says how to get it
        import_module(name)
