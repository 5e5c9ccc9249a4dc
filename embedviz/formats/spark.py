"""Spark's own type of vectors, VectorUDT: dense ones as lists, sparse ones spelled out."""

from typing import TYPE_CHECKING

import numpy as np

from embedviz import units
from embedviz.errors import FileError
from embedviz.formats.matrix import row
from embedviz.formats.rows import MAX_DIMENSION
from embedviz.i18n import _

if TYPE_CHECKING:
    import pyarrow as pa

FIELDS = ("type", "size", "indices", "values")
SPARSE, DENSE = 0, 1


def is_spark_vector(kind: "pa.DataType") -> bool:
    """Tell whether a column is of VectorUDT, as ``pyspark.ml`` writes vectors.

    Parameters
    ----------
    kind : DataType
        Of the column.

    Returns
    -------
    bool
    """
    from pyarrow import types

    if not types.is_struct(kind) or tuple(field.name for field in kind) != FIELDS:
        return False
    whole, listed = [kind.field(name).type for name in FIELDS[:2]], [kind.field(name).type for name in FIELDS[2:]]
    return (
        all(map(types.is_integer, whole))
        and all(types.is_list(each) or types.is_large_list(each) for each in listed)
        and types.is_integer(listed[0].value_type)
        and types.is_floating(listed[1].value_type)
    )


def spark_lists(file: str, vectors: "pa.StructArray", done: int, n: int | None = None) -> "pa.Array":
    """Return vectors of VectorUDT as lists of all their numbers.

    Parameters
    ----------
    file : str
        Its name, for messages.
    vectors : StructArray (b,)
        Dense and sparse ones.
    done : int
        Rows before these.
    n : int, optional
        How many dimensions each has; that of the first, unless given.

    Returns
    -------
    Array (b,) of lists
        Missing where a vector is.

    Raises
    ------
    FileError
        If one is of another kind or size, or its indices do not rise within its size.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    kinds, sizes, indices, values = vectors.flatten()  # missing where the vector is
    kind = kinds.fill_null(DENSE).to_numpy(zero_copy_only=False)
    other = np.flatnonzero((kind != DENSE) & (kind != SPARSE))
    if len(other):
        at = int(other[0])
        message = _("a vector of Spark of the type {found}; expected 0, sparse, or 1, dense")
        raise FileError(file, message.format(found=int(kind[at])), row(done, at))
    if (kind == DENSE).all():
        return values
    is_sparse = pa.array(kind == SPARSE)
    lengths = pc.if_else(is_sparse, sizes, pc.list_value_length(values))
    found = lengths.fill_null(-1).to_numpy(zero_copy_only=False)
    known = np.flatnonzero(found >= 0)
    n = n if n is not None else int(found[known[0]]) if len(known) else 0
    missing = np.asarray(vectors.is_null())
    unequal = np.flatnonzero((found != n) & ~missing)
    if len(unequal) or not 0 < n <= MAX_DIMENSION:
        at = int(unequal[0]) if len(unequal) else 0
        message = _("{found}, expected {expected:,} as in row 1")
        if not len(unequal):
            message = _("{found}; expected 1 to {expected:,}")
            n = MAX_DIMENSION
        found_here = units.numbers(max(0, int(found[at])))
        raise FileError(file, message.format(found=found_here, expected=n), row(done, at))
    whole = np.zeros((len(vectors), n))
    whole[(kind == DENSE) & ~missing] = _flat(values.filter(pc.and_(pc.invert(is_sparse), vectors.is_valid()))).reshape(
        -1, n
    )
    places, numbers = indices.filter(is_sparse), values.filter(is_sparse)
    rows = np.flatnonzero(kind == SPARSE)
    counts = [each.fill_null(0).to_numpy(zero_copy_only=False) for each in map(pc.list_value_length, (places, numbers))]
    owner = np.repeat(rows, counts[0])
    column = _flat(places)
    is_wrong = (column < 0) | (column >= n)
    is_wrong[1:] |= (np.diff(column) <= 0) & (np.diff(owner) == 0)
    wrong = [*rows[counts[0] != counts[1]].tolist(), *owner[is_wrong].tolist()]
    if wrong:
        message = _("a sparse vector whose indices do not rise from 0 to below {n:,}, one for each value")
        raise FileError(file, message.format(n=n), row(done, min(wrong)))
    whole[owner, column.astype(np.intp)] = _flat(numbers)
    return pa.FixedSizeListArray.from_arrays(pa.array(whole.ravel()), n, mask=pa.array(missing))


def _flat(lists: "pa.Array") -> np.ndarray:
    numbers: np.ndarray = lists.flatten().to_numpy(zero_copy_only=False)
    return numbers
