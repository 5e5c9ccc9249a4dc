"""What a training leaves: the vectors, the other weights, and how they came to be."""

from dataclasses import dataclass, field

import numpy as np

from embedviz.algebra.spectrum import Spectrum
from embedviz.embedding import Embedding
from embedviz.progress import Progress
from embedviz.training.settings import Model, Settings


@dataclass(frozen=True, eq=False)
class Record:
    """The state of a training at one moment.

    Parameters
    ----------
    epoch : float
        Passes over the corpus finished, 0 before the first; not whole if training was stopped within one.
    words_seen : int
        Words of the corpus passed, rare and subsampled ones included.
    words_per_second : float
        Since the record before; 0 in the first.
    loss : float
        Mean negative-sampling loss of a fixed sample, see :meth:`embedviz.training.loss.LossSample.mean`.
    spectrum : Spectrum
        Of the (m, n) word vectors, in the float32 they are trained in.
    """

    epoch: float
    words_seen: int
    words_per_second: float
    loss: float
    spectrum: Spectrum

    @property
    def effective_rank(self) -> float:
        """That of the :attr:`spectrum`."""
        return self.spectrum.effective_rank


@dataclass(frozen=True, eq=False)
class Training:
    """A trained network, or one on its way.

    Parameters
    ----------
    embedding : Embedding (m, n)
        The word vectors: the input weights W, words by frequency.
    output : ndarray (m, n) float32
        The output weights W', one row a word to predict; read-only.
    counts : ndarray (m,) int64
        How often each word occurs in the corpus.
    settings : Settings
        What was asked for.
    history : tuple of r Record
        The first is the initial state.
    snapshots : tuple of r ndarray (m, n) float16
        The word vectors at each record, rounded; read-only.
    """

    embedding: Embedding
    output: np.ndarray = field(repr=False)
    counts: np.ndarray = field(repr=False)
    settings: Settings
    history: tuple[Record, ...] = field(repr=False)
    snapshots: tuple[np.ndarray, ...] = field(repr=False)

    @property
    def model(self) -> Model:
        """That of the :attr:`settings`."""
        return self.settings.model

    @property
    def finished(self) -> bool:
        """Whether all epochs are done; False of one that was stopped or still goes on."""
        return self.history[-1].epoch >= self.settings.epochs


@dataclass(frozen=True)
class TrainingProgress(Progress):
    """A report of a running training; a stage is an epoch, a step a word.

    Parameters
    ----------
    stage, done, total
        As of any :class:`embedviz.Progress`.
    epochs_left : int
        After this one.
    words_per_second : float
        Since the beginning.
    so_far : Training
        The state when it was last measured, with the history up to then.
    """

    epochs_left: int
    words_per_second: float
    so_far: Training = field(repr=False)

    @property
    def seconds_left(self) -> float:
        """An estimate of how long the rest takes at the speed so far."""
        return (self.total - self.done + self.epochs_left * self.total) / self.words_per_second


class StopTraining(Exception):  # noqa: N818 - not an error: the caller asked for it
    """Raised by a progress callback to end a training now and have what it has learned until then."""
