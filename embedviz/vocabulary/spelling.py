"""The words that are spelled most like a given one, by edit distance."""

from collections.abc import Callable

import numpy as np

from embedviz.vocabulary.texts import Texts

AMONG = 500_000
COMPARED = 50_000
"""Words that are compared at most, those first that may be nearest: some hundredths of a second."""
AT_ONCE = 1 << 13
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

    def near(self, word: str, cutoff: int, k: int, besides: Callable[[], np.ndarray]) -> list[str]:
        """Return those nearest to a word, by edit distance in which swapped neighbors count once (Damerau 1964).

        Parameters
        ----------
        word : str
            Any.
        cutoff : int
            The largest distance that counts.
        k : int
            How many different ones at least, if there are so many.
        besides : callable
            Returns the rows of later texts of which those at distance 1 count too; called where these are too few.

        Returns
        -------
        list of str
            By distance, and among equals in order. At most 50,000 are compared, first those that may be nearest.
        """
        bounds = self._bounds(word)
        found: list[tuple[int, int, str]] = []
        left = COMPARED
        for distance in range(cutoff + 1):  # of what is bounded by more, none is nearer
            rows = np.flatnonzero(bounds == distance)[:left]
            left -= len(rows)
            found += self._matches(word, rows, cutoff)
            settled = _settled(found, distance)
            if distance == 1 and len(settled) < k:
                found += self._matches(word, besides(), 1)
                settled = _settled(found, distance)
            if len(settled) >= k:
                return settled
        return _settled(found, cutoff)

    def _matches(self, word: str, rows: np.ndarray, cutoff: int) -> list[tuple[int, int, str]]:
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import cdist

        found = []
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            texts = self._texts.at(some)
            (distances,) = cdist([word], texts, scorer=OSA.distance, score_cutoff=cutoff, dtype=np.uint8)
            near = np.flatnonzero(distances <= cutoff).tolist()
            found += [(int(distances[i]), int(some[i]), texts[i]) for i in near]
        return found

    def _bounds(self, word: str) -> np.ndarray:
        (own,) = _outlines([word])
        bounds = np.empty(len(self._outlines), np.uint8)
        for start in range(0, len(bounds), AT_ONCE):
            some = self._outlines[start : start + AT_ONCE]
            differing = (some ^ own) & SIGNS
            lacking = np.maximum(np.bitwise_count(differing & own), np.bitwise_count(differing & ~own))
            longer = np.abs((some >> BITS).view(np.int64) - int(own >> BITS))
            np.maximum(lacking, longer.astype(np.uint8), out=bounds[start : start + AT_ONCE])
        return bounds


def _settled(found: list[tuple[int, int, str]], distance: int) -> list[str]:
    """Return the different texts no farther than so, by distance, and among equals by row."""
    return list(dict.fromkeys(text for far, _row, text in sorted(found) if far <= distance))


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
