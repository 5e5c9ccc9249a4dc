"""The words that one edit makes of a word, found among any number: each is looked up where its beginning stands."""

from collections.abc import Callable, Iterator
from functools import cached_property
from heapq import nlargest
from sys import maxsize
from typing import NamedTuple, Protocol

import numpy as np

from embedviz.vocabulary.texts import Texts, spelled

FEW, FEW_ALIKE = 2_048, 16
"""Texts that are taken all, as to compare them costs less than to look up what is meant: two of these take as long."""
BEGINNINGS, SIGNS = 256, 1_024
"""Of different signs at a place so many are tried: at the beginning the most frequent, behind it the first in order."""


class Order(Protocol):
    """Rows sorted as their texts are spelled, see :class:`embedviz.vocabulary.index.SortedRows`."""

    def __len__(self) -> int:
        """How many there are."""

    def place(self, key: Callable[[int], bytes], wanted: bytes, low: int, high: int) -> int:
        """Return the first place of a text or of what comes after it."""

    def find(self, key: Callable[[int], bytes], wanted: bytes, low: int, high: int) -> tuple[int, int]:
        """Return where the rows of a text are."""

    def begun(self, key: Callable[[int], bytes], prefix: bytes, low: int, high: int) -> tuple[int, int]:
        """Return where the rows are whose texts begin with something."""

    def rows(self, low: int, high: int) -> list[int]:
        """Return the rows at some places."""


class _Branch(NamedTuple):
    """The places of the texts that go on with a sign behind what they all begin with."""

    sign: bytes
    low: int
    high: int

    @property
    def size(self) -> int:
        return self.high - self.low


class EditedRows:
    """The texts that differ from a word by one edit at most, and some more that begin alike.

    An edit leaves out a sign, swaps two neighbors, or puts one in the place of another or between two. What all texts
    that begin as the word does have next is what it may put: no sign is tried that leads nowhere.

    Parameters
    ----------
    order : SortedRows
        Of all m texts as they are spelled.
    texts : Texts
        These.
    """

    def __init__(self, order: Order, texts: Texts) -> None:
        self._order, self._texts = order, texts

    def near(self, word: str) -> np.ndarray:
        """Return the rows of all of them.

        Parameters
        ----------
        word : str
            Any.

        Returns
        -------
        ndarray (k,) int64
            Ascending, each once. Of texts that begin with an edit only those whose first sign is among the 256 that
            most texts begin with; of those edited elsewhere all, unless texts have there more than 1,024 signs.
        """
        found: set[int] = set()
        low, high = 0, len(self._order)
        for i in range(len(word) + 1):
            if high - low <= FEW:  # whatever begins so, the rest of the word with all its edits among it
                found.update(self._order.rows(low, high))
                break
            before, rest = spelled(word[:i]), word[i:]
            branches = list(self._branches(before, low, high, SIGNS)) if i else self._beginnings
            for edited in (rest[1:], rest[1:2] + rest[:1] + rest[2:]):
                self._look_up(before + spelled(edited), low, high, found)
            for branch in branches:
                self._add(before, branch, rest, found)
            low, high = self._order.begun(self._texts.spelling, spelled(word[: i + 1]), low, high)
        return np.fromiter(sorted(found), np.int64, len(found))

    def _add(self, before: bytes, branch: _Branch, rest: str, found: set[int]) -> None:
        """Add what has another sign put in, or in the place of the first of the rest."""
        if branch.size <= FEW_ALIKE:
            found.update(self._order.rows(branch.low, branch.high))
            return
        for kept in {spelled(rest), spelled(rest[1:])}:
            self._look_up(before + branch.sign + kept, branch.low, branch.high, found)

    def _look_up(self, wanted: bytes, low: int, high: int, found: set[int]) -> None:
        low, high = self._order.find(self._texts.spelling, wanted, low, high)
        if low < high:
            found.update(self._order.rows(low, high))

    @cached_property
    def _beginnings(self) -> list[_Branch]:
        return nlargest(BEGINNINGS, self._branches(b"", 0, len(self._order), maxsize), key=lambda each: each.size)

    def _branches(self, before: bytes, low: int, high: int, most: int) -> Iterator[_Branch]:
        """Walk over the signs that follow something, from one to the next, or so many of them."""
        order, key, depth = self._order, self._texts.spelling, len(before)
        low = order.place(key, before + b"\0", low, high)  # behind what ends there
        for _branch in range(most):
            if low >= high:
                return
            (row,) = order.rows(low, low + 1)
            spelling = key(row)
            sign = spelling[depth : depth + _length(spelling[depth])]
            # No byte of UTF-8 is 255, so that the last can be one more: that is what comes after all of them.
            after = order.place(key, before + sign[:-1] + bytes([sign[-1] + 1]), low, high)
            yield _Branch(sign, low, after)
            low = after


def _length(first: int) -> int:
    """Return the bytes of a sign in UTF-8 by its first."""
    return 1 if first < 0xC0 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4
