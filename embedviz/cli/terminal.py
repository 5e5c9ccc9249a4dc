"""What the command line prints, and how it shows progress."""

import csv
import shutil
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress

from embedviz.progress import Progress


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
        self._show(f"{progress.fraction:4.0%} {printable(progress.stage)}"[:width])

    def clear(self) -> None:
        """Leave an empty line to others."""
        self._show("")

    def _show(self, text: str) -> None:
        if not self._shown or text == self._text:
            return
        erased = " " * (len(self._text) - len(text))
        with suppress(OSError):
            sys.stderr.write(f"\r{text}{erased}" + ("" if text else "\r"))
            sys.stderr.flush()
        self._text = text


def print_facts(facts: Sequence[tuple[str, str]]) -> None:
    """Print names and values in two columns.

    Parameters
    ----------
    facts : sequence of (str, str)
        At least one.
    """
    width = max(len(name) for name, _value in facts)
    for name, value in facts:
        print(f"{name:<{width}}  {value}")


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
