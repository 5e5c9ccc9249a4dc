"""Tables: of neighbors, and how tables are shown."""

from collections.abc import Sequence

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from embedviz.ui.widgets.text import plain

Table = dict[str, Sequence[object]]


def short_numbers(table: Table) -> dict[str, ColumnConfig]:
    """Return the settings of a table's columns that show each number with four digits, however small it is.

    Parameters
    ----------
    table : dict of str to sequence
        Header to column.

    Returns
    -------
    dict of str to ColumnConfig
        For ``st.dataframe(column_config=...)``.
    """
    column = st.column_config.NumberColumn(format="%.4g")
    return {header: column for header, values in table.items() if isinstance(values[0], float)}


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
