"""Training in a process of its own: what it has learned comes back one measurement after the other."""

import time
from dataclasses import asdict, dataclass, replace
from typing import cast

from embedviz.processes.calling import are_processes_allowed, call_apart
from embedviz.progress import Progress, ProgressCallback
from embedviz.sources.corpora.corpus import Corpus
from embedviz.training.result import StopTraining, Training, TrainingProgress
from embedviz.training.settings import Settings
from embedviz.training.train import train

REPORT_SECONDS = 0.1


def train_aside(corpus: Corpus, settings: Settings, *, progress: ProgressCallback | None) -> Training:
    """Train word vectors as :func:`train_apart` does where processes are allowed, and else here.

    Parameters
    ----------
    corpus, settings, progress
        As there.

    Returns
    -------
    Training
    """
    if are_processes_allowed():
        return train_apart(corpus, settings, progress=progress)
    return train(corpus, **asdict(settings), progress=progress)


def train_apart(corpus: Corpus, settings: Settings, *, progress: ProgressCallback | None) -> Training:
    """Train word vectors as :func:`embedviz.training.train.train` does, in a process of its own.

    Parameters
    ----------
    corpus : Corpus
        What is learned from.
    settings : Settings
        How.
    progress : callable or None
        As there, but called ten times a second at most, and at each measurement.

    Returns
    -------
    Training
        The same as there, to the last bit.

    Raises
    ------
    EmbedvizError, Cancelled
        As there; and if the process ends before its time.
    """
    whole = _Whole(progress)
    call_apart(learn, _bare(corpus), settings, progress=whole, passed_on=StopTraining)
    return whole.training


def learn(corpus: Corpus, settings: Settings, *, progress: ProgressCallback) -> None:
    """Train, and tell what is learned by reports alone: what another process is told to do.

    Parameters
    ----------
    corpus, settings
        As for :func:`train_apart`.
    progress : callable
        Takes reports for :func:`train_apart` to put together.
    """
    teller = _Teller(progress)
    teller.tell_all(train(corpus, **asdict(settings), progress=teller))


@dataclass(frozen=True)
class _Told(Progress):
    """A report on its way: of the training so far what was not told before; None where that is nothing."""

    epochs_left: int
    words_per_second: float
    new: Training | None


class _Teller:
    """In the process that trains."""

    def __init__(self, progress: ProgressCallback) -> None:
        self._progress = progress
        self._told: Training | None = None
        self._at = 0.0

    def __call__(self, now: Progress) -> None:
        if not isinstance(now, TrainingProgress):
            self._progress(now)
            return
        new = self._new(now.so_far)
        is_due = time.monotonic() - self._at >= REPORT_SECONDS
        # Without a report it is not heard that nobody waits any more, but the next comes after 10,000 words.
        if new is not None or is_due:
            self._at = time.monotonic()
            self._progress(_Told(now.stage, now.done, now.total, now.epochs_left, now.words_per_second, new))

    def tell_all(self, training: Training) -> None:
        """Tell what there is in the end, if it was not told."""
        new = self._new(training)
        if new is not None:
            self._progress(_Told("", 1, 1, 0, training.history[-1].words_per_second or 1.0, new))

    def _new(self, training: Training) -> Training | None:
        if training is self._told:
            return None
        known = 0 if self._told is None else len(self._told.history)
        self._told = training
        return replace(training, history=training.history[known:], snapshots=training.snapshots[known:])


class _Whole:
    """In the process that waits: puts together what is told."""

    def __init__(self, progress: ProgressCallback | None) -> None:
        self._progress = progress
        self._last: Progress | None = None
        self._report: Progress | None = None
        self._training: Training | None = None

    @property
    def training(self) -> Training:
        """All that was told."""
        return cast("Training", self._training)  # the first report holds the initial state

    def __call__(self, now: Progress) -> None:
        if now is not self._last or self._report is None:
            self._last, self._report = now, self._put_together(now)
        if self._progress is not None:
            self._progress(self._report)

    def _put_together(self, now: Progress) -> Progress:
        if not isinstance(now, _Told):
            return now
        if now.new is not None:
            self._training = _joined(self._training, now.new)
        return TrainingProgress(now.stage, now.done, now.total, now.epochs_left, now.words_per_second, self.training)


def _joined(before: Training | None, new: Training) -> Training:
    for array in (new.embedding.vectors, new.output, new.counts, *new.snapshots):
        array.setflags(write=False)
    if before is None:
        return new
    return replace(new, history=(*before.history, *new.history), snapshots=(*before.snapshots, *new.snapshots))


def _bare(corpus: Corpus) -> Corpus:
    """Return a corpus without what no training reads."""
    return Corpus(corpus.title, corpus.sentences, corpus.note)
