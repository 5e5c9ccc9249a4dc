"""How the rows of a matrix are cut into ranges: by its shape alone, so that sums over them have the same bits anywhere.

Which ranges go to a worker together is another matter, and changes no bit.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from embedviz.arrays import BLOCK_BYTES, block_starts

# Ranges are a 64th of the matrix, but within these bounds: as float64.
RANGES, LEAST_BYTES, MOST_BYTES = 64, 8 << 20, 1 << 30
TASKS = 8
"""So many tasks at least, if there are so many ranges: what is read together must not leave workers idle."""
TOGETHER = 16
"""Ranges of a task at most: it holds what it has made of each until it ends."""


def ranges(matrix: np.ndarray, *, least: int = LEAST_BYTES, block_bytes: int = BLOCK_BYTES) -> list[range]:
    """Cut the rows of a matrix into ranges.

    Parameters
    ----------
    matrix : ndarray or array-like with slicing (m, n)
        Only its shape counts.
    least : int
        Bytes of a range in float64, at least, if there are so many.
    block_bytes : int
        Of the blocks that :func:`embedviz.arrays.row_blocks` walks over: a range is a number of these.

    Returns
    -------
    list of range
        Each holds the first row of each of its blocks, as ``row_blocks`` takes them.
    """
    m, n = matrix.shape
    starts = block_starts(matrix, block_bytes)
    size = min(max(8 * m * n // RANGES, least), MOST_BYTES)
    blocks = max(1, size // (8 * n * starts.step))
    return [starts[i : i + blocks] for i in range(0, len(starts), blocks)]


def grouped(count: int, step: int) -> list[range]:
    """Cut rows into ranges of blocks of their own size, at most 64 of them.

    Parameters
    ----------
    count : int
        Rows in all.
    step : int
        Rows of a block.

    Returns
    -------
    list of range
    """
    starts = range(0, count, step)
    size = -(-len(starts) // RANGES)
    return [starts[i : i + size] for i in range(0, len(starts), size)]


def blocks_of(part: range, count: int) -> Iterator[slice]:
    """Return the rows of each block of one of the ranges of :func:`grouped`."""
    return (slice(start, min(count, start + part.step)) for start in part)


def end_of(part: range, m: int) -> int:
    """Return the row behind the last of a range, of m rows in all."""
    return min(m, part[-1] + part.step)


def joined(parts: Sequence[range]) -> range:
    """Return neighboring ranges as one."""
    return range(parts[0].start, parts[-1].stop, parts[0].step)


def bundled(parts: Sequence[range], firsts: Sequence[int]) -> list[Sequence[range]]:
    """Put those ranges together that one worker had better read, as each further one would read the same anew.

    Parameters
    ----------
    parts : sequence of range
        Neighbors, in their order.
    firsts : sequence of int
        Of each group of rows the first, ascending from 0: whoever reads a row decodes its group from there. Empty where
        that is not known.

    Returns
    -------
    list of sequence of range
        The same, in their order: together where they begin in one group, but at most 16. Where that makes fewer than 8
        bundles, none has more than an eighth of the ranges.
    """
    if not firsts:
        return [[part] for part in parts]
    found: list[Sequence[range]]
    found = [list(each) for _group, each in groupby(parts, lambda part: bisect_right(firsts, part.start))]
    most = min(TOGETHER, len(parts) if len(found) >= TASKS else max(1, len(parts) // TASKS))
    return [bundle[i : i + most] for bundle in found for i in range(0, len(bundle), most)]
