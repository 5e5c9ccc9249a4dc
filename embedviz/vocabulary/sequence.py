"""The words of an embedding, in order, and the ways to find one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, overload

import numpy as np

from embedviz.errors import UnknownWordError
from embedviz.vocabulary.index import Index
from embedviz.vocabulary.texts import Texts

MAX_EDITS = 3


class Vocabulary(Sequence[str]):
    """An immutable sequence of m words, most frequent first where the source says so.

    It equals the tuple and the list of its words. They are kept as Arrow keeps strings, so that m words of b bytes
    together take 8m + b bytes, and 8m more for the index once a word is looked for; or nothing, where both are mapped
    from a file. To find a word takes some microseconds whatever m is.

    Parameters
    ----------
    words : iterable of str
        The words. Of a word that occurs twice the first position counts.

    Raises
    ------
    TypeError
        If one is no ``str``.
    """

    def __init__(self, words: Iterable[str]) -> None:
        texts = Texts.of(words)
        self._set(texts, Index(texts), len(texts))

    def _set(self, texts: Texts, index: Index, m: int) -> None:
        self._texts, self._index, self._m = texts, index, m

    @classmethod
    def of(cls, texts: Texts, index: Index | None = None) -> "Vocabulary":
        """Make a vocabulary of words that are in two buffers already, in memory or mapped.

        Parameters
        ----------
        texts : Texts
            The words.
        index : Index, optional
            Of all of them; made when it is needed, unless given.

        Returns
        -------
        Vocabulary
        """
        made = cls.__new__(cls)
        made._set(texts, Index(texts) if index is None else index, len(texts))
        return made

    def first(self, k: int) -> "Vocabulary":
        """Return the first k words as a vocabulary that shares this memory and index.

        Parameters
        ----------
        k : int
            0 or more; more than there are gives all.

        Returns
        -------
        Vocabulary
        """
        made = type(self).__new__(type(self))
        made._set(self._texts, self._index, min(k, self._m))
        return made

    def __len__(self) -> int:
        return self._m

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(self._texts.blocks(self._m))

    def __reversed__(self) -> Iterator[str]:
        return (self._texts[row] for row in range(self._m - 1, -1, -1))

    @overload
    def __getitem__(self, position: int) -> str: ...
    @overload
    def __getitem__(self, position: slice) -> tuple[str, ...]: ...
    def __getitem__(self, position: int | slice) -> str | tuple[str, ...]:
        rows = range(self._m)[position]  # which refuses what is no position
        if isinstance(rows, int):
            return self._texts[rows]
        if rows.step == 1:
            return tuple(self._texts.between(rows.start, rows.stop)) if rows else ()
        return tuple(map(self._texts.__getitem__, rows))

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and next(iter(self._positions(word)), None) is not None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (Vocabulary, tuple, list)):
            return NotImplemented
        if len(other) != self._m:
            return False
        if isinstance(other, Vocabulary):
            ours, theirs = self._own, other._own
            return np.array_equal(ours.offsets, theirs.offsets) and np.array_equal(ours.data, theirs.data)
        return all(word == each for word, each in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __reduce__(self) -> tuple[Any, ...]:
        # What is mapped goes along in full: the one who gets it need not see the file.
        own = self._own
        return _restored, (np.array(own.offsets), np.array(own.data))

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
        within = range(self._m)[start:stop]
        for position in self._positions(word) if isinstance(word, str) else ():
            if position in within:
                return position
        raise UnknownWordError(word, len(self))

    def count(self, word: object) -> int:
        """Return how often a word occurs.

        Parameters
        ----------
        word : str
            The word, exactly as the vocabulary spells it.

        Returns
        -------
        int
        """
        return len(self._positions(word)) if isinstance(word, str) else 0

    def repeated(self, step: Callable[[], None] | None = None) -> tuple[int, int] | None:
        """Tell whether a word occurs twice.

        Parameters
        ----------
        step : callable, optional
            Called now and then; it may raise to cancel.

        Returns
        -------
        tuple of two int, or None
            Two positions of one word, ascending; None if all differ.
        """
        index = self._index if self._m == len(self._texts) else Index(self._own)
        return index.repeated(step)

    def at(self, positions: np.ndarray) -> list[str]:
        """Return the words at some positions.

        Parameters
        ----------
        positions : ndarray (k,) of integers
            From 0.

        Returns
        -------
        list of k str
        """
        return self._own.at(positions)

    def take(self, positions: np.ndarray) -> "Vocabulary":
        """Return the words at some positions as a vocabulary: of 400,000 in a tenth of the time that :meth:`at` takes.

        Parameters
        ----------
        positions : ndarray (k,) of integers
            From 0.

        Returns
        -------
        Vocabulary
            k words, in memory of their own.
        """
        return Vocabulary.of(self._own.take(positions))

    def numbered(self, *others: "Vocabulary") -> list[np.ndarray]:
        """Return a number for each different word, of this vocabulary and of others, in the order of first occurrence.

        Parameters
        ----------
        *others : Vocabulary
            Whose words have the numbers of the same words here.

        Returns
        -------
        list of ndarray (m,) int64
            The number of each word, of each vocabulary.
        """
        import pyarrow as pa

        words = pa.concat_arrays([each._own.as_arrow() for each in (self, *others)])
        numbers = np.asarray(words.dictionary_encode().indices.to_numpy(), np.int64)
        return np.split(numbers, np.cumsum([len(self), *map(len, others)])[:-1])

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
        return [self._texts[row] for row in self._within(self._index.begun(prefix, k))] if prefix else []

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
            at most 3 and less than the word's length, and among equals in vocabulary order. Where there are more than
            500,000 words, those at distance 1 are found among all, as far as they begin as the word does or with one
            of the 256 signs that most words begin with; and those at 2 and 3 among the first 500,000, of which at most
            50,000 are compared, the likeliest first. Empty when nothing is near.
        """
        lowered = word.lower()
        alike = self._within(self._index.alike(word, k + 1 + self.count(word)))
        same = [each for each in map(self._texts.__getitem__, alike) if each != word]
        cutoff = min(MAX_EDITS, len(lowered) - 1)
        if cutoff < 1 or len(same) >= k:
            return list(dict.fromkeys(same))[:k]
        near = self._index.near(lowered, self._m, cutoff=cutoff, k=k + len(same) + 1)
        return list(dict.fromkeys([*same, *(each for each in near if each != word)]))[:k]

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

    def _positions(self, word: str) -> list[int]:
        return self._within(self._index.positions(word))

    def _within(self, rows: list[int]) -> list[int]:
        """Return which of ascending rows are of this vocabulary, which may be the first part of what is indexed."""
        return rows if not rows or rows[-1] < self._m else [row for row in rows if row < self._m]

    @property
    def _own(self) -> Texts:
        return self._texts if self._m == len(self._texts) else self._texts.first(self._m)


def _restored(offsets: np.ndarray, data: np.ndarray) -> Vocabulary:
    return Vocabulary.of(Texts(offsets, data))
