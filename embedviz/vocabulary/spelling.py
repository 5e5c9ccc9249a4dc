"""The words that are spelled most like a given one, by edit distance."""

import numpy as np

from embedviz.vocabulary.texts import Texts

AMONG = 500_000
CLASSES = 32


class Spellings:
    """The first 500,000 texts, and what bounds their distance from any word: 5 bytes each, in memory.

    A word at distance d has at most d signs that the other lacks, and as many the other way round, and its length
    differs by d at most. So most need no comparison. (Signs count by the 5 lowest bits of their numbers.)

    Parameters
    ----------
    texts : Texts
        Any.
    m : int
        How many of them count.
    """

    def __init__(self, texts: Texts, m: int) -> None:
        self._texts = texts
        found = [_signs(block) for block in texts.blocks(min(m, AMONG))]
        self._signs = np.concatenate([signs for signs, _lengths in found] or [np.zeros(0, np.uint32)])
        self._lengths = np.concatenate([lengths for _signs, lengths in found] or [np.zeros(0, np.uint8)])

    def near(self, word: str, cutoff: int, k: int) -> list[str]:
        """Return those nearest to a word, by edit distance in which swapped neighbors count once (Damerau 1964).

        Parameters
        ----------
        word : str
            Any.
        cutoff : int
            The largest distance that counts.
        k : int
            How many different ones at least, if there are so many.

        Returns
        -------
        list of str
            By distance, and among equals in order.
        """
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        bounds = self._bounds(word)
        found: list[tuple[float, int, str]] = []
        for distance in range(cutoff + 1):  # of what is bounded by more, none is nearer
            rows = np.flatnonzero(bounds == distance)
            texts = self._texts.at(rows)
            matches = extract(word, texts, scorer=OSA.distance, processor=None, score_cutoff=cutoff, limit=None)
            found += [(score, int(rows[i]), text) for text, score, i in matches]
            settled = [each for each in found if each[0] <= distance]
            if len({text for _distance, _row, text in settled}) >= k:
                found = settled
                break
        return list(dict.fromkeys(text for _distance, _row, text in sorted(found)))

    def _bounds(self, word: str) -> np.ndarray:
        signs, _lengths = _signs([word])
        differing = self._signs ^ signs
        lacking = np.maximum(np.bitwise_count(differing & signs), np.bitwise_count(differing & ~signs))
        return np.maximum(lacking, np.abs(self._lengths.astype(np.int16) - min(len(word), 255)))


def _signs(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return which of 32 classes of signs occur in each text, a bit a class (b,) uint32, and its length up to 255."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), "<u4")
    found = np.zeros(len(texts), dtype=np.uint32)
    filled = lengths > 0
    if filled.any():
        begins = (np.cumsum(lengths) - lengths)[filled]
        found[filled] = np.bitwise_or.reduceat(np.uint32(1) << (codes % CLASSES).astype(np.uint32), begins)
    return found, np.minimum(lengths, 255).astype(np.uint8)
