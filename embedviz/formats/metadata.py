"""What a file says of its words besides their vectors: the other columns of a table, row by row with the words."""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from embedviz.assumptions import Assumption
from embedviz.errors import shortened
from embedviz.formats.encodings import escaped
from embedviz.formats.table import writing
from embedviz.i18n import listed

if TYPE_CHECKING:
    import pyarrow as pa

MOST_COLUMNS = 256
MOST_NAMED = 8
LARGEST_WHOLE = 1 << 53  # of float64
BATCH_ROWS = 1 << 16
DECIMAL = r"^[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?$|^[+-]?\.[0-9]+$"


def keepable(schema: "pa.Schema", taken: Collection[str]) -> tuple[list[str], tuple[Assumption, ...]]:
    """Return which columns of a table are kept as columns of its words.

    Parameters
    ----------
    schema : Schema
        Of the table.
    taken : collection of str
        The columns of the words and of their vectors.

    Returns
    -------
    list of str
        At most 256: texts, numbers, truth values and times.
    tuple of Assumption
        Which are left out.
    """
    others = [field for field in schema if field.name not in taken]
    names = [field.name for field in others if _is_plain(field.type) and schema.names.count(field.name) == 1]
    names = names[:MOST_COLUMNS]
    left_out = [shortened(field.name) for field in others if field.name not in names]
    if not left_out:
        return names, ()
    shown = listed(left_out[:MOST_NAMED], goes_on=len(left_out) > MOST_NAMED)
    return names, (Assumption("columns left out", {"names": shown}),)


def tidied(table: "pa.Table", *, whole: bool = False) -> "pa.Table":
    """Return columns as they are kept: texts are Unicode, and no name occurs twice.

    Parameters
    ----------
    table : Table
        Of m rows.
    whole : bool
        Whether numbers of floating point that are all whole become whole numbers.

    Returns
    -------
    Table
        Of as many.
    """
    import pyarrow as pa

    names: list[str] = []
    for name in table.column_names:
        again = sum(other == name or other.startswith(f"{name} (") for other in names)
        names.append(f"{name} ({again + 1})" if again else name)
    columns = [_tidied(column) for column in table.columns]
    return pa.table([_whole(column) if whole else column for column in columns], names=names)


def typed(table: "pa.Table") -> "pa.Table":
    """Return columns, of whose texts those that hold nothing but decimal numbers are numbers.

    Parameters
    ----------
    table : Table
        As :func:`tidied` returns it. An empty text beside numbers is a missing number; "007" is no number.

    Returns
    -------
    Table
    """
    import pyarrow as pa

    return pa.table([_typed(column) for column in table.columns], names=table.column_names)


def rows_of(table: "pa.Table", rows: np.ndarray) -> "pa.Table":
    """Return some rows of a table.

    Parameters
    ----------
    table : Table
        Any.
    rows : ndarray (k,) int64
        Ascending or not.

    Returns
    -------
    Table
        Of k rows; it shares memory where they are the first ones.
    """
    import pyarrow as pa

    if (rows == np.arange(len(rows))).all():
        return table.slice(0, len(rows))
    return table.take(pa.array(rows))


def write_columns(path: Path, columns: "pa.Table") -> None:
    """Write columns for :func:`map_columns`.

    Parameters
    ----------
    path : Path
        Where to.
    columns : Table
        Any.

    Raises
    ------
    EmbedvizError
        If they cannot be written.
    """
    import pyarrow as pa

    whole = columns.combine_chunks().unify_dictionaries()  # a file of Arrow has one dictionary a column
    with writing(path), path.open("wb") as file, pa.ipc.new_file(file, whole.schema) as written:
        written.write_table(whole, max_chunksize=BATCH_ROWS)


def map_columns(path: Path) -> "pa.Table":
    """Map columns into memory.

    Parameters
    ----------
    path : Path
        As :func:`write_columns` wrote it.

    Returns
    -------
    Table

    Raises
    ------
    OSError, ValueError
        If it is no such file.
    """
    import pyarrow as pa

    try:
        with pa.memory_map(str(path)) as file:
            return pa.ipc.open_file(file).read_all()
    except pa.ArrowException as error:
        raise ValueError(path.name) from error


def _is_plain(kind: "pa.DataType") -> bool:
    from pyarrow import types

    kind = kind.value_type if types.is_dictionary(kind) else kind
    is_text = types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
    is_number = types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind)
    return is_text or is_number or types.is_boolean(kind) or types.is_temporal(kind) or types.is_binary(kind)


def _tidied(column: "pa.ChunkedArray") -> "pa.ChunkedArray":
    from pyarrow import types

    kind = column.type
    if types.is_dictionary(kind):
        column = column.unify_dictionaries()
        for chunk in column.chunks[:1]:
            if 2 * len(chunk.dictionary) <= len(column) and _is_unicode(chunk.dictionary):
                return column
        column, kind = column.cast(kind.value_type), kind.value_type
    if types.is_binary(kind) or types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return _as_text(column)
    return column


def _whole(column: "pa.ChunkedArray") -> "pa.ChunkedArray":
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_float64(column.type) or column.null_count == len(column):
        return column
    is_whole = pc.and_(pc.less(pc.abs(column), LARGEST_WHOLE), pc.equal(column, pc.trunc(column)))
    return column.cast(pa.int64()) if pc.all(is_whole).as_py() else column


def _as_text(column: "pa.ChunkedArray") -> "pa.ChunkedArray":
    import pyarrow as pa

    spelled = column.cast(pa.large_binary())
    texts = pa.chunked_array([chunk.view(pa.large_string()) for chunk in spelled.chunks], pa.large_string())
    if all(map(_is_unicode, texts.chunks)):
        return texts
    escapes = [None if each is None else escaped(each) for each in spelled.to_pylist()]
    return pa.chunked_array([pa.array(escapes, pa.large_string())])


def _is_unicode(texts: "pa.Array") -> bool:
    import pyarrow as pa

    try:
        texts.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _typed(column: "pa.ChunkedArray") -> "pa.ChunkedArray":
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_large_string(column.type):
        return column
    filled = pc.if_else(pc.equal(pc.utf8_trim_whitespace(column), ""), None, column)
    if filled.null_count == len(column) or not pc.all(pc.match_substring_regex(filled, DECIMAL)).as_py():
        return column
    for kind in (pa.int64(), pa.float64()):
        try:
            return filled.cast(kind)
        except pa.ArrowInvalid:
            continue
    return column
