"""In which format a file is to be read, and where in it: in an archive, in another encoding, as a table."""

import codecs
import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Literal

from embedviz.assumptions import Assumption
from embedviz.errors import FileError, reason, shortened
from embedviz.formats.archives import Kind, Member, is_archive, members, not_one
from embedviz.formats.around import leave_out_above, leave_out_below
from embedviz.formats.dialect import LINES, find_dialect
from embedviz.formats.files import printable
from embedviz.formats.foreign import archived, is_floret
from embedviz.formats.glove_binary import vocabularies_of
from embedviz.formats.list_files import LIKELY
from embedviz.formats.models import OF_MODELS
from embedviz.formats.names import rows_of_names
from embedviz.formats.npy_header import read_array_header
from embedviz.formats.opening import trailing_numbers
from embedviz.formats.options import Options
from embedviz.formats.printed import find_printed
from embedviz.formats.recognize import Format, ends_in_returns, is_text_mode, recognize, title
from embedviz.formats.signs import find_minus
from embedviz.formats.spaces import find_parting
from embedviz.formats.stream import ByteStream
from embedviz.formats.unpacking import lay_beside
from embedviz.formats.wordlist import MARKED, encoding_of, first_lines
from embedviz.i18n import _

OWN_WORDS: tuple[Format, ...] = ("word2vec-binary", "fasttext", "parquet", "arrow")
BESIDE: tuple[Format, ...] = ("tsv", "npy", "safetensors", "glove-binary")  # their words are in a file of their own
_SEPARATOR = re.compile(rb"(?:\xef\xbb\xbf)?sep=([,;|\t])\r?\n")


@dataclass(frozen=True)
class Identified:
    """How a file is to be read.

    Parameters
    ----------
    format : str
        One of :data:`embedviz.formats.recognize.Format`.
    options : Options
        What is told of what is in it.
    assumptions : tuple of Assumption
        What was taken for granted on the way.
    """

    format: Format
    options: Options
    assumptions: tuple[Assumption, ...] = ()


def identify(stream: ByteStream, options: Options) -> Identified:
    """Find the format of a file; the stream then gives what is to be read.

    Parameters
    ----------
    stream : ByteStream
        At its beginning.
    options : Options
        What is told of the file.

    Returns
    -------
    Identified

    Raises
    ------
    FileError
        If it is no file of word vectors, by the name of what it is.
    """
    said = []
    kind = is_archive(stream.head)
    if kind:
        everything = members(stream, kind)
        member, name = _enter(stream, kind, everything, options.tensor)
        said.append(Assumption("member", {"name": shortened(name)}))
        if not _kind_of(member):  # by its first bytes it is nothing, so that the list beside it has to tell
            lay_beside(stream, member, everything, whole=False)
        options = replace(options, tensor=None)
    _as_text(stream)
    options = _with_separator(stream, options)
    minus = find_minus(stream.head)
    if minus is not None:
        stream.rewrite(minus)
        said.append(Assumption("minus signs", {}))
    if 0 < stream.head.count(b"\n") == stream.head.count(b"\r\r\n"):
        stream.rewrite(_without_returns)
        said.append(Assumption("returns", {}))
    parting = find_parting(stream.head)
    if parting is not None:
        stream.rewrite(parting.rewritten)
        said.append(Assumption("spaces between numbers", {"names": str(parting)}))
    said += [*leave_out_above(stream, options), *leave_out_below(stream)]
    format = _format(stream, options)
    printed = find_printed(stream.head) if format == "glove" else None
    if printed is not None:
        stream.rewrite(printed.rewritten)
        said.append(Assumption("printed", {"signs": str(printed)}))
    if kind and format in BESIDE and format != "glove-binary":
        lay_beside(stream, member, everything, whole=format == "tsv")
    if format in ("glove", "delimited") and options.header is None:
        _require_one_row_of_names(stream)
    if stream.has_returns:
        said.append(Assumption("carriage returns", {}))
    if stream.is_text_mode:
        said.append(Assumption("text mode", {}))
    if stream.encoding:
        said.append(Assumption("encoding", {"name": stream.encoding}))
        if options.encoding is not None:
            message = _("it is {found} text; expected no other encoding, such as {told}")
            raise FileError(stream.name, message.format(found=stream.encoding, told=options.encoding))
    return Identified(format, options, tuple(said))


def _without_returns(line: bytes) -> bytes:
    return line.rstrip(b"\r")


def _with_separator(stream: ByteStream, options: Options) -> Options:
    """Take the separator that line 1 tells, as spreadsheets have it told, unless somebody has."""
    told = _SEPARATOR.match(stream.head)
    if told is None:
        return options
    stream.read(told.end())
    return options if options.separator else replace(options, separator=told[1].decode())


def vectors_among(everything: list[Member], told: str | None = None) -> list[Member]:
    """Return the files of word vectors in an archive.

    Parameters
    ----------
    everything : list of Member
        All that is in it.
    told : str, optional
        The name of the one that is wanted, with or without its folders.

    Returns
    -------
    list of Member
    """
    if told is not None:
        named = [member for member in everything if member.name == told]
        return named or [member for member in everything if member.name.rpartition("/")[2] == told]
    kinds = [(member, _kind_of(member)) for member in everything if PurePosixPath(member.name).name not in OF_MODELS]
    found = [(member, kind) for member, kind in kinds if kind]
    if any(kind in BESIDE for _member, kind in found):  # what lies beside it may be the list of its words
        apart = [(member, kind) for member, kind in found if kind in BESIDE or not _is_likely_list(member, kind)]
        found = apart or found
    return [member for member, _kind in found] or _of_glove(everything)


def _of_glove(everything: list[Member]) -> list[Member]:
    """Return what may be binary files of GloVe's own program, which only the vocabularies beside them show."""
    places = {PurePosixPath(member.name) for member in everything}
    binary = [member for member in everything if PurePosixPath(member.name).suffix == ".bin"]
    return [
        member
        for member in binary
        if any(PurePosixPath(member.name).with_name(name) in places for name in vocabularies_of(member.name))
    ]


def _enter(stream: ByteStream, kind: Kind, everything: list[Member], told: str | None) -> tuple[Member, str]:
    document = archived(member.name for member in everything)
    if document:
        raise FileError(stream.name, _("it is {found}; expected a file of word vectors").format(found=document))
    found = vectors_among(everything, told)
    if len(found) != 1:
        raise not_one(stream.name, kind, [member.name for member in found], everything)
    name = printable(found[0].name)
    try:
        source, compression = found[0].opened()
    except OSError as error:
        message = _("damaged {kind} data ({reason})").format(kind=kind, reason=reason(error))
        raise FileError(f"{stream.name}/{name}", message) from error
    stream.enter(source, compression, name=name, archive=kind)
    return found[0], name


def _kind_of(member: Member) -> Format | Literal[""]:
    """Return the format of a file of vectors from its beginning; a text must have numbers behind most of its words."""
    head = member.head()
    if head is None:
        return "glove"  # whoever reads it says what is wrong
    lines = first_lines(head, LINES)
    text = b"\n".join(lines) + b"\n" if encoding_of(head) or ends_in_returns(head) else head
    try:
        format = recognize(text, member.name) if text else "glove"
    except FileError:
        return "delimited" if find_dialect(text) is not None else ""
    if format == "npy":
        return "" if _is_list_of_texts(head, member.name) else "npy"
    if format != "glove":
        return format
    rows = sum(trailing_numbers(line.split()) > 1 for line in lines)
    return "glove" if 2 * rows > len(lines) or find_dialect(text) is not None else ""


def _is_list_of_texts(head: bytes, name: str) -> bool:
    try:
        header = read_array_header(head, name)
    except FileError:
        return False
    return header.dtype.kind in "SU" and len(header.shape) == 1


def _is_likely_list(member: Member, kind: Format | Literal[""]) -> bool:
    texts: tuple[Format, ...] = ("glove", "word2vec", "delimited")
    return kind == "json" or (kind in texts and LIKELY.search(PurePosixPath(member.name).name) is not None)


def _require_one_row_of_names(stream: ByteStream) -> None:
    count = rows_of_names(stream.head)
    if count > 1:
        message = _(
            "{count:,} rows of names above the numbers; expected one: join them (in pandas, frame.columns = "
            "frame.columns.map(str))"
        )
        raise FileError(stream.name, message.format(count=count))


def _as_text(stream: ByteStream) -> None:
    """Give a text in UTF-8 and with line feeds, if its beginning shows that it is another."""
    encoding = encoding_of(stream.head)
    if encoding in MARKED and _decodes(stream.head, encoding):
        stream.recode(encoding)
    if not stream.has_returns and ends_in_returns(stream.head):
        stream.with_line_feeds()


def _format(stream: ByteStream, options: Options) -> Format:
    if not stream.has_returns and ends_in_returns(stream.head):
        stream.with_line_feeds()
    try:
        found = recognize(stream.head, stream.name)
        if found == "word2vec-binary" and is_text_mode(stream.head):
            stream.without_returns()
        if options.words is not None:
            return _without_words(found, stream, options)
        if found in ("glove", "tsv") and (
            options.separator or find_dialect(stream.head, header=options.header) is not None
        ):
            return "delimited"
        return found
    except FileError:
        from embedviz.formats.glove_binary import is_glove_binary

        if is_glove_binary(stream):  # which has no mark of its own
            return "glove-binary"
        encoding = "" if stream.encoding else encoding_of(stream.head)
        if encoding and (encoding in MARKED or _decodes(stream.head, encoding)):
            stream.recode(encoding)
            return _format(stream, options)
        if is_floret(stream.head):  # whose rows are as long as its header, if it has six dimensions
            raise
        if find_dialect(stream.head, separator=options.separator, header=options.header) is not None:
            return "delimited"
        raise


def _decodes(head: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(head)  # the last character may be cut
    except UnicodeDecodeError:
        return False
    return True


def _without_words(found: Format, stream: ByteStream, options: Options) -> Format:
    """Return the format of a file whose words are in a list, or refuse one that holds its own."""
    if found in OWN_WORDS:
        raise FileError(
            stream.name,
            _("it is {format}, which holds its own words; expected vectors without words beside the list").format(
                format=title(found)
            ),
        )
    if found not in ("glove", "word2vec", "tsv"):
        return found
    is_table = options.separator or find_dialect(stream.head, header=options.header) is not None
    return "delimited" if is_table else "tsv"
