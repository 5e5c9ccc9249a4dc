"""The idea on one sentence: the window that slides over it, and one prediction followed through with real numbers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from embedviz.arrays import require_finite
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.training.network import NOISE_EXPONENT
from embedviz.vectors import Vectors, as_matrix


@dataclass(frozen=True)
class Window:
    """A word of a sentence and those around it.

    Parameters
    ----------
    center : str
        The word in the middle.
    contexts : tuple of c str
        The others, in their order; none if the sentence has but one word.
    position : int
        Where in the sentence the center stands.
    context_positions : tuple of c int
        Where the contexts stand.
    """

    center: str
    contexts: tuple[str, ...]
    position: int
    context_positions: tuple[int, ...]

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """What skip-gram learns from it: (center, context) pairs, each predicting the second from the first."""
        return tuple((self.center, context) for context in self.contexts)


def windows(sentence: Sequence[str], *, window: int) -> tuple[Window, ...]:
    """Slide a window over a sentence.

    Parameters
    ----------
    sentence : sequence of t str
        Its words, as far as the vocabulary holds them.
    window : int
        How far it reaches to both sides, in words. Word2vec draws the reach anew for each word, from 1 to the window.

    Returns
    -------
    tuple of t Window
        One a word. Skip-gram predicts each context from the center, CBOW the center from all contexts at once.

    Raises
    ------
    EmbedvizError
        If the window is less than 1.

    References
    ----------
    T. Mikolov, K. Chen, G. Corrado and J. Dean, Efficient estimation of word representations in vector space, 2013,
    section 3.
    """
    if window < 1:
        raise EmbedvizError(_("window is {found}; expected a whole number from 1").format(found=window))
    found = []
    for i, center in enumerate(sentence):
        around = tuple(j for j in range(max(0, i - window), min(len(sentence), i + window + 1)) if j != i)
        found.append(Window(center, tuple(sentence[j] for j in around), i, around))
    return tuple(found)


def negative_samples(counts: np.ndarray, target: int, *, k: int, seed: int = 0) -> tuple[int, ...]:
    """Draw words that a prediction should not give.

    Parameters
    ----------
    counts : ndarray (m,) int
        How often each word occurs.
    target : int
        The word to be predicted, which is not drawn.
    k : int
        How many.
    seed : int
        Of what is drawn.

    Returns
    -------
    tuple of k int
        Drawn independently with probabilities proportional to the counts to the power of 0.75; a word may come twice.

    Raises
    ------
    EmbedvizError
        If no other word occurs.
    """
    noise = np.asarray(counts, dtype=np.float64) ** NOISE_EXPONENT
    noise[target] = 0.0
    total = noise.sum()
    if not total > 0:
        raise EmbedvizError(_("there is no word besides the target; expected a vocabulary of at least 2"))
    drawn = np.random.default_rng(seed).choice(len(noise), size=k, p=noise / total)
    return tuple(drawn.tolist())


@dataclass(frozen=True, eq=False)
class Step:
    """One prediction with c input words, its target and k negative samples, and what a network learns from it.

    Parameters
    ----------
    inputs : tuple of c int
        Rows of the input weights W: skip-gram's center, or CBOW's contexts. A one-hot vector has its 1 there.
    outputs : tuple of 1 + k int
        Rows of the output weights W': the target, then its negative samples.
    rate : float
        Learning rate α.
    input_rows : ndarray (c, n) float64
        Rows of W.
    hidden : ndarray (n,) float64
        h, the mean of the input rows: of one word its row, which is what the product of a one-hot vector with W gives.
    output_rows : ndarray (1 + k, n) float64
        u₀ … uₖ, rows of W'.
    scores : ndarray (1 + k,) float64
        uᵢ·h.
    """

    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    rate: float
    input_rows: np.ndarray = field(repr=False)
    hidden: np.ndarray = field(repr=False)
    output_rows: np.ndarray = field(repr=False)
    scores: np.ndarray = field(repr=False)

    @property
    def labels(self) -> np.ndarray:
        """What the network should say of each output: 1 of the target, 0 of the others, (1 + k,) float64."""
        labels = np.zeros(len(self.outputs))
        labels[0] = 1.0
        return labels

    @property
    def probabilities(self) -> np.ndarray:
        """What it says: σ(uᵢ·h), the probability that the output is not noise, (1 + k,) float64."""
        return np.exp(-np.logaddexp(0.0, -self.scores))

    @property
    def losses(self) -> np.ndarray:
        """Each output's share of the loss: -log σ(u₀·h), then -log σ(-uᵢ·h), (1 + k,) float64."""
        return np.logaddexp(0.0, np.where(self.labels == 1, -self.scores, self.scores))

    @property
    def loss(self) -> float:
        """The sum of the :attr:`losses`."""
        return float(self.losses.sum())

    @property
    def errors(self) -> np.ndarray:
        """dL/d(uᵢ·h) = σ(uᵢ·h) - label, (1 + k,) float64."""
        return np.where(self.labels == 1, -np.exp(-np.logaddexp(0.0, self.scores)), self.probabilities)

    @property
    def hidden_gradient(self) -> np.ndarray:
        """dL/dh = Σ errorᵢ uᵢ, (n,) float64."""
        return np.asarray(self.errors @ self.output_rows)

    @property
    def output_gradients(self) -> np.ndarray:
        """dL/duᵢ = errorᵢ h, (1 + k, n) float64; of a word drawn twice each time its share."""
        return np.outer(self.errors, self.hidden)

    @property
    def new_input_rows(self) -> np.ndarray:
        """The rows of W after the step, (c, n) float64: each less α dL/dh.

        The gradient of one of c rows is dL/dh / c; word2vec and gensim do not divide, and neither does this (Irsoy,
        Benton and Stratos 2021).
        """
        return self._stepped(self.inputs, self.input_rows, np.tile(self.hidden_gradient, (len(self.inputs), 1)))

    @property
    def new_output_rows(self) -> np.ndarray:
        """The rows of W' after the step, (1 + k, n) float64: each less α times its gradient."""
        return self._stepped(self.outputs, self.output_rows, self.output_gradients)

    @property
    def new_loss(self) -> float:
        """What the same prediction costs after the step."""
        hidden = self.new_input_rows.mean(axis=0)
        scores = self.new_output_rows @ hidden
        return float(np.logaddexp(0.0, np.where(self.labels == 1, -scores, scores)).sum())

    def _stepped(self, words: tuple[int, ...], rows: np.ndarray, gradients: np.ndarray) -> np.ndarray:
        # A word that stands there several times is one row, which takes all of its steps.
        same = np.equal.outer(words, words).astype(np.float64)
        return np.asarray(rows - self.rate * (same @ gradients))


def step(
    vectors: Vectors,
    output: Vectors,
    inputs: int | Sequence[int],
    target: int,
    negatives: Sequence[int],
    *,
    rate: float,
) -> Step:
    """Follow one prediction through a network with negative sampling.

    The loss is L = -log σ(u₀·h) - Σ log σ(-uᵢ·h), the gradients dL/duᵢ = (σ(uᵢ·h) - label) h and
    dL/dh = Σ (σ(uᵢ·h) - label) uᵢ.

    Parameters
    ----------
    vectors, output : Embedding or array-like (m, n)
        W and W', the input and output weights.
    inputs : int, or sequence of int
        Row of the center word, for skip-gram; rows of the context words, for CBOW.
    target : int
        Row of the word to be predicted: a context, for skip-gram; the center, for CBOW.
    negatives : sequence of int
        Rows of the negative samples. One that is the target is left out, as in training.
    rate : float
        Learning rate α.

    Returns
    -------
    Step

    Raises
    ------
    EmbedvizError
        If the matrices differ in shape, a row is not there, there is no input, the learning rate is not positive, or a
        number is NaN or infinite.

    References
    ----------
    T. Mikolov, I. Sutskever, K. Chen, G. Corrado and J. Dean, Distributed representations of words and phrases and
    their compositionality, NeurIPS 2013, eq. 4.
    X. Rong, word2vec parameter learning explained, 2014, eq. 55 to 61.
    O. Irsoy, A. Benton and K. Stratos, Corrected CBOW performs as well as skip-gram, 2021.
    """
    vectors, output = as_matrix(vectors), as_matrix(output)
    if vectors.shape != output.shape:
        raise EmbedvizError(
            _("input weights of shape {vectors}, output weights of shape {output}; expected two matrices alike").format(
                vectors=vectors.shape, output=output.shape
            )
        )
    if not (math.isfinite(rate) and rate > 0):
        raise EmbedvizError(_("the learning rate is {found}; expected a positive number").format(found=rate))
    given = (inputs,) if isinstance(inputs, int | np.integer) else tuple(inputs)
    if not given:
        raise EmbedvizError(_("a prediction from no word; expected at least one"))
    asked = (target, *(word for word in negatives if word != target))
    for row in (*given, *asked):
        if not 0 <= row < len(vectors):
            raise EmbedvizError(_("row {row} of {rows:,}; expected one from 0").format(row=row, rows=len(vectors)))
    input_rows = require_finite(np.asarray(vectors[list(given)], dtype=np.float64))
    output_rows = require_finite(np.asarray(output[list(asked)], dtype=np.float64))
    hidden = input_rows.mean(axis=0)
    return Step(given, asked, rate, input_rows, hidden, output_rows, output_rows @ hidden)
