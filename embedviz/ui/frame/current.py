"""The source that a session looks at."""

from dataclasses import dataclass

import streamlit as st

from embedviz.embedding import Embedding
from embedviz.sources import DEFAULT_SOURCE, Source, catalogue
from embedviz.ui.work.opened import opened

_CURRENT = "embedviz_current"


@dataclass(frozen=True)
class Current:
    """The source that a session looks at, open."""

    source: Source
    embedding: Embedding


def current_source() -> Embedding:
    """Return the chosen embedding, shared by all sessions.

    Returns
    -------
    Embedding

    Raises
    ------
    EmbedvizError
        If there is none because even the built-in one cannot be opened.
    """
    current = now()
    if current is not None:
        return current.embedding
    return opened().open(catalogue()[DEFAULT_SOURCE], None)


def current_id() -> str | None:
    """Return the id of the source that is picked and open; None if none is."""
    current = now()
    return current.source.id if current is not None else None


def now() -> Current | None:
    """Return what is picked and open; None if nothing is yet."""
    current: Current | None = st.session_state.get(_CURRENT)
    return current


def change_to(source: Source, embedding: Embedding) -> Current:
    """Let the session look at a source that has been opened.

    Parameters
    ----------
    source : Source
        Which.
    embedding : Embedding
        What is in it.

    Returns
    -------
    Current
    """
    current = st.session_state[_CURRENT] = Current(source, embedding)
    return current
