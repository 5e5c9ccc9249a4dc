"""What stands beside each word and is no part of it: the number of its line, blanks, quotes, a sign before its vector.

It is told by the first words, all of which must have it, and must then stand beside each. A number that may be none of
its vector is told here too: a first one that is written otherwise than all others, as a count is.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from embedviz.assumptions import Assumption
from embedviz.formats.lines import Lines
from embedviz.formats.opening import FEWEST, LINES
from embedviz.i18n import _

MOST_WHOLE = 0.1  # of the numbers behind a count
BLANKS = "blanks around"

_NUMBERED = re.compile(rb"[ \t]*(\d{1,9})([.):]?[ \t]+|:)(.+)", re.DOTALL)
_WHOLE = re.compile(rb"[+-]?\d{1,18}")
_SIGN = re.compile(rb"[!-/:-@\[-`{-~]{1,3}")
_CUT = re.compile(
    rb".*[\[({=][+-]?\d*\.\d+(?:e[+-]?\d+)?|.*[ \t][+-]?\d*\.\d+(?:e[+-]?\d+)?[,;|]", re.IGNORECASE | re.DOTALL
)
_ANY = re.compile(b"(.*)", re.DOTALL)
_COLON = re.compile(rb"([^:].*):", re.DOTALL)


class Undecorated(Exception):  # noqa: N818 - it is told as an error of the file
    """A word without what stands beside those before.

    Parameters
    ----------
    index : int
        Which of the words.
    problem : str
        What was found and what was expected.
    """

    def __init__(self, index: int, problem: str) -> None:
        super().__init__(problem)
        self.index, self.problem = index, problem


@dataclass(frozen=True)
class Decoration:
    """One thing that stands beside each word.

    Parameters
    ----------
    kind : str
        Of the assumption.
    pattern : Pattern
        Of words with it; its last group is the word.
    sign : str
        What it is, where it is a sign.
    is_token : bool
        Whether blanks part it from the word.
    """

    kind: str
    pattern: re.Pattern[bytes]
    sign: str = ""
    is_token: bool = False

    @property
    def assumption(self) -> Assumption:
        """What is said of it."""
        return Assumption(self.kind, {"sign": self.sign} if self.sign else {})

    def without(self, words: Sequence[bytes]) -> list[bytes]:
        """Return words without it.

        Parameters
        ----------
        words : sequence of b bytes
            With it.

        Returns
        -------
        list of b bytes

        Raises
        ------
        Undecorated
            If one is without it.
        """
        found = self.bare(words)
        escaped = b"\\" + self.sign.encode()
        if self.kind == "quotes" and (wrong := [i for i, word in enumerate(found) if escaped in word]):
            raise Undecorated(wrong[0], _("a backslash before a quote within quotes; expected none"))
        return found

    def bare(self, words: Sequence[bytes]) -> list[bytes]:
        """Return words without it, whatever is left of them; otherwise as :meth:`without`."""
        if self.kind == BLANKS:
            return [word.strip(b" \t") for word in words]
        found = [self.pattern.fullmatch(word) for word in words]
        if None in found:
            raise Undecorated(found.index(None), self._problem())
        bare = [match[match.re.groups] for match in found if match is not None]
        return [word.replace(b'""', b'"') for word in bare] if self.sign == '"' else bare

    def _problem(self) -> str:
        if self.kind == "line numbers":
            return _("no number before the word; expected one as before the others")
        if self.kind == "quotes":
            return _("no {sign} around the word; expected them as around the others").format(sign=self.sign)
        return _("no {sign} after the word; expected one as after the others").format(sign=self.sign)


Finder = Callable[[Sequence[bytes]], Decoration | None]


@dataclass(frozen=True)
class Decorations:
    """All that stands beside each word, the outermost first."""

    found: tuple[Decoration, ...] = ()

    @property
    def assumptions(self) -> list[Assumption]:
        """What is said of them."""
        return [each.assumption for each in self.found]

    @property
    def are_numbered(self) -> bool:
        """Whether before each word is the number of its line."""
        return any(each.kind == "line numbers" for each in self.found)

    @property
    def parts(self) -> int:
        """How many tokens of a line they take of their own."""
        return sum(each.is_token for each in self.found)

    def without(self, words: list[bytes]) -> list[bytes]:
        """Return words without them.

        Parameters
        ----------
        words : list of b bytes
            With them.

        Returns
        -------
        list of b bytes

        Raises
        ------
        Undecorated
            If one is without one of them.
        """
        for each in self.found:
            words = each.without(words)
        return words


def find_decorations(words: Sequence[bytes], *, in_cells: bool = False) -> Decorations:
    """Look at what stands beside words.

    Parameters
    ----------
    words : sequence of bytes
        The first there are, as the file has them.
    in_cells : bool
        Whether they are in cells of a table, which have nothing around them but blanks and quotes of another kind.

    Returns
    -------
    Decorations
        None where there are fewer than four words.
    """
    found: list[Decoration] = []
    rest = list(words)
    everywhere: tuple[Finder, ...] = (_numbers, _blanks, _sign, find_quotes)
    finders = (_blanks, partial(find_quotes, signs=(b"'",))) if in_cells else everywhere
    for find in finders if len(rest) >= FEWEST else ():
        decoration = find(rest)
        if decoration is not None:
            found.append(decoration)
            rest = decoration.bare(rest)
    return Decorations(tuple(found))


def first_words(head: bytes, n: int) -> tuple[list[bytes], list[list[bytes]]]:
    """Return the first words of a text as they stand, but that of line 1, which may be a header, and their numbers.

    Parameters
    ----------
    head : bytes
        The beginning of the text.
    n : int
        At least 1.

    Returns
    -------
    list of b bytes
        What stands before the vectors.
    list of b list of n bytes
        The vectors.
    """
    lines = Lines("", 1, b"\n" + head.partition(b"\n")[2] + b"\n")
    texts = lines.text.split(b"\n")[1 : min(LINES, len(lines) - 1) + 1]
    words, vectors = [], []
    for i, text in enumerate(texts):
        tokens = lines.tokens(i)
        if len(tokens) > n:
            vectors.append(tokens[-n:])
            words.append(text.rsplit(None, n)[0])
    return words, vectors


def hold_numbers(words: Sequence[bytes]) -> bool:
    """Tell whether a number of the vector became part of each word, as brackets or a sign stand before it.

    Parameters
    ----------
    words : sequence of bytes
        The first there are.

    Returns
    -------
    bool
        Not where there are few.
    """
    return len(words) >= FEWEST and all(map(_CUT.fullmatch, words))


def is_counted(vectors: Sequence[Sequence[bytes]]) -> bool:
    """Tell whether the first number of each vector is whole, as no other is.

    Parameters
    ----------
    vectors : sequence of m sequence of n bytes
        Their numbers as they are written.

    Returns
    -------
    bool
        Not where it is always the same, or there are few.
    """
    counts = [vector[0] for vector in vectors]
    if len(counts) < FEWEST or not all(map(_WHOLE.fullmatch, counts)) or len(set(counts)) == 1:
        return False
    others = [number for vector in vectors for number in vector[1:]]
    return len(others) > len(counts) and sum(map(bool, map(_WHOLE.fullmatch, others))) <= MOST_WHOLE * len(others)


def _numbers(words: Sequence[bytes]) -> Decoration | None:
    found = [_NUMBERED.fullmatch(word) for word in words]
    numbers = [int(match[1]) for match in found if match is not None]
    first = numbers[0] if numbers else -1
    # The first line need not be among them.
    if len(numbers) < len(words) or first not in (0, 1, 2) or numbers != [*range(first, first + len(numbers))]:
        return None
    return Decoration(
        "line numbers",
        _NUMBERED,
        is_token=all(match is not None and match[2] != b":" for match in found),
    )


def _blanks(words: Sequence[bytes]) -> Decoration | None:
    """Tell whether blanks stand before all words, or behind all: where they are to align or to part, not of some."""
    before = all(word[:1] in (b" ", b"\t") for word in words)
    behind = all(word[-1:] in (b" ", b"\t") for word in words)
    if not before and not behind:
        return None
    return Decoration(BLANKS, _ANY)


def _sign(words: Sequence[bytes]) -> Decoration | None:
    """Tell whether a colon ends each word, and begins none as in ":smile:", or a sign stands alone behind each."""
    last = words[0].split()[-1:]
    alone = last[0] if last else b""
    if _SIGN.fullmatch(alone):
        pattern = re.compile(rb"(.*?[^ \t])[ \t]+" + re.escape(alone), re.DOTALL)
        if all(map(pattern.fullmatch, words)):
            return Decoration("sign behind", pattern, alone.decode(), is_token=True)
    return Decoration("sign behind", _COLON, ":") if all(map(_COLON.fullmatch, words)) else None


def find_quotes(words: Sequence[bytes], signs: Sequence[bytes] = (b'"', b"'")) -> Decoration | None:
    """Tell whether quotes stand around each word.

    Parameters
    ----------
    words : sequence of bytes
        All, or the first there are.
    signs : sequence of bytes
        Which quotes.

    Returns
    -------
    Decoration or None
        None where there are fewer than four words.
    """
    if len(words) < FEWEST:
        return None
    for quote in signs:
        if all(len(word) > 2 and word.startswith(quote) and word.endswith(quote) for word in words):
            return Decoration("quotes", re.compile(quote + rb"(.*)" + quote, re.DOTALL), quote.decode())
    return None
