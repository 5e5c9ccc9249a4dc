"""Lists of words, one a line, in UTF-8 or UTF-16."""

import codecs
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

from embedviz.errors import FileError
from embedviz.formats.recognize import BYTE_ORDER_MARK, ends_in_returns
from embedviz.formats.stream import CHUNK, HEAD, ByteStream, goes_on_otherwise
from embedviz.formats.words import decode
from embedviz.i18n import _

MAX_LINE = 1 << 16
_MARKS = {
    b"\xff\xfe\0\0": "utf-32",
    b"\0\0\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
MARKED = frozenset(_MARKS.values())
ALIKE, FEW = 0.9, 0.05  # which part of the bytes at one place of each character are zeros in ASCII, and in no other


class WordList:
    """The words of a list, some at a time.

    Parameters
    ----------
    path : Path
        UTF-8 or UTF-16, compressed or not. Only its end is cut off a line: blanks belong to the word.

    Raises
    ------
    FileError
        If it cannot be read; later, if a line is too long, or what began as UTF-16 is none.
    """

    def __init__(self, path: Path) -> None:
        self._stream = ByteStream(path)
        self.name = self._stream.name
        self._lines: list[bytes] = []
        self._batches = split_lines(self._stream)

    def take(self, count: int) -> tuple[list[str], Sequence[int]]:
        """Return the next words.

        Parameters
        ----------
        count : int
            How many; fewer come only at the end.

        Returns
        -------
        list of str
            What is not UTF-8 is escaped.
        sequence of int
            Which of them are not UTF-8, from 0.
        """
        while len(self._lines) < count and (batch := next(self._batches, None)) is not None:
            self._lines += batch
        lines, self._lines = self._lines[:count], self._lines[count:]
        return decode(lines, b"\n") if lines else ([], ())

    def count_rest(self) -> int:
        """Return how many words are left after those taken, blank lines at the very end not counted.

        Returns
        -------
        int
        """
        return count_lines(chain([self._lines], self._batches))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()


def count_lines(batches: Iterator[list[bytes]]) -> int:
    """Return how many lines there are, blank ones at the very end not counted.

    Parameters
    ----------
    batches : iterator of list of bytes
        As :func:`split_lines` yields them.

    Returns
    -------
    int
    """
    count = last = 0
    for lines in batches:
        last = next((count + i for i in range(len(lines), 0, -1) if lines[i - 1]), last)
        count += len(lines)
    return last


def first_lines(head: bytes, most: int) -> list[bytes]:
    """Return the first whole lines of a text, in UTF-8 and without their ends.

    Parameters
    ----------
    head : bytes
        The first 65,536 bytes, or all.
    most : int
        How many lines at most.

    Returns
    -------
    list of bytes
        Without blank ones at the end.
    """
    encoding = encoding_of(head)
    text = head.removeprefix(BYTE_ORDER_MARK)
    if encoding:
        text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(head).removeprefix("\ufeff").encode()
    if ends_in_returns(text):
        text = text.replace(b"\r", b"\n")
    lines = text.split(b"\n")
    if len(head) >= HEAD:
        lines.pop()  # it may be cut
    found = [line.removesuffix(b"\r") for line in lines]
    while found and not found[-1]:
        found.pop()
    return found[:most]


def split_lines(stream: ByteStream) -> Iterator[list[bytes]]:
    """Read the lines of a text, in UTF-8 and without their ends, many at a time.

    Parameters
    ----------
    stream : ByteStream
        At its beginning. A byte order mark is skipped.

    Yields
    ------
    list of bytes

    Raises
    ------
    FileError
        If a line is too long, or what began as UTF-16 is none.
    """
    rest, count = b"", 0
    has_returns: bool | None = None
    for data in _in_utf8(stream):
        has_returns = ends_in_returns(data[:HEAD]) if has_returns is None else has_returns
        text = rest + (data.replace(b"\r", b"\n") if has_returns else data)
        *lines, rest = text.split(b"\n")
        if b"\r" in text:
            lines = [line.removesuffix(b"\r") for line in lines]
        lengths = list(map(len, (*lines, rest)))
        if max(lengths) > MAX_LINE:
            number = next(i for i, length in enumerate(lengths, count + 1) if length > MAX_LINE)
            raise FileError(
                stream.name,
                _("more than {most:,} bytes; expected one word per line").format(most=MAX_LINE),
                _("line {line:,}").format(line=number),
            )
        yield lines
        count += len(lines)
    if rest:
        yield [rest.removesuffix(b"\r")]


def _in_utf8(stream: ByteStream) -> Iterator[bytes]:
    encoding = encoding_of(stream.head)
    if not encoding:
        if stream.head.startswith(BYTE_ORDER_MARK):
            stream.read(len(BYTE_ORDER_MARK))
        while data := stream.read(CHUNK):
            yield data
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    data = b"\n"
    while data:
        data = stream.read(CHUNK)
        try:
            yield decoder.decode(data, final=not data).encode()
        except UnicodeDecodeError as error:
            raise goes_on_otherwise(stream.name, encoding, error) from error


def encoding_of(head: bytes) -> str:
    """Return the encoding that a text's first bytes show.

    Parameters
    ----------
    head : bytes
        At least some hundred, or all.

    Returns
    -------
    str
        Nothing for UTF-8 and all that is like ASCII.
    """
    marked = next((encoding for mark, encoding in _MARKS.items() if head.startswith(mark)), "")
    if marked:
        return marked
    sample = head[:1024]
    first, second, third, fourth = (sample[i::4].count(0) * 4 for i in range(4))
    if min(third, fourth) > ALIKE * len(sample) and first < FEW * len(sample):
        return "utf-32-le"
    if min(first, second) > ALIKE * len(sample) and fourth < FEW * len(sample):
        return "utf-32-be"
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) > 0.4 * len(sample) and min(even, odd) < 0.05 * len(sample):
        return "utf-16-le" if odd > even else "utf-16-be"
    return ""
