"""Training: skip-gram and CBOW with negative sampling."""

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from embedviz.errors import Cancelled
from embedviz.i18n import _
from embedviz.listing import Sentence
from embedviz.progress import ProgressCallback
from embedviz.sources.corpora.corpus import Corpus
from embedviz.training.loss import draw
from embedviz.training.network import Network
from embedviz.training.recorder import Recorder
from embedviz.training.result import StopTraining, Training, TrainingProgress
from embedviz.training.settings import Model, Settings
from embedviz.training.text import Text, read


def train(
    corpus: Corpus | Iterable[Sentence],
    model: Model = "skip-gram",
    dimensions: int = 50,
    *,
    window: int = 5,
    negative: int = 5,
    epochs: int = 5,
    min_count: int = 5,
    learning_rate: float = 0.025,
    seed: int = 0,
    workers: int = 1,
    snapshots: int = 20,
    progress: ProgressCallback | None = None,
) -> Training:
    """Train word vectors with negative sampling, and measure them while they come into being.

    The vectors are those that gensim's Word2Vec gives with the same settings and one worker, for sentences of at most
    10,000 words; of longer ones gensim drops the rest, here they are split.

    Parameters
    ----------
    corpus : Corpus, or sequence of list of str
        Sentences, each a list of words. They are read once to count the words, once to draw the sample for the loss,
        and once an epoch.
    model, dimensions, window, negative, epochs, min_count, learning_rate, seed, workers, snapshots
        See :class:`Settings`.
    progress : callable, optional
        Called in this thread after every 10,000 words with a :class:`TrainingProgress`, which holds the training so
        far. It may raise :class:`embedviz.Cancelled` to discard the training, or :class:`StopTraining` to end it and
        have what it has learned until then. While the words are counted there is nothing yet, and either cancels.

    Returns
    -------
    Training

    Raises
    ------
    EmbedvizError
        If a setting is out of bounds, the corpus is none or has fewer than two words that are frequent enough, or
        no sentence has two of them.
    Cancelled
        If progress raised it.

    References
    ----------
    T. Mikolov, I. Sutskever, K. Chen, G. Corrado and J. Dean, Distributed representations of words and phrases and
    their compositionality, NeurIPS 2013.
    """
    settings = Settings(model, dimensions, window, negative, epochs, min_count, learning_rate, seed, workers, snapshots)
    try:
        text = read(corpus, min_count=settings.min_count, progress=progress)
    except StopTraining:
        raise Cancelled from None
    settings.require_memory(len(text.counts))
    network = Network(text, settings)
    sample = draw(text, network, settings)
    with ThreadPoolExecutor(1, thread_name_prefix="embedviz-measuring") as executor:
        recorder = Recorder(executor, network, sample, text, settings)
        try:
            _learn(network, recorder, text, settings, progress)
        except StopTraining:
            recorder.record()
        recorder.wait()
    return recorder.training


def _learn(
    network: Network, recorder: Recorder, text: Text, settings: Settings, progress: ProgressCallback | None
) -> None:
    began = time.perf_counter()
    for epoch in range(settings.epochs):
        with closing(network.learn(epoch)) as batches:
            for _batch in batches:
                if progress is not None:
                    speed = network.words_seen / (time.perf_counter() - began)
                    progress(
                        TrainingProgress(
                            _("Epoch {epoch} of {epochs}").format(epoch=epoch + 1, epochs=settings.epochs),
                            network.words_seen - epoch * text.tokens,
                            text.tokens,
                            settings.epochs - epoch - 1,
                            speed,
                            recorder.training,
                        )
                    )
        if epoch + 1 in settings.measured_epochs:
            recorder.record()
