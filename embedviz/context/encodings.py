"""What is worth keeping of encoded sentences: of each layer a word's own vectors, and some of other words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from embedviz.context.anisotropy import one_of_each
from embedviz.context.encoder import Encoder, Sentences
from embedviz.progress import Progress, ProgressCallback

TOKENS_AT_ONCE = 4_000


@dataclass(frozen=True, eq=False)
class Encoding:
    """A word's k occurrences in the l layers of an encoder, and occurrences of s words that baselines are drawn from.

    Parameters
    ----------
    vectors : ndarray (l, k, d) float32
        Of the word.
    others : ndarray (l, s, d) float32
        Of the words drawn, at most 1,000.
    words : tuple of s str
        Those.
    """

    vectors: np.ndarray = field(repr=False)
    others: np.ndarray = field(repr=False)
    words: tuple[str, ...]


def encode_occurrences(
    encoder: Encoder,
    sentences: Sentences,
    rows: Sequence[int],
    positions: Sequence[int],
    *,
    progress: ProgressCallback | None = None,
) -> Encoding:
    """Encode sentences, and keep of them what the occurrences of a word are measured by.

    Parameters
    ----------
    encoder : Encoder
        Of l layers in d dimensions.
    sentences : sequence of sequence of str
        Different ones, in tokens.
    rows, positions : sequence of k int
        Of each occurrence, which of the sentences it is in, and at which of its tokens.
    progress : callable, optional
        Takes how many sentences are encoded. It may raise to cancel.

    Returns
    -------
    Encoding
        A hundredth of the vectors of all tokens of long texts.
    """
    places = [(row, at) for row, sentence in enumerate(sentences) for at in range(len(sentence))]
    drawn = [places[i] for i in one_of_each([sentences[row][at] for row, at in places]).tolist()]
    wanted = [*zip(rows, positions, strict=True), *drawn]
    found: dict[tuple[int, int], np.ndarray] = {}
    for block in _blocks(sentences):
        report = None if progress is None else partial(_whole, progress, block, len(sentences))
        layers = encoder.encode(sentences[block.start : block.stop], progress=report)
        found |= {(row, at): layers[row - block.start][:, at].copy() for row, at in wanted if row in block}
    vectors = np.stack([found[place] for place in wanted], axis=1)
    k = len(rows)
    return Encoding(vectors[:, :k], vectors[:, k:], tuple(sentences[row][at] for row, at in drawn))


def _blocks(sentences: Sentences) -> Iterator[range]:
    """Yield which sentences to encode at once, so that the vectors of all tokens are never there together."""
    start = tokens = 0
    for row, sentence in enumerate(sentences):
        if tokens and tokens + len(sentence) > TOKENS_AT_ONCE:
            yield range(start, row)
            start, tokens = row, 0
        tokens += len(sentence)
    yield range(start, len(sentences))


def _whole(progress: ProgressCallback, rows: range, sentences: int, of_block: Progress) -> None:
    """Report how far all sentences are; what an encoder does besides is reported as it is."""
    is_sentences = of_block.total == len(rows)
    progress(Progress(of_block.stage, rows.start + of_block.done, sentences) if is_sentences else of_block)
