"""What a training is asked for, within bounds."""

import math
import reprlib
from dataclasses import dataclass, fields
from typing import Literal, get_args

import numpy as np

from embedviz import units
from embedviz.errors import EmbedvizError
from embedviz.i18n import _, listed

Model = Literal["skip-gram", "cbow"]
MODELS: tuple[Model, ...] = get_args(Model)

BOUNDS: dict[str, tuple[float, float]] = {
    "dimensions": (1, 2_000),
    "window": (1, 20),
    "negative": (1, 20),
    "epochs": (1, 1_000),
    "min_count": (1, 1_000_000_000),
    "learning_rate": (1e-5, 1.0),
    "seed": (0, 2**32 - 1),
    "workers": (1, 64),
    "snapshots": (1, 100),
}
"""Least and greatest value of each setting that is a number.

The kernel cannot be interrupted within a batch of 10,000 words; with all of these at their greatest one takes seconds.
"""

MOST_BYTES = 2_000_000_000


@dataclass(frozen=True)
class Settings:
    """How a network is trained.

    Parameters
    ----------
    model : {"skip-gram", "cbow"}
        Predict each word of a window from the one in its middle, or the one in the middle from the mean of the others.
    dimensions : int
        n, the width of the hidden layer. More than there are words is allowed; the rank is at most that.
    window : int
        How far from a word its context reaches, at most, in words. As in word2vec the reach is drawn anew for each
        occurrence, from 1 to this.
    negative : int
        Words drawn from the noise distribution for each that is to be predicted.
    epochs : int
        Passes over the corpus.
    min_count : int
        Words that occur less often are left out, as if they were not in the text.
    learning_rate : float
        At the beginning; it falls linearly to 0.0001.
    seed : int
        Of the initial weights and of all that is drawn. The same seed gives the same vectors, with one worker.
    workers : int
        Threads that train at once, without locks (Recht, Re, Wright and Niu 2011).
    snapshots : int
        How many times the vectors are measured and kept after the initial state: after each epoch, or after so many
        evenly spread ones if there are more epochs.

    Raises
    ------
    EmbedvizError
        If one of them is not a number, or out of its :data:`BOUNDS`.

    References
    ----------
    T. Mikolov, I. Sutskever, K. Chen, G. Corrado and J. Dean, Distributed representations of words and phrases and
    their compositionality, NeurIPS 2013.
    """

    model: Model = "skip-gram"
    dimensions: int = 50
    window: int = 5
    negative: int = 5
    epochs: int = 5
    min_count: int = 5
    learning_rate: float = 0.025
    seed: int = 0
    workers: int = 1
    snapshots: int = 20

    def __post_init__(self) -> None:
        if self.model not in MODELS:
            raise EmbedvizError(
                _("the model is {found}; expected one of {known}").format(
                    found=reprlib.repr(self.model), known=listed(MODELS)
                )
            )
        for field in fields(self):
            if field.name in BOUNDS:
                value = _checked(field.name, getattr(self, field.name), whole=field.type is int)
                object.__setattr__(self, field.name, value)

    @property
    def final_learning_rate(self) -> float:
        """What the learning rate falls to: 0.0001 as in gensim, or where it starts if that is less."""
        return min(0.0001, self.learning_rate)

    @property
    def measured_epochs(self) -> frozenset[int]:
        """The epochs, counted from 1, after which the vectors are measured and kept; the last is one of them."""
        measured = min(self.snapshots, self.epochs)
        return frozenset(math.ceil(i * self.epochs / measured) for i in range(1, measured + 1))

    def memory(self, words: int) -> int:
        """Return what a training holds: weights, a copy to measure in float64, snapshots in float16, spectra.

        Parameters
        ----------
        words : int
            m, the size of the vocabulary.

        Returns
        -------
        int
            Bytes.
        """
        numbers = words * self.dimensions
        spectrum = 8 * min(words, self.dimensions) * (self.dimensions + 1)
        return 32 * numbers + (1 + len(self.measured_epochs)) * (2 * numbers + spectrum)

    def require_memory(self, words: int) -> None:
        """Refuse a training that would hold more than 2 GB.

        Parameters
        ----------
        words : int
            m, the size of the vocabulary.

        Raises
        ------
        EmbedvizError
            If it would.
        """
        needed = self.memory(words)
        if needed > MOST_BYTES:
            raise EmbedvizError(
                _(
                    "training {words:,} words in {dimensions:,} dimensions with {snapshots} snapshots takes {needed} "
                    "of memory; expected at most {most}: fewer dimensions or snapshots, or a greater min_count"
                ).format(
                    words=words,
                    dimensions=self.dimensions,
                    snapshots=len(self.measured_epochs),
                    needed=units.size(needed),
                    most=units.size(MOST_BYTES),
                )
            )


def _checked(name: str, value: object, *, whole: bool) -> float:
    low, high = BOUNDS[name]
    kinds = (int, np.integer) if whole else (int, float, np.integer, np.floating)
    if not isinstance(value, kinds) or isinstance(value, bool) or not low <= value <= high:
        expected = _("a whole number from {low:,} to {high:,}") if whole else _("a number from {low} to {high}")
        raise EmbedvizError(
            _("{name} is {found}; expected {expected}").format(
                name=name, found=reprlib.repr(value), expected=expected.format(low=low, high=high)
            )
        )
    return int(value) if whole else float(value)
