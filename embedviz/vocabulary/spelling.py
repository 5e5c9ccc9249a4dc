"""The words that are spelled most like a given one, by edit distance."""

import numpy as np

from embedviz.vocabulary.texts import Texts

AMONG = 500_000
COMPARED = 50_000
"""Words that are compared at most, those first that may be nearest: some hundredths of a second."""
CLASSES = 32
BITS, SIGNS = np.uint64(CLASSES), np.uint64((1 << CLASSES) - 1)


class Spellings:
    """The first texts, and what bounds their distance from any word.

    A word at distance d has at most d signs that the other lacks, and as many the other way round, and its length
    differs by d at most. So most need no comparison. (Signs count by the 5 lowest bits of their numbers.)

    Parameters
    ----------
    texts : Texts
        Any.
    outlines : ndarray (k,) uint64
        Of the first k texts, as :func:`outlines_of` returns them.
    """

    def __init__(self, texts: Texts, outlines: np.ndarray) -> None:
        self._texts, self._outlines = texts, outlines

    def near(self, word: str, cutoff: int, k: int, besides: np.ndarray) -> list[str]:
        """Return those nearest to a word, by edit distance in which swapped neighbors count once (Damerau 1964).

        Parameters
        ----------
        word : str
            Any.
        cutoff : int
            The largest distance that counts.
        k : int
            How many different ones at least, if there are so many.
        besides : ndarray of integers
            Rows that are compared too: any, and none below 0.

        Returns
        -------
        list of str
            By distance, and among equals in order. At most 50,000 are compared, first those that may be nearest.
        """
        bounds = self._bounds(word)
        found, left = self._matches(word, besides, cutoff), COMPARED
        for distance in range(cutoff + 1):  # of what is bounded by more, none is nearer
            rows = np.flatnonzero(bounds == distance)[:left]
            left -= len(rows)
            found += self._matches(word, rows, cutoff)
            settled = [each for each in found if each[0] <= distance]
            if len({text for _distance, _row, text in settled}) >= k:
                found = settled
                break
        return list(dict.fromkeys(text for _distance, _row, text in sorted(found)))

    def _matches(self, word: str, rows: np.ndarray, cutoff: int) -> list[tuple[float, int, str]]:
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        matches = extract(
            word, self._texts.at(rows), scorer=OSA.distance, processor=None, score_cutoff=cutoff, limit=None
        )
        return [(score, int(rows[i]), text) for text, score, i in matches]

    def _bounds(self, word: str) -> np.ndarray:
        (own,) = _outlines([word])
        differing = (self._outlines ^ own) & SIGNS
        lacking = np.maximum(np.bitwise_count(differing & own), np.bitwise_count(differing & ~own))
        longer = (self._outlines >> BITS).astype(np.int16) - int(own >> BITS)
        return np.maximum(lacking, np.abs(longer))


def outlines_of(texts: Texts) -> np.ndarray:
    """Return which signs occur in each of the first 500,000 texts, and how long it is.

    Parameters
    ----------
    texts : Texts
        m of them.

    Returns
    -------
    ndarray (min(m, 500,000),) uint64
        A bit for each of 32 classes of signs, and above them the length, up to 255.
    """
    found = [_outlines(block) for block in texts.blocks(min(len(texts), AMONG))]
    return np.concatenate([np.zeros(0, dtype=np.uint64), *found])


def _outlines(texts: list[str]) -> np.ndarray:
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), "<u4")
    found = np.zeros(len(texts), dtype=np.uint32)
    filled = lengths > 0
    if filled.any():
        begins = (np.cumsum(lengths) - lengths)[filled]
        found[filled] = np.bitwise_or.reduceat(np.uint32(1) << (codes % CLASSES), begins)
    return np.minimum(lengths, 255).astype(np.uint64) << BITS | found
