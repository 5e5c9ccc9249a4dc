"""Lines of numbers: whole lines at a time, their tokens found by NumPy, the numbers parsed by Arrow."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from embedviz.errors import FileError, shortened
from embedviz.formats.matrix import note_vanished
from embedviz.i18n import _

BLANKS = b" \t\r\n"


@dataclass(frozen=True)
class Lines:
    """Some whole lines of a text.

    Tokens are parted by spaces and tabs, and nothing else: U+00A0 or a control character is part of one. A line ends
    with a line feed, or a carriage return and a line feed.

    Parameters
    ----------
    name : str
        The file's, for messages.
    first : int
        Number of the first line, from 1.
    text : bytes
        A line feed, then the lines, each with its own.
    places : ndarray (l,) int, optional
        The number of each line, where they do not follow each other from the first: others were left out.
    """

    name: str
    first: int
    text: bytes
    places: np.ndarray | None = field(default=None, compare=False)

    def __len__(self) -> int:
        return len(self._feeds) - 1

    def top(self, k: int) -> "Lines":
        """Return the first k lines, or all if there are fewer."""
        if k >= len(self):
            return self
        text = b"\n".join(self.text.split(b"\n", k + 1)[: k + 1]) + b"\n"
        return Lines(self.name, self.first, text, None if self.places is None else self.places[:k])

    def without(self, k: int) -> "Lines":
        """Return all but the first k lines."""
        if k == 0:
            return self
        text = b"\n" + self.text.split(b"\n", k + 1)[k + 1]
        return Lines(self.name, self.number(k - 1) + 1, text, None if self.places is None else self.places[k:])

    def then(self, more: "Lines") -> "Lines":
        """Return these lines and those that follow them."""
        both = self, more
        is_whole = all(each.places is None for each in both)
        places = None if is_whole else np.concatenate([list(map(each.number, range(len(each)))) for each in both])
        return Lines(self.name, self.first, self.text + more.text[1:], places)

    def filled(self) -> "Lines":
        """Return those lines that are not blank."""
        begins = self._bytes[self._feeds[:-1] + 1]
        perhaps = np.flatnonzero(begins <= ord(" ")).tolist()
        if not perhaps:
            return self
        feeds = self._feeds.tolist()
        blank = [i for i in perhaps if not self.text[feeds[i] : feeds[i + 1]].strip(BLANKS)]
        if not blank:
            return self
        kept = np.delete(np.arange(len(self)), blank)
        text = b"".join(self.text[feeds[i] : feeds[i + 1]] for i in kept.tolist()) + b"\n"
        return Lines(self.name, self.first, text, self.first + kept)

    def number(self, i: int) -> int:
        """Return which line of the file line i of these is, from 1."""
        return self.first + i if self.places is None else int(self.places[i])

    def behind_gaps(self) -> list[int]:
        """Return which of these lines have lines before them that were left out."""
        return [] if self.places is None else np.flatnonzero(np.diff(self.places, prepend=self.first - 1) > 1).tolist()

    def begins_blank(self, i: int) -> bool:
        """Tell whether line i begins with a space or a tab."""
        start = int(self._feeds[i]) + 1
        return self.text[start : start + 1] in (b" ", b"\t")

    def where(self, i: int) -> str:
        """Return where line i of these stands in the file, for a reader."""
        return _("line {line:,}").format(line=self.number(i))

    @cached_property
    def _feeds(self) -> np.ndarray:
        """Where each line feed is, (l + 1,): line i lies after feed i, up to feed i + 1."""
        return np.flatnonzero(self._bytes == ord("\n"))

    @cached_property
    def _bytes(self) -> np.ndarray:
        return np.frombuffer(self.text, np.uint8)

    @cached_property
    def _edges(self) -> np.ndarray:
        """Where tokens start and stop, in turn, (2t,) int32."""
        blank = self._bytes == ord(" ")
        blank |= self._bytes == ord("\t")
        blank |= self._bytes == ord("\n")
        if b"\r" in self.text:
            blank[:-1] |= (self._bytes[:-1] == ord("\r")) & (self._bytes[1:] == ord("\n"))
        edges = np.flatnonzero(blank[1:] != blank[:-1]).astype(np.int32)
        edges += 1
        return edges

    @cached_property
    def _ends(self) -> np.ndarray:
        """How many tokens stand before the end of each line, (l,)."""
        return np.searchsorted(self._edges[::2], self._feeds[1:])

    @cached_property
    def counts(self) -> np.ndarray:
        """How many tokens each line has, (l,)."""
        return np.diff(self._ends, prepend=0)

    def tokens(self, i: int) -> list[bytes]:
        """Return the tokens of line i."""
        stop = 2 * int(self._ends[i])
        edges = self._edges[stop - 2 * int(self.counts[i]) : stop].tolist()
        return [self.text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]

    def gaps(self, i: int) -> list[bytes]:
        """Return the blanks before each token of line i but the first."""
        stop = 2 * int(self._ends[i])
        edges = self._edges[stop - 2 * int(self.counts[i]) + 1 : stop - 1].tolist()
        return [self.text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]

    def before(self, n: int, *, parted_by_one: bool = False) -> list[bytes]:
        """Return the words: what stands before the last n tokens of each line, from its first byte.

        Blanks behind a word are left out, unless they are ``parted_by_one``; then only the last one is.
        """
        starts, first_numbers = self._feeds[:-1] + 1, 2 * (self._ends - n)
        if parted_by_one:
            stops = self._edges[first_numbers] - 1
        else:
            stops = self._edges[first_numbers - 1]
            if self.counts.min(initial=n + 1) <= n:  # the empty word
                stops = np.where(self.counts > n, stops, starts)
        return [self.text[a:b] for a, b in zip(starts.tolist(), stops.tolist(), strict=True)]

    def numbers(self, n: int, lines: int) -> np.ndarray:
        """Parse the last n tokens of each of the first lines.

        Parameters
        ----------
        n : int
            At most as many as each of these lines has.
        lines : int
            How many lines.

        Returns
        -------
        ndarray (lines, n) float32
            What Python's ``float`` makes of each token, rounded to float32.

        Raises
        ------
        LineError
            If one is no number; it says which.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        if not lines:
            return np.empty((0, n), np.float32)
        # To Arrow, tokens and the blanks between them are strings that lie end to end. Those that are no numbers are
        # marked as missing, which spares a copy of all others.
        strings = 2 * (self._ends[:lines, np.newaxis] + np.arange(-n, 0))
        wanted = np.zeros(len(self._edges), dtype=bool)
        wanted[strings] = True
        buffers = [np.packbits(wanted, bitorder="little"), self._edges, self.text]
        array = pa.Array.from_buffers(pa.string(), len(wanted) - 1, [pa.py_buffer(buffer) for buffer in buffers])
        try:
            parsed = pc.cast(array, pa.float64())  # and then to float32: what gensim does
        except pa.ArrowInvalid as error:
            line, column = divmod(_first_refused(array.take(pa.array(strings.ravel()))), n)
            token = self.tokens(line)[column - n].decode(errors="replace")
            raise LineError(
                self,
                line,
                _("{token!r} as number {column:,} of {n:,}; expected a number").format(
                    token=shortened(token), column=column + 1, n=n
                ),
            ) from error
        with np.errstate(over="ignore"):  # what is too large becomes infinite
            numbers = np.frombuffer(parsed.buffers()[1], np.float64)[strings]
            found = numbers.astype(np.float32)
        note_vanished(numbers, found)
        return found


def is_parted_by_one(head: bytes, n: int) -> bool:
    """Tell whether one blank parts a word and its n numbers, so that blanks before that belong to the word.

    Parameters
    ----------
    head : bytes
        The beginning of a text.
    n : int
        At least 1.

    Returns
    -------
    bool
        Programs write so. Several blanks between two numbers, or behind most words, are there to align columns.
    """
    lines = Lines("", 1, b"\n" + head + b"\n")
    ends = lines._ends[lines.counts > n]
    gaps = lines._edges[2::2] - lines._edges[1:-1:2]  # before each token but the first
    behind_words = gaps[ends - n - 1] > 1
    between_numbers = gaps[ends[:, np.newaxis] + np.arange(-n, -1)]
    return bool((between_numbers == 1).all() and 2 * np.count_nonzero(behind_words) < len(ends))


class LineError(FileError):
    """A line that is not what it should be.

    Parameters
    ----------
    lines : Lines
        It is one of these.
    i : int
        Which one; all before it are what they should be.
    problem : str
        What was found and what was expected.
    """

    def __init__(self, lines: Lines, i: int, problem: str) -> None:
        super().__init__(lines.name, problem, lines.where(i))
        self.before = lines.top(i)


def _first_refused(strings: Any) -> int:
    """Return the index of the first string that is no number; there is one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    low, high = 0, len(strings)
    while high - low > 1:
        middle = (low + high) // 2
        try:
            pc.cast(strings[low:middle], pa.float64())
            low = middle
        except pa.ArrowInvalid:
            high = middle
    return low
