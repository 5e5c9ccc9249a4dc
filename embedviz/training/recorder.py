"""Measures a network while it learns on."""

import time
from concurrent.futures import Executor, Future
from contextvars import copy_context
from functools import partial
from hashlib import blake2b

import numpy as np

from embedviz.algebra.spectrum import spectrum
from embedviz.blas import one_blas_thread
from embedviz.embedding import Embedding
from embedviz.i18n import _
from embedviz.training.loss import LossSample
from embedviz.training.network import Network
from embedviz.training.result import Record, Training
from embedviz.training.settings import Settings
from embedviz.training.text import Text

TITLES = {"skip-gram": "skip-gram", "cbow": "CBOW"}


class Recorder:
    """Keeps the history of a network. It measures copies of the weights, so that the training need not wait.

    Parameters
    ----------
    executor : Executor
        Of one thread, in which to measure.
    network : Network
        What is measured.
    sample : LossSample
        The predictions at which to measure it.
    text : Text
        What it learns from.
    settings : Settings
        How.

    Attributes
    ----------
    training : Training
        The state when it was last measured.
    """

    def __init__(
        self, executor: Executor, network: Network, sample: LossSample, text: Text, settings: Settings
    ) -> None:
        self._executor = executor
        self._network = network
        self._sample = sample
        self._text = text
        self._settings = settings
        self._pending: Future[None] | None = None
        self.training = self._measured(0, 0.0, *self._weights(), (), ())
        self._seen = 0
        self._resumed = time.perf_counter()

    def record(self) -> None:
        """Measure the network as it is now, once the measurement before is done."""
        seen = self._network.words_seen
        speed = (seen - self._seen) / (time.perf_counter() - self._resumed)
        self.wait()
        self._pending = self._executor.submit(copy_context().run, partial(self._extend, seen, speed, *self._weights()))
        self._seen = seen
        self._resumed = time.perf_counter()

    def wait(self) -> None:
        """Wait until all is measured."""
        if self._pending is not None:
            self._pending.result()

    def _weights(self) -> tuple[np.ndarray, np.ndarray]:
        return self._network.vectors.copy(), self._network.output.copy()

    def _extend(self, seen: int, speed: float, vectors: np.ndarray, output: np.ndarray) -> None:
        before = self.training
        self.training = self._measured(seen, speed, vectors, output, before.history, before.snapshots)

    def _measured(
        self,
        seen: int,
        speed: float,
        vectors: np.ndarray,
        output: np.ndarray,
        history: tuple[Record, ...],
        snapshots: tuple[np.ndarray, ...],
    ) -> Training:
        epoch = seen / self._text.tokens
        with one_blas_thread():
            singular = spectrum(vectors)
        record = Record(epoch, seen, speed, self._sample.mean(vectors, output), singular)
        snapshot = vectors.astype(np.float16)
        for array in (output, snapshot):
            array.setflags(write=False)
        return Training(
            embedding=self._embedding(epoch, vectors),
            output=output,
            counts=self._network.counts,
            settings=self._settings,
            history=(*history, record),
            snapshots=(*snapshots, snapshot),
        )

    def _embedding(self, epoch: float, vectors: np.ndarray) -> Embedding:
        settings, text = self._settings, self._text
        # With several workers the same text and settings give other vectors each time.
        digest = blake2b(repr((text.id, settings)).encode() + vectors.tobytes(), digest_size=8).hexdigest()
        note = _(
            "{model} trained on {corpus} ({tokens:,} words): {dimensions} dimensions, window {window}, {negative} "
            "negative samples, min_count {min_count}, {done:.4g} of {epochs} epochs, learning rate {rate}, seed {seed}"
        ).format(
            model=TITLES[settings.model],
            corpus=text.title,
            tokens=text.tokens,
            dimensions=settings.dimensions,
            window=settings.window,
            negative=settings.negative,
            min_count=settings.min_count,
            done=epoch,
            epochs=settings.epochs,
            rate=settings.learning_rate,
            seed=settings.seed,
        )
        return Embedding(f"{settings.model}-{digest}", self._network.words, vectors, note=note, by_frequency=True)
