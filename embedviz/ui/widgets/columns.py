"""Columns of tables as Arrow holds them, which a browser reads as they are: a way past pandas, twenty times as fast."""

from collections.abc import Sequence
from contextlib import suppress
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa


def column_of(values: Sequence[object]) -> "pa.Array":
    """Return a column of a table.

    Parameters
    ----------
    values : sequence of m
        Of one kind; None and NaN are empty fields.

    Returns
    -------
    pyarrow.Array of m
        Whole numbers of at most 64 bits as they are, other numbers in float64 unless an array has its own type; text
        where the values are of several kinds, or of one that a browser does not know.
    """
    import pyarrow as pa

    try:
        found = pa.array(values, from_pandas=True)
    except (ValueError, TypeError, OverflowError, NotImplementedError):
        numbers = _numbers(values)
        return _texts(values) if numbers is None else numbers
    if pa.types.is_struct(found.type):
        return _texts(values)
    return found.cast(pa.float64()) if pa.types.is_null(found.type) and _numbers(values) is not None else found


def is_whole(column: "pa.Array") -> bool:
    """Return whether a column is of whole numbers.

    Parameters
    ----------
    column : pyarrow.Array
        As :func:`column_of` returns it.

    Returns
    -------
    bool
    """
    import pyarrow as pa

    return pa.types.is_integer(column.type)


def is_number(column: "pa.Array") -> bool:
    """Return whether a column is of numbers.

    Parameters
    ----------
    column : pyarrow.Array
        As :func:`column_of` returns it.

    Returns
    -------
    bool
    """
    import pyarrow as pa

    return is_whole(column) or pa.types.is_floating(column.type)


def sizes_in(column: "pa.Array") -> np.ndarray:
    """Return the sizes of the numbers that are neither zero nor empty nor infinite.

    Parameters
    ----------
    column : pyarrow.Array
        Of numbers.

    Returns
    -------
    ndarray (k,) float64
    """
    sizes = np.abs(column.drop_null().to_numpy(zero_copy_only=False).astype(float))
    return sizes[(sizes > 0) & (sizes < np.inf)]


def _numbers(values: Sequence[object]) -> "pa.Array | None":
    """Return numbers that Arrow does not take together, such as fractions, in float64; None where not all are some."""
    import pyarrow as pa

    known = [value for value in values if value is not None]
    if not known or not all(isinstance(value, Real) and not isinstance(value, (bool, np.bool_)) for value in known):
        return None
    with suppress(OverflowError):
        return pa.array(np.array([np.nan if value is None else value for value in values], float), from_pandas=True)
    return None


def _texts(values: Sequence[object]) -> "pa.Array":
    import pyarrow as pa

    return pa.array([None if _is_empty(value) else _unicode(str(value)) for value in values], pa.string())


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, float) and value != value)


def _unicode(text: str) -> str:
    """Return a text without halves of surrogate pairs, of which a browser knows none."""
    return text.encode("utf-8", "backslashreplace").decode()
