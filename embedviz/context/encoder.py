"""What turns sentences into a vector for each token: the one interface that all encoders have."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from embedviz.progress import ProgressCallback

LONGEST_SENTENCE = 512

Sentences = Sequence[Sequence[str]]


class Encoder(Protocol):
    """An encoder, static or contextual. Encoders with one ``id`` give the same vectors."""

    @property
    def id(self) -> str:
        """Names these very weights."""

    @property
    def title(self) -> str:
        """Its name for a reader."""

    @property
    def multiplications(self) -> int:
        """How many a token takes, about: as many as there are numbers in the network."""

    @property
    def layers(self) -> tuple[str, ...]:
        """Ids of the l layers, the first one next to the words."""

    def encode(self, sentences: Sentences, *, progress: ProgressCallback | None = None) -> list[np.ndarray]:
        """Encode sentences.

        Parameters
        ----------
        sentences : sequence of s sentences
            Of tokens. Of a sentence of more than :data:`LONGEST_SENTENCE` tokens the first ones are encoded.
        progress : callable, optional
            Takes :class:`embedviz.progress.Progress`; it may raise to stop.

        Returns
        -------
        list of s ndarray (l, t, d) float32
            A vector for each layer and token.
        """
