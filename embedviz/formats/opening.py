"""What the first lines of a text of words and vectors show: comments, headers, and in how many dimensions it is."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from embedviz.assumptions import Assumption
from embedviz.formats.lines import Lines
from embedviz.formats.recognize import NUMBER

LINES = 50
FEWEST, MOST_PART = 4, 0.75  # rows, and which part of them, that settle n against line 1
BASE_64 = b"B64:"
SHORT = 2  # decimals that a number in a word has at most

_WHOLE = re.compile(rb"[+-]?\d{1,18}")
_COUNT = re.compile(rb"\d{1,18}")
_COUNTED = re.compile(rb"\d+(?:\.(\d+))?")


@dataclass(frozen=True)
class Opening:
    """What comes before the first row, and how the rows are written.

    Parameters
    ----------
    skipped : int
        Lines before the first row.
    dimensions : int
        n; 0 if the first line is no row.
    assumptions : tuple of Assumption
        What is not plain.
    by_most : bool
        Whether n is that of most lines, and not of the first row.
    """

    skipped: int
    dimensions: int
    assumptions: tuple[Assumption, ...] = ()
    by_most: bool = False


def find_opening(lines: Lines) -> Opening:
    """Look at the first lines of a text without word2vec's header.

    Parameters
    ----------
    lines : Lines
        From the first.

    Returns
    -------
    Opening
    """
    tokens = [lines.tokens(i) for i in range(min(LINES, len(lines)))]
    has_three = _is_three_numbers(tokens)
    found = _trailing_numbers(lines, tokens)
    usual, is_trusted = _usual(tokens[has_three:], found[has_three:])
    skipped = 0
    assumptions = []
    if has_three:
        skipped = 1
        assumptions.append(Assumption("three numbers", {}))
    elif usual:
        while skipped < len(found) - 1 and found[skipped] != usual and b"".join(tokens[skipped][:1]).startswith(b"#"):
            skipped += 1
        if skipped:
            assumptions.append(Assumption("comments", {"count": skipped}))
    if skipped < len(tokens) - 1 and _numbers_columns(lines, skipped, tokens[skipped], found[skipped + 1]):
        skipped += 1
        assumptions.append(Assumption("column numbers", {}))
    elif skipped < len(tokens) - 1 and _names_columns(lines, skipped, tokens[skipped], usual):
        skipped += 1
        if len(tokens[skipped]) == 1 and skipped < len(tokens) - 1:  # that of the column of words, as pandas has it
            skipped += 1
        assumptions.append(Assumption("column names", {}))
    n = found[skipped] if skipped < len(found) else 0
    if n == 0 and skipped:
        n = usual
    by_most = bool(is_trusted and n and usual and n != usual)
    if by_most:
        n = usual
    words = [each[0] for each in tokens[skipped:] if len(each) == n + 1]
    if len(words) > 1 and all(map(NUMBER.fullmatch, words)):
        assumptions.append(Assumption("numbers as words", {}))
    if (
        n == 1
        and len(words) >= FEWEST
        and all(_COUNT.fullmatch(each[-1]) for each in tokens[skipped:] if len(each) == 2)
    ):
        assumptions.append(Assumption("perhaps a list", {}))
    return Opening(skipped, n, tuple(assumptions), by_most)


def is_phrase(tokens: Sequence[bytes], n: int) -> bool:
    """Tell whether a number that stands before the last n tokens of a line belongs to the word.

    Parameters
    ----------
    tokens : sequence of bytes
        Of the line.
    n : int
        Fewer than there are.

    Returns
    -------
    bool
        Whether it is written as the numbers of the vector are not: "windows 10" before numbers of many decimals. A
        sign, an exponent, nan and inf are never of a word.
    """
    before, vector = tokens[:-n], tokens[-n:]
    counted = _COUNTED.fullmatch(before[-1])
    if counted is None or len(before) < 2 or all(map(NUMBER.fullmatch, before)):
        return False
    fractions = [len(number.partition(b".")[2]) for number in vector if b"." in number or b"e" in number.lower()]
    if 10 * len(fractions) < 9 * n:
        return False
    return not counted[1] or len(counted[1]) <= SHORT < sorted(fractions)[len(fractions) // 2]


def trailing_numbers(tokens: Sequence[bytes]) -> int:
    """Return how many numbers end a line; its first token is a word, whatever it looks like.

    Parameters
    ----------
    tokens : sequence of bytes
        Of the line.

    Returns
    -------
    int
    """
    found = 0
    while found < len(tokens) - 1 and NUMBER.fullmatch(tokens[-1 - found]):
        found += 1
    return found


def _trailing_numbers(lines: Lines, tokens: Sequence[Sequence[bytes]]) -> list[int]:
    """Return how many numbers end each line; if a tab ends the word of each, only those behind it count."""
    found = [trailing_numbers(each) for each in tokens]
    tabs = [[b"\t" in gap for gap in lines.gaps(i)] for i in range(len(tokens))]
    behind = {len(each) - each.index(True) if any(each) else 0 for each in tabs}
    is_settled = len(behind) == 1 and not behind.isdisjoint(found)
    return [min(k, *behind) for k in found] if is_settled and 0 not in behind else found


def _usual(tokens: Sequence[Sequence[bytes]], trailing: Sequence[int]) -> tuple[int, bool]:
    """Return the n that fits all rows or most, and whether they are enough to trust it more than line 1."""
    counted = list(zip(trailing, tokens, strict=True))
    counted = [each for each in counted if each[1] and not each[1][0].startswith(b"#")] or counted
    rows, found = [each for _k, each in counted], [k for k, _each in counted]
    least = min(found)
    if least and all(k == least or is_phrase(each, least) for k, each in counted):
        return least, len(rows) >= FEWEST
    n, count = Counter(found).most_common(1)[0]
    return (n if count >= MOST_PART * len(rows) else 0), len(rows) >= FEWEST


def _numbers_columns(lines: Lines, i: int, tokens: Sequence[bytes], n: int) -> bool:
    """Tell whether a line that begins blank counts the n columns of the next, as pandas' ``to_string`` does."""
    return n > 1 and lines.begins_blank(i) and tokens == [b"%d" % column for column in range(n)]


def _names_columns(lines: Lines, i: int, tokens: Sequence[bytes], n: int) -> bool:
    """Tell whether a line that begins blank names the n columns of most others, as R prints them."""
    return n > 1 and lines.begins_blank(i) and len(tokens) == n and not any(map(NUMBER.fullmatch, tokens))


def _is_three_numbers(tokens: Sequence[Sequence[bytes]]) -> bool:
    """Tell whether the first line is Deeplearning4j's: words, dimensions, documents."""
    if len(tokens) < 2 or len(tokens[0]) != 3 or not all(map(_WHOLE.fullmatch, tokens[0])):
        return False
    if any(each and each[0].startswith(BASE_64) for each in tokens[1:]):
        return True
    n = int(tokens[0][1])
    return n > 2 and _usual(tokens[1:], [trailing_numbers(each) for each in tokens[1:]])[0] == n
