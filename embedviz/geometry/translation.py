"""How well one language turned onto another finds words that the turning has not seen."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from embedviz.algebra.alignment import align
from embedviz.algebra.shared import paired_rows
from embedviz.arrays import row_blocks
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.scaling import unit_rows
from embedviz.vectors import as_embedding

AMONG = 200_000
NEAREST = 5
FEWEST = 4


@dataclass(frozen=True, eq=False)
class Translation:
    """Pairs held out, and what lies nearest to each word of the first language once it is turned onto the second.

    Parameters
    ----------
    fitted : int
        Pairs that the rotation was made from.
    pairs : tuple of t (str, str)
        The others.
    nearest : tuple of t tuple of str
        The five words of the second language nearest to the first of each pair, by cosine.
    among : int
        Words of the second language looked at.
    fitted_exactly : float
        Of the pairs that the rotation was made from, the share whose second word is nearest.
    """

    fitted: int
    pairs: tuple[tuple[str, str], ...] = field(repr=False)
    nearest: tuple[tuple[str, ...], ...] = field(repr=False)
    among: int
    fitted_exactly: float

    def precision(self, k: int) -> float:
        """Return the share of the pairs held out whose second word is among the k nearest, k from 1 to 5."""
        hits = [pair[1] in near[:k] for pair, near in zip(self.pairs, self.nearest, strict=True)]
        return float(np.mean(hits))

    def chance(self, k: int) -> float:
        """Return the same for words drawn at random."""
        return min(1.0, k / self.among)


def translate(a: Embedding, b: Embedding, pairs: Sequence[tuple[str, str]], *, seed: int = 0) -> Translation:
    """Turn one embedding onto another by half of a bilingual list, and look up the other half.

    Parameters
    ----------
    a, b : Embedding
        Of m and p words in n dimensions each; of b the first 200,000 are looked at.
    pairs : sequence of (str, str)
        A word of a, a word of b. Those that either lacks do not count.
    seed : int
        Of the halves.

    Returns
    -------
    Translation

    Raises
    ------
    EmbedvizError
        If fewer than four pairs are in both, or the dimensions differ.

    Notes
    -----
    All vectors are scaled to length 1 first, so that a large cosine is what the rotation aims at (Xing et al. 2015).

    References
    ----------
    C. Xing, D. Wang, C. Liu and Y. Lin, Normalized word embedding and orthogonal transform for bilingual word
    translation, NAACL 2015.
    """
    a, b = as_embedding(a), as_embedding(b).top(AMONG)
    rows_a, rows_b = paired_rows(a, b, pairs)
    count = len(rows_a)
    if count < FEWEST:
        raise EmbedvizError(
            _("{found} pairs of the list have both words; expected at least {fewest}").format(
                found=count, fewest=FEWEST
            )
        )
    first, second = unit_rows(a.vectors[rows_a]), unit_rows(b.vectors[rows_b])
    order = np.random.default_rng(seed).permutation(count)
    fitted, held = order[: (count + 1) // 2], order[(count + 1) // 2 :]
    rotation = align(first[fitted], second[fitted]).rotation
    best = _nearest(first @ rotation, b)
    return Translation(
        len(fitted),
        tuple((a.words[rows_a[i]], b.words[rows_b[i]]) for i in held.tolist()),
        tuple(tuple(b.words[row] for row in best[i].tolist()) for i in held.tolist()),
        len(b),
        float((best[fitted, 0] == rows_b[fitted]).mean()),
    )


def _nearest(queries: np.ndarray, b: Embedding) -> np.ndarray:
    """Return the rows of the five words of b nearest to each query by cosine, (q, 5)."""
    rows, scores = np.zeros((len(queries), 0), dtype=np.int64), np.zeros((len(queries), 0))
    for part, block in row_blocks(b.vectors):
        found = queries @ unit_rows(block.astype(np.float64)).T
        scores = np.concatenate([scores, found], axis=1)
        rows = np.concatenate(
            [rows, np.broadcast_to(np.arange(part.start, part.start + len(block)), found.shape)], axis=1
        )
        best = np.argsort(-scores, axis=1, kind="stable")[:, :NEAREST]
        scores, rows = np.take_along_axis(scores, best, 1), np.take_along_axis(rows, best, 1)
    return rows
