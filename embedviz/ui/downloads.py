"""What a page lets a reader take away: tables as CSV, figures as standalone HTML. Made when clicked, not before."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence

import plotly.graph_objects as go
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

    _button(_("{name}.csv").format(name=name), make, f"{name}.csv", "text/csv", ":material/table:")


def html_button(figure: go.Figure, *, name: str) -> None:
    """Draw a button that downloads a figure as one HTML file that needs nothing else.

    Parameters
    ----------
    figure : go.Figure
        The figure.
    name : str
        File name without its ending; also the button's key.
    """

    def make() -> bytes:
        page = figure.to_html(include_plotlyjs=True, config={"showSendToCloud": False, "responsive": True})
        return page.encode("utf-8")

    _button(_("{name}.html").format(name=name), make, f"{name}.html", "text/html", ":material/view_in_ar:")


def _button(label: str, make: Callable[[], bytes], file_name: str, mime: str, icon: str) -> None:
    st.download_button(
        label, make, file_name, mime, key=f"download_{file_name}", icon=icon, on_click="ignore", type="tertiary"
    )
