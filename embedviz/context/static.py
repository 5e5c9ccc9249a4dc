"""What contextual encoders are compared with: a word's vector itself, and the average of the words around it."""

import math
from collections.abc import Callable

import numpy as np

from embedviz.context.encoder import Sentences, first_tokens
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback
from embedviz.vectors import as_embedding

SMOOTHING = 1e-3
EULER_GAMMA = 0.5772156649015329
REPORT_EVERY = 256  # sentences


class Static:
    """A word's own vector, whatever its context.

    A token counts as it is written, else in lower case, else as the n-grams of an embedding with subwords make it. Of a
    token without a vector the vector is zero.

    Parameters
    ----------
    embedding : Embedding
        Of d dimensions.
    """

    layers = ("static",)
    multiplications = 0

    def __init__(self, embedding: Embedding) -> None:
        self.embedding = embedding

    @property
    def id(self) -> str:
        """Names these very vectors."""
        return f"static/{self.embedding.id}"

    @property
    def title(self) -> str:
        """Its name for a reader."""
        return _("Static vectors ({id})").format(id=self.embedding.id)

    def encode(self, sentences: Sentences, *, progress: ProgressCallback | None = None) -> list[np.ndarray]:
        """Look up each token of each sentence, see :meth:`embedviz.context.encoder.Encoder.encode`."""
        return _encoded(self.embedding, sentences, progress, lambda _tokens, vectors: vectors)


class ContextAverage:
    """The weighted mean of the other words of the sentence: the simplest vector of a context, a baseline to beat.

    Parameters
    ----------
    embedding : Embedding
        m words in d dimensions, most frequent first.
    a : float
        Positive. A word of probability p weighs a/(a + p).

    Raises
    ------
    EmbedvizError
        If a is not positive.

    Notes
    -----
    Probabilities are those of Zipf's law, 1/(rank·H_m) with the harmonic number H_m; a word that only n-grams know has
    that of the last. The sum is divided by the weights' sum, where Arora et al. divide by the number of words: that
    changes lengths, not directions. Where no other word has a vector the mean is zero.

    References
    ----------
    S. Arora, Y. Liang and T. Ma, A simple but tough-to-beat baseline for sentence embeddings, ICLR 2017, eq. 3.
    """

    layers = ("context",)
    multiplications = 0

    def __init__(self, embedding: Embedding, a: float = SMOOTHING) -> None:
        if not 0 < a < math.inf:
            raise EmbedvizError(_("the smoothing a is {found}; expected a positive number").format(found=a))
        self.embedding = embedding
        self.a = a

    @property
    def id(self) -> str:
        """Names these very vectors."""
        return f"context-average-{self.a!r}/{self.embedding.id}"

    @property
    def title(self) -> str:
        """Its name for a reader."""
        return _("Average of the other words ({id})").format(id=self.embedding.id)

    def encode(self, sentences: Sentences, *, progress: ProgressCallback | None = None) -> list[np.ndarray]:
        """Average around each token of each sentence, see :meth:`embedviz.context.encoder.Encoder.encode`."""
        return _encoded(self.embedding, sentences, progress, self._around)

    def _around(self, tokens: list[str], vectors: np.ndarray) -> np.ndarray:
        # Each mean on its own: the sum of all less one's own would leave rounding where there is no other word.
        weights = np.tile(np.array([self._weight(token) for token in tokens]), (len(tokens), 1))
        np.fill_diagonal(weights, 0.0)
        total = weights.sum(axis=1, keepdims=True)
        return np.divide(weights, total, out=np.zeros_like(weights), where=total > 0) @ vectors

    def _weight(self, token: str) -> float:
        known = known_form(self.embedding, token)
        if known is None:
            return 0.0
        m = len(self.embedding)
        rank = self.embedding.index(known) + 1 if known in self.embedding else m
        return self.a / (self.a + 1 / (rank * _harmonic(m)))


def known_form(embedding: Embedding, token: str) -> str | None:
    """Return how an embedding spells a token.

    Parameters
    ----------
    embedding : Embedding
        Any.
    token : str
        Any.

    Returns
    -------
    str or None
        A word with a vector: the token as it is written, else in lower case; None if neither has one.
    """
    embedding = as_embedding(embedding)
    forms = (token, token.lower())
    in_vocabulary = (form for form in forms if form in embedding)
    with_n_grams = (form for form in forms if embedding.has_vector(form))
    return next(in_vocabulary, None) or next(with_n_grams, None)


def _encoded(
    embedding: Embedding,
    sentences: Sentences,
    progress: ProgressCallback | None,
    layer: Callable[[list[str], np.ndarray], np.ndarray],
) -> list[np.ndarray]:
    cut = first_tokens(sentences)
    forms = {token: known_form(embedding, token) for token in dict.fromkeys(t for tokens in cut for t in tokens)}
    row = {token: i for i, token in enumerate(forms)}
    vectors = np.zeros((len(forms), embedding.shape[1]), dtype=np.float32)
    known = {row[token]: form for token, form in forms.items() if form is not None}
    if known:
        vectors[list(known)] = embedding.rows(list(known.values()))
    encoded = []
    for done, tokens in enumerate(cut, start=1):
        found = layer(tokens, vectors[[row[token] for token in tokens]] if tokens else vectors[:0])
        encoded.append(found.astype(np.float32)[None])
        if progress is not None and (done % REPORT_EVERY == 0 or done == len(cut)):
            progress(Progress(_("Encoding sentences"), done, len(cut)))
    return encoded


def _harmonic(m: int) -> float:
    """Return 1 + 1/2 + ... + 1/m, by Euler and Maclaurin's series where that is exact to float64."""
    if m < 100:
        return math.fsum(1 / i for i in range(1, m + 1))
    return math.log(m) + EULER_GAMMA + 1 / (2 * m) - 1 / (12 * m**2) + 1 / (120 * m**4)
