"""fastText's own model files, whose words get their vectors from their parts."""

from collections.abc import Callable, Generator

import numpy as np

from embedviz.errors import FileError
from embedviz.formats.fasttext_parts import FloatRows, Parts, Words
from embedviz.formats.quantized import QuantizedRows
from embedviz.formats.rows import Content, Rows
from embedviz.formats.stream import ByteStream
from embedviz.i18n import _
from embedviz.subwords import Kept, Subwords

BLOCK_BYTES = 1 << 20
BLOCK_NGRAMS = 1 << 20
MOST_NGRAMS = 1 << 16  # of a word; a hostile one of 65,536 characters would have two million
LONG_WORDS = 8

Matrix = FloatRows | QuantizedRows


def read_fasttext(stream: ByteStream) -> Content:
    """Read a fastText model: each word's vector is the mean of its own row and those of its n-grams.

    Parameters
    ----------
    stream : ByteStream
        At its beginning: a .bin, or a .ftz, whose quantized rows are put together again. The rows of n-grams are
        scattered over the file, and so are copied into one of our own that can be mapped into memory.

    Returns
    -------
    Content
        Of a .bin bit by bit the vectors that gensim computes, except for ``</s>``, which has no n-grams in fastText.

    Raises
    ------
    FileError
        If it is cut off, or its sizes do not fit together or into the file.

    References
    ----------
    P. Bojanowski, E. Grave, A. Joulin and T. Mikolov, Enriching word vectors with subword information, TACL 5, 2017.
    """
    parts = Parts(stream.plain())
    header = parts.header()
    n = header.dimensions
    words, kept = parts.dictionary(header.buckets)
    m = len(words.shown)
    ngrams = header.buckets if kept is None else len(kept)
    matrix = parts.matrix(m + ngrams, n)
    parts.end()
    stream.require_ratio(4 * n * (m + ngrams))  # a quantized matrix can be large on little room
    subwords = None
    if ngrams and header.longest:
        vectors = _own_copy(stream, matrix, m, ngrams, n)
        pruned = None if kept is None else Kept.of(header.buckets, kept)
        subwords = Subwords(header.shortest, header.longest, vectors, pruned)
    rows = _rows(stream.name, words, matrix, subwords)
    return Content(n, rows, subwords=subwords, total=m, by_frequency=words.by_frequency)


def _own_copy(stream: ByteStream, matrix: Matrix, m: int, ngrams: int, n: int) -> np.ndarray:
    """Return the rows of the n-grams, (b, n) float32, mapped from a file that nobody else has."""
    step = max(1, BLOCK_BYTES // (4 * n))
    with stream.scratch() as copy:
        for start in range(m, m + ngrams, step):
            stop = min(start + step, m + ngrams)
            copy.write(matrix[start:stop].data)
            stream.report(stream.size * (stop - m) // ngrams)
        copy.flush()
        return np.memmap(copy, "<f4", "r", 0, (ngrams, n))


def _rows(name: str, words: Words, matrix: Matrix, subwords: Subwords | None) -> Generator[Rows, None, None]:
    m = len(words.shown)
    first = matrix[0:1]
    most = max(1, BLOCK_BYTES // first.nbytes)
    buckets = first[:0] if subwords is None else subwords.vectors
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
            _means(matrix[start:stop], buckets, ngrams),
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
    sums = own[order]
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is refused by whoever stores it
        # The n-grams in one place of all words at once, until only a few words have more: then word by word.
        places = counts[LONG_WORDS] if len(counts) > LONG_WORDS else 0
        for j in range(places):
            more = np.searchsorted(falling, -j)
            sums[:more] += buckets[flat[starts[:more] + j]]
        for i in range(min(LONG_WORDS, len(counts))):
            _add(sums[i], buckets, flat[starts[i] + places : starts[i] + counts[i]])
        sums /= (counts + 1).astype(np.float32)[:, None]
    means = np.empty(sums.shape, dtype=np.float32)
    means[order] = sums
    return means


def _add(total: np.ndarray, buckets: np.ndarray, rows: np.ndarray) -> None:
    """Add some of the buckets to a vector, (n,) float32, one after the other."""
    most = max(1, BLOCK_BYTES // (4 * buckets.shape[1]))
    for start in range(0, len(rows), most):
        for vector in buckets[rows[start : start + most]]:
            total += vector
