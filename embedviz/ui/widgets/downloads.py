"""Tables as CSV files, made when clicked, not before."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from embedviz.i18n import _


def csv_button(
    columns: Mapping[str, Sequence[object]] | Callable[[], Mapping[str, Sequence[object]]], *, name: str
) -> None:
    """Draw a button that downloads a table.

    Parameters
    ----------
    columns : mapping of str to sequence, or callable that returns one
        Header to values.
    name : str
        File name without its ending; also the button's key.
    """

    def make() -> bytes:
        table = columns() if callable(columns) else columns
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(table)
        writer.writerows(zip(*table.values(), strict=True))
        # The mark lets spreadsheet programs see that this is UTF-8.
        return ("\ufeff" + text.getvalue()).encode("utf-8")

    st.download_button(
        _("{name}.csv").format(name=name),
        make,
        f"{name}.csv",
        "text/csv",
        key=f"download_{name}.csv",
        icon=":material/table:",
        on_click="ignore",
        type="tertiary",
    )
