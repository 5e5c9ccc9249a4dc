"""fastText's own model files, whose words get their vectors from their parts.

::

    magic, version                                                      2 int32
    n ws epoch minCount neg wordNgrams loss model b minn maxn rate, t   12 int32, float64
    entries, words, labels, tokens, kept n-grams                        3 int32, 2 int64
    for each entry: bytes, 0, count, kind                               int64, int8
    quantized, rows, n, numbers of the input matrix                     int8, 2 int64, float32
    quantized, rows, n, numbers of the output matrix                    int8, 2 int64, float32

The rows of the input matrix are first those of the words, then those of the b buckets of n-grams. The labels of a
classifier follow the words in the dictionary, have no row there, and are left out.
"""

import mmap
import struct
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import numpy as np

from embedviz.errors import FileError
from embedviz.formats.rows import MAX_DIMENSION, MAX_WORDS, Content, Rows
from embedviz.formats.stream import ByteStream
from embedviz.i18n import _
from embedviz.subwords import LONGEST_WORD, Subwords

MAGIC = 793_712_314
OLD, NEW = 11, 12
SUPERVISED = 3
WORD, LABEL = 0, 1
NOT_PRUNED = -1
LONGEST_NGRAM = 32
BLOCK_BYTES = 1 << 20
BLOCK_NGRAMS = 1 << 20
MOST_NGRAMS = 1 << 16  # of a word; a hostile one of 65,536 characters would have two million
LONG_WORDS = 8

_HEADER = struct.Struct("<14id")
_DICTIONARY = struct.Struct("<3i2q")
_ENTRY = struct.Struct("<qb")
_MATRIX = struct.Struct("<b2q")


def read_fasttext(stream: ByteStream) -> Content:
    """Read a fastText model: each word's vector is the mean of its own row and those of its n-grams.

    Parameters
    ----------
    stream : ByteStream
        At its beginning. The file is mapped into memory, since the rows of n-grams are scattered over it.

    Returns
    -------
    Content
        Bit by bit the vectors that gensim computes.

    Raises
    ------
    FileError
        If it is quantized, pruned or cut off, or its sizes do not fit together or into the file.

    References
    ----------
    P. Bojanowski, E. Grave, A. Joulin and T. Mikolov, Enriching word vectors with subword information, TACL 5, 2017.
    """
    with stream.plain().open("rb") as file:
        parts = _Parts(stream.name, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    header = parts.header()
    words = parts.dictionary()
    m = len(words.shown)
    matrix = parts.matrix(m + header.buckets, header.dimensions)
    parts.end()
    subwords = None
    if header.buckets and header.longest:
        subwords = Subwords(header.shortest, header.longest, matrix[m:].view("<f4"))
    return Content(header.dimensions, _rows(stream.name, words, matrix, subwords), subwords=subwords, total=m)


@dataclass(frozen=True)
class _Header:
    dimensions: int
    buckets: int
    shortest: int
    longest: int


@dataclass(frozen=True)
class _Words:
    """The words of the dictionary, and what is hashed in the place of those that are not UTF-8."""

    shown: list[str] = field(default_factory=list)
    escaped: dict[int, str] = field(default_factory=dict)

    def add(self, raw: bytes) -> None:
        try:
            self.shown.append(raw.decode())
        except UnicodeDecodeError:
            self.escaped[len(self.shown)] = raw.decode(errors="backslashreplace")  # as gensim does
            self.shown.append(raw.decode(errors="replace"))

    def buckets(self, number: int, subwords: Subwords | None) -> np.ndarray:
        if subwords is None:
            return np.empty(0, dtype=np.int64)
        return subwords.buckets(self.escaped.get(number, self.shown[number]))


class _Parts:
    """The parts of a file, read in their order; each is compared with the bytes there are before it is read."""

    def __init__(self, name: str, data: mmap.mmap) -> None:
        self._name = name
        self._data = data
        self._at = self._began = 0

    def header(self) -> _Header:
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
        return _Header(n, buckets, shortest, longest if shortest <= longest else 0)

    def dictionary(self) -> _Words:
        entries, m, labels, _tokens, pruned = self._unpack(_DICTIONARY, _("the dictionary"))
        if not 0 < m <= MAX_WORDS or labels < 0 or entries != m + labels:
            self._refuse(
                _(
                    "a dictionary of {entries:,} entries, which are {words:,} words and {labels:,} labels; expected 1 "
                    "to {most:,} words, and as many entries as both"
                ).format(entries=entries, words=m, labels=labels, most=MAX_WORDS)
            )
        if pruned != NOT_PRUNED:
            self._refuse(_("a pruned dictionary, as quantized models have; expected a whole one"))
        self._require((1 + _ENTRY.size) * entries, _("{count:,} entries of the dictionary").format(count=entries))
        words = _Words()
        for number in range(entries):
            raw, kind = self._entry()
            if kind != (WORD if number < m else LABEL):
                self._refuse(
                    _(
                        "entry {number:,} of the dictionary is of kind {kind}; expected words (0), then labels (1)"
                    ).format(number=number + 1, kind=kind)
                )
            if kind == WORD:
                words.add(raw)
        return words

    def matrix(self, rows: int, n: int) -> np.ndarray:
        """Return the bytes of each row of the input matrix, (rows, 4n) uint8; as float32 they are not aligned."""
        found = self._shape()
        if found != (rows, n):
            self._refuse(
                _("a matrix of shape {found}; expected {expected}, a row for each word and each bucket").format(
                    found=found, expected=(rows, n)
                )
            )
        start = self._take(4 * rows * n, _("a matrix of shape {shape}").format(shape=found))
        return np.frombuffer(self._data, np.uint8, 4 * rows * n, start).reshape(rows, 4 * n)

    def end(self) -> None:
        """Step over the output matrix, after which the file ends."""
        rows, n = self._shape()
        if rows < 0 or n < 0:
            self._refuse(_("an output matrix of shape {shape}; expected none below 0").format(shape=(rows, n)))
        self._take(4 * rows * n, _("an output matrix of shape {shape}").format(shape=(rows, n)))
        self._began = self._at
        if self._at < len(self._data):
            self._refuse(_("{count:,} more bytes; expected the end").format(count=len(self._data) - self._at))

    def _shape(self) -> tuple[int, int]:
        quantized, rows, n = self._unpack(_MATRIX, _("a matrix"))
        if quantized:
            self._refuse(_("a quantized matrix (of a .ftz); expected float32 numbers, as in the .bin it was made from"))
        return rows, n

    def _entry(self) -> tuple[bytes, int]:
        self._began = self._at
        last = len(self._data) - _ENTRY.size
        end = self._data.find(b"\0", self._began, min(self._began + LONGEST_WORD + 1, last))
        if end < 0:
            self._refuse(
                _("a word without an end mark and a count; expected both after at most {most:,} bytes").format(
                    most=LONGEST_WORD
                )
            )
        self._at = end + 1 + _ENTRY.size
        _count, kind = _ENTRY.unpack_from(self._data, end + 1)
        return self._data[self._began : end], kind

    def _unpack(self, layout: struct.Struct, what: str) -> tuple[Any, ...]:
        self._began = self._at
        return layout.unpack_from(self._data, self._take(layout.size, what))

    def _take(self, count: int, what: str) -> int:
        """Step over bytes that must be there, and return where they begin."""
        self._require(count, what)
        self._at += count
        return self._at - count

    def _require(self, count: int, what: str) -> None:
        left = len(self._data) - self._at
        if count > left:
            self._refuse(
                _("the file ends after {left:,} bytes of {what}; expected {count:,}").format(
                    left=left, what=what, count=count
                )
            )

    def _refuse(self, problem: str) -> NoReturn:
        raise FileError(self._name, problem, _("byte {byte:,}").format(byte=self._began))


def _rows(name: str, words: _Words, matrix: np.ndarray, subwords: Subwords | None) -> Generator[Rows, None, None]:
    m, most = len(words.shown), max(1, BLOCK_BYTES // matrix.shape[1])
    start = 0
    while start < m:
        ngrams: list[np.ndarray] = []
        held = 0
        while len(ngrams) < most and held < BLOCK_NGRAMS and start + len(ngrams) < m:
            ngrams.append(words.buckets(start + len(ngrams), subwords))
            held += len(ngrams[-1])
            if len(ngrams[-1]) > MOST_NGRAMS:
                raise FileError(
                    name,
                    _("a word with {found:,} n-grams; expected at most {most:,}").format(
                        found=len(ngrams[-1]), most=MOST_NGRAMS
                    ),
                    _place(start)(len(ngrams) - 1),
                )
        stop = start + len(ngrams)
        yield Rows(
            words.shown[start:stop],
            _means(matrix[start:stop], matrix[m:], ngrams),
            _place(start),
            [i - start for i in range(start, stop) if i in words.escaped] if words.escaped else (),
        )
        start = stop


def _place(start: int) -> Callable[[int], str]:
    return lambda row: _("word {number:,}").format(number=start + row + 1)


def _means(own: np.ndarray, buckets: np.ndarray, ngrams: list[np.ndarray]) -> np.ndarray:
    """Return the mean of each word's own row and those of its n-grams, (b, n) float32, added one after the other."""
    counts = np.array([len(found) for found in ngrams])
    order = np.argsort(-counts, kind="stable")  # words that still have an n-gram to add are then the first ones
    counts = counts[order]
    falling = -counts
    starts = np.cumsum(counts) - counts
    flat = np.concatenate([ngrams[i] for i in order])
    sums = own[order].view("<f4")
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is refused by whoever stores it
        # The n-grams in one place of all words at once, until only a few words have more: then word by word.
        places = counts[LONG_WORDS] if len(counts) > LONG_WORDS else 0
        for j in range(places):
            more = np.searchsorted(falling, -j)
            sums[:more] += buckets[flat[starts[:more] + j]].view("<f4")
        for i in range(min(LONG_WORDS, len(counts))):
            _add(sums[i], buckets, flat[starts[i] + places : starts[i] + counts[i]])
        sums /= (counts + 1).astype(np.float32)[:, None]
    means = np.empty(sums.shape, dtype=np.float32)
    means[order] = sums
    return means


def _add(total: np.ndarray, buckets: np.ndarray, rows: np.ndarray) -> None:
    """Add some of the buckets to a vector, (n,) float32, one after the other."""
    most = max(1, BLOCK_BYTES // buckets.shape[1])
    for start in range(0, len(rows), most):
        for vector in buckets[rows[start : start + most]].view("<f4"):
            total += vector
