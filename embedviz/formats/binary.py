"""word2vec's binary format: a header, then each word, a space and its vector as little-endian float32."""

import re
from collections.abc import Generator, Iterator, Sequence
from functools import partial

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from embedviz import units
from embedviz.assumptions import Assumption
from embedviz.errors import FileError
from embedviz.formats.header import most_promised, otherwise_many, promised_at_least, read_header
from embedviz.formats.number_types import other_type
from embedviz.formats.rows import MAX_WORDS, Content, Rows
from embedviz.formats.splits import DEPTH, LONGEST_PHRASE, Oddity, Splits, needed_bytes, sizes_of, skip_line_feeds
from embedviz.formats.stream import ByteStream
from embedviz.formats.words import decode, decode_joined
from embedviz.i18n import _

BLOCK = 1 << 20
MAX_WORD = 1 << 16
FEW = 16  # records to look at where a word was found to hold a blank: others may be near
SHOWN_BYTES = 24
SPACE = 32
ABSURD = 1e15  # times the largest number before: no number, but bytes of something else


def read_word2vec_binary(stream: ByteStream) -> Content:
    """Read word2vec's binary format, with an end of line after each vector, as word2vec writes it, or none, as gensim.

    A word ends at the first space. Where what follows shows that it cannot, and with one of the next spaces everything
    fits, the word holds blanks, see :mod:`embedviz.formats.splits`. Where the file is words and vectors to its end, the
    header may be wrong by a quarter.

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
        If the header cannot be true; from the rows, if the file ends within a word, goes on after the last, or holds
        far more or fewer than the header promises; if a word does not end, or it is not settled where it ends.
    """
    m, n = read_header(stream, bytes_a_number=4)
    reader = _Reader(stream, m, n)
    return Content(n, reader.said_rows(), assumptions=reader.assumptions)


class _Reader:
    """Reads the records that a header promises."""

    def __init__(self, stream: ByteStream, promised: int, n: int) -> None:
        self._stream = stream
        self._promised = self._expected = promised
        self._width = 4 * n
        self._record = re.compile(rb"([^ ]{0,%d}+) .{%d}|.+" % (MAX_WORD - 1, self._width), re.DOTALL)
        self._data = b""
        self._at = self._found = 0
        self._ended = False
        self._phrases = 0
        self.assumptions: list[Assumption] = []
        self._fill(needed_bytes(self._width))
        self._require_float32(n)
        self._splits = Splits(self._width, self._data, promised)

    def _require_float32(self, n: int) -> None:
        found = other_type(self._data, n, self._promised)
        if found:
            message = _("its numbers are {found}; expected float32, little-endian, as word2vec writes them")
            raise FileError(self._stream.name, message.format(found=found), _place(1, self._offset() + self._at))

    def said_rows(self) -> Generator[Rows, None, None]:
        """Yield them, and say at the end how many of their words hold blanks."""
        try:
            yield from self.rows()
        finally:
            if self._phrases:
                self.assumptions.append(Assumption("blanks", {"count": self._phrases}))

    def rows(self) -> Iterator[Rows]:
        """Yield them, some at a time."""
        yield from self._records()
        if self._found == self._promised:
            yield from self._beyond()
        if self._found == self._promised:
            return
        is_near = promised_at_least(self._promised) <= self._found <= most_promised(self._promised)
        if not is_near or self._phrases:  # which are settled by how many records there are
            raise otherwise_many(self._stream.name, self._promised, self._found)
        self.assumptions.append(Assumption("promised", {"promised": self._promised, "found": self._found}))

    def _beyond(self) -> Iterator[Rows]:
        """Yield the records that follow what the header promises, if nothing else does; of too many only count them."""
        more = self._more()
        if more is None:
            return
        self._expected = MAX_WORDS
        try:
            for rows in self._records():
                if self._found + len(rows.words) <= most_promised(self._promised):
                    yield rows
        except FileError:
            raise more from None
        if self._more() is not None:
            raise more

    def _records(self) -> Iterator[Rows]:
        """Yield those that are expected, or all there are where the file ends before."""
        most = self._promised
        while self._found < self._expected:
            begins, spaces, joined = self._next_records(most)
            if not len(begins):
                self._require_spaces()
                if self._data[self._at :].strip(b"\r\n"):
                    raise self._no_record()
                return
            vectors = self._vectors(spaces)
            words, undecodable = decode_joined(joined, b" ")
            odd = self._splits.first_odd(self._data, joined, undecodable, spaces, vectors)
            count = len(begins)
            if odd is not None:
                most = FEW
                index, space = self._settled(*odd, begins, spaces, sizes_of(vectors))
                count = index + 1
                if space != spaces[index]:
                    spaces[index] = space
                    self._phrases += 1
                    vectors = self._vectors(spaces[:count])
                    words, undecodable = decode(self._spellings(begins[:count], spaces[:count]), b"\0")
            else:
                most = min(2 * most, self._promised)
                if count > DEPTH and self._found + count < self._expected:
                    count -= DEPTH  # what comes after them may show that they end elsewhere
            undecodable = [i for i in undecodable if i < count]
            yield self._rows(words[:count], vectors[:count], begins[:count], undecodable)
            self._splits.saw(vectors[:count], len(undecodable))
            self._found += count
            self._at = int(spaces[count - 1]) + 1 + self._width

    def _rows(self, words: Sequence[str], vectors: np.ndarray, begins: np.ndarray, undecodable: Sequence[int]) -> Rows:
        return Rows(words, vectors, partial(_where, self._found + 1, self._data, self._offset(), begins), undecodable)

    def _offset(self) -> int:
        """Return where in the file the bytes held begin."""
        return self._stream.offset - len(self._data)

    def _next_records(self, most: int) -> tuple[np.ndarray, np.ndarray, bytes]:
        """Return where the next records begin, the first space in each, and the words with spaces between.

        They are a few at least unless the file ends.
        """
        size = min(BLOCK, most * (LONGEST_PHRASE + self._width))
        while True:
            self._fill(size + self._splits.needed)
            last = len(self._data) if self._ended else len(self._data) - self._splits.needed
            stop = self._at + size + self._splits.needed
            begins, spaces, joined = self._found_until(stop, last, min(most, self._expected - self._found))
            if self._ended or len(begins) > DEPTH or size > (DEPTH + 1) * (MAX_WORD + self._width) + BLOCK:
                return begins, spaces, joined
            size += max(BLOCK, self._width)

    def _found_until(self, stop: int, last: int, most: int) -> tuple[np.ndarray, np.ndarray, bytes]:
        """Return the records that end at ``stop`` and begin at ``last`` at most."""
        found = self._record.findall(self._data, self._at, stop)  # the words, and nothing for what is left
        joined = b" ".join(found)
        parted = np.append(np.flatnonzero(np.frombuffer(joined, np.uint8) == SPACE), len(joined))
        size = 1 + self._width
        begins = self._at + np.concatenate([[0], parted[:-1] + 1]) + np.arange(len(parted)) * (size - 1)
        spaces = begins + np.diff(parted, prepend=-1) - 1
        is_whole = bool(found) and spaces[-1] + size <= len(self._data) and self._data[spaces[-1]] == SPACE
        count = min(most, len(found) - (not is_whole), int(np.searchsorted(begins, last, side="right")))
        if count < 1:
            return begins[:0], spaces[:0], b""
        words = joined[: parted[count - 1]]
        if b"\r\n" in words:
            words = words.replace(b" \r\n", b" \n").removeprefix(b"\r\n")
        words = words.lstrip(b"\n")
        while b" \n" in words:  # the line feeds that end the records before
            words = words.replace(b" \n", b" ")
        return begins[:count], spaces[:count], words

    def _vectors(self, spaces: np.ndarray) -> np.ndarray:
        """Return the vectors behind some spaces, (b, n) float32."""
        return sliding_window_view(np.frombuffer(self._data, np.uint8), self._width)[spaces + 1].view("<f4")

    def _spellings(self, begins: np.ndarray, spaces: np.ndarray) -> list[bytes]:
        pairs = zip(begins.tolist(), spaces.tolist(), strict=True)
        return [self._data[skip_line_feeds(self._data, begin) : space] for begin, space in pairs]

    def _settled(
        self, index: int, oddity: Oddity, begins: np.ndarray, spaces: np.ndarray, sizes: np.ndarray
    ) -> tuple[int, int]:
        """Return the record that ends elsewhere, and where; or an odd one that fits as it is."""
        for record in range(max(0, index - DEPTH), index + 1):
            options = self._splits.options(self._data, int(begins[record]), self._expected - self._found - record)
            if len(options) > 1:
                raise self._unsettled(begins, record, _("it may end at more than one of its spaces"))
            if options and (record == index or options[0] != spaces[record]):
                return record, options[0]
        largest = max(self._splits.largest, float(sizes[:index].max(initial=0)))
        if oddity == "wild" and not ABSURD * largest < float(sizes[index]) < np.inf:
            return index, int(spaces[index])  # large, but a number; or none, which whoever stores it refuses
        left = self._expected - self._found - index
        begin, space = int(begins[index]), int(spaces[index])
        if oddity == "wild" and self._splits.ends_only_there(self._data, begin, space, left):
            return index, space
        if self._found + index <= 1:
            self._require_spaces()
            self._require_fit()  # nothing fits from the first word on: the header is wrong, and no word
        reason = {
            "control": _("it would hold a control character"),
            "empty": _("it would be empty"),
            "line feed": _("no line feed follows its vector, unlike the others"),
            "not UTF-8": _("whichever space ends it, the next words do not fit"),
            "wild": _("its vector would hold a number beyond all before it, {size:.2g}").format(size=sizes[index]),
        }[oddity]
        raise self._unsettled(begins, index, reason)

    def _unsettled(self, begins: np.ndarray, record: int, reason: str) -> FileError:
        begin = skip_line_feeds(self._data, int(begins[record]))
        beginning = self._data[begin : begin + SHOWN_BYTES].decode(errors="backslashreplace")
        return FileError(
            self._stream.name,
            _("where the word {word!r} ends is not settled: {reason}; expected words without spaces").format(
                word=beginning, reason=reason
            ),
            _place(self._found + 1 + record, self._offset() + begin),
        )

    def _require_spaces(self) -> None:
        """Refuse a file whose first words end in tabs."""
        at = self._at
        for _record in range(min(DEPTH, self._promised)):
            word = re.compile(rb"[^\x00-\x20\x7f]+\t").match(self._data, skip_line_feeds(self._data, at))
            if self._found or word is None or word.end() + self._width > len(self._data):
                return
            at = word.end() + self._width
        message = _("a tab ends each word; expected a space, and then its vector")
        raise FileError(self._stream.name, message, _place(1, self._offset() + self._at))

    def _no_record(self) -> FileError:
        left = self._data[self._at :]
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
        _begins, spaces, _words = self._next_records(self._promised)
        if self._ended and len(spaces) == self._promised - self._found:
            self._at = int(spaces[-1]) + 1 + self._width
            more = self._more()
            if more is not None:
                raise more

    def _more(self) -> FileError | None:
        """Return the error of a file that goes on after its last word; None if nothing but blanks follows."""
        while True:
            beyond = self._data[self._at :].lstrip(b" \t\r\n")
            self._at = len(self._data) - len(beyond)
            if beyond:
                return FileError(
                    self._stream.name,
                    _("more bytes after the {words} that the header promises; expected the end").format(
                        words=units.words(self._promised)
                    ),
                    _("byte {byte:,}").format(byte=self._stream.offset - len(beyond)),
                )
            if self._ended:
                return None
            self._fill(1)

    def _fill(self, size: int) -> None:
        """Hold some of the bytes that are not read yet, or all there are."""
        while not self._ended and len(self._data) - self._at < size:
            chunk = self._stream.read(BLOCK)
            self._data = self._data[self._at :] + chunk
            self._at = 0
            self._ended = not chunk


def _where(first: int, data: bytes, offset: int, begins: np.ndarray, i: int) -> str:
    return _place(first + i, offset + skip_line_feeds(data, int(begins[i])))


def _place(word: int, byte: int) -> str:
    return _("word {word:,} (byte {byte:,})").format(word=word, byte=byte)
