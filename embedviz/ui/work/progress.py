"""A progress bar for what is computed while the page waits."""

import contextlib
import time
from collections.abc import Iterator

import streamlit as st

from embedviz.progress import Progress, ProgressCallback
from embedviz.ui.widgets.text import plain

SHOWN_AFTER = 0.5


@contextlib.contextmanager
def progress_shown() -> Iterator[ProgressCallback]:
    """Show a progress bar for as long as the block runs, once that is half a second.

    Yields
    ------
    callable
        Takes :class:`embedviz.progress.Progress`.
    """
    place = st.empty()
    started = time.monotonic()

    def show(progress: Progress) -> None:
        if time.monotonic() - started > SHOWN_AFTER:
            place.progress(progress.fraction, text=plain(progress.stage))

    try:
        yield show
    finally:
        place.empty()
