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

    Once it has had a processor for half a second, this run of the page gives way to those of others, which take less:
    each run has a thread of its own. One that only waits for others does not, or it would wait for ever longer.

    Yields
    ------
    callable
        Takes :class:`embedviz.progress.Progress`.
    """
    place = st.empty()
    started, used = time.monotonic(), time.thread_time()

    def show(progress: Progress) -> None:
        if time.thread_time() - used > SHOWN_AFTER:
            give_way()
        if time.monotonic() - started > SHOWN_AFTER:
            place.progress(progress.fraction, text=plain(progress.stage))

    try:
        yield show
    finally:
        place.empty()
