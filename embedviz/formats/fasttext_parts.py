"""The parts of a fastText model file, read in their order, each compared with the bytes there are before it is read.

::

    magic, version                                                      2 int32
    n ws epoch minCount neg wordNgrams loss model b minn maxn rate, t   12 int32, float64
    entries, words, labels, tokens, kept n-grams                        3 int32, 2 int64
    for each entry: bytes, 0, count, kind                               int64, int8
    for each kept n-gram, if it was pruned: bucket, row                 2 int32
    quantized, the input matrix                                         int8, see below
    quantized, the output matrix                                        int8, see below

    a matrix: rows, n, numbers                                          2 int64, float32
    a quantized one: norms kept, rows, n, size, codes, quantizer        int8, 2 int64, int32, uint8
        if norms are kept: their codes, quantizer                       uint8
    a quantizer: n, parts, dimensions of a part, of the last, centroids 4 int32, float32

The rows of the input matrix are first those of the words, then those of the b buckets of n-grams, or of those kept.
The labels of a classifier follow the words in the dictionary, have no row there, and are left out.
"""

import struct
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NoReturn

import numpy as np

from embedviz.errors import FileError
from embedviz.formats.encodings import escaped
from embedviz.formats.plain import PlainFile
from embedviz.formats.quantized import CENTROIDS, QuantizedRows, Quantizer
from embedviz.formats.rows import MAX_DIMENSION, MAX_WORDS
from embedviz.i18n import _
from embedviz.subwords import LONGEST_WORD, Subwords

MAGIC = 793_712_314
OLD, NEW = 11, 12
SUPERVISED = 3
WORD, LABEL = 0, 1
NOT_PRUNED = -1
LONGEST_NGRAM = 32
WINDOW = 1 << 20

_HEADER = struct.Struct("<14id")
_DICTIONARY = struct.Struct("<3i2q")
_ENTRY = struct.Struct("<qb")
_QUANTIZED = struct.Struct("<b")
_SHAPE = struct.Struct("<2q")
_CODES = struct.Struct("<b2qi")
_QUANTIZER = struct.Struct("<4i")
_FLORETS = 8  # bytes more in floret's header: its mode and its hashes


def _is_dictionary(entries: int, words: int, labels: int) -> bool:
    return 0 < words <= MAX_WORDS and labels >= 0 and entries == words + labels


@dataclass(frozen=True)
class Header:
    """What a model says of itself: n, the number of buckets of n-grams, and the lengths of those."""

    dimensions: int
    buckets: int
    shortest: int
    longest: int


@dataclass(frozen=True)
class Words:
    """The words of the dictionary, which are not UTF-8 and so escaped (gensim hashes them so too), and their order."""

    shown: list[str] = field(default_factory=list)
    escaped: set[int] = field(default_factory=set)
    counts: list[int] = field(default_factory=list)

    @property
    def by_frequency(self) -> bool:
        """Whether no word occurred more often than the one before it, and some less often."""
        return self.counts[0] > self.counts[-1] and all(one >= other for one, other in pairwise(self.counts))

    def add(self, raw: bytes, count: int) -> None:
        """Append a word and how often it occurred in the training text."""
        self.counts.append(count)
        try:
            self.shown.append(raw.decode())
        except UnicodeDecodeError:
            self.escaped.add(len(self.shown))
            self.shown.append(escaped(raw))

    def buckets(self, number: int, subwords: Subwords | None) -> np.ndarray:
        """Return the rows of the n-grams of a word, (g,) int64."""
        if subwords is None:
            return np.empty(0, dtype=np.int64)
        return subwords.buckets(self.shown[number])


@dataclass(frozen=True)
class FloatRows:
    """The rows of a matrix of float32, where they lie in the file."""

    file: PlainFile
    start: int
    dimensions: int

    def __getitem__(self, rows: slice) -> np.ndarray:
        found = rows.stop - rows.start
        width = 4 * self.dimensions
        numbers = self.file.array_at(self.start + rows.start * width, np.dtype("<f4"), found * self.dimensions)
        return numbers.reshape(found, self.dimensions)


class Parts:
    """Reads them, in the order of its methods.

    Parameters
    ----------
    file : PlainFile
        The model.
    """

    def __init__(self, file: PlainFile) -> None:
        self._file = file
        self._at = self._began = self._window_start = 0
        self._window = b""
        self._quantized = False

    def header(self) -> Header:
        """Return the header."""
        magic, version, n, *_training, model, buckets, shortest, longest, _rate, _sampling = self._unpack(
            _HEADER, _("the header")
        )
        if magic != MAGIC:
            self._refuse(_("it does not begin as a fastText model; expected {magic}").format(magic=MAGIC))
        if version not in (OLD, NEW):
            self._refuse(
                _("version {found} of the format; expected {old} or {new}").format(found=version, old=OLD, new=NEW)
            )
        if not 0 < n <= MAX_DIMENSION:
            self._refuse(_("{found:,} dimensions; expected 1 to {most:,}").format(found=n, most=MAX_DIMENSION))
        if buckets < 0:
            self._refuse(_("{found:,} buckets of n-grams; expected 0 or more").format(found=buckets))
        if version == OLD and model == SUPERVISED:
            longest = 0  # classifiers had no n-grams then, whatever they say
        if shortest < 0 or not 0 <= longest <= LONGEST_NGRAM:
            self._refuse(
                _("n-grams of {shortest:,} to {longest:,} characters; expected lengths from 0 to {most}").format(
                    shortest=shortest, longest=longest, most=LONGEST_NGRAM
                )
            )
        return Header(n, buckets, shortest, longest if shortest <= longest else 0)

    def dictionary(self, buckets: int) -> tuple[Words, np.ndarray | None]:
        """Return the words, and of a pruned model which buckets it kept, (k, 2) int32: the bucket and its row."""
        entries, m, labels, _tokens, pruned = self._unpack(_DICTIONARY, _("the dictionary"))
        if not _is_dictionary(entries, m, labels):
            if self._is_of_floret():
                self._refuse(_("a model of floret; expected one of fastText: take the .vec that floret writes"))
            self._refuse(
                _(
                    "a dictionary of {entries:,} entries, {words:,} words and {labels:,} labels; expected 1 to "
                    "{most:,} words, and as many entries as words and labels together"
                ).format(entries=entries, words=m, labels=labels, most=MAX_WORDS)
            )
        if not NOT_PRUNED <= pruned <= buckets:
            self._refuse(
                _("{found:,} n-grams kept of {buckets:,}; expected no more than there were").format(
                    found=pruned, buckets=buckets
                )
            )
        self._require((1 + _ENTRY.size) * entries, _("{count:,} entries of the dictionary").format(count=entries))
        words = Words()
        for number in range(entries):
            raw, count, kind = self._entry()
            if kind != (WORD if number < m else LABEL):
                self._refuse(
                    _(
                        "entry {number:,} of the dictionary is of kind {kind}; expected words (0), then labels (1)"
                    ).format(number=number + 1, kind=kind)
                )
            if kind == WORD:
                words.add(raw, count)
        return words, None if pruned == NOT_PRUNED else self._kept(pruned, buckets)

    def _is_of_floret(self) -> bool:
        start = self._began + _FLORETS
        if start + _DICTIONARY.size > self._file.size:
            return False
        return _is_dictionary(*_DICTIONARY.unpack(self._file.bytes_at(start, _DICTIONARY.size))[:3])

    def _kept(self, count: int, buckets: int) -> np.ndarray:
        start = self._take(8 * count, _("{count:,} n-grams kept").format(count=count))
        kept = self._file.array_at(start, np.dtype("<i4"), 2 * count).reshape(count, 2)
        wrong = (kept < 0) | (kept >= (buckets, count))
        if wrong.any():
            self._refuse(
                _("an n-gram kept as {found}; expected a bucket below {buckets:,} and a row below {rows:,}").format(
                    found=tuple(map(int, kept[wrong.any(axis=1)][0])), buckets=buckets, rows=count
                )
            )
        return kept

    def matrix(self, rows: int, n: int) -> "FloatRows | QuantizedRows":
        """Return the rows of the input matrix."""
        self._quantized = self._is_quantized()
        if self._quantized:
            return self._codes(rows, n)
        found = self._unpack(_SHAPE, _("a matrix"), begins=False)
        if found != (rows, n):
            self._refuse_shape(found, (rows, n))
        return FloatRows(self._file, self._take(4 * rows * n, _("a matrix of shape {shape}").format(shape=found)), n)

    def end(self) -> None:
        """Step over the output matrix, after which the file ends."""
        if self._is_quantized() and self._quantized:
            self._codes(None, None)
        else:
            rows, n = self._unpack(_SHAPE, _("a matrix"), begins=False)
            if rows < 0 or n < 0:
                self._refuse(_("an output matrix of shape {shape}; expected none below 0").format(shape=(rows, n)))
            self._take(4 * rows * n, _("an output matrix of shape {shape}").format(shape=(rows, n)))
        self._began = self._at
        if self._at < self._file.size:
            self._refuse(_("{count:,} more bytes; expected the end").format(count=self._file.size - self._at))

    def _is_quantized(self) -> bool:
        return self._unpack(_QUANTIZED, _("a matrix"))[0] != 0

    def _codes(self, rows: int | None, n: int | None) -> QuantizedRows:
        """Read a quantized matrix of a shape, or of any shape if that is None."""
        has_norms, m, width, size = self._unpack(_CODES, _("a quantized matrix"), begins=False)
        if rows is not None and (m, width) != (rows, n):
            self._refuse_shape((m, width), (rows, n))
        if m < 0 or not 0 < width <= MAX_DIMENSION or size < 0:
            self._refuse(
                _("a quantized matrix of shape {shape} in {size:,} bytes; expected neither below 0").format(
                    shape=(m, width), size=size
                )
            )
        start = self._take(size, _("the codes of a quantized matrix"))
        quantizer = self._quantizer(width)
        if size != m * quantizer.parts:
            self._refuse(
                _("{found:,} bytes of codes; expected {parts:,} for each of {rows:,} rows").format(
                    found=size, parts=quantizer.parts, rows=m
                )
            )
        codes = self._file.array_at(start, np.dtype(np.uint8), size).reshape(m, quantizer.parts)
        if not has_norms:
            return QuantizedRows(codes, quantizer)
        start = self._take(m, _("the norms of a quantized matrix"))
        return QuantizedRows(codes, quantizer, self._file.array_at(start, np.dtype(np.uint8), m), self._quantizer(1))

    def _quantizer(self, n: int) -> Quantizer:
        width, parts, of_one, of_last = self._unpack(_QUANTIZER, _("a quantizer"))
        if width != n or parts < 1 or of_one < 1 or not 0 < of_last <= of_one or (parts - 1) * of_one + of_last != n:
            self._refuse(
                _(
                    "a quantizer of {n:,} dimensions in {parts:,} parts of {each:,}, the last of {last:,}; expected "
                    "parts that make up {expected:,} dimensions"
                ).format(n=width, parts=parts, each=of_one, last=of_last, expected=n)
            )
        start = self._take(4 * CENTROIDS * n, _("the centroids of a quantizer"))
        return Quantizer(self._file.array_at(start, np.dtype("<f4"), CENTROIDS * n), parts, of_one, of_last)

    def _refuse_shape(self, found: object, expected: object) -> NoReturn:
        self._refuse(
            _("a matrix of shape {found}; expected {expected}, a row for each word and each bucket").format(
                found=found, expected=expected
            )
        )

    def _entry(self) -> tuple[bytes, int, int]:
        self._began = self._at
        at = self._see(LONGEST_WORD + 1 + _ENTRY.size)
        last = len(self._window) - _ENTRY.size
        end = self._window.find(b"\0", at, min(at + LONGEST_WORD + 1, last))
        if end < 0:
            self._refuse(
                _("a word without an end mark and a count; expected both after at most {most:,} bytes").format(
                    most=LONGEST_WORD
                )
            )
        self._at = self._window_start + end + 1 + _ENTRY.size
        count, kind = _ENTRY.unpack_from(self._window, end + 1)
        return self._window[at:end], count, kind

    def _see(self, count: int) -> int:
        """Make the window hold the next bytes, as far as the file goes, and return where in it they begin."""
        at = self._at - self._window_start
        if at + count > len(self._window) and self._window_start + len(self._window) < self._file.size:
            self._window_start, at = self._at, 0
            self._window = self._file.bytes_at(self._at, min(max(WINDOW, count), self._file.size - self._at))
        return at

    def _unpack(self, layout: struct.Struct, what: str, *, begins: bool = True) -> tuple[Any, ...]:
        if begins:
            self._began = self._at
        return layout.unpack(self._file.bytes_at(self._take(layout.size, what), layout.size))

    def _take(self, count: int, what: str) -> int:
        """Step over bytes that must be there, and return where they begin."""
        self._require(count, what)
        self._at += count
        return self._at - count

    def _require(self, count: int, what: str) -> None:
        left = self._file.size - self._at
        if count > left:
            self._refuse(
                _("the file ends after {left:,} bytes of {what}; expected {count:,}").format(
                    left=left, what=what, count=count
                )
            )

    def _refuse(self, problem: str) -> NoReturn:
        raise FileError(self._file.name, problem, _("byte {byte:,}").format(byte=self._began))
