"""Sentences as numbers: four bytes a word, however many there are."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import overload

import numpy as np

from embedviz.errors import EmbedvizError
from embedviz.i18n import _

MOST_WORDS = 2_000_000
BLOCK = 1 << 16


class Sentences(Sequence[list[str]]):
    """An immutable sequence of s sentences, t words in all, m of them different.

    Parameters
    ----------
    words : tuple of m str
        The different words, each once, most frequent first; of equally frequent ones, the one first used first.
    positions : ndarray (t,) int32
        Where in ``words`` each word of the text stands.
    starts : ndarray (s + 1,) int64
        Sentence i is ``positions[starts[i] : starts[i + 1]]``. None is empty.
    """

    def __init__(self, words: tuple[str, ...], positions: np.ndarray, starts: np.ndarray) -> None:
        positions.setflags(write=False)
        starts.setflags(write=False)
        self.words = words
        self.positions = positions
        self.starts = starts

    @classmethod
    def numbered(cls, words: Sequence[str], numbers: np.ndarray, starts: np.ndarray) -> "Sentences":
        """Make sentences of numbers.

        Parameters
        ----------
        words : sequence of k str
            Each once; those that do not occur are left out.
        numbers : ndarray (t,) int
            The text, each word as its place among ``words``.
        starts : ndarray (s + 1,) int64
            Where sentences start, and where the last ends; strictly ascending.

        Returns
        -------
        Sentences
        """
        counts = np.bincount(numbers, minlength=len(words))
        order = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]
        rank = np.zeros(len(words), dtype=np.int32)
        rank[order] = np.arange(len(order))
        return cls(tuple(words[i] for i in order.tolist()), rank[numbers], starts)

    @classmethod
    def of(cls, sentences: Iterable[Iterable[str]]) -> "Sentences":
        """Collect sentences, one after the other.

        Parameters
        ----------
        sentences : iterable of iterable of str
            Empty ones are left out.

        Returns
        -------
        Sentences

        Raises
        ------
        EmbedvizError
            If there are too many different words to be held.
        """
        index: defaultdict[str, int] = defaultdict()

        def number() -> int:
            if len(index) == MOST_WORDS:  # asked at each new word: a sentence may be as long as the text
                raise EmbedvizError(
                    _("more than {most:,} different words; expected text, in which words return").format(
                        most=MOST_WORDS
                    )
                )
            return len(index)

        index.default_factory = number
        numbers, starts = array("i"), array("q", [0])
        for sentence in sentences:
            numbers.extend(map(index.__getitem__, sentence))
            if len(numbers) > starts[-1]:
                starts.append(len(numbers))
        return cls.numbered(tuple(index), np.frombuffer(numbers, dtype=np.intc), np.frombuffer(starts, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, i: int) -> list[str]: ...

    @overload
    def __getitem__(self, i: slice) -> list[list[str]]: ...

    def __getitem__(self, i: int | slice) -> list[str] | list[list[str]]:
        if isinstance(i, slice):
            return [self[j] for j in range(*i.indices(len(self)))]
        i = range(len(self))[i]
        return [self.words[j] for j in self.positions[self.starts[i] : self.starts[i + 1]].tolist()]

    def __iter__(self) -> Iterator[list[str]]:
        # Many sentences at a time: word by word it would take a fifth of the time that training takes.
        words = np.array(self.words, dtype=object)
        first = 0
        while first < len(self):
            last = int(np.searchsorted(self.starts, self.starts[first] + BLOCK, side="right")) - 1
            last = max(first + 1, last)
            bounds = self.starts[first : last + 1]
            block = words[self.positions[bounds[0] : bounds[-1]]].tolist()
            for start, stop in pairwise((bounds - bounds[0]).tolist()):
                yield block[start:stop]
            first = last
