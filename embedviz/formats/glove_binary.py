"""The binary file of GloVe's own program, vectors.bin: float64 without a header, with vocab.txt beside it.

It holds first of each word its vector and its bias, then of each word its context vector and its bias. How many words
there are, vocab.txt says; how many dimensions, the size of the file.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from embedviz.assumptions import Assumption
from embedviz.errors import FileError
from embedviz.formats.list_files import find_beside, find_words, without_compression
from embedviz.formats.matrix import as_float32, block_rows, require_shape, row
from embedviz.formats.options import NOTHING_TOLD, Options
from embedviz.formats.pairing import with_list
from embedviz.formats.plain import PlainFile
from embedviz.formats.rows import MAX_DIMENSION, Content
from embedviz.formats.stream import ByteStream
from embedviz.formats.wordlist import WordList

REAL = np.dtype("<f8")
LOOKED_AT = 4096
LARGEST = 1e6  # of what GloVe trains


def is_glove_binary(stream: ByteStream) -> bool:
    """Tell whether a file without any mark is GloVe's, by its size, its first numbers and the vocabulary beside it.

    Parameters
    ----------
    stream : ByteStream
        At its beginning.

    Returns
    -------
    bool
    """
    try:
        _vocabulary(stream.beside)
    except FileError:
        return False
    file = stream.plain()
    if not _dimensions(file, stream.beside):
        return False
    first = file.array_at(0, REAL, min(LOOKED_AT, file.size // REAL.itemsize))
    with np.errstate(invalid="ignore"):
        return bool((np.abs(first) < LARGEST).all() and first.any())


def read_glove_binary(stream: ByteStream, options: Options = NOTHING_TOLD) -> Content:
    """Read the sum of each word's vector and its context vector, as GloVe's program writes it into its text file.

    Parameters
    ----------
    stream : ByteStream
        For which :func:`is_glove_binary` holds.
    options : Options
        May name the list of words.

    Returns
    -------
    Content

    Raises
    ------
    FileError
        From the rows, if the vocabulary cannot be read.
    """
    file = stream.plain()
    words = _vocabulary(stream.beside) if options.words is None else find_words(stream.beside, 0, options.words)
    n = _dimensions(file, stream.beside)
    m, n = require_shape(stream.name, (file.size // (2 * (n + 1) * REAL.itemsize), n))
    assumptions = [Assumption("word and context")]
    blocks = _blocks(file, m, n)
    return with_list(
        n, blocks, words, stream.beside, row, dtype=REAL.name, count=lambda: m, total=m, assumptions=assumptions
    )


def _blocks(file: PlainFile, m: int, n: int) -> Iterator[np.ndarray]:
    step, width = block_rows(n), n + 1
    for first in range(0, m, step):
        rows = min(step, m - first)
        word, context = (
            file.array_at((start + first) * width * REAL.itemsize, REAL, rows * width).reshape(rows, width)
            for start in (0, m)
        )
        yield as_float32(word[:, :n] + context[:, :n])


def _dimensions(file: PlainFile, path: Path) -> int:
    """Return the dimensions that the size of a file leaves for its words, or 0 if there are none."""
    with WordList(_vocabulary(path)) as words:
        count = words.count_rest()
    if not count or file.size % (2 * REAL.itemsize * count):
        return 0
    n = file.size // (2 * REAL.itemsize * count) - 1
    return n if n <= MAX_DIMENSION else 0


def _vocabulary(path: Path) -> Path:
    return find_beside(path, vocabularies_of(path.name), 0)


def vocabularies_of(name: str) -> list[str]:
    """Return how the vocabulary beside a file of GloVe's may be called.

    Parameters
    ----------
    name : str
        The file's.

    Returns
    -------
    list of str
    """
    stem = without_compression(Path(name)).stem
    return [f"{stem}_vocab.txt", f"{stem}.vocab.txt", f"{stem}.vocab", "vocab.txt"]
