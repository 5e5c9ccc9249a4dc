"""Files that are no word vectors, or none that can be read safely: by name, with the way to vectors where there is one.

What begins as they do may still be a text: a word may begin in any way. So these are asked for where nothing else fits.
"""

import re
from collections.abc import Iterable

from embedviz.formats.decompression import MAGIC, compression_of
from embedviz.i18n import _

TORCH = re.compile(rb"PK\x03\x04.{22}(?:[\x05-\xff]\x00).{2}[^\x00/]{0,250}?/data\.pkl", re.DOTALL)
_OLD_TORCH = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."  # the number that torch.save began with before 1.6
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_TEXT_PICKLE = re.compile(rb"c[A-Za-z_][\w.]*\n\w+\n|\((?:dp|lp)\d*\n")
_DICTIONARY = re.compile(rb"\s*\{\s*'")
_MARKUP = re.compile(
    rb"\s*<(?:!--|(?:!doctype|html|head|body|title|meta|script|div|table|error|\?xml|svg)\b)", re.IGNORECASE
)
_ANSWER = re.compile(rb"\s*[45]\d\d(?::|\s)\s*[A-Z][A-Za-z .]{2,60}\s*\Z")
_MARKDOWN = re.compile(rb"\s*\|[^\n]*\n[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*(?::?-+:?)?[ \t]*\r?(?:\n|\Z)")
_DRAWN = re.compile(
    rb"\s*(?:\xe2\x94\x8c|\xe2\x95[\x94\xad])|(?:[^\n|]*\|[^\n]*\n)?[ \t]*\+?[-=]+(?:\+[-=]+)+\+?[ \t]*\r?\n"
)
_SQL = re.compile(
    rb"\s*(?:--[^\n]*\n\s*|/\*.*?\*/;?\s*)*(?:SET |USE |BEGIN|PRAGMA |DROP TABLE|CREATE (?:TABLE|DATABASE|EXTENSION)|"
    rb"INSERT INTO|LOCK TABLES|COPY [^\n]* FROM stdin)\b",
    re.IGNORECASE | re.DOTALL,
)
_FLORET = re.compile(rb"\d+ \d+ \d+ \d+ [1-4] \d+ \S+ \S+\r?\n0 [\d-]")
_SPARSE = re.compile(rb"[^\n]{0,200}?[ \t]\d+:[+-]?[\d.]+(?:e[+-]?\d+)?(?:[ \t]+\d+:[+-]?[\d.]+(?:e[+-]?\d+)?){1,50}")
_R = re.compile(rb"RD[AX][23]\n|[AX]\n(?:\0\0\0)?[\x02\x0323]")

_ORC = re.compile(rb"ORC[\x00-\x1f\x80-\xff]")
PICKLE_BEGINS = 256  # bytes, in which a pickle names what made it

_COMPRESSED = {
    b"\x1f\x9d": ".Z",
    b"\x04\x22\x4d\x18": "LZ4",
    b"\xff\x06\0\0sNaPpY": "Snappy",
    b"LZIP\x01": "lzip",
    b"\x89LZO": "LZO",
}
_BY_NAME = {".br": "Brotli", ".lz4": "LZ4", ".sz": "Snappy", ".lzo": "LZO"}
_PROGRAMS = (b"\x7fELF", b"MZ\x90\0", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")


def foreign(head: bytes) -> str:
    """Return what a file is that is none of word vectors.

    Parameters
    ----------
    head : bytes
        The first 65,536 bytes, or all, uncompressed.

    Returns
    -------
    str
        For a sentence: "it is …". Empty where it may be a text, or is in no format known here.
    """
    compression = compression_of(head[:MAGIC])
    if compression:
        return _("{name} data within compressed data: decompress it once").format(name=compression)
    for magic, name in _COMPRESSED.items():
        if head.startswith(magic):
            return _("{name} data: decompress it first").format(name=name)
    if TORCH.match(head) or head.startswith(_OLD_TORCH):
        return _("a PyTorch file, which is a pickle: save it again with safetensors.torch.save_file")
    if is_pickle(head):
        if b"pandas" in head[:PICKLE_BEGINS]:
            return _("a pickle of pandas, which could run any program when opened: save it again with to_parquet")
        return _(
            "a pickle, which could run any program when opened (gensim's .model and .kv are pickles): save it again "
            "with gensim's save_word2vec_format"
        )
    return next((found for magic, found in _signatures().items() if head.startswith(magic)), "") or _text(head)


def is_pickle(head: bytes) -> bool:
    """Tell whether a file is a pickle.

    Parameters
    ----------
    head : bytes
        As for :func:`foreign`.

    Returns
    -------
    bool
    """
    return (head[:1] == b"\x80" and head[1:2] <= b"\x05") or _TEXT_PICKLE.match(head) is not None


def is_floret(head: bytes) -> bool:
    """Tell whether a file is floret's table of hashes, which holds no words.

    Parameters
    ----------
    head : bytes
        As for :func:`foreign`.

    Returns
    -------
    bool
    """
    return _FLORET.match(head) is not None


def by_name(name: str) -> str:
    """Return what a binary file in no format known here must be, by the ending of its name.

    Parameters
    ----------
    name : str
        The file's.

    Returns
    -------
    str
        As :func:`foreign` returns it.
    """
    known = next((kind for ending, kind in _BY_NAME.items() if name.lower().endswith(ending)), "")
    return _("{name} data: decompress it first").format(name=known) if known else ""


def archived(names: Iterable[str]) -> str:
    """Return what a zip archive is that is more than its files.

    Parameters
    ----------
    names : iterable of str
        Of its files.

    Returns
    -------
    str
        As :func:`foreign` returns it.
    """
    known = {
        "xl/workbook.xml": _("an Excel workbook: save the sheet as CSV UTF-8"),
        "xl/workbook.bin": _("an Excel workbook: save the sheet as CSV UTF-8"),
        "word/document.xml": _("a Word document: save it as plain text"),
        "content.xml": _("an OpenDocument file: save it as CSV or plain text"),
        "model.weights.h5": _("a Keras model: save the weights of its Embedding layer with numpy.save"),
    }
    return next((known[name] for name in names if name in known), "")


def _signatures() -> dict[bytes, str]:
    matlab = _("a MATLAB file: write the words and numbers with writetable")
    office = _("an Excel or Word document from before 2007: save the sheet as CSV UTF-8")
    return {
        b"PK\x03\x04": _("a zip archive (a .npz, a PyTorch file and many others are one): unpack it first"),
        b"PK\x05\x06": _("an empty zip archive"),
        b"7z\xbc\xaf\x27\x1c": _("a 7z archive: unpack it first"),
        b"Rar!": _("a RAR archive: unpack it first"),
        b"\x89PNG": _("a PNG image"),
        b"\xff\xd8\xff": _("a JPEG image"),
        b"GIF8": _("a GIF image"),
        b"RIFF": _("an image, sound or video"),
        b"%PDF": _("a PDF document"),
        b"{\\rtf": _("a document in rich text: save it as plain text"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": office,
        b"\x89HDF": _("an HDF5 file: save its matrix with numpy.save, and the words in a list beside it"),
        b"MATLAB 5.0 MAT": matlab,
        b"MATLAB 7.3 MAT": matlab,
        b"GGUF": _("a GGUF model: take the model's .safetensors and tokenizer.json"),
        b"SQLite format 3": _(
            "an SQLite database (Magnitude's .magnitude is one): write its words and vectors as text"
        ),
        b"FEA1": _("a Feather file of version 1: write version 2"),
        b"PARE": _("an encrypted Parquet file: write it without encryption"),
        b"Obj\x01": _("an Avro file: write Parquet"),
        b"\xac\xed\0\x05": _("a serialized Java object: write the vectors as text"),
        b"HDF5-based Julia": _("an HDF5 file: save its matrix with numpy.save, and the words in a list beside it"),
        b"<stata_dta>": _("a Stata file: write CSV"),
        b"\\begin{": _("a LaTeX document: write its table as CSV"),
        b"\\documentclass": _("a LaTeX document: write its table as CSV"),
        b"@relation": _("an ARFF file: write CSV"),
        b"%%MatrixMarket": _(
            "a Matrix Market file: save its matrix with numpy.save, and the words in a list beside it"
        ),
        b"version https://git-lfs": _("a pointer of Git LFS, not the file itself: run git lfs pull"),
        b"\xff\xfe": _("UTF-16 or UTF-32 text: save it as UTF-8"),
        b"\xfe\xff": _("UTF-16 text: save it as UTF-8"),
        b"\x00\x00\xfe\xff": _("UTF-32 text: save it as UTF-8"),
        **dict.fromkeys(_PROGRAMS, _("a program")),
    }


def _text(head: bytes) -> str:
    if _ORC.match(head) and b"\0" in head:
        return _("an ORC file: write Parquet")
    if _R.match(head):
        return _("a file of R's save or saveRDS: write the words and numbers with write.table")
    if head[257:262] == b"ustar":
        return _("a tar archive: unpack it first")
    if _DICTIONARY.match(head):
        return _("a dictionary as Python prints it: write JSON")
    if _SQL.match(head):
        return _("commands of SQL: write the table as CSV")
    if is_floret(head):
        return _("floret's table of hashes, which holds no words: take the .vec that floret writes beside it")
    if _SPARSE.match(head):
        return _("sparse vectors in the form of liblinear: write all numbers of each")
    if _MARKDOWN.match(head) or _DRAWN.match(head):
        return _("a table drawn with lines, as in Markdown: write it as CSV")
    if _MARKUP.match(head.removeprefix(_BYTE_ORDER_MARK)):
        return _("a web page, probably saved in place of the file")
    if head.startswith(b"HTTP/") or _ANSWER.match(head):
        return _("a web server's answer, saved in place of the file: download it again")
    sample = head[:1024]
    fewer, more = sorted((sample[::2].count(0), sample[1::2].count(0)))
    if more > 0.4 * len(sample) and fewer < 0.05 * len(sample):
        return _("UTF-16 text: save it as UTF-8")
    return ""
