"""Lists of words, one a line, beside files that hold only vectors."""

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from embedviz.assumptions import Assumption
from embedviz.errors import FileError
from embedviz.formats.fence import require_inside
from embedviz.formats.npy_header import MAGIC, read_array_header
from embedviz.formats.recognize import BYTE_ORDER_MARK, NUMBER
from embedviz.formats.rows import Rows
from embedviz.formats.stream import CHUNK, ByteStream, printable
from embedviz.formats.word_arrays import WordArray
from embedviz.formats.words import decode
from embedviz.i18n import _

MAX_LINE = 1 << 16
COMPRESSED = (".gz", ".bz2", ".xz", ".zst")
COLUMNS = (b"word", b"label", b"name", b"token", b"text", b"term", b"words", b"labels", b"tokens")
SAMPLE = 50
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
COMMON = ("words.txt", "vocab.txt", "words.npy", "wordsList.npy", "vocab.npy")
FEWEST_COUNTED = 3  # lines of a word and a number that make the numbers counts
FEWEST_NUMBERS = 5  # behind a word that make a line a vector: "apollo 11" is a word


class WordList:
    """The words of a list, some at a time.

    Parameters
    ----------
    path : Path
        UTF-8, compressed or not. Only its end is cut off a line: blanks belong to the word. A file called .tsv is taken
        for metadata of TensorFlow's embedding projector: if it has several columns, its first line names them, and the
        words are in the one called word, label, name, token, text or term, or else in the first of which not all are
        numbers.
    vectors : callable, optional
        Counts the vectors that the words belong to. If there is one line more, the first is a header.

    Raises
    ------
    FileError
        If it cannot be read or is UTF-16; later, if a line is too long or has too few or too many columns.
    """

    def __init__(self, path: Path, vectors: Callable[[], int] | None = None) -> None:
        self._stream = ByteStream(path)
        self.name = self._stream.name
        self._lines: list[bytes] = []
        self._taken = 0
        self._columns = self._column = 0
        self.has_header, self.column_title = False, ""
        self._numbered: tuple[bytes, int] | None = None
        head = self._stream.head
        if head.startswith(UTF_16_MARKS):
            self._stream.close()
            raise FileError(self.name, _("it is UTF-16 text; expected a list of words in UTF-8"))
        self.is_counted = _is_counted(head)
        if head.startswith(BYTE_ORDER_MARK):
            self._stream.read(len(BYTE_ORDER_MARK))
        self._batches = _split_lines(self._stream)
        if without_compression(path).suffix.lower() == ".tsv":
            names = _first_line(head).split(b"\t")
            m = 0 if vectors is None else vectors()
            extra = 0 if vectors is None else _lines_of(path) - m
            is_named = names[0].strip().lower() in COLUMNS or m >= FEWEST_COUNTED
            if (extra == 1 and is_named) or (len(names) > 1 and (extra or vectors is None)):
                self.take(1)
                self.has_header = True
            self._column = _column_of_words(names if self.has_header else [], head)
            self._columns = len(names)
            self.column_title = printable(names[self._column].decode(errors="replace")) if self.has_header else ""
        else:
            self._numbered = _numbered_column(head)

    @property
    def is_numbered(self) -> bool:
        """Whether beside each word is its row, from 0 or 1."""
        return self._numbered is not None

    def take(self, count: int) -> tuple[list[str], Sequence[int]]:
        """Return the next words.

        Parameters
        ----------
        count : int
            How many; fewer come only at the end.

        Returns
        -------
        list of str
            What is not UTF-8 is escaped.
        sequence of int
            Which of them are not UTF-8, from 0.
        """
        while len(self._lines) < count and (batch := next(self._batches, None)) is not None:
            self._lines += batch
        lines, self._lines = self._lines[:count], self._lines[count:]
        if self.is_counted:
            lines = [self._without_count(line, index) for index, line in enumerate(lines)]
        elif self._numbered is not None:
            lines = [self._beside_number(line, index) for index, line in enumerate(lines)]
        elif self._columns:
            lines = [self._cell(line, index) for index, line in enumerate(lines)]
        self._taken += len(lines)
        return decode(lines, b"\n") if lines else ([], ())

    def count_rest(self) -> int:
        """Return how many words are left after those taken, blank lines at the very end not counted.

        Returns
        -------
        int
        """
        count = last = 0
        for lines in chain([self._lines], self._batches):
            last = next((count + i for i in range(len(lines), 0, -1) if lines[i - 1]), last)
            count += len(lines)
        return last

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def _without_count(self, line: bytes, index: int) -> bytes:
        word, _blank, count = line.rpartition(b" ")
        if not count.isdigit():
            raise FileError(
                self.name,
                _("no number after a space; expected a word and its count as on the lines before"),
                _("line {line:,}").format(line=self._taken + index + 1),
            )
        return word

    def _beside_number(self, line: bytes, index: int) -> bytes:
        separator, column = self._numbered or (b"\t", 0)
        parts = line.rpartition(separator) if column == 0 else line.partition(separator)
        word, number = (parts[0], parts[2]) if column == 0 else (parts[2], parts[0])
        if int(number) - self._taken - index not in (0, 1) if number.isdigit() and len(number) < 20 else True:
            raise FileError(
                self.name,
                _("no number of a row; expected a word and its number in order, as on the lines before"),
                _("line {line:,}").format(line=self._taken + index + 1),
            )
        return word

    def _cell(self, line: bytes, index: int) -> bytes:
        cells = line.split(b"\t")
        if len(cells) != self._columns:
            raise FileError(
                self.name,
                _("{found:,} columns, expected {expected:,} as on line 1").format(
                    found=len(cells), expected=self._columns
                ),
                _("line {line:,}").format(line=self._taken + index + 1),
            )
        return cells[self._column]


def find_words(path: Path, dimensions: int) -> Path:
    """Find the list of words beside a file of vectors.

    Parameters
    ----------
    path : Path
        The vectors, say ``x.npy``.
    dimensions : int
        Their n.

    Returns
    -------
    Path
        The first there is of x.txt, x.words, x.words.txt, x_words.txt, x.vocab, x.vocab.txt, x.tsv, x_words.npy,
        words.txt, vocab.txt, words.npy, wordsList.npy and vocab.npy; if x is compressed, so may be the list.

    Raises
    ------
    FileError
        If there is none; it says what was looked for.
    """
    return find_beside(path, list_names(path), dimensions)


def list_names(path: Path) -> list[str]:
    """Return how a list of words beside a file may be called.

    Parameters
    ----------
    path : Path
        The vectors.

    Returns
    -------
    list of str
    """
    stem = without_compression(path).stem
    endings = (".txt", ".words", ".words.txt", "_words.txt", ".vocab", ".vocab.txt", ".tsv", "_words.npy")
    return [*(stem + ending for ending in endings), *COMMON]


def find_beside(path: Path, names: Sequence[str], dimensions: int) -> Path:
    """Find the first list of words with one of some names in the folder of a file of vectors.

    Parameters
    ----------
    path : Path
        The vectors.
    names : sequence of str
        In the order they are looked for. If the vectors are compressed, each may have the same ending.
    dimensions : int
        n of the vectors: a file whose first line ends in as many numbers holds the vectors again, and is no list.

    Returns
    -------
    Path

    Raises
    ------
    FileError
        If there is none.
    """
    ending = path.name[len(without_compression(path).name) :]
    for name in names:
        for found in dict.fromkeys((path.with_name(name + ending), path.with_name(name))):
            if found.name == path.name or not os.path.isfile(found):
                continue
            require_inside(found, path)
            if not _holds_vectors(found, dimensions):
                return found
    raise FileError(
        printable(path.name),
        _("it holds vectors but no words, and beside it is no list of them; looked for {names}").format(
            names=printable(", ".join(names))
        ),
    )


def without_compression(path: Path) -> Path:
    """Return the name a compressed file has when it is unpacked.

    Parameters
    ----------
    path : Path
        Compressed or not.

    Returns
    -------
    Path
    """
    return path.with_suffix("") if path.suffix.lower() in COMPRESSED else path


def with_words(
    blocks: Iterator[np.ndarray],
    words: Path,
    vectors: Path,
    where: Callable[[int, int], str],
    assumptions: list[Assumption] | None = None,
    count: Callable[[], int] | None = None,
) -> Generator[Rows, None, None]:
    """Put vectors and the words of a list together.

    Parameters
    ----------
    blocks : iterator of ndarray (b, n) float32
        The vectors in their order.
    words : Path
        The list.
    vectors : Path
        Where the vectors come from, for messages.
    where : callable
        From the number of vectors before a block, and the index of one in it, to where that stands, for a reader:
        "row 17".
    assumptions : list of Assumption, optional
        What is taken for granted of the list is added to it.
    count : callable, optional
        Counts the vectors, where that is needed to tell whether the list has a header.

    Yields
    ------
    Rows

    Raises
    ------
    FileError
        If there are not as many words as vectors; it says how many there are of each.
    """
    with _opened(words, count) as listed:
        if assumptions is not None:
            assumptions.append(Assumption("word list", {"file": printable(words.name)}))
            if isinstance(listed, WordList) and listed.is_counted:
                assumptions.append(Assumption("counts", {}))
            if isinstance(listed, WordList) and listed.is_numbered:
                assumptions.append(Assumption("numbered", {}))
            if isinstance(listed, WordList) and listed.has_header:
                assumptions.append(Assumption("list header", {"column": listed.column_title}))
        yield from paired(blocks, listed, printable(vectors.name), where)


def paired(
    blocks: Iterator[np.ndarray], words: "WordList | WordArray", vectors: str, where: Callable[[int, int], str]
) -> Generator[Rows, None, None]:
    """Put vectors and words together.

    Parameters
    ----------
    blocks : iterator of ndarray (b, n) float32
        The vectors in their order.
    words : WordList or WordArray
        As many.
    vectors : str
        The name of the vectors' file, for messages.
    where : callable
        As for :func:`with_words`.

    Yields
    ------
    Rows

    Raises
    ------
    FileError
        If there are not as many words as vectors; it says how many there are of each.
    """
    done = 0
    for block in blocks:
        taken, undecodable = words.take(len(block))
        if len(taken) < len(block):
            raise _mismatch(words.name, done + len(taken), vectors, done + len(block) + sum(map(len, blocks)))
        yield Rows(taken, block, partial(where, done), undecodable)
        done += len(block)
    rest = words.count_rest()
    if rest:
        raise _mismatch(words.name, done + rest, vectors, done)


@contextmanager
def _opened(path: Path, count: Callable[[], int] | None) -> Iterator["WordList | WordArray"]:
    with ByteStream(path) as stream:
        if stream.head.startswith(MAGIC):
            yield WordArray(stream.plain(), read_array_header(stream.head, stream.name))
            return
    with WordList(path, count) as listed:
        yield listed


def _mismatch(words: str, found: int, vectors: str, expected: int) -> FileError:
    return FileError(
        words,
        _("{found:,} words, expected {expected:,}, one for each vector in {file}").format(
            found=found, expected=expected, file=vectors
        ),
    )


def _holds_vectors(path: Path, dimensions: int) -> bool:
    with ByteStream(path) as stream:
        tokens = _first_line(stream.head).split()
    numbers = tokens[1:][-dimensions:]
    return FEWEST_NUMBERS <= dimensions == len(numbers) and all(map(NUMBER.fullmatch, numbers))


def _is_counted(head: bytes) -> bool:
    """Tell whether a list is GloVe's, of a word and its count a line, the most frequent first."""
    lines = head.removeprefix(BYTE_ORDER_MARK).split(b"\n")
    lines.pop()  # empty, or cut by the end of the head
    cells = [line.removesuffix(b"\r").rpartition(b" ") for line in lines]
    if len(cells) < FEWEST_COUNTED or not all(word and b" " not in word and n.isdigit() for word, _blank, n in cells):
        return False
    counts = [int(n) for _word, _blank, n in cells if len(n) < 20]
    return len(counts) == len(cells) and counts == sorted(counts, reverse=True) and counts[0] > counts[-1]


def _lines_of(path: Path) -> int:
    with ByteStream(path) as stream:
        count = last = 0
        for lines in _split_lines(stream):
            last = next((count + i for i in range(len(lines), 0, -1) if lines[i - 1]), last)
            count += len(lines)
    return last


def _column_of_words(names: Sequence[bytes], head: bytes) -> int:
    lowered = [name.strip().lower() for name in names]
    named = next((lowered.index(name) for name in COLUMNS if name in lowered), None)
    if named is not None:
        return named
    lines = head.removeprefix(BYTE_ORDER_MARK).split(b"\n")[int(bool(names)) :][:SAMPLE]
    rows = [line.removesuffix(b"\r").split(b"\t") for line in lines if line]
    width = min(map(len, rows), default=1)
    return next((i for i in range(width) if not all(NUMBER.fullmatch(row[i].strip()) for row in rows)), 0)


def _numbered_column(head: bytes) -> tuple[bytes, int] | None:
    """Return the separator and the column of the words in a list that numbers its rows 0, 1, 2, … or 1, 2, 3, …."""
    lines = head.removeprefix(BYTE_ORDER_MARK).split(b"\n")
    lines.pop()
    rows = [line.removesuffix(b"\r") for line in lines[:SAMPLE]]
    if len(rows) < FEWEST_COUNTED:
        return None
    for separator in (b"\t", b" "):
        for column in (0, 1):
            parts = [row.rpartition(separator) if column == 0 else row.partition(separator) for row in rows]
            numbers = [part[2 - 2 * column] for part in parts]
            if all(part[1] for part in parts) and all(n.isdigit() and len(n) < 20 for n in numbers):
                found = list(map(int, numbers))
                words = {part[2 * column] for part in parts}
                if len(words) == len(rows) and found in (list(range(len(rows))), list(range(1, len(rows) + 1))):
                    return separator, column
    return None


def _first_line(head: bytes) -> bytes:
    return head.removeprefix(BYTE_ORDER_MARK).partition(b"\n")[0].removesuffix(b"\r")


def _split_lines(stream: ByteStream) -> Iterator[list[bytes]]:
    """Yield the lines of a stream without their ends, many at a time."""
    rest, count = b"", 0
    while data := stream.read(CHUNK):
        text = rest + data
        *lines, rest = text.split(b"\n")
        if b"\r" in text:
            lines = [line.removesuffix(b"\r") for line in lines]
        lengths = list(map(len, (*lines, rest)))
        if max(lengths) > MAX_LINE:
            number = next(i for i, length in enumerate(lengths, count + 1) if length > MAX_LINE)
            raise FileError(
                stream.name,
                _("more than {most:,} bytes; expected one word a line").format(most=MAX_LINE),
                _("line {line:,}").format(line=number),
            )
        yield lines
        count += len(lines)
    if rest:
        yield [rest.removesuffix(b"\r")]
