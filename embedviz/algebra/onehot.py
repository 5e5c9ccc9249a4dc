"""One-hot vectors: the rows of the identity matrix, and what they cost."""

from dataclasses import dataclass

import numpy as np

from embedviz.embedding import Embedding
from embedviz.vectors import as_embedding

FLOAT_BYTES = 4


def one_hot(positions: np.ndarray, *, size: int) -> np.ndarray:
    """Return the one-hot vectors of words.

    Parameters
    ----------
    positions : ndarray (k,) int
        Each word's position in the vocabulary.
    size : int
        Number of words in the vocabulary.

    Returns
    -------
    ndarray (k, size) float32
        Rows of the identity matrix.
    """
    vectors = np.zeros((len(positions), size), dtype=np.float32)
    vectors[np.arange(len(positions)), positions] = 1.0
    return vectors


@dataclass(frozen=True)
class StorageCost:
    """Bytes that m words take as one-hot vectors and as dense vectors, in float32.

    Parameters
    ----------
    words, dimensions : int
        m and n.
    """

    words: int
    dimensions: int

    @property
    def one_hot_bytes(self) -> int:
        """m² numbers of 4 bytes."""
        return self.words**2 * FLOAT_BYTES

    @property
    def dense_bytes(self) -> int:
        """m·n numbers of 4 bytes."""
        return self.words * self.dimensions * FLOAT_BYTES

    @property
    def ratio(self) -> float:
        """How many times larger one-hot is: m/n."""
        return self.words / self.dimensions


@dataclass(frozen=True, eq=False)
class RowLookup:
    """The product of a word's one-hot vector with the embedding matrix, beside the row it should be.

    Parameters
    ----------
    position : int
        0-based position of the word.
    product, row : ndarray (n,) float32
        What the multiplication gave, and the word's vector.
    """

    position: int
    product: np.ndarray
    row: np.ndarray

    @property
    def difference(self) -> float:
        """Largest absolute difference between product and row."""
        return float(np.abs(self.product - self.row).max())


def row_lookup(embedding: Embedding, word: str) -> RowLookup:
    """Multiply a word's one-hot vector with the embedding matrix, all m·n products of it.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    word : str
        In the vocabulary.

    Returns
    -------
    RowLookup
    """
    embedding = as_embedding(embedding)
    position = embedding.index(word)
    hot = one_hot(np.array([position]), size=len(embedding))[0]
    return RowLookup(position, hot @ embedding.vectors, np.asarray(embedding.vectors[position]))
