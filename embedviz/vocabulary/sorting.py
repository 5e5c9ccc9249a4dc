"""The order of texts by their bytes, found for all at once: eight bytes are one number, and numbers sort fast."""

from collections.abc import Callable

import numpy as np

from embedviz.vocabulary.texts import Texts

KEY_BYTES = 8
# Texts that are sorted at once: each takes about 50 bytes meanwhile.
AT_ONCE = 1 << 20
READ_AT_ONCE = 1 << 18
SAMPLED = 1 << 14
_MASKS = np.array([0, *(~0 << 8 * (KEY_BYTES - i) & (1 << 64) - 1 for i in range(1, KEY_BYTES + 1))], dtype=np.uint64)


def sorted_rows(texts: Texts, *, at_once: int = AT_ONCE, step: Callable[[], None] | None = None) -> np.ndarray:
    """Return the rows of texts in the order of their bytes, those of equal texts ascending.

    Parameters
    ----------
    texts : Texts
        m of them.
    at_once : int
        How many to sort at once. More are parted first by their first eight bytes, as quantiles of a sample have it.
    step : callable, optional
        Called now and then; it may raise to cancel.

    Returns
    -------
    ndarray (m,) int32, or int64 where rows need it
    """
    m = len(texts)
    order = np.empty(m, dtype=np.int32 if m < 1 << 31 else np.int64)
    if m <= at_once:
        order[:] = _sorted(texts, np.arange(m))
        return order
    sample = np.sort(_keys(texts, np.unique(np.linspace(0, m - 1, SAMPLED).astype(np.int64)), 0))
    bounds = np.unique(sample[np.linspace(0, len(sample) - 1, 2 * m // at_once + 1).astype(int)[1:-1]])
    parts = np.empty(m, dtype=np.int32)
    for start in range(0, m, READ_AT_ONCE):
        rows = np.arange(start, min(m, start + READ_AT_ONCE))
        parts[rows] = np.searchsorted(bounds, _keys(texts, rows, 0), side="right")
        _stepped(step)
    done = 0
    for part in range(len(bounds) + 1):
        rows = np.flatnonzero(parts == part)
        order[done : done + len(rows)] = _sorted(texts, rows)
        done += len(rows)
        _stepped(step)
    return order


def _sorted(texts: Texts, rows: np.ndarray) -> np.ndarray:
    """Sort some rows, given ascending."""
    keys = _keys(texts, rows, 0)
    order = np.argsort(keys)
    rows, keys = rows[order], keys[order]
    tied = _tied(keys)
    groups = np.cumsum(~_like_the_one_before(keys))[tied]
    depth = KEY_BYTES
    while len(tied):
        among = rows[tied]
        is_longer = texts.offsets[among + 1] - texts.offsets[among] > depth
        open_groups = np.unique(groups[is_longer])
        is_open = np.isin(groups, open_groups) if len(open_groups) else np.zeros(len(tied), dtype=bool)
        _settle(texts, rows, tied[~is_open], groups[~is_open])
        tied, groups = tied[is_open], groups[is_open]
        if not len(tied):
            break
        among = rows[tied]
        order, pairs = _by_group(groups, _keys(texts, among, depth))
        rows[tied] = among[order]
        again = _tied(pairs)
        groups = np.cumsum(~_like_the_one_before(pairs))[again]
        tied = tied[again]
        depth += KEY_BYTES
    return rows


def _by_group(groups: np.ndarray, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the order of keys within their groups, which are in order, and what tells equal ones in that order."""
    order = np.argsort(keys)
    rank = np.empty(len(keys), dtype=np.uint64)
    rank[order] = np.cumsum(~_like_the_one_before(keys[order]))
    pairs = groups.astype(np.uint64) << np.uint64(32) | rank
    order = np.argsort(pairs)
    return order, pairs[order]


def _settle(texts: Texts, rows: np.ndarray, tied: np.ndarray, groups: np.ndarray) -> None:
    """Sort, in place, texts that have no bytes left to tell them apart: by length, as NULs count, and by row."""
    if len(tied):
        among = rows[tied]
        lengths = texts.offsets[among + 1] - texts.offsets[among]
        rows[tied] = among[np.lexsort((among, lengths, groups))]


def _keys(texts: Texts, rows: np.ndarray, depth: int) -> np.ndarray:
    """Return eight bytes of each text as a number (k,) uint64 of the same order; what is behind its end is 0."""
    begins = texts.offsets[rows] + depth
    left = np.clip(texts.offsets[rows + 1] - begins, 0, KEY_BYTES)
    data = texts.data
    if len(data) < KEY_BYTES:
        data = np.concatenate([data, np.zeros(KEY_BYTES, dtype=np.uint8)])
    last = len(data) - KEY_BYTES
    eight: np.ndarray = np.ndarray((last + 1,), ">u8", data, strides=(1,))
    over = np.clip(begins - last, 0, KEY_BYTES)  # of what stands at the very end fewer bytes follow
    found = eight[np.minimum(begins, last)].astype(np.uint64)
    found = np.where(over < KEY_BYTES, found << (8 * np.minimum(over, KEY_BYTES - 1)).astype(np.uint64), np.uint64(0))
    return np.asarray(found & _MASKS[left])


def _like_the_one_before(keys: np.ndarray) -> np.ndarray:
    return np.concatenate([[False], keys[1:] == keys[:-1]]) if len(keys) else np.zeros(0, dtype=bool)


def _tied(keys: np.ndarray) -> np.ndarray:
    """Return the places in sorted keys of those that are equal to a neighbor."""
    like = _like_the_one_before(keys)
    return np.flatnonzero(like | np.append(like[1:], False)) if len(keys) else np.zeros(0, dtype=np.int64)


def _stepped(step: Callable[[], None] | None) -> None:
    if step is not None:
        step()
