"""Words and their vectors as text, a word a line: GloVe's format, and word2vec's, which has a header."""

import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain

import numpy as np

from embedviz import units
from embedviz.assumptions import Assumption
from embedviz.errors import FileError, shortened
from embedviz.formats.decorations import (
    Decorations,
    Undecorated,
    find_decorations,
    first_words,
    hold_numbers,
    is_counted,
)
from embedviz.formats.header import most_promised, otherwise_many, promised_at_least, read_header
from embedviz.formats.line_blocks import beginning, in_order, read_lines
from embedviz.formats.lines import BLANKS, LineError, Lines, is_parted_by_one
from embedviz.formats.opening import BASE_64, LINES, find_opening, is_phrase, trailing_numbers
from embedviz.formats.recognize import BYTE_ORDER_MARK, NUMBER, start_of_text
from embedviz.formats.rows import MAX_DIMENSION, Content, Rows
from embedviz.formats.stream import ByteStream
from embedviz.formats.words import decode
from embedviz.i18n import _

_CLOSING = (b"]", b")", b"}", b",")
HEADER_NUMBERS = 2
_DIGITS = re.compile(rb"\d\.\d")


def read_glove(stream: ByteStream) -> Content:
    """Read a text without a header.

    A word is all that stands before the last n tokens of its line, so it may hold blanks; n is found on line 1. Blanks
    at its end are its own where one blank parts all numbers; else they align columns, and are left out.

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
    head = stream.head
    lines = read_lines(stream, 1)
    first = beginning(lines, LINES)
    if first is None:
        raise FileError(stream.name, _("only blanks; expected words and their vectors"))
    opening = find_opening(first)
    n = opening.dimensions
    if not n:
        raise _no_row(first)
    if n > MAX_DIMENSION:
        raise FileError(
            stream.name,
            _("{n:,} numbers; expected at most {most:,}").format(n=n, most=MAX_DIMENSION),
            first.where(0),
        )
    assumptions = list(opening.assumptions)
    is_marked = head.startswith(BYTE_ORDER_MARK)
    rows = _reader(stream.name, head, n, assumptions, is_marked=is_marked, by_most=opening.by_most)
    rest = chain([first.without(opening.skipped)], lines)
    return Content(n, in_order(rows, rest), dtype="text", assumptions=assumptions)


def read_word2vec(stream: ByteStream, limit: int | None = None) -> Content:
    """Read a text whose first line holds the numbers of words and dimensions, as fastText's .vec does.

    Parameters
    ----------
    stream : ByteStream
        At its beginning.
    limit : int, optional
        How many words are wanted: whether the file can hold all that the header promises then does not matter.

    Returns
    -------
    Content

    Raises
    ------
    FileError
        If the header cannot be true; from the rows, if one is no word and its vector, or there are more or fewer than
        the header promises by over a quarter.
    """
    is_marked = stream.head.startswith(BYTE_ORDER_MARK)
    above = stream.head[: start_of_text(stream.head)].count(b"\n")
    m, n = read_header(stream, bytes_a_number=len(" 0") if limit is None else None)
    assumptions: list[Assumption] = []
    rows = _reader(stream.name, stream.head, n, assumptions, is_marked=is_marked)
    lines = _promised(read_lines(stream, above + 2), m, stream.name, assumptions)
    return Content(n, in_order(rows, lines), dtype="text", assumptions=assumptions)


def _no_row(lines: Lines) -> FileError:
    line = lines.top(1).text.strip(BLANKS)
    tokens = line.split()
    if line[-1:] in _CLOSING and _DIGITS.search(line):
        problem = _around()
    elif len(tokens) > 1 and _is_notation(tokens[-1]):
        problem = _("a number in another notation at the end of {line!r}; expected all as 0.5, -2 or 1.5e-05")
    elif len(tokens) > 1 and all(map(NUMBER.fullmatch, tokens[:-1])):
        problem = _("numbers before the word in {line!r}; expected the word first")
    else:
        problem = _("no numbers at the end of {line!r}; expected a word and its vector")
    shown = shortened(line.decode(errors="replace"))
    return FileError(lines.name, problem.format(line=shown), lines.where(0))


def _is_notation(token: bytes) -> bool:
    """Tell whether a token that is no number of ours begins as one of some program, or in digits of another script."""
    text = token.decode(errors="replace").lstrip("+-\u2212.")
    return text[:1].isdigit() and NUMBER.fullmatch(token) is None


def _around() -> str:
    return _("brackets or commas around the numbers of {line!r}; expected blanks alone between them, CSV or JSON")


def _promised(blocks: Iterator[Lines], promised: int, name: str, assumptions: list[Assumption]) -> Iterator[Lines]:
    """Yield the lines that a header promises, give or take a quarter: published headers are off by one and more."""
    found, most = 0, most_promised(promised)
    for lines in blocks:
        left = most - found
        if left:
            yield lines.top(left)
        if len(lines) > left:
            raise FileError(
                name,
                _("a row beyond the {words} that the header on line 1 promises").format(words=units.words(promised)),
                lines.where(max(0, promised - found)),
            )
        found += len(lines)
    if found < promised_at_least(promised):
        raise otherwise_many(name, promised, found)
    if found != promised:
        assumptions.append(Assumption("promised", {"promised": promised, "found": found}))


def _reader(
    name: str, head: bytes, n: int, assumptions: list[Assumption], *, is_marked: bool, by_most: bool = False
) -> Callable[[Lines], Rows]:
    """Return what makes words and vectors of lines; what it takes for granted is added to the assumptions."""
    words, vectors = first_words(head, n)
    if hold_numbers(words):
        line = shortened(words[0].decode(errors="replace"))
        raise FileError(name, _around().format(line=line), _("line {line:,}").format(line=2))
    beside = find_decorations(words)
    assumptions += beside.assumptions
    if is_counted(vectors):
        assumptions.append(Assumption("perhaps counts"))
    by_one = is_parted_by_one(head, n)
    return partial(_rows, n=n, parted_by_one=by_one, by_most=by_most, beside=beside, is_marked=is_marked)


def _rows(lines: Lines, n: int, *, parted_by_one: bool, by_most: bool, beside: Decorations, is_marked: bool) -> Rows:
    good, doubtful = _first_miscounted(lines, n, numbered=beside.are_numbered)
    vectors = lines.numbers(n, good)  # what is wrong on an earlier line comes first
    if good < len(lines):
        tokens = lines.tokens(good)
        if len(tokens) == HEADER_NUMBERS and tokens[0].isdigit() and tokens[1] == b"%d" % n:
            raise LineError(lines, good, _("a second header; expected the rows of one file: split this one here"))
        raise LineError(lines, good, _miscounted(trailing_numbers(tokens), n, by_most=by_most))
    spelled = lines.before(n, parted_by_one=parted_by_one)
    if spelled and spelled[0].startswith(BASE_64):
        spelled = list(map(_plain, spelled))
    try:
        spelled = beside.without(spelled)
    except Undecorated as error:
        raise LineError(lines, error.index, error.problem) from None
    marked = [i for i, word in enumerate(spelled) if word.startswith(BYTE_ORDER_MARK)] if is_marked else []
    for i in marked:
        spelled[i] = spelled[i].removeprefix(BYTE_ORDER_MARK)
    words, undecodable = decode(spelled, b"\n")
    spaced = np.flatnonzero(lines.counts > n + 1 + beside.parts).tolist()
    noted = {"numbers in words": doubtful, "spaces": spaced, "blank lines": lines.behind_gaps(), "marks": marked}
    places = {kind: {i: lines.number(i) for i in found} for kind, found in noted.items() if found}
    return Rows(words, vectors, lines.where, undecodable, places)


def _miscounted(found: int, n: int, *, by_most: bool) -> str:
    if by_most:
        return _("{found}, expected {n:,} as on most lines").format(found=units.numbers(found), n=n)
    return _("{found}, expected {n:,} as on line 1").format(found=units.numbers(found), n=n)


def _first_miscounted(lines: Lines, n: int, *, numbered: bool) -> tuple[int, list[int]]:
    """Return the first line that has not a word and n numbers, or how many lines there are.

    Of those before it, also return which have a word whose last part could be a number too many.
    """
    doubtful: list[int] = []
    for i in np.flatnonzero(lines.counts != n + 1).tolist():
        tokens = lines.tokens(i)
        if len(tokens) == n and lines.begins_blank(i) and all(map(NUMBER.fullmatch, tokens)):
            continue  # the empty word
        # More tokens are a word with blanks in it, unless what stands before the numbers is another such number.
        if len(tokens) <= n:
            return i, doubtful
        if not NUMBER.fullmatch(tokens[-n - 1]) or (numbered and len(tokens) == n + 2):
            continue
        before, behind = (b"\t" in gap for gap in lines.gaps(i)[-n - 1 :][:2])
        if behind and not before:
            continue  # a tab ends the word
        if before or not is_phrase(tokens, n):
            return i, doubtful
        doubtful.append(i)
    return len(lines), doubtful


def _plain(word: bytes) -> bytes:
    """Return a word as it was before Deeplearning4j wrote it."""
    try:
        return b64decode(word.removeprefix(BASE_64), validate=True) if word.startswith(BASE_64) else word
    except ValueError:
        return word
