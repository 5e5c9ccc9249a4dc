"""Lines of numbers: whole lines at a time, their tokens found by NumPy, the numbers parsed by Arrow."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from embedviz.errors import FileError, shortened
from embedviz.formats.matrix import note_vanished
from embedviz.formats.recognize import BYTE_ORDER_MARK
from embedviz.formats.rows import MAX_WORDS
from embedviz.formats.stream import ByteStream
from embedviz.i18n import _

BLOCK = 1 << 19  # what is made of it still fits the caches
MAX_LINE = 4 << 20  # 65,536 numbers of 60 characters
BLANKS = b" \t\r\n"
THREADS, AHEAD = 2, 4

T = TypeVar("T")


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
    """

    name: str
    first: int
    text: bytes

    def __len__(self) -> int:
        return len(self._feeds) - 1

    def top(self, k: int) -> "Lines":
        """Return the first k lines, or all if there are fewer."""
        if k >= len(self):
            return self
        return Lines(self.name, self.first, b"\n".join(self.text.split(b"\n", k + 1)[: k + 1]) + b"\n")

    def without(self, k: int) -> "Lines":
        """Return all but the first k lines."""
        return self if k == 0 else Lines(self.name, self.first + k, b"\n" + self.text.split(b"\n", k + 1)[k + 1])

    def begins_blank(self, i: int) -> bool:
        """Tell whether line i begins with a space or a tab."""
        start = int(self._feeds[i]) + 1
        return self.text[start : start + 1] in (b" ", b"\t")

    def where(self, i: int) -> str:
        """Return where line i of these stands in the file, for a reader."""
        return _("line {line:,}").format(line=self.first + i)

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


def read_lines(stream: ByteStream, first: int) -> Iterator[Lines]:
    """Read a text, some lines at a time.

    Parameters
    ----------
    stream : ByteStream
        At the beginning of a line. A byte order mark is skipped.
    first : int
        That line's number, from 1.

    Yields
    ------
    Lines
        At least one. No blank lines at the end of the file.

    Raises
    ------
    FileError
        If a line is too long, or there are too many.
    """
    if stream.offset == 0 and stream.head.startswith(BYTE_ORDER_MARK):
        stream.read(len(BYTE_ORDER_MARK))
    start, rest = first, b""
    while True:
        chunk = stream.read(BLOCK)
        text = rest + chunk if chunk else rest.rstrip(BLANKS) + b"\n"
        # Blank lines are held back until another follows.
        filled = len(text[: text.rfind(b"\n") + 1].rstrip(BLANKS))
        end = text.index(b"\n", filled) + 1 if filled else 0
        if end:
            lines = Lines(stream.name, first, b"\n" + text[:end])
            if first + len(lines) > start + MAX_WORDS:
                raise FileError(stream.name, _("more than {most:,} words; expected no more").format(most=MAX_WORDS))
            yield lines
            first += len(lines)
        if not chunk:
            return
        rest = text[end:]
        if len(rest) > MAX_LINE:
            raise FileError(
                stream.name,
                _("{size:,} bytes and more without an end of the line; expected a word and its vector").format(
                    size=MAX_LINE
                )
                if b"\n" not in rest
                else _("{size:,} bytes and more of blank lines").format(size=MAX_LINE),
                _("line {line:,}").format(line=first),
            )


def beginning(blocks: Iterator[Lines], k: int) -> Lines | None:
    """Take so many lines from the beginning of a text that what is told by them does not depend on where blocks end.

    Parameters
    ----------
    blocks : iterator of Lines
        As :func:`read_lines` yields them, from the first.
    k : int
        How many are looked at.

    Returns
    -------
    Lines or None
        At least k of them, unless there are fewer or they have 4 MB; None if there is none.
    """
    first = next(blocks, None)
    while first is not None and len(first) < k and len(first.text) < MAX_LINE:
        more = next(blocks, None)
        if more is None:
            break
        first = Lines(first.name, first.first, first.text + more.text[1:])
    return first


def in_order(function: Callable[[Lines], T], lines: Iterable[Lines]) -> Generator[T, None, None]:
    """Apply a function to blocks of lines on other threads, which read ahead by a few blocks.

    Parameters
    ----------
    function : callable
        Most of its time should go to NumPy and Arrow, which let other threads run.
    lines : iterable of Lines
        Drawn on the caller's own thread.

    Yields
    ------
    object
        The results, in order; an error where its turn comes, a :class:`LineError` after what the lines before it give.
    """
    with ThreadPoolExecutor(THREADS) as pool:
        pending: deque[Future[T]] = deque()
        for result in _futures(pool, function, lines):
            pending.append(result)
            if len(pending) > AHEAD:
                yield from _results(pending.popleft(), function)
        while pending:
            yield from _results(pending.popleft(), function)


def _results(future: Future[T], function: Callable[[Lines], T]) -> Iterator[T]:
    try:
        yield future.result()
    except LineError as error:
        if len(error.before):
            yield function(error.before)
        raise


def _futures(pool: ThreadPoolExecutor, function: Callable[[Lines], T], lines: Iterable[Lines]) -> Iterator[Future[T]]:
    try:
        for some in lines:
            yield pool.submit(copy_context().run, function, some)
    except FileError as error:  # found while reading ahead: its turn comes after the lines before it
        failed: Future[T] = Future()
        failed.set_exception(error)
        yield failed


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
