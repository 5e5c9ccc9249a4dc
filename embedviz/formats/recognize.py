"""Which format a file has, told from its first bytes and never from its name."""

import re
from codecs import getincrementaldecoder
from typing import Literal

from embedviz.errors import FileError
from embedviz.formats.foreign import TORCH, by_name, foreign
from embedviz.i18n import _

Format = Literal[
    "glove", "word2vec", "word2vec-binary", "glove-binary", "fasttext", "tsv", "npy", "npz", "parquet", "arrow",
    "safetensors", "delimited", "json",
]  # fmt: skip

MAX_SAFETENSORS_HEADER = 100_000_000
LINES = 50
FEWEST_COLUMNS = 3  # below line 1, which counts them
FEWEST_ROWS = 2  # of numbers alone that make a matrix: of one row, the first may be a word
HEADER_BYTES = 512  # of other files, a tar archive's being the longest
NUMBER = re.compile(rb"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|[+-]?(?:nan|inf(?:inity)?)", re.IGNORECASE)
COMMENTS = re.compile(rb"(?:#[^\n]*\n){1,50}")  # at the beginning of what np.savetxt writes
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
HEADER = re.compile(rb"[ \t]*([+-]?\d{1,18})[ \t]+([+-]?\d{1,18})[ \t]*\r?(?:\n|\Z)")

_KNOWN: dict[bytes, Format] = {
    b"\xba\x16\x4f\x2f": "fasttext",
    b"\x93NUMPY": "npy",
    b"PAR1": "parquet",
    b"ARROW1": "arrow",
    b"\xff\xff\xff\xff": "arrow",
}
# The first entry of a zip archive: its name ends in .npy.
_ARCHIVE = re.compile(rb"PK\x03\x04.{22}(?:[\x05-\xff]\x00).{2}[^\x00/]{0,250}?\.npy", re.DOTALL)
_JSON = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*(?:[\"\]]|\{\s*[\"}]|\[\s*[\"\d.+-]))")
_BEFORE_TEXT = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t]*\r?\n)*")
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def title(format: Format) -> str:
    """Return a format's name for a reader.

    Parameters
    ----------
    format : str
        As :func:`recognize` returns it.

    Returns
    -------
    str
    """
    return {
        "glove": _("GloVe text"),
        "word2vec": _("word2vec text"),
        "word2vec-binary": _("word2vec binary"),
        "glove-binary": _("GloVe binary"),
        "fasttext": _("fastText model"),
        "tsv": _("TSV vectors and metadata"),
        "delimited": _("table as text (CSV)"),
        "npy": _("NumPy array and word list"),
        "npz": _("NumPy archive"),
        "parquet": _("Parquet"),
        "arrow": _("Arrow"),
        "safetensors": _("safetensors"),
        "json": _("JSON"),
    }[format]


def recognize(head: bytes, name: str) -> Format:
    """Tell a file's format from its beginning.

    Parameters
    ----------
    head : bytes
        The first 65,536 bytes, or all, uncompressed.
    name : str
        The file's name, for messages only.

    Returns
    -------
    str
        One of :data:`Format`. A text that is none of the others counts as GloVe, whose reader says what is wrong.

    Raises
    ------
    FileError
        If it is something else, by the name of what it is.
    """
    for magic, known in _KNOWN.items():
        if head.startswith(magic):
            return known
    if len(head) > 8 and head[8:9] == b"{" and 2 <= int.from_bytes(head[:8], "little") <= MAX_SAFETENSORS_HEADER:
        return "safetensors"
    if _ARCHIVE.match(head):
        return "npz"
    text = head[start_of_text(head) :]
    header = HEADER.match(text)
    if header is not None and not (b"\t" in header[0] and _is_tsv(text)):
        if is_above_numbers(text):
            return "tsv"
        return _after_header(text[header.end() :], int(header[2]))
    if _is_tsv(text) or _is_matrix(text):
        return "tsv"
    line = text.partition(b"\n")[0]
    found = foreign(head)
    # A word may begin as other files do, but holds no null byte; the header of a tar archive is part of its line 1.
    if _is_row(line) and not (found and b"\0" in head[:HEADER_BYTES]):
        return "glove"
    if _JSON.match(text):
        return "json"
    if found:
        raise FileError(name, _("it is {found}; expected a file of word vectors").format(found=found))
    if CONTROL.search(line):
        found = by_name(name) or _("binary, in no format known here: save its vectors as text, .npy or Parquet")
        raise FileError(name, _("it is {found}; expected a file of word vectors").format(found=found))
    return "glove"


def is_above_numbers(text: bytes) -> bool:
    """Tell whether line 1 gives the rows and the columns of a matrix of numbers alone, which holds no words.

    Parameters
    ----------
    text : bytes
        From its line 1.

    Returns
    -------
    bool
        Never of two columns: then line 1 may be a row.
    """
    header = HEADER.match(text)
    if header is None or int(header[2]) < FEWEST_COLUMNS:
        return False
    body = text[header.end() :]
    return _is_matrix(body) and len(whole_lines(without_comments(body))[0].split()) == int(header[2])


def start_of_text(head: bytes) -> int:
    """Return where the first line of a text begins that is not blank.

    Parameters
    ----------
    head : bytes
        As for :func:`recognize`.

    Returns
    -------
    int
        Behind a byte order mark, if there is one.
    """
    found = _BEFORE_TEXT.match(head)
    return 0 if found is None else found.end()


def archive_of(head: bytes) -> Literal["zip", "tar", ""]:
    """Return the kind of archive, of files and not of a program's own, that begins so.

    Parameters
    ----------
    head : bytes
        As for :func:`recognize`.

    Returns
    -------
    str
        Empty if it is none; NumPy's and PyTorch's archives are none.
    """
    if head.startswith(b"PK\x03\x04") and not _ARCHIVE.match(head) and not TORCH.match(head):
        return "zip"
    return "tar" if head[257:262] == b"ustar" else ""


def ends_in_returns(head: bytes) -> bool:
    """Tell whether the lines of a text end in carriage returns alone, as Excel's "CSV (Macintosh)" has them.

    Parameters
    ----------
    head : bytes
        As for :func:`recognize`.

    Returns
    -------
    bool
    """
    return b"\n" not in head and head.count(b"\r") >= FEWEST_ROWS and not CONTROL.search(head)


def is_text_mode(head: bytes) -> bool:
    """Tell whether a word2vec binary was written as a text on Windows: a carriage return is before each line feed.

    Parameters
    ----------
    head : bytes
        As for :func:`recognize`.

    Returns
    -------
    bool
    """
    return 1 < head.count(b"\n") == head.count(b"\r\n")


def _after_header(body: bytes, dimensions: int) -> Format:
    line, end, _rest = body[start_of_text(body) :].partition(b"\n")
    numbers = line.split()[1:][-dimensions:] if dimensions > 0 else []
    if end and len(numbers) == dimensions and all(map(NUMBER.fullmatch, numbers)):
        return "word2vec"
    return "word2vec-binary" if CONTROL.search(body) or not _is_utf8(body) else "word2vec"


def _is_utf8(text: bytes) -> bool:
    try:
        getincrementaldecoder("utf-8")().decode(text)  # the last character may be cut
    except UnicodeDecodeError:
        return False
    return True


def _is_row(line: bytes) -> bool:
    """Tell whether a line ends in a number after a blank, as no line 1 of another kind of file does."""
    blank, _sep, last = line.rstrip(b" \t\r").replace(b"\t", b" ").rpartition(b" ")
    return bool(blank) and NUMBER.fullmatch(last) is not None


def whole_lines(text: bytes) -> list[bytes]:
    """Return the lines of a text that are not blank, without the last if the end of the head may have cut it.

    Parameters
    ----------
    text : bytes
        As for :func:`recognize`.

    Returns
    -------
    list of bytes
        At least one, which may be blank, or cut where there is no other.
    """
    *whole, last = text.split(b"\n")
    return [line for line in whole if line.strip()] or [last]


def without_comments(text: bytes) -> bytes:
    """Return a text without the lines at its beginning that begin with "#"."""
    comments = COMMENTS.match(text)
    return text if comments is None else text[comments.end() :]


def _is_matrix(text: bytes) -> bool:
    """Tell whether all lines are numbers between blanks, the first of each written as the others are: no word."""
    lines = whole_lines(without_comments(text))
    rows = [line.split() for line in lines[:LINES]]
    if len(rows) < FEWEST_ROWS or any(len(row) != len(rows[0]) or len(row) < 2 for row in rows):
        return False
    if not all(NUMBER.fullmatch(cell) for row in rows for cell in row):
        return False
    styles = [[b"." in cell for cell in row] for row in rows]
    return 2 * sum(row[0] for row in styles) > len(rows) and all(any(row[1:]) for row in styles)


def _is_tsv(text: bytes) -> bool:
    lines = whole_lines(text)
    rows = [line.rstrip(b"\r\t ").split(b"\t") for line in lines[:LINES]]
    return all(len(row) == len(rows[0]) and all(map(NUMBER.fullmatch, row)) for row in rows)
