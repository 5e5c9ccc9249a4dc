"""The occurrences of a corpus that are nearest to one, by their vectors in one layer of an encoder."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from embedviz.context.encoder import LONGEST_SENTENCE, Encoder
from embedviz.errors import EmbedvizError
from embedviz.geometry.neighbors import cosines_to
from embedviz.i18n import _, listed
from embedviz.progress import Progress, ProgressCallback
from embedviz.vectors import as_vector

MOST_TOKENS = 200_000
BATCH_TOKENS = 8192


@dataclass(frozen=True)
class NearOccurrence:
    """An occurrence and how near it is.

    Parameters
    ----------
    sentence : int
        Which sentence of the corpus, from 0.
    position : int
        Which of its tokens, from 0.
    score : float
        Cosine, in [-1, 1].
    """

    sentence: int
    position: int
    score: float


@dataclass(frozen=True, eq=False)
class OccurrenceIndex:
    """The vectors of all t tokens of s sentences in one layer, 4·t·d bytes of them.

    Parameters
    ----------
    id : str
        Of the encoder and its layer.
    sentences : sequence of s sequence of str
        The corpus.
    vectors : ndarray (t, d) float32
        One a token, read-only.
    starts : ndarray (s + 1,) int64
        Sentence i is ``vectors[starts[i] : starts[i + 1]]``.
    """

    id: str
    sentences: Sequence[Sequence[str]] = field(repr=False)
    vectors: np.ndarray = field(repr=False)
    starts: np.ndarray = field(repr=False)

    def nearest(self, vector: ArrayLike, k: int = 10, *, skip: int | None = None) -> tuple[NearOccurrence, ...]:
        """Find the k nearest occurrences, at most one a sentence.

        Parameters
        ----------
        vector : array-like (d,)
            Not zero.
        k : int
            How many; there are fewer if fewer sentences have a token with a direction.
        skip : int, optional
            A sentence to pass over: the one that the vector is from.

        Returns
        -------
        tuple of NearOccurrence
            Nearest first; of equally near ones the earlier first. Exact: every vector is compared, in float64.

        Raises
        ------
        EmbedvizError
            If the vector has another length, is zero or not finite, or k is less than 1.

        References
        ----------
        M. E. Peters et al., Deep contextualized word representations, NAACL 2018, table 4.
        """
        query = as_vector(vector, self.vectors.shape[1])
        if not query.any():
            raise EmbedvizError(
                _("the query vector is zero: it has no direction, so no cosine; expected another vector")
            )
        if k < 1:
            raise EmbedvizError(_("{k} nearest occurrences; expected at least 1").format(k=k))
        cosines = np.nan_to_num(cosines_to(self.vectors, query), nan=-np.inf)
        filled = np.flatnonzero(np.diff(self.starts))
        best = np.maximum.reduceat(cosines, self.starts[filled])
        best[filled == skip] = -np.inf
        order = np.argsort(-best, kind="stable")[:k]
        found = []
        for sentence in filled[order[np.isfinite(best[order])]].tolist():
            within = cosines[self.starts[sentence] : self.starts[sentence + 1]]
            position = int(within.argmax())
            found.append(NearOccurrence(sentence, position, float(np.clip(within[position], -1.0, 1.0))))
        return tuple(found)


def build_index(
    encoder: Encoder, sentences: Sequence[Sequence[str]], *, layer: int, progress: ProgressCallback | None = None
) -> OccurrenceIndex:
    """Encode a corpus once and keep one layer.

    Parameters
    ----------
    encoder : Encoder
        Of d dimensions.
    sentences : sequence of s sequence of str
        Of at most 200,000 tokens in all; with 256 dimensions that is an index of 205 MB. Of a sentence the first 512
        tokens count.
    layer : int
        Which of the encoder's l layers, from 0.
    progress : callable, optional
        Called with the tokens encoded. It may raise to cancel.

    Returns
    -------
    OccurrenceIndex

    Raises
    ------
    EmbedvizError
        If the encoder has no such layer, there are too many tokens, or none.
    """
    if not 0 <= layer < len(encoder.layers):
        raise EmbedvizError(
            _("layer {layer}; expected 0 to {last}: {names}").format(
                layer=layer, last=len(encoder.layers) - 1, names=listed(encoder.layers)
            )
        )
    lengths = np.array([min(len(sentence), LONGEST_SENTENCE) for sentence in sentences], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    tokens = int(starts[-1])
    if not 1 <= tokens <= MOST_TOKENS:
        raise EmbedvizError(
            _("a corpus of {tokens:,} tokens to encode; expected 1 to {most:,}").format(tokens=tokens, most=MOST_TOKENS)
        )
    vectors: np.ndarray | None = None
    first = 0
    # In batches, so that the other layers never take much memory.
    while first < len(sentences):
        last = max(first + 1, int(np.searchsorted(starts, starts[first] + BATCH_TOKENS, side="right")) - 1)
        encoded = encoder.encode(sentences[first:last])
        part = np.concatenate([layers[layer] for layers in encoded])
        if vectors is None:
            vectors = np.empty((tokens, part.shape[1]), dtype=np.float32)
        vectors[starts[first] : starts[last]] = part
        first = last
        if progress is not None:
            progress(Progress(_("Encoding the corpus"), int(starts[first]), tokens))
    assert vectors is not None  # noqa: S101 - there is a token
    vectors.setflags(write=False)
    return OccurrenceIndex(f"{encoder.id}/{encoder.layers[layer]}", sentences, vectors, starts)
