"""Lists of one word a line with more than the words: a title, their number, blank lines between, quotes around each."""

from collections.abc import Callable
from pathlib import Path

from embedviz.assumptions import Assumption
from embedviz.formats.decorations import find_quotes
from embedviz.formats.files import printable
from embedviz.formats.listed import ListedWords
from embedviz.formats.stream import HEAD, ByteStream
from embedviz.formats.word_table import TITLES
from embedviz.formats.wordlist import first_lines, split_lines
from embedviz.formats.words import decode


def read_plain_list(path: Path, head: bytes, count: Callable[[], int] | None) -> ListedWords | None:
    """Read a list of words that has more lines than words, or quotes around each.

    Parameters
    ----------
    path : Path
        The list.
    head : bytes
        The first 65,536 bytes, or all.
    count : callable or None
        Counts the vectors that the words belong to; lines are left out only if the others are as many.

    Returns
    -------
    ListedWords or None
        None if each line is a word as it stands.

    Raises
    ------
    FileError
        If it cannot be read.
    """
    sample = first_lines(head, HEAD)
    if not any(sample) or not (_has_title(sample[0]) or b"" in sample or find_quotes(sample)):
        return None
    with ByteStream(path) as stream:
        name = stream.name
        lines = [line for batch in split_lines(stream) for line in batch]
    while lines and not lines[-1]:
        lines.pop()
    m = None if count is None else count()
    said = []
    filled = [line for line in lines if line]
    beyond = 0 if m is None else len(filled) - m
    if m is not None and m < len(lines) and len(filled) < len(lines) and beyond in (0, int(_has_title(filled[0]))):
        lines = filled
        said.append(Assumption("blank lines in table", {}))
    if m is not None and len(lines) == m + 1 and _has_title(lines[0]) and lines[0].strip() not in lines[1:]:
        title = printable(lines.pop(0).decode(errors="replace").strip())
        said.append(Assumption("list count" if title.isdigit() else "list header", {"column": title, "found": title}))
    quotes = find_quotes(lines)
    if quotes is not None:
        lines = quotes.without(lines)
        said.append(quotes.assumption)
    if not said:
        return None
    words, undecodable = decode(lines, b"\n")
    return ListedWords(name, words, frozenset(undecodable), tuple(said))


def _has_title(line: bytes) -> bool:
    """Tell whether a line may be the title of a list, or the number of its words."""
    return line.strip().lower() in TITLES or line.strip().isdigit()
