"""Computations that outlast a rerun: queued, shared between sessions, cancelled when nobody waits."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextvars import Context, copy_context
from functools import cache
from typing import Any, Literal

from streamlit import runtime
from streamlit.runtime.runtime import RuntimeState

from embedviz.errors import Cancelled, EmbedvizError
from embedviz.i18n import _
from embedviz.processes.calling import processes_allowed
from embedviz.progress import Progress, ProgressCallback
from embedviz.ui.work.lane import SLICE_SECONDS, GaveWay, Lane
from embedviz.ui.work.log import log_places
from embedviz.ui.work.memory import most_of_processes
from embedviz.ui.work.priority import NICEST, Moment, let_pages_be_drawn
from embedviz.ui.work.recent import Recent

State = Literal["queued", "running", "done", "failed", "cancelled"]
Kind = Literal["short", "long", "files"]
Work = Callable[[ProgressCallback], Any]
KEPT = 24
MOST_WAITING = 8
RELOAD_SECONDS = 10.0
FILE_WORKERS, SHORT_WORKERS = 4, 3


class Job:
    """One computation and how far it is. Safe to read from any thread.

    It is cancelled when the server stops, and when the last session that waits for it leaves or has its browser closed
    for ten seconds, in which a page that is reloaded finds it again. One that no page shows any more goes on only as
    long as no other waits.

    Parameters
    ----------
    work : callable
        Takes a progress callback, returns the result. It must not touch Streamlit.

    Attributes
    ----------
    pause : callable or None
        Called with the job at each report, in the thread of the work. It may raise to end it.
    gave_way : bool
        Whether it was ended, or not begun, only because no page showed it: whoever comes back starts it again.
    """

    def __init__(self, work: Work) -> None:
        self._work: Work | None = work
        self._context: Context | None = copy_context()  # whoever asks reads the messages
        self._watchers: set[str] = set()
        self._turned_away: set[str] = set()
        self._last_awaited = self._last_shown = time.monotonic()
        self._given_up = False
        self.gave_way = False
        self.pause: Callable[[Job], None] | None = None
        self.state: State = "queued"
        self.progress = Progress("", 0, 1)
        self.result: Any = None
        self._found = time.monotonic()
        self._resumed = Moment.now()
        self.error = ""

    def found(self) -> None:
        """Note that somebody asked for the job."""
        self._found = time.monotonic()

    def was_just_found(self) -> bool:
        """Tell whether somebody asked for it in the last ten seconds, and will soon do so for its result."""
        return time.monotonic() - self._found < RELOAD_SECONDS

    def watch(self, session: str) -> None:
        """Note that a session waits for the job, and shows it."""
        self._watchers.add(session)
        self._turned_away.discard(session)
        self._last_shown = time.monotonic()

    def turn_away(self, session: str) -> None:
        """Note that a session shows another page; it may come back."""
        self._turned_away.add(session)
        if self._watchers <= self._turned_away:
            self._last_shown = -RELOAD_SECONDS

    def is_watched_by(self, session: str) -> bool:
        """Tell whether a session waits for the job."""
        return session in self._watchers

    def leave(self, session: str) -> None:
        """Note that a session no longer waits; with the last one the job is cancelled."""
        self._watchers.discard(session)

    def cancel(self) -> None:
        """End it soon, whoever waits for it."""
        self._given_up = True

    @property
    def waits(self) -> bool:
        """Whether it is still to be begun, for somebody who looks at it."""
        return self.state == "queued" and self.is_shown

    def claim(self) -> None:
        """Note that a worker is about to begin it, so that no other does."""
        self.state = "running"

    def drop(self) -> None:
        """Let go of its work if it was not begun: nobody waits for it any more."""
        if self.state == "queued":
            self.gave_way = self.is_awaited
            self._work, self.state = None, "cancelled"

    def run(self) -> None:
        """Do the work, in whatever thread calls; once."""
        work, self._work = self._work, None  # it may hold much, such as an uploaded file
        context, self._context = self._context, None
        if work is None or context is None or not self.is_awaited:
            self.state = "cancelled"
            return
        self.state = "running"
        self._resumed = Moment.now()
        try:
            self.result = context.run(_worked, work, self._report)
            self.state = "done"
        except Cancelled as cancelled:
            self.gave_way = isinstance(cancelled, GaveWay)
            self.state = "cancelled"
        except EmbedvizError as error:
            log_places(error)
            self.error, self.state = str(error), "failed"
        except Exception:
            if _is_stopping():  # no thread can be started any more, which is not worth a traceback
                self.state = "cancelled"
                return
            logging.getLogger(__name__).exception("a job failed")
            self.error, self.state = context.run(_failed), "failed"

    def _report(self, progress: Progress) -> None:
        if not self.is_awaited:
            raise Cancelled
        self.progress = progress
        if self.pause is not None:
            self.pause(self)
        self._resumed = let_pages_be_drawn(self._resumed)

    @property
    def is_awaited(self) -> bool:
        """Whether somebody waits, or left so short a time ago that it may be a reload."""
        if self._given_up:
            return False
        watchers = tuple(self._watchers)
        if any(map(_is_open, watchers)):
            self._last_awaited = time.monotonic()
        return bool(watchers) and time.monotonic() - self._last_awaited < RELOAD_SECONDS and not _is_stopping()

    @property
    def is_shown(self) -> bool:
        """Whether it is awaited and a page shows it, or did so a short time ago and may be reloaded."""
        if not self.is_awaited:
            return False
        if any(_is_open(each) for each in tuple(self._watchers) if each not in self._turned_away):
            self._last_shown = time.monotonic()
        return time.monotonic() - self._last_shown < RELOAD_SECONDS


class Jobs:
    """Queues for computations, long ones and files; in each visitors take turns, those who look at a page first.

    Two heavy computations at once would only slow each other on a laptop, so that the next begins when one is over; one
    that goes on for longer than a slice has another visitor's beside it from then on. What takes a minute or more and
    much memory, as a curved picture or a report, has a queue of its own and the least of the processor, so that nobody
    waits for it who asked for something else. Files have some workers, so that a slow one delays no other.

    Parameters
    ----------
    slices : bool
        As for :class:`embedviz.ui.work.lane.Lane`, of computations: they pause instead.
    """

    def __init__(self, *, slices: bool = False) -> None:
        self._jobs: OrderedDict[Hashable, Job] = OrderedDict()
        self._done = Recent()
        self._lanes = {
            "short": Lane(1, self._keep_done, slices=True)
            if slices
            else Lane(SHORT_WORKERS, self._keep_done, patience=SLICE_SECONDS),
            "long": Lane(1, self._keep_done, nice=NICEST),
            "files": Lane(FILE_WORKERS, self._keep_done),
        }
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> Job | None:
        """Return the job under a key, in whatever state it is."""
        with self._lock:
            return self._find(key)

    def place(self, job: Job) -> int:
        """Return a job's place in the queue.

        Parameters
        ----------
        job : Job
            Of this queue.

        Returns
        -------
        int
            1 for what comes next; 0 for what waits no more.
        """
        return max(lane.place(job) for lane in self._lanes.values())

    def start(
        self, key: Hashable, work: Work, session: str, visitor: str | None = None, *, kind: Kind = "short"
    ) -> Job:
        """Start a job under a key, or join the one that is there.

        Parameters
        ----------
        key : hashable
            Names the result: equal keys share it.
        work : callable
            As for :class:`Job`.
        session : str
            Who waits.
        visitor : str, optional
            Whose session it is; a visitor of its own, unless given.
        kind : {"short", "long", "files"}
            Of which it is: work of one kind does not wait for that of another. Long is what takes a minute or more;
            files is what reads or writes them.

        Returns
        -------
        Job

        Raises
        ------
        EmbedvizError
            If as many of the visitor's jobs wait as may.
        """
        visitor = session if visitor is None else visitor
        with self._lock:
            job = self._find(key)
            if job is None or job.state in {"cancelled", "failed"}:
                self._require_few(visitor)
                job = self._jobs[key] = Job(work)
            joins = job.state == "queued" and not job.is_watched_by(session)
            job.watch(session)
            if joins:
                # Also of one who joins: it comes when the first of them has a turn.
                self._lanes[kind].add(visitor, job)
            # Of those that came to nothing, only the reason is left.
            over = [k for k, j in self._jobs.items() if j.state in {"failed", "cancelled"}]
            for old in over[: max(0, len(self._jobs) - KEPT)]:
                del self._jobs[old]
            return job

    def forget(self, key: Hashable) -> None:
        """Drop the job under a key, and with it its result, so that the next to ask starts anew."""
        with self._lock:
            self._jobs.pop(key, None)
            self._done.drop(key)

    def _find(self, key: Hashable) -> Job | None:
        job: Job | None = self._jobs.get(key) or self._done.find(key)
        if job is not None:
            job.found()
        return job

    def _keep_done(self) -> None:
        """Hand jobs with a result over to what is kept within the budget. One that is waited for must not give way."""
        with self._lock:
            for key in [key for key, job in self._jobs.items() if job.state == "done"]:
                job = self._jobs.pop(key)
                self._done.keep(key, job, job.was_just_found)

    def _require_few(self, visitor: str) -> None:
        waiting = sum(lane.of(visitor) for lane in self._lanes.values())
        if waiting >= MOST_WAITING:
            raise EmbedvizError(
                _(
                    "{count} of your computations are already waiting, the maximum; let one finish, or cancel one"
                ).format(count=waiting)
            )


@cache
def jobs() -> Jobs:
    """Return the queue of this server.

    Returns
    -------
    Jobs
    """
    return Jobs()


def _worked(work: Work, report: ProgressCallback) -> Any:
    """Do work; what of it would keep pages waiting may have processes of its own."""
    with processes_allowed(most_of_processes()):
        return work(report)


def _failed() -> str:
    return _("The computation failed; the log of the server says why.")


def _is_open(session: str) -> bool:
    # Without a runtime, as in tests, there is no browser that could have been closed.
    return not runtime.exists() or runtime.get_instance().is_active_session(session)


def _is_stopping() -> bool:
    stopping = {RuntimeState.STOPPING, RuntimeState.STOPPED}
    return runtime.exists() and runtime.get_instance().state in stopping
