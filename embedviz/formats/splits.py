"""Where the words of word2vec's binary format end: at the first space, unless what follows shows that they hold one.

The format has no other mark. A word with blanks in it, as phrases have, shifts all that comes after: line feeds are not
where they were, bytes of numbers stand in words, letters in numbers.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np

LINE_ENDS = (10, 13)  # the byte behind a vector: of a line feed, or of a carriage return before it
LONGEST_PHRASE = 1 << 10
MOST_SPACES = 8  # of a word
DEPTH = 3  # records that must fit after one that is tried
WILD = 1e8  # times the largest number before

_PRINTABLE = re.compile(rb"[ -~]+")
_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_CONTROLS = bytes(code for code in range(128) if _CONTROL.match(bytes([code])))

Oddity = Literal["control", "empty", "line feed", "not UTF-8", "wild"]
MOST_NOT_UTF8 = 0.01  # of the words; where there are more, the file is in another encoding


class Splits:
    """Finds the ends of words.

    Parameters
    ----------
    width : int
        Bytes of a vector.
    data : bytes
        The beginning of the first record, and what follows.
    left : int
        Records in all.
    """

    def __init__(self, width: int, data: bytes, left: int) -> None:
        self.width = width
        self.needed = needed_bytes(width)
        self.largest = 1.0
        self._words = self._not_utf8 = 0
        self.line_end: int | None = None
        for end in LINE_ENDS:
            self.line_end = end
            if self.options(data, 0, left):
                return
        self.line_end = None

    def saw(self, vectors: np.ndarray, not_utf8: int) -> None:
        """Remember what is usual.

        Parameters
        ----------
        vectors : ndarray (b, n) float32
            Of the records that were read last.
        not_utf8 : int
            How many of their words are not UTF-8.
        """
        largest = _largest(vectors)
        if not np.isfinite(largest):
            sizes = sizes_of(vectors)
            largest = float(sizes[np.isfinite(sizes)].max(initial=0))
        self.largest = max(self.largest, largest)
        self._words += len(vectors)
        self._not_utf8 += not_utf8

    def first_odd(
        self,
        data: bytes,
        joined: bytes,
        not_utf8: Sequence[int],
        spaces: np.ndarray,
        vectors: np.ndarray,
    ) -> tuple[int, Oddity] | None:
        """Find the first record that looks as if it were none.

        Parameters
        ----------
        data : bytes
            What the records are in.
        joined : bytes
            Their words, b of them, which hold no spaces, with spaces between.
        not_utf8 : sequence of int
            Which of them are not UTF-8.
        spaces : ndarray (b,) int
            The places at which they end.
        vectors : ndarray (b, n) float32
            Theirs.

        Returns
        -------
        tuple of int and str, or None
            Its index, and what is odd about it.
        """
        found: list[tuple[int, Oddity]] = []
        control = _CONTROL.search(joined) if len(joined.translate(None, _CONTROLS)) < len(joined) else None
        if control is not None:
            found.append((joined.count(b" ", 0, control.start()), "control"))
        if not joined or joined[:1] == b" " or joined[-1:] == b" " or b"  " in joined:
            found.append((joined.split(b" ").index(b""), "empty"))
        if not_utf8 and self._not_utf8 <= MOST_NOT_UTF8 * self._words:
            found.append((not_utf8[0], "not UTF-8"))
        if self.line_end is not None:
            ends = spaces + 1 + self.width
            ends = ends[: np.searchsorted(ends, len(data))]
            missing = np.frombuffer(data, np.uint8)[ends] != self.line_end
            if missing.any():
                found.append((int(missing.argmax()), "line feed"))
        if not _largest(vectors) / WILD <= self.largest:  # also where it is no number
            sizes = sizes_of(vectors)
            before = np.maximum.accumulate(np.concatenate([np.array([self.largest], np.float32), sizes[:-1]]))
            with np.errstate(invalid="ignore"):  # a NaN that signals
                wild = ~(sizes / WILD <= before)
            if wild.any():
                found.append((int(wild.argmax()), "wild"))
        return min(found, default=None, key=lambda each: each[0])

    def options(self, data: bytes, at: int, left: int, *, largest: float | None = None) -> list[int]:
        """Return the spaces at which the word of a record may end, so that the next records fit as well.

        Parameters
        ----------
        data : bytes
            What it is in, with :attr:`needed` bytes after it unless the file ends.
        at : int
            Where it begins.
        left : int
            Records to the end of the file, this one included.
        largest : float, optional
            Above which no number is taken for one of a vector; unless given, far above the largest before.

        Returns
        -------
        list of int
            Only those with which this word and the next ones are UTF-8, if there are such.
        """
        bound = WILD * self.largest if largest is None else largest
        for strict in (True, False):
            found = [
                space
                for space in self._candidates(data, at, strict, bound)
                if self._fits(data, space + 1 + self.width, left - 1, DEPTH, strict, bound)
            ]
            if found:
                return found
        return []

    def ends_only_there(self, data: bytes, at: int, space: int, left: int) -> bool:
        """Tell whether a word before a number beyond all others can end nowhere else, and no such number is of letters.

        Parameters
        ----------
        data, at, left
            As for :meth:`options`.
        space : int
            Where it would end.

        Returns
        -------
        bool
        """
        numbers = np.frombuffer(data, "<f4", self.width // 4, space + 1)
        beyond = numbers[np.abs(numbers) > np.float64(WILD * self.largest)]
        if any(_PRINTABLE.fullmatch(number.tobytes()) for number in beyond):
            return False
        return self.options(data, at, left, largest=np.inf) == [space]

    def _fits(self, data: bytes, at: int, left: int, depth: int, strict: bool, bound: float) -> bool:
        if not left:
            return not data[at:].strip()
        if not depth:
            return True
        return any(
            self._fits(data, space + 1 + self.width, left - 1, depth - 1, strict, bound)
            for space in self._candidates(data, at, strict, bound)
        )

    def _candidates(self, data: bytes, at: int, strict: bool, bound: float) -> Iterator[int]:
        begin = skip_line_feeds(data, at)
        control = _CONTROL.search(data, begin, begin + LONGEST_PHRASE)
        stop = control.start() if control else begin + LONGEST_PHRASE
        space = begin - 1
        for _attempt in range(MOST_SPACES):
            space = data.find(b" ", space + 1, stop)
            end = space + 1 + self.width
            if space < 0 or end > len(data):
                return
            if self.line_end is not None and end < len(data) and data[end] != self.line_end:
                continue
            if strict and not _is_utf8(data[begin:space]):
                return
            numbers = np.frombuffer(data, "<f4", self.width // 4, space + 1)
            if float(max(numbers.max(), -numbers.min())) <= bound:
                yield space


def sizes_of(vectors: np.ndarray) -> np.ndarray:
    """Return the largest number of each vector, without its sign.

    Parameters
    ----------
    vectors : ndarray (b, n) float32
        Some.

    Returns
    -------
    ndarray (b,) float32
        NaN where a number is none.
    """
    return np.maximum(vectors.max(axis=1), -vectors.min(axis=1))


def _largest(vectors: np.ndarray) -> float:
    # Much faster than vector by vector. NaN, if there is one, is both the largest and the smallest.
    return max(float(vectors.max()), -float(vectors.min()))


def _is_utf8(word: bytes) -> bool:
    try:
        word.decode()
    except UnicodeDecodeError:
        return False
    return True


def needed_bytes(width: int) -> int:
    """Return how many bytes must be at hand to tell where a word ends, unless the file ends before.

    Parameters
    ----------
    width : int
        Bytes of a vector.

    Returns
    -------
    int
    """
    return (DEPTH + 1) * (LONGEST_PHRASE + 1 + width)


def skip_line_feeds(data: bytes, at: int) -> int:
    """Return where a word begins: after the line feeds, if there are any, that end the record before it.

    Parameters
    ----------
    data : bytes
        What it is in.
    at : int
        Where the record before ended.

    Returns
    -------
    int
    """
    while True:
        if data[at : at + 1] == b"\n":
            at += 1
        elif data[at : at + 2] == b"\r\n":
            at += 2
        else:
            return at
