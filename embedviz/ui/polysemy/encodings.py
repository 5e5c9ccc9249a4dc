"""What the Polysemy page keeps of encoded sentences: of each layer the word's own vectors, and some of other words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from embedviz.context.anisotropy import one_of_each
from embedviz.context.encoder import Encoder
from embedviz.progress import Progress, ProgressCallback
from embedviz.ui.polysemy.examples import Chosen
from embedviz.ui.work.recent import Recent

TOKENS_AT_ONCE = 4_000
_ENCODINGS = Recent()


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


def encoded(encoder: Encoder, chosen: Chosen, progress: ProgressCallback | None = None) -> Encoding:
    """Return what is kept of a word's sentences, encoded once for all sessions.

    Parameters
    ----------
    encoder : Encoder
        Of l layers in d dimensions.
    chosen : Chosen
        Of k occurrences.
    progress : callable, optional
        As for the encoder.

    Returns
    -------
    Encoding
        A hundredth of the vectors of all tokens of long texts.
    """
    found: Encoding = _ENCODINGS.get((encoder.id, chosen.key), lambda: _encode(encoder, chosen, progress))
    return found


def _encode(encoder: Encoder, chosen: Chosen, progress: ProgressCallback | None) -> Encoding:
    places = [(row, at) for row, sentence in enumerate(chosen.distinct) for at in range(len(sentence))]
    drawn = [places[i] for i in one_of_each([chosen.distinct[row][at] for row, at in places]).tolist()]
    wanted = [*zip(chosen.rows, chosen.positions, strict=True), *drawn]
    found: dict[tuple[int, int], np.ndarray] = {}
    for rows in _blocks(chosen.distinct):
        report = None if progress is None else partial(_whole, progress, rows, len(chosen.distinct))
        layers = encoder.encode(chosen.distinct[rows.start : rows.stop], progress=report)
        found |= {(row, at): layers[row - rows.start][:, at].copy() for row, at in wanted if row in rows}
    vectors = np.stack([found[place] for place in wanted], axis=1)
    k = len(chosen.rows)
    return Encoding(vectors[:, :k], vectors[:, k:], tuple(chosen.distinct[row][at] for row, at in drawn))


def _blocks(sentences: Sequence[Sequence[str]]) -> Iterator[range]:
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
