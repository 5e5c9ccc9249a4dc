"""The words of an embedding, in order, and the ways to find one."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import overload

import numpy as np

from embedviz.errors import UnknownWordError

MAX_EDITS = 3
_PREFIX = re.compile(r"/c/[a-z]{2,3}/|[▁Ġ]")
_MARKS = ("/c/", "▁", "Ġ")  # of ConceptNet's words, and of what begins a word among the tokens of models


def folded(word: str) -> str:
    """Return what words have in common that differ only in form.

    Parameters
    ----------
    word : str
        Any.

    Returns
    -------
    str
        Without case, width, composition and the prefix of ConceptNet's words or of models' tokens, with blanks for
        "_".
    """
    bare = _PREFIX.sub("", word, count=1) if word.startswith(_MARKS) else word
    if bare.isascii():
        return bare.lower().replace("_", " ")
    return unicodedata.normalize("NFKC", bare).casefold().replace("_", " ")


class Vocabulary(Sequence[str]):
    """An immutable sequence of m words, most frequent first where the source says so.

    Parameters
    ----------
    words : iterable of str
        The words. Of a word that occurs twice the first position counts.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(words)

    def __len__(self) -> int:
        return len(self._words)

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    @overload
    def __getitem__(self, position: int) -> str: ...
    @overload
    def __getitem__(self, position: slice) -> tuple[str, ...]: ...
    def __getitem__(self, position: int | slice) -> str | tuple[str, ...]:
        return self._words[position]

    def __contains__(self, word: object) -> bool:
        return word in self._positions

    def __repr__(self) -> str:
        return f"Vocabulary({len(self):,} words)"

    def index(self, word: str, start: int = 0, stop: int | None = None) -> int:
        """Return the position of a word.

        Parameters
        ----------
        word : str
            The word, exactly as the vocabulary spells it.
        start, stop : int, optional
            Bounds of the search, as for any sequence.

        Returns
        -------
        int
            0-based position, which is the frequency rank less one where the source is sorted by frequency.

        Raises
        ------
        UnknownWordError
            If the vocabulary does not hold the word there.
        """
        position = self._positions.get(word)
        if position is None or position < start or (stop is not None and position >= stop):
            raise UnknownWordError(word, len(self))
        return position

    def complete(self, prefix: str, k: int = 8) -> list[str]:
        """Return the k most frequent words that begin with a prefix.

        Parameters
        ----------
        prefix : str
            What has been typed, matched exactly.
        k : int
            How many at most.

        Returns
        -------
        list of str
            In vocabulary order.
        """
        if not prefix:
            return []
        words, order = self._sorted
        low = bisect_left(words, prefix)
        high = bisect_left(words, True, low, key=lambda word: not word.startswith(prefix))
        positions = order[low:high]
        if len(positions) > k:
            positions = np.partition(positions, k)[:k]
        return [self._words[i] for i in np.sort(positions)]

    def spelled_like(self, word: str, k: int = 5) -> list[str]:
        """Return the known words that are spelled most like a given one.

        Parameters
        ----------
        word : str
            Usually one that is not in the vocabulary.
        k : int
            How many at most.

        Returns
        -------
        list of str
            First those that differ only in case, width, composition of accents, "_" for a blank, or a prefix such as
            "/c/en/"; then by edit distance from the word in lower case, swapped neighbors counting once (Damerau 1964),
            at most 3 and less than the word's length, and among equals in vocabulary order. Empty when nothing is near.
        """
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        lowered = word.lower()
        same = self._same_but_for_form(word)
        cutoff = min(MAX_EDITS, len(lowered) - 1)
        if cutoff < 1:
            return same[:k]
        found = extract(lowered, self._words, scorer=OSA.distance, processor=None, score_cutoff=cutoff, limit=None)
        found.sort(key=lambda match: (match[1], match[2]))
        return list(dict.fromkeys([*same, *(match[0] for match in found if match[0] != word)]))[:k]

    def suggest(self, word: str, k: int = 5) -> list[str]:
        """Return what may be meant by a word that is not in the vocabulary.

        Parameters
        ----------
        word : str
            As it was asked for.
        k : int
            How many at most.

        Returns
        -------
        list of str
            What is spelled most like it, see :meth:`spelled_like`, then words that begin with it.
        """
        begun = self.complete(word, k + 1) or self.complete(word.lower(), k + 1)
        near = dict.fromkeys([*self.spelled_like(word, k), *begun])
        near.pop(word, None)
        return list(near)[:k]

    def _same_but_for_form(self, word: str) -> list[str]:
        wanted = folded(word)
        return [other for other in self._words if other != word and folded(other) == wanted]

    @cached_property
    def _positions(self) -> dict[str, int]:
        return dict(zip(reversed(self._words), range(len(self._words) - 1, -1, -1), strict=True))

    @cached_property
    def _sorted(self) -> tuple[list[str], np.ndarray]:
        order = sorted(range(len(self._words)), key=self._words.__getitem__)
        return [self._words[i] for i in order], np.array(order, dtype=np.int32)
