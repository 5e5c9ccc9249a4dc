"""word2vec's binary format: a header, then each word, a space and its vector as little-endian float32."""

from collections.abc import Generator, Sequence
from functools import partial

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from embedviz.assumptions import Assumption
from embedviz.errors import FileError
from embedviz.formats.header import read_header, too_few
from embedviz.formats.rows import Content, Rows
from embedviz.formats.splits import DEPTH, Oddity, Splits, needed_bytes, skip_line_feeds
from embedviz.formats.stream import ByteStream
from embedviz.formats.words import decode
from embedviz.i18n import _

BLOCK = 1 << 20
MAX_WORD = 1 << 16
FEW = 16  # records to look at where a word was found to hold a blank: others may be near
SHOWN_BYTES = 24
ABSURD = 1e15  # times the largest number before: no number, but bytes of something else


def read_word2vec_binary(stream: ByteStream) -> Content:
    """Read word2vec's binary format, with a line feed after each vector, as word2vec writes it, or none, as gensim.

    A word ends at the first space. Where what follows shows that it cannot, and with one of the next spaces everything
    fits, the word holds blanks, see :mod:`embedviz.formats.splits`.

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
        If the header cannot be true; from the rows, if the file ends early, goes on after the last word, a word does
        not end, or it is not settled where it ends.
    """
    m, n = read_header(stream, bytes_a_number=4)
    reader = _Reader(stream, m, n)
    return Content(n, reader.said_rows(), assumptions=reader.assumptions)


class _Reader:
    """Reads the records that a header promises."""

    def __init__(self, stream: ByteStream, promised: int, n: int) -> None:
        self._stream = stream
        self._promised = promised
        self._width = 4 * n
        self._data = b""
        self._at = self._found = 0
        self._ended = False
        self._phrases = 0
        self.assumptions: list[Assumption] = []
        self._fill(needed_bytes(self._width))
        self._splits = Splits(self._width, self._data, promised)

    def said_rows(self) -> Generator[Rows, None, None]:
        """Yield them, and say at the end how many of their words hold blanks."""
        try:
            yield from self.rows()
        finally:
            if self._phrases:
                self.assumptions.append(Assumption("blanks", {"count": self._phrases}))

    def rows(self) -> Generator[Rows, None, None]:
        """Yield them, some at a time."""
        most = self._promised
        while self._found < self._promised:
            begins, spaces = self._next_records(most)
            if not begins:
                raise self._no_record()
            words, vectors, sizes = self._contents(begins, spaces)
            shown, undecodable = decode(words, b"\0")
            odd = self._splits.first_odd(self._data, words, undecodable, np.array(spaces), sizes)
            count = len(begins)
            if odd is not None:
                most = FEW
                index, space = self._settled(*odd, begins, spaces, sizes)
                count = index + 1
                if space != spaces[index]:
                    spaces[index] = space
                    self._phrases += 1
                    words, vectors, sizes = self._contents(begins[:count], spaces[:count])
                    shown, undecodable = decode(words, b"\0")
            else:
                most = min(2 * most, self._promised)
                if count > DEPTH and self._found + count < self._promised:
                    count -= DEPTH  # what comes after them may show that they end elsewhere
            undecodable = [i for i in undecodable if i < count]
            yield self._rows(shown[:count], vectors[:count], begins[:count], undecodable)
            self._splits.saw(sizes[:count], len(undecodable))
            self._found += count
            self._at = spaces[count - 1] + 1 + self._width
        self._require_end()

    def _rows(
        self, words: Sequence[str], vectors: np.ndarray, begins: Sequence[int], undecodable: Sequence[int]
    ) -> Rows:
        return Rows(words, vectors, partial(_where, self._found + 1, self._data, self._offset(), begins), undecodable)

    def _offset(self) -> int:
        """Return where in the file the bytes held begin."""
        return self._stream.offset - len(self._data)

    def _next_records(self, most: int) -> tuple[list[int], list[int]]:
        """Return where the next records begin, and the first space in each; a few at least unless the file ends."""
        size = BLOCK
        while True:
            self._fill(size + self._splits.needed)
            last = len(self._data) if self._ended else len(self._data) - self._splits.needed
            spaces = self._first_spaces(min(most, self._promised - self._found), last)
            begins = [self._at, *(np.array(spaces[:-1], np.int64) + 1 + self._width).tolist()] if spaces else []
            if self._ended or len(begins) > DEPTH or size > (DEPTH + 1) * (MAX_WORD + self._width) + BLOCK:
                return begins, spaces
            size += max(BLOCK, self._width)

    def _first_spaces(self, most: int, last: int) -> list[int]:
        """Return the first space of each record that begins at ``last`` at most and is there whole."""
        # One step for each word of a file: whatever it looks up anew is felt.
        find, size, end = self._data.find, 1 + self._width, self._at
        whole = len(self._data) - size
        spaces: list[int] = []
        for _record in range(most):
            space = find(b" ", end, end + MAX_WORD)
            if space < 0 or space > whole or end > last:
                break
            spaces.append(space)
            end = space + size
        return spaces

    def _contents(self, begins: Sequence[int], spaces: Sequence[int]) -> tuple[list[bytes], np.ndarray, np.ndarray]:
        """Return the words, the vectors, (b, n) float32, and the largest number of each without its sign."""
        data = self._data
        words = [data[begin:space].lstrip(b"\n") for begin, space in zip(begins, spaces, strict=True)]
        starts = np.array(spaces) + 1
        vectors = sliding_window_view(np.frombuffer(data, np.uint8), self._width)[starts].view("<f4")
        return words, vectors, np.maximum(vectors.max(axis=1), -vectors.min(axis=1))

    def _settled(
        self, index: int, oddity: Oddity, begins: Sequence[int], spaces: Sequence[int], sizes: np.ndarray
    ) -> tuple[int, int]:
        """Return the record that ends elsewhere, and where; or an odd one that fits as it is."""
        for record in range(max(0, index - DEPTH), index + 1):
            options = self._splits.options(self._data, begins[record], self._promised - self._found - record)
            if len(options) > 1:
                raise self._unsettled(begins, record, _("it may end at more than one of its spaces"))
            if options and (record == index or options[0] != spaces[record]):
                return record, options[0]
        largest = max(self._splits.largest, float(sizes[:index].max(initial=0)))
        if oddity == "wild" and not ABSURD * largest < float(sizes[index]) < np.inf:
            return index, spaces[index]  # large, but a number; or none, which whoever stores it refuses
        left = self._promised - self._found - index
        if oddity == "wild" and self._splits.ends_only_there(self._data, begins[index], spaces[index], left):
            return index, spaces[index]
        if self._found + index <= 1:
            self._require_fit()  # nothing fits from the first word on: the header is wrong, and no word
        reason = {
            "control": _("it would hold a control character"),
            "empty": _("it would be empty"),
            "line feed": _("after its vector is no line feed, as after others"),
            "not UTF-8": _("with none of its spaces the next words fit"),
            "wild": _("its vector would hold a number beyond all before it, {size:.2g}").format(size=sizes[index]),
        }[oddity]
        raise self._unsettled(begins, index, reason)

    def _unsettled(self, begins: Sequence[int], record: int, reason: str) -> FileError:
        begin = skip_line_feeds(self._data, begins[record])
        beginning = self._data[begin : begin + SHOWN_BYTES].decode(errors="backslashreplace")
        return FileError(
            self._stream.name,
            _("where the word {word!r} ends is not settled: {reason}; expected words without spaces").format(
                word=beginning, reason=reason
            ),
            _place(self._found + 1 + record, self._offset() + begin),
        )

    def _no_record(self) -> FileError:
        left = self._data[self._at :]
        if not left.strip(b"\n"):
            return too_few(self._stream.name, self._promised, self._found)
        place = _place(self._found + 1, self._stream.offset - len(left))
        if b" " not in left[:MAX_WORD] and len(left) >= MAX_WORD:
            return FileError(
                self._stream.name,
                _("no space in {most:,} bytes; expected a word, a space and its vector").format(most=MAX_WORD),
                place,
            )
        return FileError(
            self._stream.name,
            _("the file ends at byte {end:,}; expected the word, a space and {width:,} bytes of its vector").format(
                end=self._stream.offset, width=self._width
            ),
            place,
        )

    def _require_fit(self) -> None:
        """Refuse a small file that is longer than its records, whatever they hold."""
        _begins, spaces = self._next_records(self._promised)
        if self._ended and len(spaces) == self._promised - self._found:
            self._at = spaces[-1] + 1 + self._width
            self._require_end()

    def _require_end(self) -> None:
        data = self._data[self._at :]
        while data or (data := self._stream.read(BLOCK)):
            beyond = data.lstrip(b" \t\r\n")
            if beyond:
                raise FileError(
                    self._stream.name,
                    _("more bytes after the {promised:,} words that the header promises; expected the end").format(
                        promised=self._promised
                    ),
                    _("byte {byte:,}").format(byte=self._stream.offset - len(beyond)),
                )
            data = b""

    def _fill(self, size: int) -> None:
        """Hold some of the bytes that are not read yet, or all there are."""
        while not self._ended and len(self._data) - self._at < size:
            chunk = self._stream.read(BLOCK)
            self._data = self._data[self._at :] + chunk
            self._at = 0
            self._ended = not chunk


def _where(first: int, data: bytes, offset: int, begins: Sequence[int], i: int) -> str:
    return _place(first + i, offset + skip_line_feeds(data, begins[i]))


def _place(word: int, byte: int) -> str:
    return _("word {word:,} (byte {byte:,})").format(word=word, byte=byte)
