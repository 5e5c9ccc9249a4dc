"""A product of a few rows with a matrix too large for the caches."""

import math

import numpy as np

DEPTH, BREADTH = 256, 64
FEW_ROWS = 48
"""So many rows times a block are small enough for BLAS to multiply them as they lie."""


class Blocks:
    """A matrix in blocks that lie one after the other, each small enough for the nearest caches.

    BLAS copies its operands into an order of its own before it multiplies, which for a few rows takes longer than the
    product itself: 22 rows times a matrix of 2,048 x 2,048 took 3.9 ms as a whole, 2.0 ms in blocks.

    Parameters
    ----------
    matrix : ndarray (k, n) float32
        It is copied once.
    """

    def __init__(self, matrix: np.ndarray) -> None:
        k, self._columns = matrix.shape
        self._starts, depth = _evenly(k, DEPTH)
        columns, breadth = _evenly(self._columns, BREADTH)
        padded = np.zeros((len(self._starts) * depth, len(columns) * breadth), matrix.dtype)
        padded[:k, : self._columns] = matrix
        self._blocks = np.ascontiguousarray(
            padded.reshape(len(self._starts), depth, len(columns), breadth).swapaxes(1, 2)
        )

    def after(self, x: np.ndarray) -> np.ndarray:
        """Return the product.

        Parameters
        ----------
        x : ndarray (b, k) float32
            Few rows, at most :data:`FEW_ROWS`; more are right as well, but no faster.

        Returns
        -------
        ndarray (b, n) float32
        """
        _depths, n_columns, depth, breadth = self._blocks.shape
        outputs = np.zeros((n_columns, len(x), breadth), x.dtype)
        for start, blocks in zip(self._starts, self._blocks, strict=True):
            part = x[:, start : start + depth]
            outputs += part @ blocks[:, : part.shape[1]]
        return outputs.swapaxes(0, 1).reshape(len(x), n_columns * breadth)[:, : self._columns]


def _evenly(length: int, most: int) -> tuple[range, int]:
    """Return where parts of equal size begin, and their size, at most so large."""
    size = math.ceil(length / math.ceil(length / most))
    return range(0, length, size), size
