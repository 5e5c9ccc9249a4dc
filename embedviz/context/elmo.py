"""ELMo: a token's vectors from the biLM that reads its sentence (Peters et al. 2018)."""

import math
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b, file_digest
from pathlib import Path

import numpy as np

from embedviz.blas import one_blas_thread
from embedviz.context.bilstm import GATES, BiLstm, State
from embedviz.context.encoder import first_tokens
from embedviz.context.inputs import StaticInput, TokenInput, token_input
from embedviz.context.options import BEGIN, END, ElmoOptions
from embedviz.context.weights import DIRECTIONS, lstm_shapes, random_lstm, read_weights
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.listing import as_words
from embedviz.progress import Progress, ProgressCallback

UNTRAINED = "/untrained-"
SHIPPED = Path(__file__).parents[1] / "data" / "elmo"
OPTIONS, WEIGHTS = "options.json", "weights.hdf5"
MOST_SENTENCES = 64
BLOCK_BYTES = 16 << 20


@dataclass(frozen=True, eq=False)
class Activations:
    """All that happens in the network while it reads one sentence of t tokens.

    Parameters
    ----------
    tokens : tuple of t + 2 str
        What is read, from ``<S>`` to ``</S>``.
    token_vectors : ndarray (t + 2, w) float32
        What the first layer reads in both directions.
    forward, backward : ndarray (layers, t + 2, w) float32
        What each layer hands on at each token. Places are those in the sentence, also backward.
    """

    tokens: tuple[str, ...]
    token_vectors: np.ndarray = field(repr=False)
    forward: np.ndarray = field(repr=False)
    backward: np.ndarray = field(repr=False)


class Elmo:
    """A biLM that turns the tokens of a sentence into vectors; an :class:`embedviz.context.encoder.Encoder`.

    Threads may share one as long as they leave out ``stateful``, whose order would be theirs.

    Parameters
    ----------
    id : str
        Names these very weights.
    options : ElmoOptions
        Its shape.
    tokens : TokenInput
        Gives tokens their vectors.
    lstm : BiLstm
        Reads them.
    """

    def __init__(self, id: str, options: ElmoOptions, tokens: TokenInput, lstm: BiLstm) -> None:
        self.id = id
        self.options = options
        self._tokens = tokens
        self._lstm = lstm
        self._lock = threading.Lock()
        self._state = State.zeros(options, 0)

    def __reduce__(self) -> tuple[object, ...]:
        # To another process; there it begins anew.
        return Elmo, (self.id, self.options, self._tokens, self._lstm)

    @classmethod
    def load(
        cls,
        options_file: str | Path | None = None,
        weight_file: str | Path | None = None,
        *,
        vocabulary_file: str | Path | None = None,
        embedding_file: str | Path | None = None,
    ) -> "Elmo":
        """Load a biLM in the format of bilm-tf.

        Parameters
        ----------
        options_file, weight_file : str or Path, optional
            ``options.json`` and ``weights.hdf5``; without them, the small one that comes with embedviz.
        vocabulary_file, embedding_file : str or Path, optional
            Words, one a line, and an HDF5 file whose dataset "embedding" has a vector for each: instead of a character
            CNN.

        Returns
        -------
        Elmo

        Raises
        ------
        FileError
            If a file cannot be read or is not what the options say; it names the dataset, what was found and what was
            expected.
        EmbedvizError
            If one of two files that go together is missing.
        """
        if (options_file is None) != (weight_file is None):
            raise EmbedvizError(_("a file of options or of weights without the other; expected both or neither"))
        if (vocabulary_file is None) != (embedding_file is None):
            raise EmbedvizError(_("a file of vocabulary or of embeddings without the other; expected both or neither"))
        given = (options_file or SHIPPED / OPTIONS, weight_file or SHIPPED / WEIGHTS, vocabulary_file, embedding_file)
        files = [Path(path) for path in given if path is not None]
        weights = read_weights(*files)
        options = weights.options
        return cls(_id(files), options, token_input(weights), BiLstm(options, weights.lstm))

    def untrained(self, seed: int = 0) -> "Elmo":
        """Return what shows how much of the vectors is training: the same network with random LSTMs.

        A projection of static vectors is drawn anew as well; other token vectors stay.

        Parameters
        ----------
        seed : int
            Of the weights, which are drawn as before training.

        Returns
        -------
        Elmo

        References
        ----------
        J. Wieting and D. Kiela, No training required: exploring random encoders for sentence classification, ICLR 2019.
        """
        lstm = BiLstm(self.options, random_lstm(self.options, seed=seed))
        tokens = self._tokens.untrained(seed) if isinstance(self._tokens, StaticInput) else self._tokens
        return Elmo(f"{self.id}{UNTRAINED}{seed}", self.options, tokens, lstm)

    @property
    def title(self) -> str:
        """What it is called, for a reader."""
        shape = {"layers": self.options.n_layers, "cells": self.options.cells, "d": DIRECTIONS * self.options.width}
        if UNTRAINED in self.id:
            return _("biLM untrained, {layers} layers of {cells:,} cells, {d:,} dimensions").format(**shape)
        return _("biLM, {layers} layers of {cells:,} cells, {d:,} dimensions").format(**shape)

    def sharing(self, open_source: Callable[[str, ProgressCallback | None], Embedding]) -> "Elmo":
        """Return the same biLM, whose static vectors, if it reads any, are those that others hold as well.

        Parameters
        ----------
        open_source : callable
            Given the id of their source, and a callback for progress, opens them or returns those that are open.

        Returns
        -------
        Elmo
        """
        if self.options.static is None or not isinstance(self._tokens, StaticInput):
            return self
        tokens = self._tokens.sharing(partial(open_source, self.options.static.source))
        return Elmo(self.id, self.options, tokens, self._lstm)

    @property
    def multiplications(self) -> int:
        """How many a token takes, about: as many as there are numbers in the LSTMs."""
        return sum(math.prod(shape) for shape in lstm_shapes(self.options).values())

    @property
    def layers(self) -> tuple[str, ...]:
        """Ids of its layers: "layer-0" for the tokens' own vectors, then one a layer of LSTMs."""
        return tuple(f"layer-{i}" for i in range(self.options.n_layers + 1))

    def known(self, tokens: Sequence[str]) -> int:
        """Return how many of some tokens its input tells from unknown ones.

        Parameters
        ----------
        tokens : sequence of str, or str
            Any; a text alone is one token.

        Returns
        -------
        int
            All of them where it reads characters.
        """
        return self._tokens.known(as_words(tokens))

    def __repr__(self) -> str:
        return f"Elmo({self.id!r}, {self.title!r})"

    def encode(
        self,
        sentences: Sequence[Sequence[str]],
        stateful: bool = False,
        *,
        progress: ProgressCallback | None = None,
    ) -> list[np.ndarray]:
        """Return the vectors of all tokens in all layers.

        Parameters
        ----------
        sentences : sequence of s sequence of str
            Tokens; of a sentence the first 512 are read. Markers are put around it, and left out of what comes back.
        stateful : bool
            Whether sentence i goes on with what the cells hold since sentence i of the stateful call before, as in
            bilm-tf. Otherwise its vectors depend on nothing else.
        progress : callable, optional
            Called with what has been read. It may raise to cancel, and the cells then hold what they held.

        Returns
        -------
        list of s ndarray (l, t, d) float32
            One a sentence, layer 0 first: that is the token's vector twice, the others are what the forward direction
            and the backward direction hand on, beside each other.

        Raises
        ------
        EmbedvizError
            If the source of the tokens' vectors cannot be opened, or the weights are so large that the vectors are not
            finite.

        References
        ----------
        M. E. Peters, M. Neumann, M. Iyyer, M. Gardner, C. Clark, K. Lee and L. Zettlemoyer, Deep contextualized word
        representations, NAACL 2018, eq. 1.
        """
        if not stateful:
            return self._encode(sentences, None, progress)
        with self._lock:
            state = State.zeros(self.options, max(len(self._state), len(sentences)))
            state.set(slice(len(self._state)), self._state)
            vectors = self._encode(sentences, state, progress)
            self._state = state
        return vectors

    def reset(self) -> None:
        """Let the next stateful call begin anew."""
        with self._lock:
            self._state = State.zeros(self.options, 0)

    def activations(self, sentence: Sequence[str]) -> Activations:
        """Return all that happens in the network while it reads one sentence.

        Parameters
        ----------
        sentence : sequence of t str
            Its tokens, of which the first 512 are read.

        Returns
        -------
        Activations

        Raises
        ------
        EmbedvizError
            As for :meth:`encode`.
        """
        marked = _marked(*first_tokens([sentence]))
        with _directions() as executor:
            ids, vectors = self._vectors([marked], None)
            read = self._read(vectors[ids[0]], np.array([len(marked)]), State.zeros(self.options, 1), executor)
        return Activations(marked, vectors[ids[0]], forward=read[0], backward=read[1])

    def _encode(
        self, sentences: Sequence[Sequence[str]], state: State | None, progress: ProgressCallback | None
    ) -> list[np.ndarray]:
        encoded: list[np.ndarray] = [np.empty(0)] * len(sentences)
        done = 0
        with _directions() as executor:
            ids, vectors = self._vectors([_marked(tokens) for tokens in first_tokens(sentences)], progress)
            lengths = np.array([len(each) for each in ids], dtype=int)
            for rows in self._batches(lengths):
                before = State.zeros(self.options, len(rows)) if state is None else state.of(rows)
                tokens = vectors[np.concatenate([ids[row] for row in rows])]
                states = self._read(tokens, lengths[rows], before, executor)
                if state is not None:
                    state.set(rows, before)
                stops = np.cumsum(lengths[rows])
                for row, start, stop in zip(rows, stops - lengths[rows] + 1, stops - 1, strict=True):
                    encoded[row] = _layers(tokens[start:stop], states[:, :, start:stop])
                done += len(rows)
                if progress is not None:
                    progress(Progress(_("Reading sentences"), done, len(ids)))
        return encoded

    def _vectors(
        self, sentences: list[tuple[str, ...]], progress: ProgressCallback | None
    ) -> tuple[list[np.ndarray], np.ndarray]:
        """Return the vectors (u, w) of the distinct tokens, and for each sentence which of them are its own."""
        distinct: dict[str, int] = {}
        ids = [np.array([distinct.setdefault(token, len(distinct)) for token in tokens]) for tokens in sentences]
        with np.errstate(over="ignore", invalid="ignore"):
            return ids, _require_finite(self._tokens.vectors(list(distinct), progress))

    def _read(self, tokens: np.ndarray, lengths: np.ndarray, state: State, executor: Executor) -> np.ndarray:
        return _require_finite(self._lstm.read(tokens, lengths, state, executor))

    def _batches(self, lengths: np.ndarray) -> Iterator[np.ndarray]:
        """Yield which sentences to read at once, the longest first: so many that their gates stay in the caches."""
        order = np.argsort(-lengths, kind="stable")
        start = 0
        while start < len(order):
            numbers = GATES * self.options.cells * int(lengths[order[start]])
            count = max(1, min(MOST_SENTENCES, BLOCK_BYTES // (4 * numbers)))
            yield order[start : start + count]
            start += count


@contextmanager
def _directions() -> Iterator[Executor]:
    """Two threads, one a direction; the steps are too small to be shared out within."""
    with one_blas_thread(), ThreadPoolExecutor(DIRECTIONS, thread_name_prefix="embedviz-elmo") as executor:
        yield executor


def _marked(tokens: list[str]) -> tuple[str, ...]:
    return (BEGIN, *tokens, END)


def _layers(tokens: np.ndarray, states: np.ndarray) -> np.ndarray:
    """Put the tokens' vectors (t, w) twice, and states (2, layers, t, w), into one array (l, t, 2w)."""
    layers, t, w = states.shape[1:]
    vectors = np.empty((layers + 1, t, DIRECTIONS, w), np.float32)
    vectors[0] = tokens[:, np.newaxis]
    vectors[1:] = states.transpose(1, 2, 0, 3)
    return vectors.reshape(layers + 1, t, DIRECTIONS * w)


def _require_finite(numbers: np.ndarray) -> np.ndarray:
    if not np.isfinite(numbers).all():
        raise EmbedvizError(
            _("the weights of the biLM are so large that its vectors are not finite; expected finite ones")
        )
    return numbers


def _id(files: Sequence[Path]) -> str:
    digest = blake2b(digest_size=8)
    for path in files:
        with path.open("rb") as file:
            digest.update(file_digest(file, "blake2b").digest())
    return f"elmo-{digest.hexdigest()}"
