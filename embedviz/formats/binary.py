"""word2vec's binary format: a header, then each word, a space and its vector as little-endian float32."""

from collections.abc import Generator, Sequence
from functools import partial

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from embedviz.errors import FileError
from embedviz.formats.header import read_header, too_few
from embedviz.formats.rows import Content, Rows
from embedviz.formats.stream import ByteStream
from embedviz.formats.words import decode
from embedviz.i18n import _

BLOCK = 1 << 20
MAX_WORD = 1 << 16


def read_word2vec_binary(stream: ByteStream) -> Content:
    """Read word2vec's binary format, with a line feed after each vector, as word2vec writes it, or none, as gensim.

    Parameters
    ----------
    stream : ByteStream
        At its beginning.

    Returns
    -------
    Content

    Raises
    ------
    FileError
        If the header cannot be true; from the rows, if the file ends early, goes on after the last word, or a word
        does not end.
    """
    m, n = read_header(stream, bytes_a_number=4)
    return Content(n, _rows(stream, m, n))


def _rows(stream: ByteStream, promised: int, n: int) -> Generator[Rows, None, None]:
    width = 4 * n
    data, found = b"", 0
    while found < promised:
        chunk = stream.read(BLOCK)
        data += chunk
        size = len(data)
        spellings: list[bytes] = []
        starts: list[int] = []
        end = 0
        for _row in range(promised - found):
            space = data.find(b" ", end, end + MAX_WORD)
            if space < 0 or space + 1 + width > size:
                break
            spellings.append(data[end:space].lstrip(b"\n"))
            starts.append(space + 1)
            end = space + 1 + width
        begin = stream.offset - size  # where these bytes lie in the file
        if starts:
            vectors = sliding_window_view(np.frombuffer(data, np.uint8), width)[starts].view("<f4")
            words, undecodable = decode(spellings, b" ")
            yield Rows(words, vectors, partial(_where, found + 1, begin, starts, spellings), undecodable)
            found += len(starts)
            data = data[end:]
        elif not chunk and not data.strip(b"\n"):
            raise too_few(stream.name, promised, found)
        elif space < 0 and size >= MAX_WORD:
            raise FileError(
                stream.name,
                _("no space in {most:,} bytes; expected a word, a space and its vector").format(most=MAX_WORD),
                _place(found + 1, begin),
            )
        elif not chunk:
            raise FileError(
                stream.name,
                _("the file ends at byte {end:,}; expected the word, a space and {width:,} bytes of its vector").format(
                    end=stream.offset, width=width
                ),
                _place(found + 1, begin),
            )
    _require_end(stream, data, promised)


def _where(first: int, begin: int, starts: Sequence[int], spellings: Sequence[bytes], i: int) -> str:
    return _place(first + i, begin + starts[i] - len(b" ") - len(spellings[i]))


def _place(word: int, byte: int) -> str:
    return _("word {word:,} (byte {byte:,})").format(word=word, byte=byte)


def _require_end(stream: ByteStream, data: bytes, promised: int) -> None:
    while data or (data := stream.read(BLOCK)):
        beyond = data.lstrip(b" \t\r\n")
        if beyond:
            raise FileError(
                stream.name,
                _("more bytes after the {promised:,} words that the header promises; expected the end").format(
                    promised=promised
                ),
                _("byte {byte:,}").format(byte=stream.offset - len(beyond)),
            )
        data = b""
