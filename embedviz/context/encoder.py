"""What turns sentences into a vector for each token: the one interface that all encoders have."""

import reprlib
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.listing import as_sentences
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

        Raises
        ------
        EmbedvizError
            If a sentence is one text, or holds what is no token.
        """


def first_tokens(sentences: Sentences) -> list[list[str]]:
    """Return what is read of sentences.

    Parameters
    ----------
    sentences : sequence of s sentences
        Of tokens, each as a list or an array of one axis.

    Returns
    -------
    list of s list of str
        The first :data:`LONGEST_SENTENCE` tokens of each.

    Raises
    ------
    EmbedvizError
        If a sentence is one text, or holds what is no token.
    """
    cut = [list(sentence[:LONGEST_SENTENCE]) for sentence in as_sentences(sentences)]
    for number, tokens in enumerate(cut, 1):
        for token in tokens:
            if not isinstance(token, str):
                raise EmbedvizError(
                    _("sentence {number:,} holds {found}; expected words, each a str").format(
                        number=number, found=reprlib.repr(token)
                    )
                )
    return cut
