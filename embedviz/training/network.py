"""The network itself: gensim's Word2Vec, driven batch by batch.

gensim's own ``train`` runs its compiled kernel in threads, which outlive an exception and report once an epoch. Called
directly, the kernel draws the same numbers and leaves the same weights, and between batches the caller is in charge.
"""

import threading
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from embedviz.extras import needs
from embedviz.training.settings import Settings
from embedviz.training.text import Text
from embedviz.vocabulary import Vocabulary

SUBSAMPLE = 1e-3
NOISE_EXPONENT = 0.75
QUEUED = 2  # batches that wait, a worker

Batch = Sequence[Sequence[str]]


class Network:
    """Both weight matrices of a network that learns to predict words.

    Parameters
    ----------
    text : Text
        What it learns from.
    settings : Settings
        How.

    Attributes
    ----------
    words : Vocabulary
        m words, most frequent first.
    counts : ndarray (m,) int64
        How often each occurs.
    keep : ndarray (m,) float64
        Probability that an occurrence of a word is used: √(t/f) + t/f, at most 1, for its share f of all words and
        t = 0.001, as in gensim and word2vec's code. Mikolov, Sutskever et al. 2013, section 2.3, have √(t/f).
    noise : ndarray (m,) float64
        Probability that a word is drawn as a negative sample, proportional to its count to the power of 0.75.
    words_seen : int
        Words of the text passed so far, rare and subsampled ones included.
    """

    def __init__(self, text: Text, settings: Settings) -> None:
        with needs("app", "word2vec"):
            from gensim.models import Word2Vec

        self._text = text
        self._settings = settings
        self._model = Word2Vec(
            vector_size=settings.dimensions,
            alpha=settings.learning_rate,
            window=settings.window,
            sample=SUBSAMPLE,
            seed=settings.seed,
            workers=settings.workers,
            sg=int(settings.model == "skip-gram"),
            negative=settings.negative,
            ns_exponent=NOISE_EXPONENT,
        )
        self._model.min_count = 1  # the counts are those of the words kept
        self._model.build_vocab_from_freq(text.counts, corpus_count=text.pieces)
        self._lock = threading.Lock()
        self.words_seen = 0
        keyed = self._model.wv
        self.words = Vocabulary(keyed.index_to_key)
        self.counts = np.asarray(keyed.expandos["count"], dtype=np.int64)
        self.counts.setflags(write=False)
        self.keep = keyed.expandos["sample_int"] / 2.0**32
        weights = self.counts.astype(np.float64) ** NOISE_EXPONENT
        self.noise = weights / weights.sum()

    @property
    def vectors(self) -> np.ndarray:
        """W, the input weights that become the word vectors, (m, n) float32; they change while it learns."""
        return self._model.wv.vectors

    @property
    def output(self) -> np.ndarray:
        """W', the output weights, one row a word to predict, (m, n) float32; they change while it learns."""
        return self._model.syn1neg

    def learn(self, epoch: int) -> Generator[None]:
        """Pass over the text once.

        Parameters
        ----------
        epoch : int
            Counted from 0; the learning rate depends on it.

        Yields
        ------
        None
            After each batch of at most 10,000 words. With several workers more may be under way, which are waited for
            when the iterator is closed.
        """
        jobs = self._jobs(epoch)
        if self._settings.workers == 1:
            for batch, rate in jobs:
                self._learn(batch, rate)
                yield
            return
        pending: deque[Future[None]] = deque()
        with ThreadPoolExecutor(self._settings.workers, thread_name_prefix="embedviz-training") as pool:
            try:
                for batch, rate in jobs:
                    pending.append(pool.submit(self._learn, batch, rate))
                    if len(pending) > QUEUED * self._settings.workers:
                        yield pending.popleft().result()
                while pending:
                    yield pending.popleft().result()
            finally:
                for job in pending:
                    job.cancel()

    def _jobs(self, epoch: int) -> Iterator[tuple[Batch, float]]:
        first, last = self._settings.learning_rate, self._settings.final_learning_rate
        begun = 0
        for batch in self._text.batches:
            passed = (epoch + begun / self._text.pieces) / self._settings.epochs
            yield batch, max(last, first - (first - last) * passed)
            begun += len(batch)

    def _learn(self, batch: Batch, rate: float) -> None:
        from gensim.models.word2vec_inner import train_batch_cbow, train_batch_sg

        work, hidden = np.zeros((2, self._settings.dimensions), dtype=np.float32)
        if self._settings.model == "skip-gram":
            train_batch_sg(self._model, batch, rate, work, False)
        else:
            train_batch_cbow(self._model, batch, rate, work, hidden, False)
        with self._lock:
            self.words_seen += sum(map(len, batch))
