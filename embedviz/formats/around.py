"""What stands above a table or below it and is none of it: comments, a title, what ``np.savetxt`` calls a footer."""

import csv
import re
from collections.abc import Sequence
from functools import partial

from embedviz.assumptions import Assumption
from embedviz.errors import shortened
from embedviz.formats.dialect import EMPTY, Dialect, find_dialect
from embedviz.formats.options import Options
from embedviz.formats.recognize import BYTE_ORDER_MARK, CONTROL, HEADER, NUMBER, start_of_text, without_comments
from embedviz.formats.stream import ByteStream

MOST_ABOVE = 10
LOOKED_AT = 1 << 12  # bytes of the end
COMMENT = b"#"

_FRACTION = re.compile(r"[+-]?\d*[.,]\d+(?:e[+-]?\d+)?", re.IGNORECASE)
_DECIMALS = re.compile(rb"\d[.,]\d")
_DIGITS = re.compile(rb"\d+")


def leave_out_above(stream: ByteStream, options: Options) -> list[Assumption]:
    """Leave out comments and titles above a table; those above words and numbers, their own reader leaves out.

    Parameters
    ----------
    stream : ByteStream
        At its beginning.
    options : Options
        What is told of the table.

    Returns
    -------
    list of Assumption
        What is to be said of it.
    """
    find = partial(find_dialect, separator=options.separator, header=options.header)
    rest = without_comments(stream.head)
    if rest != stream.head:
        if find(stream.head) is not None or find(rest) is None:
            return []
        comments = stream.read(len(stream.head) - len(rest))
        return [Assumption("comments", {"count": comments.count(b"\n")})]
    if not _may_be_titled(stream.head) or find(stream.head) is not None:
        return []
    lines = stream.head.split(b"\n", MOST_ABOVE)
    for count in range(1, len(lines)):
        dialect = find(b"\n".join(lines[count:]))
        if dialect is not None and dialect.separator != " " and _are_titles(lines[:count], dialect):
            stream.read(sum(map(len, lines[:count])) + count)
            filled = [line.decode(errors="replace").strip("\ufeff\r" + EMPTY) for line in lines[:count]]
            titles = [title for title in filled if title]
            return [Assumption("title", {"count": len(titles), "line": shortened(titles[0])})]
    return []


def _may_be_titled(head: bytes) -> bool:
    """Tell whether line 1 may be a title, at a glance: most files begin with a row, or are no text."""
    line = head[start_of_text(head) :].partition(b"\n")[0]
    return not (_DECIMALS.search(line) or HEADER.match(line) or line[:1] in (b"{", b"[") or CONTROL.search(head))


def leave_out_below(stream: ByteStream) -> list[Assumption]:
    """Leave out comments that end a text, unless they may be rows.

    Parameters
    ----------
    stream : ByteStream
        At its beginning.

    Returns
    -------
    list of Assumption
        What is to be said of it.
    """
    tail = stream.tail(LOOKED_AT)
    if COMMENT not in tail or CONTROL.search(stream.head):
        return []
    lines = [line for line in tail.split(b"\n")[1:] if line.strip()]
    first = len(lines)
    while first and lines[first - 1].startswith(COMMENT):
        first -= 1
    footer = frozenset(lines[first:])
    if not footer or not first or any(_may_be_row(line, lines[first - 1]) for line in footer):
        return []
    stream.rewrite(partial(_without, footer))
    return [Assumption("footer", {"count": len(lines) - first})]


def _without(footer: frozenset[bytes], line: bytes) -> bytes:
    return b"" if line in footer else line


def _may_be_row(line: bytes, before: bytes) -> bool:
    """Tell whether a line may be that of a word that begins so, perhaps cut: only numbers follow, or many."""
    first, *parts = re.split(rb"[\s,;|]+", line.strip())
    if first != COMMENT or all(NUMBER.fullmatch(part) for part in parts):
        return True
    return 2 * len(_DIGITS.findall(line)) >= len(_DIGITS.findall(before))


def _are_titles(lines: Sequence[bytes], dialect: Dialect) -> bool:
    """Tell whether lines above a table are none of its rows: names follow them, a blank line, or they are sentences."""
    texts = [line.removeprefix(BYTE_ORDER_MARK).decode("latin-1").removesuffix("\r") for line in lines]
    titles = [text for text in texts if text.strip(EMPTY)]
    if not titles or (len(dialect.numbers) < 2 and "written" not in dialect.kinds):
        return False
    is_apart = dialect.header or len(titles) < len(texts) or all(" " in title.strip(EMPTY) for title in titles)
    return is_apart and all(_is_title(title, dialect) for title in titles)


def _is_title(text: str, dialect: Dialect) -> bool:
    try:
        cells = next(csv.reader([text], delimiter=dialect.separator, quotechar=dialect.quote))
    except csv.Error:
        return False
    filled = [cell.strip() for cell in cells if cell.strip()]
    is_row = len(cells) == len(dialect.names) and len(filled) > 1
    return not is_row and not text.startswith("#") and not any(map(_FRACTION.fullmatch, filled))
