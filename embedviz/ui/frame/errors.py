"""Errors raised on purpose, shown as their message; the page stays."""

import contextlib
from collections.abc import Iterator

import streamlit as st

from embedviz.errors import EmbedvizError
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.log import log_places


@contextlib.contextmanager
def errors_shown() -> Iterator[None]:
    """Show an :class:`EmbedvizError` of the block as a message instead of a traceback."""
    try:
        yield
    except EmbedvizError as error:
        log_places(error)
        st.error(plain(error), icon=":material/error:")
