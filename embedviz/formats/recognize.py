"""Which format a file has, told from its first bytes and never from its name."""

import re
from codecs import getincrementaldecoder
from typing import Literal

from embedviz.errors import FileError
from embedviz.i18n import _

Format = Literal[
    "glove", "word2vec", "word2vec-binary", "glove-binary", "fasttext", "tsv", "npy", "npz", "parquet", "arrow",
    "safetensors", "delimited", "json",
]  # fmt: skip

MAX_SAFETENSORS_HEADER = 100_000_000
LINES = 50
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
_TEXT_PICKLE = re.compile(rb"c[A-Za-z_][\w.]*\n\w+\n|\((?:dp|lp)\d*\n")
# The first entry of a zip archive: its name ends in .npy.
_ARCHIVE = re.compile(rb"PK\x03\x04.{22}(?:[\x05-\xff]\x00).{2}[^\x00/]{0,250}?\.npy", re.DOTALL)
_TORCH = re.compile(rb"PK\x03\x04.{22}(?:[\x05-\xff]\x00).{2}[^\x00/]{0,250}?/data\.pkl", re.DOTALL)
_DICTIONARY = re.compile(rb"\s*\{\s*'")
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|head|table|\?xml|svg)", re.IGNORECASE)
_JSON = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*(?:[\"\]]|\{\s*[\"}]|\[\s*[\"\d.+-]))")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


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
    text = head.removeprefix(BYTE_ORDER_MARK)
    header = HEADER.match(text)
    if header is not None and not (b"\t" in header[0] and _is_tsv(text)):
        return _after_header(text[header.end() :], int(header[2]))
    if _is_tsv(text) or _is_matrix(text):
        return "tsv"
    line = text.partition(b"\n")[0]
    found = _foreign(head)
    # A word may begin as other files do, but holds no null byte; the header of a tar archive is part of its line 1.
    if _is_row(line) and not (found and b"\0" in head[:HEADER_BYTES]):
        old_lines = line.rstrip(b"\r").split(b"\r")
        if len(old_lines) > FEWEST_ROWS and all(map(_is_row, old_lines)):
            found = _("a text whose lines end in carriage returns alone: write line feeds")
            raise FileError(name, _("it is {found}; expected a file of word vectors").format(found=found))
        return "glove"
    if _JSON.match(text):
        return "json"
    if found:
        raise FileError(name, _("it is {found}; expected a file of word vectors").format(found=found))
    if _CONTROL.search(line):
        raise FileError(name, _("it is binary, in no format known here; expected a file of word vectors"))
    return "glove"


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
    if head.startswith(b"PK\x03\x04") and not _ARCHIVE.match(head) and not _TORCH.match(head):
        return "zip"
    return "tar" if head[257:262] == b"ustar" else ""


def _foreign(head: bytes) -> str:
    if _TORCH.match(head):
        return _("a PyTorch file, which is a pickle: save it again with safetensors.torch.save_file")
    if _DICTIONARY.match(head):
        return _("a dictionary as Python shows it: write JSON")
    signatures = {
        b"PK\x03\x04": _("a zip archive (a .npz, a PyTorch file and many others are one): unpack it first"),
        b"PK\x05\x06": _("an empty zip archive"),
        b"7z\xbc\xaf\x27\x1c": _("a 7z archive: unpack it first"),
        b"Rar!": _("a RAR archive: unpack it first"),
        b"\x89PNG": _("a PNG image"),
        b"\xff\xd8\xff": _("a JPEG image"),
        b"GIF8": _("a GIF image"),
        b"RIFF": _("an image, sound or video"),
        b"%PDF": _("a PDF document"),
        b"\x89HDF": _("an HDF5 file: save its matrix with numpy.save, and the words in a list beside it"),
        b"GGUF": _("a GGUF model: take the model's .safetensors and tokenizer.json"),
        b"SQLite format 3": _("an SQLite database"),
        b"FEA1": _("a Feather file of version 1: write version 2"),
        b"version https://git-lfs": _("a pointer of Git LFS, not the file itself: run git lfs pull"),
        b"\xff\xfe": _("UTF-16 or UTF-32 text: save it as UTF-8"),
        b"\xfe\xff": _("UTF-16 text: save it as UTF-8"),
        b"\x00\x00\xfe\xff": _("UTF-32 text: save it as UTF-8"),
    }
    for magic, found in signatures.items():
        if head.startswith(magic):
            return found
    if (head[:1] == b"\x80" and head[1:2] <= b"\x05") or _TEXT_PICKLE.match(head):
        return _(
            "a pickle, which could run any program when opened (gensim's .model and .kv are pickles): save it again "
            "with gensim's save_word2vec_format"
        )
    if head[257:262] == b"ustar":
        return _("a tar archive: unpack it first")
    if _MARKUP.match(head.removeprefix(BYTE_ORDER_MARK)):
        return _("a web page, probably saved in the place of the file")
    sample = head[:1024]
    fewer, more = sorted((sample[::2].count(0), sample[1::2].count(0)))
    if more > 0.4 * len(sample) and fewer < 0.05 * len(sample):
        return _("UTF-16 text: save it as UTF-8")
    return ""


def _after_header(body: bytes, dimensions: int) -> Format:
    line, end, _rest = body.partition(b"\n")
    numbers = line.split()[1:][-dimensions:] if dimensions > 0 else []
    if end and len(numbers) == dimensions and all(map(NUMBER.fullmatch, numbers)):
        return "word2vec"
    return "word2vec-binary" if _CONTROL.search(body) or not _is_utf8(body) else "word2vec"


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


def _whole_lines(text: bytes) -> list[bytes]:
    lines = (text.rstrip() + b"\n" if text.endswith(b"\n") else text).split(b"\n")
    return lines[:-1] or lines  # the last is empty, or cut by the end of the head


def without_comments(text: bytes) -> bytes:
    """Return a text without the lines at its beginning that begin with "#"."""
    comments = COMMENTS.match(text)
    return text if comments is None else text[comments.end() :]


def _is_matrix(text: bytes) -> bool:
    """Tell whether all lines are numbers between blanks, the first of each written as the others are: no word."""
    lines = _whole_lines(without_comments(text))
    rows = [line.split() for line in lines[:LINES]]
    if len(rows) < FEWEST_ROWS or any(len(row) != len(rows[0]) or len(row) < 2 for row in rows):
        return False
    if not all(NUMBER.fullmatch(cell) for row in rows for cell in row):
        return False
    styles = [[b"." in cell for cell in row] for row in rows]
    return 2 * sum(row[0] for row in styles) > len(rows) and all(any(row[1:]) for row in styles)


def _is_tsv(text: bytes) -> bool:
    lines = _whole_lines(text)
    rows = [line.rstrip(b"\r\t ").split(b"\t") for line in lines[:LINES]]
    return all(len(row) == len(rows[0]) and all(map(NUMBER.fullmatch, row)) for row in rows)
