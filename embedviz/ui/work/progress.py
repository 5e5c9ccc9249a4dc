"""A progress bar for what is computed while the page waits."""

import contextlib
import time
from collections.abc import Iterator

import streamlit as st

from embedviz.progress import Progress, ProgressCallback
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.priority import give_way

SHOWN_AFTER = 0.5


@contextlib.contextmanager
def progress_shown() -> Iterator[ProgressCallback]:
    """Show a progress bar for as long as the block runs, once that is half a second.

    From then on this run of the page gives way to those of others, which take less: each run has a thread of its own.

    Yields
    ------
    callable
        Takes :class:`embedviz.progress.Progress`.
    """
    place = st.empty()
    started = time.monotonic()

    def show(progress: Progress) -> None:
        if time.monotonic() - started > SHOWN_AFTER:
            give_way()
            place.progress(progress.fraction, text=plain(progress.stage))

    try:
        yield show
    finally:
        place.empty()
