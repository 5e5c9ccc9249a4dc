"""What an embedding asks of its numbers before it holds them: float32, finite, and changed by nobody."""

import warnings
from collections.abc import Sequence

import numpy as np

from embedviz import units
from embedviz.errors import EmbedvizError
from embedviz.i18n import _


def unchanging(array: np.ndarray) -> np.ndarray:
    """Return numbers that nobody else can change: a map locked, or a copy unless the array is locked already.

    Parameters
    ----------
    array : ndarray
        Of any shape and type.

    Returns
    -------
    ndarray
        A view of the same memory, or a copy in the same order.
    """
    if isinstance(array, np.memmap):
        held: object = array
        while isinstance(held, np.ndarray):
            held.setflags(write=False)
            held = held.base
        return array[:]
    return array[:] if _is_locked(array) else array.copy(order="K")


def _is_locked(array: np.ndarray) -> bool:
    held: object = array
    while isinstance(held, np.ndarray):
        if held.flags.writeable:
            return False
        held = held.base
    if held is None:
        return True
    try:
        return memoryview(held).readonly  # type: ignore[arg-type]
    except TypeError:
        return False


def require_finite(vectors: np.ndarray, given: np.ndarray, id: str, words: Sequence[str]) -> None:
    """Refuse numbers that are NaN, infinite or too large for float32.

    Parameters
    ----------
    vectors : ndarray (m, n) float32
        To be held.
    given : ndarray (m, n)
        The same before they became float32.
    id : str
        Of the embedding, for messages.
    words : sequence of m str
        Its words, for messages.

    Raises
    ------
    EmbedvizError
        At the first; it says where, and what it is.
    """
    # NaN and infinity survive a sum, and the sums of all columns are one fast pass.
    with np.errstate(over="ignore", invalid="ignore"):
        if np.isfinite(vectors.T @ np.ones(len(vectors), dtype=np.float32)).all():
            return
    finite = np.isfinite(vectors)
    if finite.all():
        return
    row, column = (int(i) for i in np.argwhere(~finite)[0])
    value = given[row, column]
    expected = _("finite numbers") if not np.isfinite(value) else _("at most 3.4·10³⁸, the largest number of float32")
    raise EmbedvizError(
        _("{id}: the vector of {word!r} (row {row:,}) holds {value} in dimension {column}; expected {expected}").format(
            id=id, word=words[row], row=row + 1, value=value, column=column + 1, expected=expected
        )
    )


def require_digits(vectors: np.ndarray, given: np.ndarray, id: str) -> None:
    """Refuse numbers that are all so small that float32 would lose their digits.

    Parameters
    ----------
    vectors : ndarray (m, n) float32
        To be held.
    given : ndarray (m, n)
        The same in more digits.
    id : str
        Of the embedding, for messages.

    Raises
    ------
    EmbedvizError
        If they are.

    Warns
    -----
    RuntimeWarning
        If some become 0 beside larger ones; it says how many.
    """
    largest = float(np.abs(vectors).max())
    least = float(np.finfo(np.float32).tiny)
    if largest < least and given.any():
        raise EmbedvizError(
            _(
                "{id}: the largest number is {found:.3g}; expected at least {least:.1e}, as float32 loses the digits "
                "of smaller ones. Multiply all vectors by a power of ten"
            ).format(id=id, found=float(np.abs(given).max()), least=least)
        )
    lost = int(np.count_nonzero(given)) - int(np.count_nonzero(vectors))
    if lost:
        warnings.warn(
            _("{id}: {numbers} too small for float32, now 0").format(id=id, numbers=units.numbers(lost)),
            RuntimeWarning,
            stacklevel=3,
        )
