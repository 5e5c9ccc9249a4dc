"""Computations that a reader asks for by a button, next to others on the same page."""

from collections.abc import Hashable
from typing import Any

import streamlit as st

from embedviz.errors import Cancelled, EmbedvizError
from embedviz.progress import ProgressCallback
from embedviz.ui.widgets.presenting import is_presenting
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.awaiting import awaited
from embedviz.ui.work.jobs import Kind, Work
from embedviz.ui.work.recent import Recent

_ASKED = "on_request_asked"
_RESULTS = Recent()


def on_request(key: Hashable, work: Work, *, place: str, label: str, note: str, kind: Kind = "short") -> Any | None:
    """Offer a computation, show it while it runs, and return its result, which is kept for all sessions.

    Parameters
    ----------
    key : hashable
        Names the result.
    work : callable
        As for :class:`embedviz.ui.work.jobs.Job`; its result is never None.
    place : str
        As for :func:`embedviz.ui.work.awaiting.awaited`.
    label : str
        Of the button.
    note : str
        What it will do.
    kind : {"short", "long", "files"}
        As for :meth:`embedviz.ui.work.jobs.Jobs.start`.

    Returns
    -------
    object or None
        None as long as it is not there.
    """
    known = results()
    found = known.find(key)
    if found is not None:
        return found

    def kept(progress: ProgressCallback) -> Any:
        # By the job itself: whoever asks between its end and the next rerun finds it too.
        return known.get(key, lambda: work(progress))

    asked: dict[str, Hashable] = st.session_state.setdefault(_ASKED, {})
    if asked.get(place) != key:
        # A caption is put aside on a slide, where the button alone would not say what it does.
        (st.markdown if is_presenting() else st.caption)(note)
        if not st.button(label, icon=":material/play_arrow:", key=f"ask_{place}"):
            return None
        asked[place] = key
        st.rerun()
    try:
        result = awaited(key, kept, place=place, kind=kind)
    except Cancelled:
        del asked[place]
        st.rerun()
    except EmbedvizError as error:
        del asked[place]
        st.error(plain(error), icon=":material/error:")
        return None
    if result is not None:
        del asked[place]
        st.rerun()
    return None


def results() -> Recent:
    """Return what was asked for before on this server.

    Returns
    -------
    Recent
    """
    return _RESULTS
