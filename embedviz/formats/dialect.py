"""Told from its first lines: whether a text is a table with separators and quotes, and what its columns hold."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from embedviz.formats.recognize import BYTE_ORDER_MARK, NUMBER
from embedviz.formats.written import bared, is_coded

LINES = 50
EMPTY = " ,;|\t"  # a row of nothing else is one of empty cells
SEPARATORS = ("\t", ",", ";", "|", " ")
NAMES_OF_WORDS = ("", "word", "words", "token", "tokens", "text", "label", "name", "key", "index", "id", "unnamed: 0")
FEWEST_NUMBERED = 2
FEWEST_QUOTED = 4  # words, all of them: that is how a table is written, and not what a vocabulary holds

_NUMBER = re.compile(NUMBER.pattern.decode(), re.IGNORECASE)
_WITH_COMMA = re.compile(r"[+-]?\d+(?:,\d+)?(?:e[+-]?\d+)?", re.IGNORECASE)
_QUOTED = re.compile(r'"((?:[^"]|"")+)"')
_SINGLE = re.compile(r"'(?:[^']|'')*'")
_ZEROS_FIRST = re.compile(r"^[ \t]*[+-]?0\d+[ \t]*$", re.MULTILINE)  # of a code
_PARTS_THOUSANDS = "(?:[ ']|\u2019|\u00a0|\u2009|\u202f)".encode().decode("latin-1")  # as lines are decoded here
_GROUPED = {  # of "1,234" either may be meant, and it is taken for a fraction
    ".": re.compile(rf"[+-]?\d{{1,3}}(?:(?:{_PARTS_THOUSANDS}\d{{3}})+(?:\.\d+)?|(?:,\d{{3}})+\.\d+)"),
    ",": re.compile(rf"[+-]?\d{{1,3}}(?:(?:{_PARTS_THOUSANDS}\d{{3}})+(?:,\d+)?|(?:\.\d{{3}})+,\d+)"),
}
_WHOLE = re.compile(r"[+-]?\d{1,18}")
_BEGUN = re.compile(r'"\s*\[[^"\]]*\Z')  # a vector in quotes whose end is on another line
_CONTINUED = re.compile(r'[\s\d.,;einfa+-]*(?:\]+\s*".*)?', re.IGNORECASE)
_WRITTEN = re.compile(r"\s*[\[({]\s*[+-]?[\d.].*[\])}]\s*", re.DOTALL)
_IN_BRACKETS = re.compile(r"\s*[\[({]?\s*[+-]?[\d.]+(?:e[+-]?\d+)?\s*[\])}]?\s*", re.IGNORECASE)  # one number
_CUT = re.compile(  # a vector that starts or ends in a cell: brackets, or a sign that parts it from its word
    r"(?:.*[=:]\s*|[^\d\])}]*[\[({]\s*)[+-]?\d*\.\d+(?:e[+-]?\d+)?\s*|"
    r"\s*[+-]?\d*\.\d+(?:e[+-]?\d+)?\s*[\])}].*",
    re.IGNORECASE | re.DOTALL,
)
_CUT_AT_COMMA = re.compile(r".*[=:\[({]\s*[+-]?\d+", re.DOTALL)  # a vector that starts in the cell of its word
_ENDS_IN_NUMBER = re.compile(r".*\s[+-]?\d+", re.DOTALL)
_OPENING = re.compile(r"[\s\[(]+")
_BARE = re.compile(
    r"\s*[+-]?[\d.][^\s,]*(?:[\s,]+[+-]?[\d.][^\s,]*)+\s*|"
    r"[+-]?\d*\.\d+(?:e[+-]?\d+)?(?:[;|][+-]?\d*\.\d+(?:e[+-]?\d+)?)+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Dialect:
    """How a table is written.

    Parameters
    ----------
    separator : str
        One character.
    names : tuple of str
        Of the columns; made up where there is no header.
    kinds : tuple of str
        Of the columns: "number", "index" (0, 1, 2, …), "written" (a vector as a text) or "text".
    header : bool
        Whether the first row names the columns.
    decimal : str
        "." or ",".
    is_short : bool
        Whether the header has no name for the first column, as R writes it.
    grouped : str
        The first number whose thousands are parted, as in "1 234.5"; empty where there is none.
    quote : str
        What stands around cells that need it.
    """

    separator: str
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    header: bool
    decimal: str = "."
    is_short: bool = False
    grouped: str = ""
    quote: str = '"'

    @property
    def numbers(self) -> tuple[str, ...]:
        """The names of the columns of numbers."""
        return tuple(name for name, kind in zip(self.names, self.kinds, strict=True) if kind == "number")

    @property
    def has_words(self) -> bool:
        """Whether a column can be that of the words."""
        return "text" in self.kinds or "index" in self.kinds


def find_dialect(head: bytes, *, separator: str | None = None, header: bool | None = None) -> Dialect | None:
    """Find how a table is written.

    Parameters
    ----------
    head : bytes
        The first 65,536 bytes, or all.
    separator : str, optional
        If it is known.
    header : bool, optional
        Whether the first row names the columns, if it is known.

    Returns
    -------
    Dialect or None
        None if it is no table, or one that is read as plain text: words and numbers between blanks, without a header.
    """
    texts = _first_lines(head)
    marks = [mark for mark in (SEPARATORS if separator is None else (separator,)) if texts and mark in texts[0]]
    found = [_as_table(texts, mark, header, told=separator is not None) for mark in marks]
    tables = [table for table in found if table is not None]
    # Of "the;0,5;1,5" either may part columns: with one of them there are more numbers.
    return max(tables, key=lambda table: ("written" in table.kinds, len(table.numbers)), default=None)


def sample_rows(head: bytes, dialect: Dialect) -> list[list[str]]:
    """Return the first rows of a table, without its header.

    Parameters
    ----------
    head : bytes
        The first 65,536 bytes, or all.
    dialect : Dialect
        As :func:`find_dialect` finds it.

    Returns
    -------
    list of list of str
        What is not UTF-8 is escaped.
    """
    texts = (text + "\n" for text in _first_lines(head))
    rows = list(csv.reader(texts, delimiter=dialect.separator, quotechar=dialect.quote))
    return [
        [cell.encode("latin-1").decode(errors="backslashreplace") for cell in row]
        for row in rows[int(dialect.header) :]
    ]


def _first_lines(head: bytes) -> list[str]:
    lines = head.removeprefix(BYTE_ORDER_MARK).split(b"\n")
    if len(lines) > 1:
        lines.pop()  # empty, or cut by the end of the head
    texts = (line.decode("latin-1").removesuffix("\r") for line in lines)
    return list(islice((text for text in _with_whole_vectors(texts) if text.strip(EMPTY)), 4 * LINES))


def _with_whole_vectors(lines: Iterable[str]) -> Iterator[str]:
    """Join the lines of a vector in quotes, as NumPy shows a long one; without its end, which the head cut, not its."""
    begun: list[str] = []
    for line in lines:
        if begun and not _CONTINUED.fullmatch(line):
            yield from begun  # quotes and a bracket that begin nothing
            begun = []
        if begun or _BEGUN.search(line):
            begun.append(line)
            if not begun[1:] or "]" not in line:
                continue
            yield "\n".join(begun)
            begun = []
        else:
            yield line


def _as_table(texts: Sequence[str], mark: str, header: bool | None, *, told: bool) -> Dialect | None:
    quote = "'" if _are_single_quoted(texts, mark) else '"'
    try:
        rows = list(csv.reader((text + "\n" for text in texts), delimiter=mark, quotechar=quote))[:LINES]
    except csv.Error:
        return None
    is_short = header is not False and _is_short(rows)
    if is_short:
        rows[0].insert(0, "")
    width = len(rows[0])
    if width < 2 or any(len(row) != width for row in rows):
        return None
    for decimal in (".", ","):  # of columns that commas part, numbers with decimal commas stand in quotes
        body = rows[1:] or rows
        kinds = _kinds(body, decimal, mark)
        named = header if header is not None else len(rows) > 1 and _is_header(rows[0], body, kinds, decimal)
        if is_short and not named:
            continue
        kinds = _with_ids(rows[0], body, kinds) if named else _kinds(rows, decimal, mark)
        if "number" not in kinds and "written" not in kinds:
            continue
        if any(all(_CUT.fullmatch(row[i]) for row in body) for i, kind in enumerate(kinds) if kind == "text"):
            return None
        if mark == "," and all(_CUT_AT_COMMA.fullmatch(row[0]) for row in body):
            return None
        if not told and quote == '"' and not _needs_it(mark, kinds, named, decimal, texts, [row[0] for row in body]):
            return None
        names = [_decoded(name) or f"unnamed {i}" for i, name in enumerate(rows[0])] if named else _made_up(kinds, rows)
        grouped = _first_grouped(body, kinds, decimal)
        return Dialect(mark, tuple(names), tuple(kinds), named, decimal, is_short, grouped, quote)
    return None


def _are_single_quoted(texts: Sequence[str], mark: str) -> bool:
    """Tell whether each line but the first begins with a cell in single quotes, as a table's and no vocabulary's."""
    found = [_SINGLE.match(text) for text in texts[1:]]
    return bool(found) and all(each is not None and each.string[each.end() :][:1] == mark != " " for each in found)


def _first_grouped(rows: Sequence[Sequence[str]], kinds: Sequence[str], decimal: str) -> str:
    cells = (row[i] for row in rows for i, kind in enumerate(kinds) if kind == "number")
    return next((_decoded(cell) for cell in cells if _GROUPED[decimal].fullmatch(cell.strip())), "")


def _is_short(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first row names all columns but the first, which holds the names of rows: R's write.table."""
    first, *others = rows
    return bool(others) and all(len(row) == len(first) + 1 for row in others) and not any(map(_number_like, first))


def _number_like(cell: str) -> bool:
    return not cell.strip() or _NUMBER.fullmatch(cell.strip()) is not None


def _decoded(name: str) -> str:
    return name.encode("latin-1").decode(errors="backslashreplace").strip()


def _needs_it(
    mark: str, kinds: Sequence[str], named: bool, decimal: str, texts: Sequence[str], first_cells: Sequence[str]
) -> bool:
    """Tell whether a table is more than words and numbers between blanks."""
    if mark not in "\t ":
        if kinds[0] == "text" and all(map(_holds_a_number_too, first_cells)):
            return False
        if kinds[0] == "text" and "written" in kinds and all(map(_ENDS_IN_NUMBER.fullmatch, first_cells)):
            return False  # the commas are in numbers that blanks part: "the 0,5 1,5"
        return "text" in kinds or kinds.count("number") + kinds.count("index") == len(kinds)
    if named or any(_is_quoted(text, mark) for text in texts):
        return True
    if len(texts) >= FEWEST_QUOTED and all(_begins_quoted(text, mark) for text in texts):
        return True
    if mark == " ":
        return list(kinds) == ["text", "written"] or (decimal == "," and kinds[0] == "text")
    several = kinds.count("text") > 1 < kinds.count("number")
    return mark == "\t" and ("written" in kinds or decimal == "," or several or '"' in texts[0][:1])


def _holds_a_number_too(cell: str) -> bool:
    """Tell whether a cell is a word and the first number of a vector: "the 0.5", "the [0.5"."""
    parts = _OPENING.split(cell.strip())
    return len(parts) > 1 and "." in parts[-1] and _NUMBER.fullmatch(parts[-1]) is not None


def _is_quoted(line: str, mark: str) -> bool:
    """Tell whether a line begins with quotes that it needs: around what parts columns, or quotes."""
    quoted = _QUOTED.match(line)
    return (
        quoted is not None
        and line[quoted.end() : quoted.end() + 1] == mark
        and any(sign in quoted[1] for sign in (mark, '""'))
    )


def _begins_quoted(line: str, mark: str) -> bool:
    quoted = _QUOTED.match(line)
    return quoted is not None and line[quoted.end() : quoted.end() + 1] == mark


def _kinds(rows: Sequence[Sequence[str]], decimal: str, mark: str) -> list[str]:
    kinds = [_kind([row[i] for row in rows], decimal, mark) for i in range(len(rows[0]))]
    counted = [int(row[0]) for row in rows] if all(_WHOLE.fullmatch(row[0]) for row in rows) else []
    is_text = kinds[0] == "text"
    if not is_text and len(counted) > 1 and counted in (list(range(len(rows))), list(range(1, len(rows) + 1))):
        kinds[0] = "index"
    return kinds


def _with_ids(names: Sequence[str], rows: Sequence[Sequence[str]], kinds: Sequence[str]) -> list[str]:
    """Return the kinds of columns, of which a first one of distinct whole numbers by a name of words holds ids."""
    ids = [row[0] for row in rows]
    are_ids = names[0].strip().lower() in NAMES_OF_WORDS and all(map(_WHOLE.fullmatch, ids))
    return ["index", *kinds[1:]] if are_ids and len(set(ids)) == len(ids) and "text" not in kinds else list(kinds)


def _kind(cells: Sequence[str], decimal: str, mark: str) -> str:
    number = _NUMBER if decimal == "." else _WITH_COMMA
    if all(number.fullmatch(cell.strip()) or _GROUPED[decimal].fullmatch(cell.strip()) for cell in cells):
        return "text" if _ZEROS_FIRST.search("\n".join(cells)) else "number"
    if all(map(_WRITTEN.fullmatch, map(bared, cells))) and not all(map(_IN_BRACKETS.fullmatch, cells)):
        return "written"
    if all(map(is_coded, cells)):
        return "written"
    are_numbers = all(_WITH_COMMA.fullmatch(cell) or _GROUPED[","].fullmatch(cell) for cell in cells)
    is_bare = all(map(_BARE.fullmatch, cells)) and not are_numbers
    return "written" if is_bare and (mark not in "\t " or all("," in cell for cell in cells)) else "text"


def _is_header(first: Sequence[str], body: Sequence[Sequence[str]], kinds: Sequence[str], decimal: str) -> bool:
    """Tell whether a row names the columns: with texts above numbers, or 0, 1, 2, … above others."""
    number = _NUMBER if decimal == "." else _WITH_COMMA
    numeric = [i for i, kind in enumerate(kinds) if kind == "number"]
    above = [first[i].strip() for i in numeric]
    written = [i for i, kind in enumerate(kinds) if kind == "written"]
    if written or not numeric:
        return not any(map(_is_vector, (first[i] for i in written)))
    texts = [cell for cell in above if cell and not number.fullmatch(cell)]
    if texts and len(texts) < len(above):  # names beside the numbers of dimensions
        return all(_WHOLE.fullmatch(cell) for cell in above if cell and cell not in texts)
    if not any(above):  # or it is a word without its numbers
        return any(
            cell.strip().lower() in NAMES_OF_WORDS for cell, kind in zip(first, kinds, strict=True) if kind != "number"
        )
    if texts:
        return len(above) >= FEWEST_NUMBERED or all(
            cell.strip().lower() in NAMES_OF_WORDS for cell, kind in zip(first, kinds, strict=True) if kind != "number"
        )
    counting = [str(i) for i in range(len(above))], [str(i) for i in range(1, len(above) + 1)]
    if above not in counting or len(above) < FEWEST_NUMBERED:
        return False
    others = [first[i].strip().lower() for i, kind in enumerate(kinds) if kind != "number"]
    fractions = sum(not _WHOLE.fullmatch(row[i].strip()) for row in body for i in numeric)
    return any(cell in NAMES_OF_WORDS for cell in others) or 2 * fractions > len(body) * len(numeric)


def _is_vector(cell: str) -> bool:
    return is_coded(cell) or any(map(re.Pattern.fullmatch, (_WRITTEN, _BARE), (bared(cell), cell)))


def _made_up(kinds: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return names of columns; that of the words is the first of texts that all differ, or else are not all blank."""
    texts = [i for i, kind in enumerate(kinds) if kind == "text"]
    distinct = [i for i in texts if len({row[i] for row in rows}) == len(rows)]
    word = next(iter(distinct or [i for i in texts if any(row[i].strip() for row in rows)]), None)
    names, numbers = [], 0
    for i, kind in enumerate(kinds):
        if kind == "number":
            names.append(str(numbers))
            numbers += 1
        elif kind == "index":
            names.append("id" if "id" not in names else f"column {i + 1}")
        elif kind == "written":
            names.append("vector" if "vector" not in names else f"column {i + 1}")
        else:
            names.append("word" if i == word else f"column {i + 1}")
    return names
