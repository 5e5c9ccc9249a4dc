"""Tables: the one place that says how columns of numbers are written."""

import math
import re
from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from statistics import median
from typing import Any, Literal

import streamlit as st
from streamlit.dataframe_util import convert_anything_to_pandas_df
from streamlit.elements.lib.column_types import ColumnConfig

from embedviz.ui.widgets.text import plain
from embedviz.units import Readable

Table = dict[str, Sequence[object]]

MISSING = "–"
COUNTS = "%,d"
FEWEST_DECIMALS, MOST_DECIMALS = 3, 5  # of numbers below one
# Beyond these, zeros hide what a number is: as a share of the column's largest, and in itself.
SMALLEST_SHARE, SMALLEST, LARGEST = 1e-6, 1e-4, 1e7
_QUANTITY = re.compile(r"[<~]?\s?[+−-]?(\d[\d,.]*|∞)(·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?( ?[%°]| [kMGT]?B| M| / [\d,]+| \[.+\])?")


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
    given = formats or {}
    wide = [header for header, values in table.items() if header not in given and needs_powers(values)]
    settings = {header: _settings(values, given.get(header), header in wide) for header, values in table.items()}
    st.dataframe(
        _with_powers(table, wide) if wide else table,
        hide_index=True,
        height=height,
        alt=alt,
        placeholder=missing,
        column_config={header: each for header, each in settings.items() if each is not None} | dict(columns or {}),
    )


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
    numbers = _numbers(values)
    if numbers is None:
        return None
    if all(isinstance(value, Integral) for value in values if value is not None):
        return COUNTS
    return f"%,.{_decimals(numbers)}f"


def needs_powers(values: Sequence[object]) -> bool:
    """Return whether a column has numbers that decimals would hide, or write with very many digits.

    Parameters
    ----------
    values : sequence
        The column.

    Returns
    -------
    bool
    """
    numbers = _numbers(values)
    if not numbers or all(isinstance(value, Integral) for value in values if value is not None):
        return False
    least, largest = min(numbers), max(numbers)
    return least < largest * SMALLEST_SHARE or largest < SMALLEST or largest > LARGEST


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
    return f"{Readable(value):.1e}" if size < 10**-decimals or size > LARGEST else f"{float(value):,.{decimals}f}"


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


def _numbers(values: Sequence[object]) -> list[float] | None:
    """Return the sizes of what is neither zero nor empty, or None where not all are numbers."""
    known = [value for value in values if value is not None]
    if not known or not all(isinstance(value, Real) and not _is_truth(value) for value in known):
        return None
    sizes = (abs(float(value)) for value in known)  # type: ignore[arg-type]
    return [size for size in sizes if size and math.isfinite(size)]


def _is_truth(value: object) -> bool:
    return isinstance(value, bool) or type(value).__name__ in ("bool", "bool_")


def _decimals(numbers: Sequence[float]) -> int:
    if not numbers:
        return FEWEST_DECIMALS
    digits = math.floor(math.log10(median(numbers)))
    wanted = 3 - digits if digits >= 0 else 2 - digits
    return min(max(wanted, FEWEST_DECIMALS if max(numbers) < 1 else 0), MOST_DECIMALS)


def _settings(values: Sequence[object], given: str | None, has_powers: bool) -> ColumnConfig | None:
    form = given or number_format(values)
    if form is not None:
        # Where a column has powers, its fields come as texts beside the numbers, and a format would hide them.
        return st.column_config.NumberColumn(format=None if has_powers else form)
    known = [value for value in values if value not in (None, "", MISSING)]
    if known and all(isinstance(value, str) and _QUANTITY.fullmatch(value) for value in known):
        return st.column_config.TextColumn(alignment="right")
    return None


def _with_powers(table: Mapping[str, Sequence[object]], headers: Sequence[str]) -> Any:
    frame = convert_anything_to_pandas_df(dict(table))
    forms = {}
    for header in headers:
        numbers = _numbers(table[header]) or []
        usual = [size for size in numbers if size >= max(max(numbers) * SMALLEST_SHARE, SMALLEST)]
        decimals = _decimals(usual)
        forms[header] = lambda value, decimals=decimals: written(value, decimals)
    return frame.style.format(forms)
