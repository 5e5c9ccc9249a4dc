"""Rows that are equal to the last bit: found by a number made of each, and then compared."""

from dataclasses import dataclass

import numpy as np

COMPARED_AT_ONCE = 1 << 20


@dataclass(frozen=True, eq=False)
class Copies:
    """Which rows of m are equal to one above them.

    Parameters
    ----------
    rows : ndarray (c,) int
        Those equal to an earlier row, ascending.
    first : ndarray (c,) int
        For each the first row it is equal to.
    distinct : ndarray (m - c,) int
        All others, ascending: no two of them are equal.
    """

    rows: np.ndarray
    first: np.ndarray
    distinct: np.ndarray

    @property
    def groups(self) -> int:
        """How many different vectors occur more than once."""
        return len(np.unique(self.first))


def copies(vectors: np.ndarray, hashes: np.ndarray) -> Copies:
    """Find equal rows.

    Parameters
    ----------
    vectors : ndarray (m, n)
        Of numbers.
    hashes : ndarray (m,)
        Equal where rows are; of others that have one number by chance the rows are compared.

    Returns
    -------
    Copies
    """
    m = len(hashes)
    order = np.argsort(hashes, kind="stable")
    ranked = hashes[order]
    starts = np.flatnonzero(np.append(True, ranked[1:] != ranked[:-1]))
    sizes = np.diff(np.append(starts, m))
    first = np.arange(m)
    several = sizes > 1
    for start, size in zip(starts[several].tolist(), sizes[several].tolist(), strict=True):
        left = order[start : start + size]  # ascending, as the sort is stable
        while len(left) > 1:
            same = _equal(vectors, left)
            first[left[same]] = left[0]
            left = left[~same]
    repeated = first != np.arange(m)
    return Copies(np.flatnonzero(repeated), first[repeated], np.flatnonzero(~repeated))


def _equal(vectors: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Tell which rows are equal to the first of them."""
    one = np.asarray(vectors[rows[0]])
    step = max(1, COMPARED_AT_ONCE // len(one))
    found = np.empty(len(rows), dtype=bool)
    for start in range(0, len(rows), step):
        part = slice(start, start + step)
        found[part] = (vectors[rows[part]] == one).all(axis=1)
    return found
