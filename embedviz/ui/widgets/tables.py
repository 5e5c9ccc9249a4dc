"""Tables: the one place that says how columns of numbers are written."""

import math
import re
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from embedviz.ui.widgets.columns import column_of, is_number, is_whole, sizes_in
from embedviz.ui.widgets.text import plain
from embedviz.units import Readable

if TYPE_CHECKING:
    import pyarrow as pa

Table = dict[str, Sequence[object]]

MISSING = "–"
COUNTS = "%,d"
FEWEST_DECIMALS, MOST_DECIMALS = 3, 5  # of numbers below one
# Beyond these, zeros hide what a number is: as a share of the column's largest, and in itself.
SMALLEST_SHARE, SMALLEST, LARGEST = 1e-6, 1e-4, 1e7
_QUANTITY = re.compile(
    r"[<~]?\s?[+−-]?(\d[\d,.]*(·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?|10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|∞)( ?[%°]|[ \u00a0][kMGT]?B| M| / [\d,]+| \[.+\])?"
)


def draw_table(
    table: Mapping[str, Sequence[object]],
    *,
    height: int | Literal["auto", "content"] = "auto",
    alt: str | None = None,
    missing: str = MISSING,
    formats: Mapping[str, str] | None = None,
    columns: Mapping[str, ColumnConfig] | None = None,
) -> None:
    """Draw a table whose columns each have one format.

    Counts have separators of thousands. Other numbers have as many decimals as their column needs, the same in each
    row; where that would hide small ones, these are written as 9.5·10⁻⁸. Quantities that come as text are aligned as
    numbers are.

    Parameters
    ----------
    table : mapping of str to sequence
        Header to column.
    height : int or {"auto", "content"}
        As for ``st.dataframe``.
    alt : str, optional
        What the table shows, for who cannot see it.
    missing : str
        What an empty field shows.
    formats : mapping of str to str, optional
        Of some columns by header, in the manner of ``printf``, instead of the format that is found.
    columns : mapping of str to ColumnConfig, optional
        Of columns that are no numbers, such as links.
    """
    import pyarrow as pa

    given, arrow = formats or {}, {header: column_of(values) for header, values in table.items()}
    wide = {header: column for header, column in arrow.items() if header not in given and _needs_powers(column)}
    settings = {
        header: _settings(values, arrow[header], given.get(header), header in wide) for header, values in table.items()
    }
    data = pa.table(arrow)
    st.dataframe(
        _with_powers(data, wide) if wide else data,
        hide_index=True,
        height=height,
        alt=alt,
        placeholder=missing,
        column_config={header: each for header, each in settings.items() if each is not None} | dict(columns or {}),
        lazy=False,  # the browser has all rows, to sort and to search them
    )


def common_formats(*tables: Mapping[str, Sequence[object]]) -> dict[str, str]:
    """Return the formats of tables that stand beside each other, so that one quantity has as many digits in all.

    Parameters
    ----------
    *tables : mapping of str to sequence
        Header to column.

    Returns
    -------
    dict of str to str
        By header; without columns of texts, and without those that need powers of ten, which find their own.
    """
    found = {}
    for header in tables[0]:
        column = column_of([value for table in tables for value in table.get(header, ())])
        form = None if _needs_powers(column) else _format(column)
        if form is not None:
            found[header] = form
    return found


def number_format(values: Sequence[object]) -> str | None:
    """Return the format of a column of numbers, in the manner of ``printf``.

    Parameters
    ----------
    values : sequence
        The column; None and NaN are empty fields.

    Returns
    -------
    str or None
        None for a column that is not of numbers.
    """
    return _format(column_of(values))


def written(value: object, decimals: int) -> str:
    """Return a number of a column that has powers of ten.

    Parameters
    ----------
    value : object
        A number, None or NaN.
    decimals : int
        Of those that need no power.

    Returns
    -------
    str
    """
    if not isinstance(value, Real) or not math.isfinite(value):
        return MISSING
    size = abs(float(value))
    if size == 0:
        return "0"
    has_power = size < 10**-decimals or size > LARGEST
    return f"{Readable(value):{'.1e' if has_power else f',.{decimals}f'}}"


def in_markdown(table: Table) -> Table:
    """Return a table for ``st.table``, which reads Markdown, so that it shows every value as it is.

    Parameters
    ----------
    table : dict of str to sequence
        Header to column.

    Returns
    -------
    dict of str to sequence
    """
    return {header: [plain(value) for value in values] for header, values in table.items()}


def _format(column: "pa.Array") -> str | None:
    if is_whole(column):
        return COUNTS
    return f"%,.{_decimals(sizes_in(column))}f" if is_number(column) else None


def _needs_powers(column: "pa.Array") -> bool:
    if is_whole(column) or not is_number(column) or not len(sizes := sizes_in(column)):
        return False
    least, largest = sizes.min(), sizes.max()
    return bool(least < largest * SMALLEST_SHARE or largest < SMALLEST or largest > LARGEST)


def _decimals(sizes: np.ndarray) -> int:
    if not len(sizes):
        return FEWEST_DECIMALS
    digits = math.floor(math.log10(np.median(sizes)))
    wanted = 3 - digits if digits >= 0 else 2 - digits
    return min(max(wanted, FEWEST_DECIMALS if sizes.max() < 1 else 0), MOST_DECIMALS)


def _settings(values: Sequence[object], column: "pa.Array", given: str | None, has_powers: bool) -> ColumnConfig | None:
    form = given or _format(column)
    if form is not None:
        # Where a column has powers, its fields come as texts beside the numbers, and a format would hide them.
        return st.column_config.NumberColumn(format=None if has_powers else form)
    known = [value for value in values if value not in (None, "", MISSING)]
    if known and all(isinstance(value, str) and _QUANTITY.fullmatch(value) for value in known):
        return st.column_config.TextColumn(alignment="right")
    return None


def _with_powers(table: "pa.Table", wide: Mapping[str, "pa.Array"]) -> Any:
    forms = {}
    for header, column in wide.items():
        sizes = sizes_in(column)
        least = max(sizes.max() * SMALLEST_SHARE, SMALLEST)
        decimals = _decimals(sizes[sizes >= least])
        forms[header] = lambda value, decimals=decimals: written(value, decimals)
    return table.to_pandas().style.format(forms)
