"""One-hot vectors: the rows of the identity matrix, and what they cost."""

from dataclasses import dataclass

import numpy as np

FLOAT_BYTES = 4


def one_hot(positions: np.ndarray, size: int) -> np.ndarray:
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

    @property
    def nonzero_share(self) -> float:
        """Share of the one-hot coordinates that are not zero: 1/m."""
        return 1 / self.words
