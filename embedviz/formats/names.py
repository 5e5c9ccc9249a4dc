"""Rows of names above the numbers of a table: several, as pandas writes for columns of several levels, are refused.

The lower ones would be taken for words, or the columns for texts.
"""

import csv
import re
from collections.abc import Sequence

from embedviz.formats.dialect import LINES, SEPARATORS, Dialect, find_dialect

MOST = 6  # rows of names
_WHOLE = re.compile(r"[+-]?\d{1,18}")
_DECIMALS = re.compile(r"\d[.,]\d")
_FRACTION = re.compile(r"[+-]?\d*[.,]\d*(?:e[+-]?\d+)?", re.IGNORECASE)


def rows_of_names(head: bytes) -> int:
    """Count the rows of names that stand above the numbers of a table.

    Parameters
    ----------
    head : bytes
        The first 65,536 bytes of a text, or all.

    Returns
    -------
    int
        0 or 1 where it is a table with a header or none, or no table.
    """
    lines = [line for line in head.split(b"\n", LINES + MOST)[: LINES + MOST] if line.strip()]
    for above in range(min(MOST, len(lines))):
        rest = b"\n".join([*lines[above:], b""])
        for dialect in (find_dialect(rest, separator=mark) for mark in _marks(lines[above])):
            if dialect is None or not dialect.numbers:
                continue
            rows = _rows(lines, dialect)
            if all(_may_name(row, dialect) for row in rows[:above]):
                return above + dialect.header + _numbers_that_name(rows[above:], dialect)
    return 0


def _may_name(row: Sequence[str], dialect: Dialect) -> bool:
    return len(row) == len(dialect.names) and row[0][:1] != "#" and not any(map(_DECIMALS.search, row))


def _marks(line: bytes) -> list[str]:
    return [mark for mark in SEPARATORS if mark.encode() in line]


def _rows(lines: Sequence[bytes], dialect: Dialect) -> list[list[str]]:
    texts = (line.decode("latin-1").removesuffix("\r") + "\n" for line in lines)
    try:
        return list(csv.reader(texts, delimiter=dialect.separator))
    except csv.Error:
        return []


def _numbers_that_name(rows: Sequence[Sequence[str]], dialect: Dialect) -> int:
    """Count the first rows of whole numbers, not all 0, that have no word and stand above fractions."""
    if dialect.is_short or not rows or len(rows[0]) != len(dialect.names):
        return 0
    numeric = [i for i, kind in enumerate(dialect.kinds) if kind == "number"]
    others = [i for i, kind in enumerate(dialect.kinds) if kind != "number"]
    body = [row for row in rows[dialect.header :] if len(row) == len(dialect.names)]
    above = [rows[0][i] for i in numeric] if dialect.header else []
    is_repeated = len(set(above)) < len(above)
    found = 0
    for row in body:
        cells = [row[i] for i in numeric]
        names_nothing = bool(others) and (is_repeated or not any(row[i] for i in others))
        if not (names_nothing and all(map(_WHOLE.fullmatch, cells)) and any(int(cell) for cell in cells)):
            break
        found += 1
    below = [row[i] for row in body[found:] for i in numeric]
    return found if 2 * sum(map(bool, map(_FRACTION.fullmatch, below))) > len(below) else 0
