"""Which types of columns hold texts, bytes, numbers and vectors."""

from typing import TYPE_CHECKING

from embedviz.formats.spark import is_spark_vector

if TYPE_CHECKING:
    import pyarrow as pa


def is_text_type(kind: "pa.DataType") -> bool:
    """Tell whether a column of a type holds texts.

    Parameters
    ----------
    kind : DataType
        Of the column.

    Returns
    -------
    bool
    """
    from pyarrow import types

    kind = value_type(kind)
    return types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)


def is_bytes_type(kind: "pa.DataType") -> bool:
    """Tell whether a column of a type holds bytes.

    Parameters
    ----------
    kind : DataType
        Of the column.

    Returns
    -------
    bool
    """
    from pyarrow import types

    kind = value_type(kind)
    return types.is_binary(kind) or types.is_large_binary(kind)


def stored(kind: "pa.DataType") -> "pa.DataType":
    """Return as what a column is stored.

    Parameters
    ----------
    kind : DataType
        Of the column.

    Returns
    -------
    DataType
        Of an extension that beneath it, of others the same.
    """
    import pyarrow as pa

    return kind.storage_type if isinstance(kind, pa.BaseExtensionType) else kind


def is_vector(kind: "pa.DataType") -> bool:
    """Tell whether a column holds lists of numbers.

    Parameters
    ----------
    kind : DataType
        Of the column.

    Returns
    -------
    bool
        Also for Arrow's tensors of one axis, which are such lists, and for Spark's vectors.
    """
    from pyarrow import types

    if len(getattr(kind, "shape", (0,))) != 1:
        return False
    if is_spark_vector(kind):
        return True
    kind = stored(kind)
    is_list = types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind)
    return is_list and is_number_type(kind.value_type)


def is_list_of_texts(kind: "pa.DataType") -> bool:
    """Tell whether a column holds lists of texts.

    Parameters
    ----------
    kind : DataType
        Of the column.

    Returns
    -------
    bool
    """
    from pyarrow import types

    return (types.is_list(kind) or types.is_large_list(kind)) and is_text_type(kind.value_type)


def is_struct_with_vector(kind: "pa.DataType") -> bool:
    """Tell whether a column holds structs that hold lists of numbers, but for vectors of Spark.

    Parameters
    ----------
    kind : DataType
        Of the column.

    Returns
    -------
    bool
    """
    from pyarrow import types

    return types.is_struct(kind) and not is_vector(kind) and any(is_vector(field.type) for field in kind)


def items_of(kind: "pa.DataType") -> "pa.DataType":
    """Return the type of what is in the lists of a column.

    Parameters
    ----------
    kind : DataType
        One for which :func:`is_vector` is true.

    Returns
    -------
    DataType
    """
    return (kind.field("values").type if is_spark_vector(kind) else stored(kind)).value_type


def value_type(kind: "pa.DataType") -> "pa.DataType":
    """Return of which type the values of a column are.

    Parameters
    ----------
    kind : DataType
        Of the column.

    Returns
    -------
    DataType
        Of a dictionary that of what is in it, of others the same.
    """
    from pyarrow import types

    return kind.value_type if types.is_dictionary(kind) else kind


def is_number_type(kind: "pa.DataType") -> bool:
    """Tell whether a column holds numbers, decimals and those of a dictionary among them.

    Parameters
    ----------
    kind : DataType
        Of the column.

    Returns
    -------
    bool
    """
    from pyarrow import types

    kind = value_type(kind)
    return types.is_floating(kind) or types.is_integer(kind) or types.is_decimal(kind)


def is_whole_type(kind: "pa.DataType") -> bool:
    """Tell whether a column holds whole numbers.

    Parameters
    ----------
    kind : DataType
        Of the column.

    Returns
    -------
    bool
    """
    from pyarrow import types

    return types.is_integer(value_type(kind))


def is_any_bytes(kind: "pa.DataType") -> bool:
    """Tell whether a column holds bytes, of one length or not.

    Parameters
    ----------
    kind : DataType
        Of the column.

    Returns
    -------
    bool
    """
    from pyarrow import types

    return is_bytes_type(kind) or types.is_fixed_size_binary(kind)
