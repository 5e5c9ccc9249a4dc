"""Trainings that outlast a rerun: watched while they go on, stopped or discarded, found again after a reload."""

import os
import secrets
import threading
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache, partial

import streamlit as st

from embedviz.errors import Cancelled, EmbedvizError
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback
from embedviz.sources.corpora import Corpus
from embedviz.training.apart import train_aside
from embedviz.training.result import StopTraining, Training, TrainingProgress
from embedviz.training.settings import Model, Settings
from embedviz.training.train import train
from embedviz.ui.work.jobs import Job, Jobs
from embedviz.ui.work.recent import Recent
from embedviz.ui.work.visitor import session_id, visitor_id

MOST_WORK = 20_000_000_000
LIMIT = "EMBEDVIZ_MOST_WORK"
WORTH_A_PROCESS = 300_000_000
"""Work that takes some ten seconds, beside which it is little to start a process that imports gensim."""
_RUN, _WAS_OVER = "run", "embedviz_run_was_over"


class Run:
    """A training of one model or of two, one after the other. Safe to read from any thread.

    Parameters
    ----------
    corpus : Corpus
        What is learned from.
    settings : sequence of Settings
        One a model.
    """

    def __init__(self, corpus: Corpus, settings: Sequence[Settings]) -> None:
        self.id = secrets.token_hex(8)
        self.corpus = corpus
        self.settings = tuple(settings)
        self.sources: dict[Model, str] = {}
        self.is_weighed = False
        self._states: dict[Model, Training] = {}
        self._stopping = threading.Event()
        self._discarded = threading.Event()
        self.job = Job(self)

    @property
    def trainings(self) -> tuple[Training, ...]:
        """What was learned so far, of each model that was begun."""
        return tuple(self._states.values())

    @property
    def is_over(self) -> bool:
        """Whether nothing more will be learned."""
        return self._discarded.is_set() or self.job.state not in {"queued", "running"}

    @property
    def is_discarded(self) -> bool:
        """Whether it was cancelled."""
        return self._discarded.is_set() or self.job.state == "cancelled"

    @property
    def has_come_to_its_end(self) -> bool:
        """Whether all was learned that was to be, or as much as the reader wanted."""
        return self.job.state == "done" and not self._discarded.is_set()

    @property
    def reason(self) -> str:
        """Why it failed; empty if it did not."""
        return self.job.error if self.job.state == "failed" else ""

    def is_looked_at(self) -> bool:
        """Tell whether it goes on, or a tab is open that shows it."""
        return not self.is_over or self.job.is_awaited

    def stop(self) -> None:
        """End the training soon, and keep what it has learned."""
        self._stopping.set()

    def discard(self) -> None:
        """End the training soon, and keep nothing."""
        self._discarded.set()
        self.job.cancel()

    def __call__(self, progress: ProgressCallback) -> None:
        """Train, in whatever thread calls."""
        for settings in self.settings:
            if self._stopping.is_set() and self._states:
                return
            if self._discarded.is_set():
                raise Cancelled
            report = partial(self._report, progress)
            if work_of(settings, self.corpus.statistics.tokens) >= WORTH_A_PROCESS:
                training = train_aside(self.corpus, settings, progress=report)
            else:
                training = train(self.corpus, **asdict(settings), progress=report)
            self._states[settings.model] = training

    def _report(self, progress: ProgressCallback, now: Progress) -> None:
        progress(now)
        if self._discarded.is_set():
            raise Cancelled
        if isinstance(now, TrainingProgress):  # before there is nothing that could be kept
            self._states[now.so_far.model] = now.so_far
            if self._stopping.is_set():
                raise StopTraining


class Runs:
    """The trainings of a server. They have a queue of their own, so that nobody waits for one to open a file."""

    def __init__(self) -> None:
        self._queue = Jobs(slices=True)
        self._runs = Recent()

    def find(self, id: str | None) -> Run | None:
        """Return a training by its id."""
        found: Run | None = self._runs.find(id or "")
        if found is not None and found.is_over and not found.is_weighed:
            found.is_weighed = True
            self._keep(found)  # as a whole, now that it grows no more
        return found

    def place(self, run: Run) -> int:
        """Return a training's place in the queue, as :meth:`embedviz.ui.work.jobs.Jobs.place` does."""
        return self._queue.place(run.job)

    def start(self, corpus: Corpus, settings: Sequence[Settings], session: str, visitor: str | None = None) -> Run:
        """Start a training once it is the visitor's turn.

        It is kept within the budget of the process, in which it does not give way while it goes on or a tab shows it.

        Parameters
        ----------
        corpus, settings
            As for :class:`Run`.
        session, visitor
            As for :meth:`embedviz.ui.work.jobs.Jobs.start`.

        Returns
        -------
        Run

        Raises
        ------
        EmbedvizError
            If as many of the visitor's trainings wait as may.
        """
        run = Run(corpus, settings)
        run.job = self._queue.start(run.id, run, session, visitor)
        self._keep(run)
        return run

    def _keep(self, run: Run) -> None:
        self._runs.keep(run.id, run, run.is_looked_at)


def work_of(settings: Settings, tokens: int) -> int:
    """Return how much work the training of a model is: epochs times dimensions times words."""
    return settings.epochs * settings.dimensions * tokens


def require_work(tokens: int, settings: Sequence[Settings]) -> None:
    """Refuse a training that would keep a shared server at work for long.

    Parameters
    ----------
    tokens : int
        Words of the text, each as often as it occurs.
    settings : sequence of Settings
        One a model.

    Raises
    ------
    EmbedvizError
        If epochs times dimensions times words, over all models, are more than the environment variable
        EMBEDVIZ_MOST_WORK allows; 20,000,000,000 unless it is a positive number.
    """
    work = sum(work_of(each, tokens) for each in settings)
    most = most_work()
    if work > most:
        raise EmbedvizError(
            _(
                "epochs times dimensions times words is {found:,}; this server allows at most {most:,} per "
                "training: use fewer epochs, fewer dimensions or a shorter text"
            ).format(found=work, most=most)
        )


def most_work() -> int:
    """Return how much work a training may be: epochs times dimensions times words, over all models.

    Returns
    -------
    int
    """
    try:
        most = int(float(os.environ.get(LIMIT, "")))
    except (ValueError, OverflowError):
        most = 0
    return most if most > 0 else MOST_WORK


@cache
def runs() -> Runs:
    """Return the trainings of this server.

    Returns
    -------
    Runs
    """
    return Runs()


def current_run() -> Run | None:
    """Return the training that this session started last or whose link it follows, and wait for it.

    Returns
    -------
    Run or None
        None if there is none, or it was discarded or has given way to newer ones.
    """
    run = runs().find(st.query_params.get(_RUN)) or runs().find(st.session_state.get(_RUN))
    if run is None:
        st.session_state.pop(_RUN, None)
        st.query_params.pop(_RUN, None)
        return None
    st.session_state[_RUN] = st.query_params[_RUN] = run.id
    st.session_state[_WAS_OVER] = run.is_over
    run.job.watch(session_id())
    return run


def has_just_ended(run: Run) -> bool:
    """Tell whether a training has ended since :func:`current_run`, so that what is drawn says that it goes on.

    Parameters
    ----------
    run : Run
        The session's last one.

    Returns
    -------
    bool
    """
    return run.is_over and not st.session_state[_WAS_OVER]


def start(corpus: Corpus, settings: Sequence[Settings]) -> Run:
    """Start a training, which becomes that of this session.

    Parameters
    ----------
    corpus, settings
        As for :class:`Run`.

    Returns
    -------
    Run

    Raises
    ------
    EmbedvizError
        If it would take too much memory or work, or as many of the visitor's wait as may.
    """
    found = corpus.statistics
    require_work(found.tokens, settings)
    for each in settings:
        each.require_memory(found.vocabulary_size - found.dropped_by(each.min_count).words)
    run = runs().start(corpus, settings, session_id(), visitor_id())
    st.session_state[_RUN] = st.query_params[_RUN] = run.id
    return run
