"""What the command line prints, and how it shows progress."""

import csv
import re
import shutil
import sys
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import accumulate

from embedviz.i18n import valued
from embedviz.progress import Progress

_WIDE = "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6"
_OPENING, _CLOSING = "（《「『【“‘", "，。、；：！？）》」』】”’…"
# What a line is not broken within: a Chinese character or a run of others, with the marks that belong to it.
_UNBROKEN = re.compile(rf"\s+|[{_OPENING}]*(?:[{_WIDE}]|[^\s{_WIDE}{_OPENING}{_CLOSING}]+|[{_CLOSING}])[{_CLOSING}]*")


class ProgressLine:
    """The last line of a terminal, written over and over.

    Parameters
    ----------
    shown : bool
        Whether there is one to write to.
    """

    def __init__(self, shown: bool) -> None:
        self._shown = shown
        self._text = ""

    def __call__(self, progress: Progress) -> None:
        """Show how far a computation is."""
        width = shutil.get_terminal_size().columns - 1
        self._show(cut(f"{progress.fraction:4.0%} {_said(progress.stage)}", width))

    def clear(self) -> None:
        """Leave an empty line to others."""
        self._show("")

    def _show(self, text: str) -> None:
        if not self._shown or text == self._text:
            return
        erased = " " * (cells(self._text) - cells(text))
        with suppress(OSError):
            sys.stderr.write(f"\r{text}{erased}" + ("" if text else "\r"))
            sys.stderr.flush()
        self._text = text


def say(message: str) -> None:
    """Print what a user should know on stderr, after the program's name.

    Parameters
    ----------
    message : str
        A line.
    """
    print(valued("embedviz", _said(message)), file=sys.stderr)


def print_facts(facts: Sequence[tuple[str, str]]) -> None:
    """Print names and values in two columns.

    Parameters
    ----------
    facts : sequence of (str, str)
        At least one.
    """
    width = max(cells(name) for name, _value in facts)
    for name, value in facts:
        print(f"{name}{' ' * (width - cells(name))}  {value}")


def print_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table as CSV.

    Parameters
    ----------
    header : sequence of str
        Names of the columns.
    rows : iterable of sequence
        Their values.
    """
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)


def listed(words: Iterable[str]) -> str:
    """Return words on one line.

    Parameters
    ----------
    words : iterable of str
        Any.

    Returns
    -------
    str
    """
    return "  ".join(map(printable, words))


def printable(text: str) -> str:
    """Return a text on one line and without what a terminal would take for a command.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    str
    """
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )


def cells(text: str) -> int:
    """Return how many cells of a terminal a text takes: two a Chinese character, none a mark upon another.

    Parameters
    ----------
    text : str
        On one line.

    Returns
    -------
    int
    """
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(each) else 1 + (unicodedata.east_asian_width(each) in "WF") for each in text)


def cut(text: str, width: int) -> str:
    """Return the beginning of a text that takes no more cells than there are.

    Parameters
    ----------
    text : str
        On one line.
    width : int
        The cells.

    Returns
    -------
    str
    """
    taken = accumulate(map(cells, text))
    return text[: bisect_right(list(taken), width)]


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines, at blanks and between Chinese characters; none begins with a mark that closes.

    Parameters
    ----------
    text : str
        Any; white space counts as a blank.
    width : int
        The cells of a line; a longer run without a blank has a line of its own.

    Returns
    -------
    list of str
        At least one.
    """
    lines = [""]
    for part in _UNBROKEN.findall(" ".join(text.split())):
        if cells(lines[-1]) + cells(part.rstrip()) > width and lines[-1]:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += part if lines[-1] else part.lstrip()
    return lines


def _said(message: str) -> str:
    # Blanks that do not break are for pages: a terminal may lack the character, and it breaks lines where they end.
    return printable(message.replace("\u00a0", " "))
