"""Jobs on a page: asked for, shown while they wait and go on, and left."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException

from embedviz.errors import Cancelled, EmbedvizError
from embedviz.i18n import _
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.jobs import Job, Kind, Work, jobs
from embedviz.ui.work.progress import progress_shown
from embedviz.ui.work.recent import Recent
from embedviz.ui.work.visitor import session_id, visitor_id

POLL_SECONDS = 0.4
_LEFT = "embedviz_left_job"
_AWAITED = "embedviz_awaited_jobs"
_SHOWN, _WATCHED = "embedviz_shown_jobs", "embedviz_watched_jobs"
_STOPPED = "embedviz_stopped_jobs"


@contextmanager
def noting_what_is_shown() -> Iterator[None]:
    """Let jobs give way to those of others if they were shown before and the block, a whole run, shows them no more."""
    st.session_state[_SHOWN] = set()
    try:
        yield
    except RerunException:  # it was broken off, and the next will tell
        raise
    except BaseException:
        _turn_away()
        raise
    else:
        _turn_away()


def _turn_away() -> None:
    shown: set[Hashable] = st.session_state.get(_SHOWN, set())
    for key in st.session_state.get(_WATCHED, set()) - shown:
        job = jobs().find(key)
        if job is not None and job.is_watched_by(session_id()):
            job.turn_away(session_id())
    st.session_state[_WATCHED] = shown


def result_of(key: Hashable, work: Work, *, label: str, note: str) -> Any | None:
    """Offer a computation that takes long, show it while it runs, and return its result once it is there.

    Parameters
    ----------
    key : hashable
        Names the result: equal keys share it between sessions.
    work : callable
        As for :class:`embedviz.ui.work.jobs.Job`.
    label : str
        Of the button that starts it.
    note : str
        What it will do and how long that takes.

    Returns
    -------
    object or None
        The result; None as long as it is not there.
    """
    job = jobs().find(key)
    if job is not None and job.gave_way and job.is_watched_by(session_id()):
        job = jobs().start(key, work, session_id(), visitor_id(), kind="long")
    state = None if job is None else job.state  # once: what ends between two looks would be offered anew
    if job is not None and state == "done":
        return job.result
    if job is not None and state in {"queued", "running"} and st.session_state.get(_LEFT) != key:
        _show(key, job)
        return None
    if job is not None and state == "failed":
        st.error(plain(job.error), icon=":material/error:")
    st.info(note, icon=":material/timer:")
    if st.button(label, type="primary", icon=":material/play_arrow:", key="start_job"):
        st.session_state.pop(_LEFT, None)
        try:
            jobs().start(key, work, session_id(), visitor_id(), kind="long")
        except EmbedvizError as error:
            st.error(plain(error), icon=":material/error:")
            return None
        st.rerun()
    return None


def awaited(
    key: Hashable,
    work: Work,
    *,
    place: str,
    quantity: Callable[[int], str] = "{:,}".format,
    kind: Kind = "short",
) -> Any | None:
    """Start a computation at once, show it while it runs, and return its result once it is there.

    To be called in each rerun until it has returned a result or raised. The result is not kept.

    Parameters
    ----------
    key : hashable
        Names the result: equal keys share it between sessions.
    work : callable
        As for :class:`embedviz.ui.work.jobs.Job`; its result is never None.
    place : str
        Names what is shown: no two on a page may have the same. What was awaited there before is left.
    quantity : callable
        Writes the steps of the progress, such as bytes.
    kind : {"short", "long", "files"}
        As for :meth:`embedviz.ui.work.jobs.Jobs.start`.

    Returns
    -------
    object or None
        The result; None as long as it is not there.

    Raises
    ------
    Cancelled
        If the user cancelled it.
    EmbedvizError
        If it failed, or too much of the visitor's waits already; the message says why.
    """
    asked: dict[str, Hashable] = st.session_state.setdefault(_AWAITED, {})
    job = jobs().find(key)
    if asked.get(place) != key or job is None or (job.gave_way and job.is_watched_by(session_id())):
        leave(place)
        if st.session_state.get(_LEFT) == key:
            del st.session_state[_LEFT]
        job = jobs().start(key, work, session_id(), visitor_id(), kind=kind)
        asked[place] = key
    left = st.session_state.get(_LEFT) == key
    if job.state in {"queued", "running"} and not left:
        _show(key, job, place, quantity)
        return None
    del asked[place]
    if job.state == "failed":
        raise EmbedvizError(job.error)
    if left or job.state == "cancelled":
        raise Cancelled
    jobs().forget(key)
    return job.result


def remembered_or_awaited(
    kept: Recent, key: Hashable, work: Work, *, name: str, place: str, at_once: bool
) -> Any | None:
    """Return what was found before, find it here and now if that takes little, or else by a job.

    What was cancelled, or failed, is computed again only when a button asks for that, or for something else.

    Parameters
    ----------
    kept : Recent
        Where results stay.
    key : hashable
        Names the result there.
    work : callable
        As for :class:`embedviz.ui.work.jobs.Job`; its result is never None.
    name : str
        Of what is computed: a job of another name may have the same key.
    place : str
        As for :func:`awaited`.
    at_once : bool
        Whether it takes little.

    Returns
    -------
    object or None
        None as long as it is not there, or if it came to nothing; what there is to say then has been drawn.
    """
    if at_once or kept.find(key) is not None:

        def make() -> Any:
            with progress_shown() as progress:
                return work(progress)

        return kept.get(key, make)
    stopped: dict[str, tuple[Hashable, str]] = st.session_state.setdefault(_STOPPED, {})
    if stopped.get(place, ("", ""))[0] != (name, key):
        stopped.pop(place, None)
        try:
            return awaited((name, key), lambda progress: kept.get(key, lambda: work(progress)), place=place)
        except Cancelled:
            stopped[place] = (name, key), ""
        except EmbedvizError as error:
            stopped[place] = (name, key), str(error)
    _offer_again(stopped, place)
    return None


def _offer_again(stopped: dict[str, tuple[Hashable, str]], place: str) -> None:
    """Say why there is no result, and draw the button that asks for it anew."""

    def again() -> None:
        stopped.pop(place, None)

    reason = stopped[place][1]
    with st.container(horizontal=True, vertical_alignment="center"):
        if reason:
            st.error(plain(reason), icon=":material/error:")
        else:
            st.caption(_("This computation was cancelled."), width="content")
        st.button(_("Compute again"), icon=":material/replay:", key=f"again_{place}", on_click=again)


def leave(place: str) -> None:
    """Wait no longer for what was started by :func:`awaited`; it is cancelled unless another session waits for it.

    Parameters
    ----------
    place : str
        As given there.
    """
    asked: dict[str, Hashable] = st.session_state.get(_AWAITED, {})
    job = jobs().find(asked.pop(place, None))
    if job is not None:
        job.leave(session_id())


def _show(key: Hashable, job: Job, place: str = "job", quantity: Callable[[int], str] = "{:,}".format) -> None:
    job.watch(session_id())
    for noted in (_SHOWN, _WATCHED):
        st.session_state.setdefault(noted, set()).add(key)
    _watch(key, place, quantity)


@st.fragment(run_every=POLL_SECONDS)
def _watch(key: Hashable, place: str, quantity: Callable[[int], str]) -> None:
    job = jobs().find(key)
    if job is None or job.state not in {"queued", "running"}:
        st.rerun()
    elif job.state == "queued":
        st.progress(0.0, text=waiting(jobs().place(job)))
    else:
        now = job.progress
        steps = f" {quantity(now.done)} / {quantity(now.total)}" if now.total > 1 else ""
        st.progress(now.fraction, text=plain(now.stage + steps))
    if job is not None and st.button(_("Cancel"), icon=":material/close:", key=f"cancel_{place}"):
        job.leave(session_id())
        st.session_state[_LEFT] = key
        st.rerun()


def waiting(place: int) -> str:
    """Return the sentence that says how long a queue is.

    Parameters
    ----------
    place : int
        As :meth:`embedviz.ui.work.jobs.Jobs.place` returns it.

    Returns
    -------
    str
    """
    return _("Waiting for other computations: place {place:,} in the queue").format(place=max(1, place))
