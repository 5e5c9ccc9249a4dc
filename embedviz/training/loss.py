"""A loss that can be compared: of the same predictions each time.

What gensim adds up while it trains is of other pairs, other negatives and other weights for each batch, in float32.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

import numpy as np

from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.training.network import Network
from embedviz.training.settings import Settings
from embedviz.training.text import Text
from embedviz.vectors import Vectors, as_matrix

SAMPLE = 10_000
# Sentences are drawn first, until they have so many times the words: subsampling leaves a part of them.
SURPLUS = 4
FEWEST_SENTENCES = 200
BLOCK_ROWS = 512


@dataclass(frozen=True, eq=False)
class LossSample:
    """Predictions to be made, p of them, each with its negative samples.

    Parameters
    ----------
    contexts : sparse array (p, m) float64
        Each row sums to 1, so that the hidden layers are ``contexts @ W``: for skip-gram one word, for CBOW the mean of
        all the words in the window.
    targets : ndarray (p,) int
        The words to be predicted.
    negatives : ndarray (p, k) int
        Words drawn from the noise distribution for each. One that is the target counts nothing, as in training.
    """

    contexts: Any = field(repr=False)
    targets: np.ndarray = field(repr=False)
    negatives: np.ndarray = field(repr=False)

    def mean(self, vectors: Vectors, output: Vectors) -> float:
        """Return the mean negative-sampling loss of the predictions, computed in float64.

        With the hidden layer h, the target's output vector u and those of its negative samples u₁ … uₖ a prediction
        costs -log σ(u·h) - Σ log σ(-uᵢ·h). It is (k + 1) log 2 for a network that knows nothing.

        The sample depends on the corpus and on the settings seed, min_count, window and negative. Where these agree the
        loss is comparable between epochs, dimensions, learning rates, and also between the models, which then predict
        the same words against the same negatives: skip-gram from one word of the window, CBOW from all. With more
        negatives there are more terms; with another min_count or window it is another task.

        The sample is drawn from the text that is trained on, so this is what training minimizes; it says nothing about
        other texts.

        Parameters
        ----------
        vectors, output : Embedding or array-like (m, n)
            W and W', the input and output weights.

        Returns
        -------
        float

        References
        ----------
        T. Mikolov, I. Sutskever, K. Chen, G. Corrado and J. Dean, Distributed representations of words and phrases and
        their compositionality, NeurIPS 2013, eq. 4.
        """
        hidden = self.contexts @ np.asarray(as_matrix(vectors), dtype=np.float64)
        output = np.asarray(as_matrix(output), dtype=np.float64)
        predicted = np.column_stack([self.targets, self.negatives])
        total = 0.0
        for start in range(0, len(predicted), BLOCK_ROWS):
            rows = slice(start, start + BLOCK_ROWS)
            scores = np.einsum("pkn,pn->pk", output[predicted[rows]], hidden[rows])
            scores[:, 0] *= -1
            losses = np.logaddexp(0.0, scores)  # -log σ(-x)
            losses[:, 1:][self.negatives[rows] == self.targets[rows, None]] = 0.0
            total += float(losses.sum())
        return total / len(predicted)


def draw(text: Text, network: Network, settings: Settings) -> LossSample:
    """Draw the predictions at which a network will be measured.

    Occurrences of words are drawn alike, after subsampling; the reach of each one's window is drawn as in training.

    Parameters
    ----------
    text : Text
        The corpus.
    network : Network
        Knows the vocabulary, what subsampling keeps and the noise distribution.
    settings : Settings
        Of these count the model, the window, the negative samples and the seed.

    Returns
    -------
    LossSample
        10,000 predictions, or as many as the text has.

    Raises
    ------
    EmbedvizError
        If no sentence has two words of the vocabulary.
    """
    from scipy.sparse import csr_array

    random = np.random.default_rng(settings.seed)
    whole = _drawn_sentences(text, network, random)
    windows = _Windows([sentence[random.random(len(sentence)) < network.keep[sentence]] for sentence in whole])
    if not len(windows.occurrences):  # a text so small that each of its words counts as frequent
        windows = _Windows(whole)
    if not len(windows.occurrences):
        raise EmbedvizError(
            _(
                "none of {found:,} sentences holds two of the {words:,} words in the vocabulary; expected words in the "
                "context of others"
            ).format(found=len(whole), words=len(network.words))
        )
    targets = random.choice(windows.occurrences, min(SAMPLE, len(windows.occurrences)), replace=False)
    reach = random.integers(1, settings.window, len(targets), endpoint=True)
    thresholds = np.cumsum(network.noise)[:-1]
    negatives = np.searchsorted(thresholds, random.random((len(targets), settings.negative)), side="right")
    rows, positions = windows.around(targets, reach)
    if settings.model == "skip-gram":
        ends = np.cumsum(np.bincount(rows))
        chosen = ends - 1 - (random.random(len(targets)) * np.bincount(rows)).astype(np.intp)
        rows, positions = rows[chosen], positions[chosen]
    weights = 1.0 / np.bincount(rows)[rows]
    shape = (len(targets), len(network.words))
    contexts = csr_array((weights, (rows, windows.words[positions])), shape=shape)
    return LossSample(contexts, windows.words[targets], negatives)


def _drawn_sentences(text: Text, network: Network, random: np.random.Generator) -> list[np.ndarray]:
    """Return whole sentences of the text, each as the indices of its words in the vocabulary."""
    index = {word: i for i, word in enumerate(network.words)}
    some = max(FEWEST_SENTENCES, math.ceil(SURPLUS * SAMPLE / text.tokens * text.pieces))
    drawn = np.zeros(text.pieces, dtype=bool)
    drawn[random.permutation(text.pieces)[:some]] = True
    return [
        np.array([index[word] for word in sentence if word in index], dtype=np.intp)
        for sentence in compress(text.sentences, drawn)
    ]


class _Windows:
    """Sentences end to end, and which words stand around which.

    Parameters
    ----------
    sentences : sequence of ndarray (t,) int
        The indices of their words.

    Attributes
    ----------
    words : ndarray (s,) int
        All of them.
    occurrences : ndarray (o,) int
        The positions in ``words`` of those that are not alone in their sentence.
    """

    def __init__(self, sentences: Sequence[np.ndarray]) -> None:
        lengths = np.array([len(sentence) for sentence in sentences])
        ends = np.cumsum(lengths)
        self.words = np.concatenate(sentences)
        self._begin = np.repeat(ends - lengths, lengths)
        self._end = np.repeat(ends, lengths)
        self.occurrences = np.flatnonzero(self._end - self._begin > 1)

    def around(self, targets: np.ndarray, reach: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return each pair of a target, by its place among the targets, and the position of a word in its window."""
        first = np.maximum(self._begin[targets], targets - reach)
        sizes = np.minimum(self._end[targets], targets + reach + 1) - first - 1
        rows = np.repeat(np.arange(len(targets)), sizes)
        positions = np.arange(len(rows)) + np.repeat(first - (np.cumsum(sizes) - sizes), sizes)
        return rows, positions + (positions >= targets[rows])
