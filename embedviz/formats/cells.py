"""Words and numbers from some rows of a table."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from embedviz import units
from embedviz.errors import FileError
from embedviz.formats.encodings import escaped
from embedviz.formats.matrix import as_float32, row
from embedviz.formats.spark import is_spark_vector, spark_lists
from embedviz.formats.written import no_vector, written_numbers
from embedviz.i18n import _

if TYPE_CHECKING:
    import pyarrow as pa


def texts_of(file: str, strings: "pa.LargeStringArray", done: int) -> tuple[list[str], Sequence[int]]:
    """Return the words of some rows.

    Parameters
    ----------
    file : str
        Its name, for messages.
    strings : LargeStringArray
        The words.
    done : int
        Rows before these.

    Returns
    -------
    list of str
        What is not UTF-8 is escaped.
    sequence of int
        Which of them are not UTF-8, from 0.

    Raises
    ------
    FileError
        If one is missing.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if strings.null_count:
        raise FileError(file, _("no word; expected one"), row(done, _first(strings.is_null())))
    try:
        return strings.to_pylist(), ()
    except UnicodeDecodeError:
        spelled = pc.cast(strings, pa.large_binary()).to_pylist()
        words = list(map(escaped, spelled))
        return words, [i for i, word in enumerate(words) if word.encode() != spelled[i]]


def lists_of(file: str, column: "pa.Array", done: int, n: int | None = None) -> "pa.Array":
    """Return a column of lists as such.

    Parameters
    ----------
    file : str
        Its name, for messages.
    column : Array
        Of lists, of an extension that is stored as lists, as Arrow's tensors are, or of Spark's vectors.
    done : int
        Rows before these.
    n : int, optional
        How many numbers each has, if it is known.

    Returns
    -------
    Array

    Raises
    ------
    FileError
        If a vector of Spark is none.
    """
    import pyarrow as pa

    if is_spark_vector(column.type):
        return spark_lists(file, column, done, n)
    return column.storage if isinstance(column, pa.ExtensionArray) else column


def _as_floats(numbers: "pa.Array") -> np.ndarray:
    """Return numbers of any type, none of them missing, as float32."""
    from pyarrow import types

    numbers = numbers.dictionary_decode() if types.is_dictionary(numbers.type) else numbers
    if types.is_decimal(numbers.type):  # by way of Python's, which round once
        return as_float32(np.array(numbers.to_pylist(), dtype=np.float64))
    return as_float32(numbers.to_numpy(zero_copy_only=False))


def _from_lists(file: str, columns: Sequence["pa.Array"], n: int, done: int) -> np.ndarray:
    import pyarrow.compute as pc

    vectors = lists_of(file, columns[0], done, n)
    if vectors.null_count:
        raise FileError(
            file,
            _("no vector; expected {numbers}").format(numbers=units.numbers(n)),
            row(done, _first(vectors.is_null())),
        )
    lengths = pc.list_value_length(vectors)
    unequal = pc.not_equal(lengths, n)
    if pc.any(unequal).as_py():
        at = _first(unequal)
        raise FileError(
            file,
            _("{found}, expected {expected:,} as in row 1").format(
                found=units.numbers(lengths[at].as_py()), expected=n
            ),
            row(done, at),
        )
    numbers = vectors.flatten()
    if numbers.null_count:
        index, dimension = divmod(_first(numbers.is_null()), n)
        raise FileError(
            file,
            _("no number in dimension {dimension:,}; expected {n:,} numbers").format(dimension=dimension + 1, n=n),
            row(done, index),
        )
    return _as_floats(numbers).reshape(-1, n)


def _from_dimensions(file: str, columns: Sequence["pa.Array"], n: int, done: int) -> np.ndarray:
    found = np.empty((len(columns[0]), n), np.float32)
    missing = [(_first(column.is_null()), i) for i, column in enumerate(columns) if column.null_count]
    if missing:
        index, dimension = min(missing)
        raise FileError(
            file,
            _("no number in dimension {dimension:,}; expected {n:,} numbers").format(dimension=dimension + 1, n=n),
            row(done, index),
        )
    for i, column in enumerate(columns):
        found[:, i] = _as_floats(column)
    return found


def _from_texts(file: str, columns: Sequence["pa.Array"], n: int, done: int) -> np.ndarray:
    found = np.empty((len(columns[0]), n), np.float32)
    for i, cell in enumerate(columns[0].to_pylist()):
        text = cell.decode(errors="replace") if isinstance(cell, bytes) else cell
        numbers = written_numbers(text)
        if numbers is None or len(numbers) != n:
            raise FileError(file, no_vector(str(text), n), row(done, i))
        found[i] = as_float32(numbers)
    return found


NUMBERS_OF: dict[str, Callable[[str, Sequence["pa.Array"], int, int], np.ndarray]] = {
    "lists": _from_lists,
    "dimensions": _from_dimensions,
    "texts": _from_texts,
}
"""By the kind of the columns, what makes vectors (b, n) float32 of some rows."""


def _first(found: "pa.BooleanArray") -> int:
    import pyarrow.compute as pc

    return pc.index(found, True).as_py()
