"""A token's vector from a table: bilm-tf's own of some words, or static vectors through a projection."""

import threading
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Protocol

import numpy as np

from embedviz.context.characters import CharacterCnn
from embedviz.context.options import MARKERS, UNKNOWN, StaticOptions
from embedviz.context.weights import ElmoWeights
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.sources.catalogue import open_source

OpenStatic = Callable[[ProgressCallback | None], Embedding]
"""Opens the static vectors that a biLM reads."""


class TokenInput(Protocol):
    """Gives tokens the vectors that the LSTMs read: layer 0."""

    def vectors(self, tokens: Sequence[str], progress: ProgressCallback | None = None) -> np.ndarray:
        """Return the vectors of tokens.

        Parameters
        ----------
        tokens : sequence of u str
            Among them may be those that mark where a sentence begins and ends.
        progress : callable, optional
            Called while it takes long. It may raise to cancel.

        Returns
        -------
        ndarray (u, w) float32
        """
        ...

    def known(self, tokens: Sequence[str]) -> int:
        """Return how many of some tokens have a vector that is not the one of all unknown ones.

        Parameters
        ----------
        tokens : sequence of str
            None of them a marker.

        Returns
        -------
        int
        """
        ...


def token_input(weights: ElmoWeights) -> TokenInput:
    """Return what gives the tokens of a biLM their vectors.

    Parameters
    ----------
    weights : ElmoWeights
        The biLM.

    Returns
    -------
    TokenInput
    """
    options, tokens = weights.options, weights.tokens
    if not weights.vocabulary and options.char_cnn is not None:
        return CharacterCnn(options.char_cnn, tokens)
    if not weights.vocabulary and options.static is not None:
        return StaticInput(options.static, tokens["static/W_proj"], tokens["static/special"])
    return TokenTable(weights.vocabulary, tokens["embedding"])


class TokenTable:
    """A vector for each word of a vocabulary.

    Parameters
    ----------
    words : iterable of m str
        The markers among them. A word is looked up as it is written, then in lower case.
    table : ndarray (m, w) float32
        Their vectors. bilm-tf puts a row of zeros before them, which stands for no token.
    """

    def __init__(self, words: Iterable[str], table: np.ndarray) -> None:
        self._rows = {word: row for row, word in enumerate(words)}
        self._table = table

    def vectors(self, tokens: Sequence[str], progress: ProgressCallback | None = None) -> np.ndarray:  # noqa: ARG002
        """Return the vectors of tokens; see :meth:`TokenInput.vectors`."""
        rows, unknown = self._rows, self._rows[UNKNOWN]
        found = [rows.get(token, rows.get(token.lower(), unknown)) for token in tokens]
        return self._table[np.array(found, dtype=int)]

    def known(self, tokens: Sequence[str]) -> int:
        """Return how many of some tokens are known; see :meth:`TokenInput.known`."""
        return sum(token in self._rows or token.lower() in self._rows for token in tokens)


class StaticInput:
    """Static vectors through a projection, and vectors of their own for the markers.

    Parameters
    ----------
    options : StaticOptions
        The source, which is opened when it is first needed. A word is looked up as it is written, then in lower case.
    projection : ndarray (n, w) float32
        From its dimensions to w.
    special : ndarray (3, w) float32
        Of the tokens that mark where a sentence begins and ends, and of words that the source does not have.
    open_static : callable, optional
        Opens the source; :func:`embedviz.sources.catalogue.open_source` unless given.
    """

    def __init__(
        self,
        options: StaticOptions,
        projection: np.ndarray,
        special: np.ndarray,
        open_static: OpenStatic | None = None,
    ) -> None:
        self._options, self._projection, self._special = options, projection, special
        self._open_static = open_static or partial(_open, options.source)
        self._lock = threading.Lock()
        self._opened: Embedding | None = None

    def __reduce__(self) -> tuple[object, ...]:
        # To another process, which maps the source anew.
        return StaticInput, (self._options, self._projection, self._special)

    def vectors(self, tokens: Sequence[str], progress: ProgressCallback | None = None) -> np.ndarray:
        """Return the vectors of tokens; see :meth:`TokenInput.vectors`."""
        static = self._static(progress)
        vectors = np.tile(self._special[MARKERS.index(UNKNOWN)], (len(tokens), 1))
        places, words = [], []
        for place, token in enumerate(tokens):
            if token in MARKERS:
                vectors[place] = self._special[MARKERS.index(token)]
            elif (word := token if token in static else token.lower()) in static:
                places.append(place)
                words.append(word)
        if words:
            vectors[places] = static.rows(words) @ self._projection
        return vectors

    def known(self, tokens: Sequence[str]) -> int:
        """Return how many of some tokens are known; see :meth:`TokenInput.known`."""
        static = self._static(None)
        return sum(token in static or token.lower() in static for token in tokens)

    def untrained(self, seed: int) -> "StaticInput":
        """Return these static vectors through a projection as before training, see ``scripts/train_elmo.py``.

        Parameters
        ----------
        seed : int
            Of the draw.

        Returns
        -------
        StaticInput
        """
        n, w = self._projection.shape
        drawn = np.random.default_rng(seed).standard_normal((n, w)).astype(np.float32) / np.sqrt(np.float32(n))
        return StaticInput(self._options, drawn, self._special, self._static)

    def sharing(self, open_static: OpenStatic) -> "StaticInput":
        """Return the same projection of static vectors that others may hold as well.

        Parameters
        ----------
        open_static : callable
            Opens them.

        Returns
        -------
        StaticInput
        """
        return StaticInput(self._options, self._projection, self._special, open_static)

    def _static(self, progress: ProgressCallback | None) -> Embedding:
        with self._lock:
            if self._opened is None:
                static = self._open_static(progress)
                if static.shape[1] != self._options.n_dimensions:
                    raise EmbedvizError(
                        _(
                            "{source} has {found:,} dimensions; expected {expected:,}, as the options of the biLM"
                        ).format(
                            source=self._options.source, found=static.shape[1], expected=self._options.n_dimensions
                        )
                    )
                self._opened = static
            return self._opened


def _open(source: str, progress: ProgressCallback | None) -> Embedding:
    return open_source(source, progress=progress)
