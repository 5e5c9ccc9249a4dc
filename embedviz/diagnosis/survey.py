"""One pass over a matrix: what its columns hold, and a number for each row by which equal rows are found."""

from dataclasses import dataclass

import numpy as np

from embedviz.algebra.reductions import report
from embedviz.arrays import row_blocks
from embedviz.i18n import _
from embedviz.progress import ProgressCallback


@dataclass(frozen=True, eq=False)
class Survey:
    """What one pass over (m, n) float32 numbers tells.

    Parameters
    ----------
    hashes : ndarray (m,) uint64
        Equal for rows of equal numbers, and for others with a chance of 2⁻⁶³ or so.
    smallest, largest : ndarray (n,) float64
        Of each column.
    mean : ndarray (n,) float64
        Of each column.
    mean_squares : ndarray (n,) float64
        Of each column: its share of their sum is its share of all squared norms.
    """

    hashes: np.ndarray
    smallest: np.ndarray
    largest: np.ndarray
    mean: np.ndarray
    mean_squares: np.ndarray

    @property
    def spread(self) -> float:
        """Root mean square distance of the rows from their mean."""
        return float(np.sqrt(max(0.0, float((self.mean_squares - self.mean**2).sum()))))


def survey(vectors: np.ndarray, *, progress: ProgressCallback | None = None) -> Survey:
    """Read a matrix once.

    Parameters
    ----------
    vectors : ndarray (m, n) float32
        Of finite numbers; a memory map is read in blocks.
    progress : callable, optional
        Called with the rows read. It may raise to cancel.

    Returns
    -------
    Survey
    """
    m, n = vectors.shape
    random = np.random.default_rng(0)
    odd = random.integers(0, 1 << 63, n, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    hashes = np.empty(m, dtype=np.uint64)
    smallest, largest, sums, squares = np.full(n, np.inf), np.full(n, -np.inf), np.zeros(n), np.zeros(n)
    for rows, block in row_blocks(vectors):
        smallest = np.minimum(smallest, block.min(axis=0))
        largest = np.maximum(largest, block.max(axis=0))
        sums += block.sum(axis=0)
        squares += np.einsum("ij,ij->j", block, block)
        # Adding 0 makes -0 and 0, which are equal, one pattern of bits.
        bits = np.ascontiguousarray(block.astype(np.float32) + np.float32(0)).view(np.uint32)
        mixed = bits.astype(np.uint64) @ odd
        hashes[rows] = mixed ^ (mixed >> np.uint64(29))
        report(progress, _("Reading the vectors"), rows.stop, m)
    return Survey(hashes, smallest, largest, sums / m, squares / m)
