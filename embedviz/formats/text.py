"""Words and their vectors as text, a word a line: GloVe's format, and word2vec's, which has a header."""

from collections.abc import Iterator
from functools import partial
from itertools import chain

import numpy as np

from embedviz.errors import FileError, shortened
from embedviz.formats.header import read_header, too_few
from embedviz.formats.lines import BLANKS, LineError, Lines, in_order, read_lines
from embedviz.formats.recognize import NUMBER
from embedviz.formats.rows import MAX_DIMENSION, Content, Rows
from embedviz.formats.stream import ByteStream
from embedviz.formats.words import decode
from embedviz.i18n import _


def read_glove(stream: ByteStream) -> Content:
    """Read a text without a header.

    A word is all that stands before the last n tokens of its line, so it may hold blanks; n is found on line 1.

    Parameters
    ----------
    stream : ByteStream
        At its beginning.

    Returns
    -------
    Content

    Raises
    ------
    FileError
        If line 1 is no word and its vector; from the rows, if another is not.
    """
    lines = read_lines(stream, 1)
    first = next(lines, None)
    if first is None:
        raise FileError(stream.name, _("only blanks; expected words and their vectors"))
    n = _trailing_numbers(first.top(1).tokens(0))
    if not n:
        line = first.top(1).text.strip(BLANKS).decode(errors="replace")
        raise FileError(
            stream.name,
            _("no numbers at the end of {line!r}; expected a word and its vector").format(line=shortened(line)),
            first.where(0),
        )
    if n > MAX_DIMENSION:
        raise FileError(
            stream.name,
            _("{n:,} numbers; expected at most {most:,}").format(n=n, most=MAX_DIMENSION),
            first.where(0),
        )
    return Content(n, in_order(partial(_rows, n=n), chain([first], lines)), dtype="text")


def read_word2vec(stream: ByteStream) -> Content:
    """Read a text whose first line holds the numbers of words and dimensions, as fastText's .vec does.

    Parameters
    ----------
    stream : ByteStream
        At its beginning.

    Returns
    -------
    Content

    Raises
    ------
    FileError
        If the header cannot be true; from the rows, if one is no word and its vector, or there are more or fewer than
        the header promises.
    """
    m, n = read_header(stream, bytes_a_number=len(" 0"))
    lines = _promised(read_lines(stream, 2), m, stream.name)
    return Content(n, in_order(partial(_rows, n=n), lines), dtype="text")


def _promised(blocks: Iterator[Lines], promised: int, name: str) -> Iterator[Lines]:
    found = 0
    for lines in blocks:
        left = promised - found
        if left:
            yield lines.top(left)
        if len(lines) > left:
            raise FileError(
                name,
                _("a row beyond the {promised:,} words that the header on line 1 promises").format(promised=promised),
                lines.where(left),
            )
        found += len(lines)
    if found < promised:
        raise too_few(name, promised, found)


def _rows(lines: Lines, n: int) -> Rows:
    good = _first_miscounted(lines, n)
    vectors = lines.numbers(n, good)  # what is wrong on an earlier line comes first
    if good < len(lines):
        found = _trailing_numbers(lines.tokens(good))
        raise LineError(
            lines,
            good,
            _("{found:,} numbers, expected {n:,} as on line 1").format(found=found, n=n)
            if lines.counts[good]
            else _("a blank line; expected a word and its vector"),
        )
    words, undecodable = decode(lines.before(n), b"\n")
    return Rows(words, vectors, lines.where, undecodable)


def _first_miscounted(lines: Lines, n: int) -> int:
    """Return the first line that has not a word and n numbers, or how many lines there are."""
    for i in np.flatnonzero(lines.counts != n + 1).tolist():
        # More tokens are a word with blanks in it, unless what stands before the numbers is another number.
        if lines.counts[i] <= n or NUMBER.fullmatch(lines.tokens(i)[-n - 1]):
            return i
    return len(lines)


def _trailing_numbers(tokens: list[bytes]) -> int:
    """Return how many numbers end a line; its first token is a word, whatever it looks like."""
    found = 0
    while found < len(tokens) - 1 and NUMBER.fullmatch(tokens[-1 - found]):
        found += 1
    return found
