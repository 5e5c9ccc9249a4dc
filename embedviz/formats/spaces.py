"""Spaces of Unicode between the numbers of a text, such as no-break ones: what word processors and web pages put there.

A word may hold them too, as some of GloVe's and fastText's do. So they count as blanks only between the last n numbers
of a line, before these and behind, and only in a text whose first lines have n numbers each with them and not without.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from embedviz.formats.opening import FEWEST, LINES, trailing_numbers
from embedviz.formats.recognize import CONTROL, HEADER, NUMBER, whole_lines

SPACES = tuple(chr(code) for code in (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000))
_SPACE = re.compile("|".join(SPACES).encode())
_THREE_DIGITS = re.compile(rb"\d{3}(?:[.,]\d+)?")


@dataclass(frozen=True)
class Parting:
    """How the numbers of a text are parted.

    Parameters
    ----------
    dimensions : int
        n; 0 in a table, where such spaces stand around numbers in cells.
    spaces : tuple of str
        What parts them besides ordinary spaces and tabs.
    """

    dimensions: int
    spaces: tuple[str, ...]

    def __str__(self) -> str:
        return ", ".join(f"U+{ord(space):04X}" for space in self.spaces)

    @cached_property
    def _any(self) -> re.Pattern[bytes]:
        return re.compile("|".join(self.spaces).encode())

    def rewritten(self, line: bytes) -> bytes:
        """Return a line with one ordinary space for all blanks that part its numbers, where there are others."""
        if self._any.search(line) is None:
            return line
        if not self.dimensions:
            return _around(self.spaces).sub(b" ", line)
        pieces = _pieces(line, self.spaces)
        first = len(pieces)
        tokens = [i for i in range(0, len(pieces), 2) if pieces[i]]
        for i in reversed(tokens[-self.dimensions :]):
            if not NUMBER.fullmatch(pieces[i]):
                break
            first = i
        numbers = [pieces[i] for i in tokens if i >= first]
        if not numbers:
            return line
        return b" ".join([b"".join(pieces[: max(0, first - 1)]), *numbers])


def find_parting(head: bytes) -> Parting | None:
    """Find the spaces that part the numbers of a text besides ordinary ones.

    Parameters
    ----------
    head : bytes
        The first 65,536 bytes, or all.

    Returns
    -------
    Parting or None
        None where the text is read as it is.
    """
    if _SPACE.search(head) is None or CONTROL.search(head):
        return None
    rows = whole_lines(head)[:LINES]
    parted = [_pieces(line, SPACES)[::2] for line in rows]
    if len(rows) > 1 and HEADER.fullmatch(b" ".join(filter(None, parted[0]))):
        rows, parted = rows[1:], parted[1:]
    plain = [trailing_numbers(line.split()) for line in rows]
    found = [trailing_numbers([part for part in parts if part]) for parts in parted]
    n = found[0]
    if not n:
        return _in_cells(rows)
    if set(found) != {n} or min(plain) >= n:
        return None
    if set(plain) == {n - 1} and not _are_of_vectors([[part for part in parts if part][-n] for parts in parted]):
        return None
    if all(_are_grouped(_pieces(line, SPACES), n) for line in rows):
        return None
    between = [blank for line in rows for blank in _behind_words(_pieces(line, SPACES), n)]
    return Parting(n, tuple(space for space in SPACES if any(space.encode() in blank for blank in between)))


def _are_of_vectors(firsts: list[bytes]) -> bool:
    """Tell whether numbers behind words and such a space are none of the words: of many, or all fractions."""
    return len(firsts) >= FEWEST or (len(firsts) > 1 and all(b"." in each for each in firsts))


def _are_grouped(pieces: list[bytes], n: int) -> bool:
    """Tell whether such spaces part digits of numbers, and ordinary ones the numbers: "1 234.5 0.25"."""
    tokens = [i for i in range(0, len(pieces), 2) if pieces[i]][1 - n :] if n > 1 else []
    others = [i for i in tokens if _SPACE.search(pieces[i - 1])]
    return 0 < len(others) < len(tokens) and all(_THREE_DIGITS.fullmatch(pieces[i]) for i in others)


def _in_cells(rows: list[bytes]) -> Parting | None:
    found = [set(_around(SPACES).findall(line)) for line in rows]
    if len(rows) < 2 or not all(found[1:]):
        return None
    seen = b"".join(chain.from_iterable(found))
    return Parting(0, tuple(space for space in SPACES if space.encode() in seen))


def _around(spaces: tuple[str, ...]) -> re.Pattern[bytes]:
    """Return what matches such spaces before and behind numbers in cells."""
    some = "|".join(spaces).encode()
    return re.compile(rb"(?<=[,;|\t])(?:%b)+(?=[+-]?\.?\d)|(?<=\d)(?:%b)+(?=[,;|\t\r]|\Z)" % (some, some))


def _pieces(line: bytes, spaces: tuple[str, ...]) -> list[bytes]:
    """Return the tokens of a line and the blanks between them in turn; at either end a token may be empty."""
    return re.split(b"((?:%b)+)" % b"|".join([b"[ \t\r]", *(space.encode() for space in spaces)]), line)


def _behind_words(pieces: list[bytes], n: int) -> list[bytes]:
    """Return the blanks before the last n tokens of a line and behind the last."""
    tokens = [i for i in range(0, len(pieces), 2) if pieces[i]]
    return pieces[tokens[-n] - 1 :: 2]
