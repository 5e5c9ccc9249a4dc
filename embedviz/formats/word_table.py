"""Lists of words with columns: counts, numbers of rows, metadata of the embedding projector."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from embedviz.assumptions import Assumption
from embedviz.errors import FileError
from embedviz.formats.files import printable
from embedviz.formats.list_files import without_compression
from embedviz.formats.listed import ListedWords, Numbers, with_numbers
from embedviz.formats.metadata import tidied, typed
from embedviz.formats.recognize import NUMBER
from embedviz.formats.row_numbers import COUNTS, ROWS, is_falling, rows_of_words
from embedviz.formats.stream import ByteStream
from embedviz.formats.wordlist import first_lines, split_lines
from embedviz.formats.words import decode
from embedviz.i18n import _, ngettext

if TYPE_CHECKING:
    import pyarrow as pa

TITLES = (b"word", b"label", b"name", b"token", b"text", b"term", b"words", b"labels", b"tokens")
SAMPLE = 50
FEWEST = 3  # lines that show what a list without a header is
MANY = 20  # lines, each of a word and a number, in which the number is no part of the word
MOST_DIGITS = 18
DECIMALS = 3  # of a score: a number in a word, such as a version, has fewer

VOCABULARY = re.compile("vocab|dict|word", re.IGNORECASE)  # a list whose numbers are rows, where they can be
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")

_NUMBERS = re.compile(rb"\d{1,18}")
_SCORE = re.compile(rb"[+-]?\d*\.\d+(?:[eE][+-]?\d+)?")
_TITLE_OF_R = re.compile(rb'(?P<row>)"(?P<word>[^"]*)"')
_ROW_OF_R = re.compile(rb'"(?P<row>\d{1,18})" "(?P<word>(?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Layout:
    """How the lines of a list are parted.

    Parameters
    ----------
    separator : str
        One character; a space stands between a word and one number.
    width : int
        How many columns.
    number_first : bool
        Whether the number stands before the word, where a space parts them.
    header : bool
        Whether the first line is one for certain.
    above : int
        How many lines come before the list, as of gensim's ``Dictionary.save_as_text`` that of documents.
    quote : bool
        Whether words and numbers stand in quotes, and the header is one cell short, as R writes them.
    """

    separator: str
    width: int
    number_first: bool = False
    header: bool = False
    above: int = 0
    quote: bool = False


def find_layout(head: bytes, path: Path) -> Layout | None:
    """Find how a list is written.

    Parameters
    ----------
    head : bytes
        The first 65,536 bytes, or all.
    path : Path
        Its name tells metadata and CSV.

    Returns
    -------
    Layout or None
        None if each line is a word.
    """
    lines = first_lines(head, SAMPLE)
    ending = without_compression(path).suffix.lower()
    if not lines:
        return None
    tabs = [line.count(b"\t") for line in lines]
    if len(lines) > FEWEST and _NUMBERS.fullmatch(lines[0]) and tabs[1] and len(set(tabs[1:])) == 1:
        return Layout("\t", tabs[1] + 1, above=1)
    if len(lines) > FEWEST and _is_of_r(lines):
        return Layout(" ", 2, number_first=True, header=True, quote=True)
    if ending == ".tsv" or (tabs[0] and len(set(tabs)) == 1 and len(lines) >= FEWEST):
        return Layout("\t", tabs[0] + 1)
    if ending == ".csv":
        widths = {len(cells) for cells in csv.reader(line.decode(errors="replace") for line in lines)}
        return Layout(",", widths.pop()) if len(widths) == 1 else None
    for number_first in (False, True):
        parts = [_halves(line, number_first=number_first) for line in lines]
        fits = [bool(word) and _is_number(number, number_first) for word, number in parts]
        title = parts[0][1].decode(errors="replace").lower()
        is_titled = not fits[0] and title in (*COUNTS, *ROWS) and bool(title)
        if len(fits) >= FEWEST and all(fits[int(is_titled) :]):
            return Layout(" ", 2, number_first, is_titled)
    return None


def read_word_table(path: Path, layout: Layout, count: Callable[[], int] | None) -> ListedWords | None:
    """Read a list with columns.

    Parameters
    ----------
    path : Path
        The list.
    layout : Layout
        As :func:`find_layout` finds it.
    count : callable or None
        Counts the vectors that the words belong to. If there is one line more, the first may be a header.

    Returns
    -------
    ListedWords or None
        None if spaces part the lines and the numbers behind them mean nothing: then each line is a word.

    Raises
    ------
    FileError
        If a line has more or fewer columns than line 1, or a number that ought to be a row is none.
    """
    with ByteStream(path) as stream:
        name = stream.name
        batches = split_lines(stream)
        first = next(batches, [])
        cells = _columns(name, chain([first[layout.above :]], batches), layout)
    m = None if count is None else count()
    lines = len(cells[0])
    is_metadata = without_compression(path).suffix.lower() == ".tsv" and layout.separator == "\t"
    is_metadata = is_metadata and not VOCABULARY.search(path.name)
    titles = [column[0] for column in cells] if lines else []
    header = layout.header or _is_header(titles, cells, m, is_metadata=is_metadata)
    if header:
        cells = [column[1:] for column in cells]
    named = [printable(title.decode(errors="replace")) for title in titles] if header else [""] * len(cells)
    at = _word_column(titles if header else [], cells)
    names = [title or f"column {i + 1}" for i, title in enumerate(named)]
    numbers = [
        Numbers(named[i], names[i], values)
        for i, column in enumerate(cells)
        if i != at and (values := _whole(column)) is not None
    ]
    if layout.separator == " " and not _are_apart(name, cells, layout.header, len(cells[0]) if m is None else m):
        return None
    words, undecodable = decode(cells[at], b"\n") if cells[at] else ([], ())
    columns = _besides(cells, names, at)
    found = with_numbers(name, words, undecodable, numbers, columns, m, in_order=is_metadata)
    if layout.separator == " " and path.name.startswith("dict") and m == len(words) + len(SPECIAL):
        found = _behind_special(found)
    if layout.above:
        said = Assumption("list count", {"found": printable(first[0].decode(errors="replace"))})
        found.assumptions = (said, *found.assumptions)
    if header:
        found.assumptions = (Assumption("list header", {"column": named[at]}), *found.assumptions)
    elif len(cells) > 1 and layout.separator != " ":
        found.assumptions = (Assumption("list column", {"number": at + 1, "count": len(cells)}), *found.assumptions)
    return found


def _is_of_r(lines: Sequence[bytes]) -> bool:
    """Tell whether a list is a column that R's ``write.table`` wrote: a title, numbers of rows and words in quotes."""
    return _TITLE_OF_R.fullmatch(lines[0]) is not None and all(map(_ROW_OF_R.fullmatch, lines[1:]))


def _is_number(number: bytes, number_first: bool) -> bool:
    """Tell whether what stands beside a word is a count, the number of its row, or, behind it, a score."""
    return _NUMBERS.fullmatch(number) is not None or (not number_first and _SCORE.fullmatch(number) is not None)


def _behind_special(listed: ListedWords) -> ListedWords:
    """Return words behind those that fairseq puts before the ones of its dictionary."""
    import pyarrow as pa

    columns = listed.columns
    if columns is not None:
        missing = [pa.nulls(len(SPECIAL), field.type) for field in columns.schema]
        columns = pa.concat_tables([pa.Table.from_arrays(missing, schema=columns.schema), columns])
    said = Assumption("special words", {"names": ", ".join(SPECIAL)})
    return ListedWords(
        listed.name,
        [*SPECIAL, *listed.words],
        frozenset(row + len(SPECIAL) for row in listed.undecodable),
        (*listed.assumptions, said),
        columns,
    )


def _halves(line: bytes, *, number_first: bool) -> tuple[bytes, bytes]:
    """Return the word and the number of a line that one space parts."""
    if number_first:  # aligned, as by uniq -c
        number, _blank, word = line.lstrip(b" ").partition(b" ")
        return word, number
    word, _blank, number = line.rpartition(b" ")
    return word, number


def _columns(name: str, batches: Iterator[list[bytes]], layout: Layout) -> list[list[bytes]]:
    found: list[list[bytes]] = [[] for _column in range(layout.width)]
    blank = done = 0
    for lines in batches:
        for line in lines:
            done += 1
            if not line and layout.width > 1:
                blank += 1  # held back: at the end of the file they are none
                continue
            if blank:
                raise _miscounted(name, 1, layout.width, done - blank)
            cells = _cells(line, layout)
            if len(cells) != layout.width:
                raise _miscounted(name, len(cells), layout.width, done)
            for column, cell in zip(found, cells, strict=True):
                column.append(cell)
    while layout.width == 1 and found[0] and not found[0][-1]:
        found[0].pop()
    return found


def _cells(line: bytes, layout: Layout) -> Sequence[bytes]:
    if layout.separator == "\t":
        return line.split(b"\t")
    if layout.separator == ",":
        cells = next(csv.reader([line.decode("latin-1")]), [])
        return [cell.encode("latin-1") for cell in cells]
    if layout.quote:
        word = _ROW_OF_R.fullmatch(line) or _TITLE_OF_R.fullmatch(line)
        return (line, b"") if word is None else (word["word"].replace(b'\\"', b'"'), word["row"] or b"")
    return _halves(line, number_first=layout.number_first)


def _miscounted(name: str, found: int, expected: int, line: int) -> FileError:
    return FileError(
        name,
        ngettext(
            "{found:,} column, expected {expected:,} as on line 1",
            "{found:,} columns, expected {expected:,} as on line 1",
            found,
        ).format(found=found, expected=expected),
        _("line {line:,}").format(line=line),
    )


def _is_header(titles: Sequence[bytes], cells: Sequence[Sequence[bytes]], m: int | None, *, is_metadata: bool) -> bool:
    """Tell whether the first line names the columns: it does if it is one more than there are vectors."""
    lines = len(cells[0])
    if lines < 2:
        return False
    extra = None if m is None else lines - m
    lowered = [title.strip().lower() for title in titles]
    if extra is None or extra not in (0, 1):  # nothing is known, or all is wrong
        return len(titles) > 1 and (is_metadata or any(title in TITLES for title in lowered))
    if not extra:
        return False
    if len(titles) > 1:
        return True
    return lowered[0] in TITLES or (m or 0) >= FEWEST


def _word_column(titles: Sequence[bytes], cells: Sequence[Sequence[bytes]]) -> int:
    """Return which column holds the words: by its title, or else the first of texts that all differ.

    Labels of a few classes are no words where another column tells all rows apart.
    """
    lowered = [title.strip().lower() for title in titles]
    named = next((lowered.index(title) for title in TITLES if title in lowered), None)
    if named is not None:
        are_classes = 2 * len(set(cells[named])) < len(cells[named])
        apart = [i for i, column in enumerate(cells) if are_classes and len(set(column)) == len(column)]
        return apart[0] if apart else named
    texts = [i for i, column in enumerate(cells) if not all(NUMBER.fullmatch(cell.strip()) for cell in column)]
    distinct = [i for i in texts if len(set(cells[i])) == len(cells[i])]
    return next(chain(distinct, texts), _beside_rows(cells))


def _beside_rows(cells: Sequence[Sequence[bytes]]) -> int:
    """Return the column of words where all are numbers: not the one that counts the rows."""
    for i, column in enumerate(cells[:-1]):
        numbers = _whole(column)
        if numbers is not None and (np.diff(numbers) == 1).all():
            return i + 1
    return 0


def _whole(column: Sequence[bytes]) -> np.ndarray | None:
    """Return a column of whole numbers, or None."""
    if not column or not all(cell.isdigit() and len(cell) <= MOST_DIGITS for cell in column):
        return None
    return np.array(list(map(int, column)), dtype=np.int64)


def _are_apart(name: str, cells: Sequence[Sequence[bytes]], titled: bool, m: int) -> bool:
    """Tell whether the numbers that a space parts from words are counts or rows, and no parts of the words."""
    words, numbers = cells
    if any(map(_SCORE.fullmatch, numbers)):
        are_scores = all(_is_number(number, False) for number in numbers) and not any(b" " in word for word in words)
        are_long = all(len(number.partition(b".")[2]) >= DECIMALS for number in numbers)
        return are_scores and (are_long or len(words) >= MANY)
    wrong = next((i for i, number in enumerate(numbers) if not _NUMBERS.fullmatch(number)), len(numbers))
    found = np.array(list(map(int, numbers[:wrong])), dtype=np.int64)
    are_rows = rows_of_words(found, m) is not None and len(set(words[:wrong])) == wrong
    is_bare = not any(b" " in word for word in words[:wrong])
    if not (titled or are_rows or (is_bare and (is_falling(found) or wrong >= MANY))):
        return False
    if wrong < len(numbers):
        raise FileError(
            name,
            _("no number after a space; expected a word and its count as on the lines before"),
            _("line {line:,}").format(line=wrong + 1 + int(titled)),
        )
    return True


def _besides(cells: Sequence[Sequence[bytes]], names: Sequence[str], at: int) -> "pa.Table | None":
    import pyarrow as pa

    others = [i for i in range(len(cells)) if i != at]
    if not others:
        return None
    columns = [pa.chunked_array([pa.array(cells[i], pa.binary())]) for i in others]
    return typed(tidied(pa.Table.from_arrays(columns, names=[names[i] for i in others])))
