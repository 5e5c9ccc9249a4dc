"""What the tests of readers share: reading all of a file, and words and numbers that are awkward to hold."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from embedviz.formats.rows import Content
from embedviz.formats.stream import ByteStream

WORDS = [
    "the", "new york", "naïve", "東京", "nbsp\u00a0in", "next\u0085line", "*bold*", 'say "hi"', " blank ", "🙂", "1 2",
]  # fmt: skip
EDGES = [0.0, -0.0, 1.4e-45, -1.1754942e-38, 3.4028235e38, 0.1, -1 / 3, 65504.0]

Reader = Callable[[ByteStream], Content]


@dataclass(frozen=True)
class Whole:
    """All rows of a file, in one piece."""

    words: list[str]
    vectors: np.ndarray
    places: list[str]
    undecodable: int
    content: Content


def matrix(m: int = len(WORDS), n: int = len(EDGES)) -> np.ndarray:
    """Return random numbers, (m, n) float32, in the first row :data:`EDGES`."""
    vectors = np.random.default_rng(0).standard_normal((m, n), dtype=np.float32)
    vectors[0] = np.resize(np.array(EDGES, np.float32), n)
    return vectors


def read(reader: Reader, path: Path) -> Whole:
    """Read a file to its end."""
    words: list[str] = []
    places: list[str] = []
    blocks, undecodable = [], 0
    with ByteStream(path) as stream:
        content = reader(stream)
        for rows in content.rows:
            assert len(rows.words) == len(rows.vectors) > 0
            assert rows.vectors.dtype == np.float32
            words += rows.words
            places += map(rows.where, range(len(rows.words)))
            blocks.append(rows.vectors.copy())
            undecodable += len(rows.undecodable)
    return Whole(words, np.concatenate(blocks), places, undecodable, content)


def assert_bit_equal(found: np.ndarray, expected: np.ndarray) -> None:
    """Compare two float32 arrays, the signs of their zeros included."""
    assert found.dtype == expected.dtype == np.float32
    assert found.shape == expected.shape
    assert (found.view(np.uint32) == np.ascontiguousarray(expected).view(np.uint32)).all()
