"""Tables as CSV files, made when clicked, not before."""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from numbers import Number

import streamlit as st

from embedviz.i18n import _

# A spreadsheet computes what begins so, a Chinese one also what begins with the wide forms. Apostrophes count in, so
# that the guard can be taken off again.
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?(e[+-]?[0-9]+)?\s?%?", re.IGNORECASE)


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
        writer.writerow(guarded(header.replace("\u00a0", " ")) for header in table)
        writer.writerows(map(guarded, row) for row in zip(*table.values(), strict=True))
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


def guarded(cell: object) -> object:
    """Return a cell so that a spreadsheet program takes it for what it is: a word is no formula.

    Parameters
    ----------
    cell : object
        A value of a table.

    Returns
    -------
    object
        With one apostrophe before it if a spreadsheet would compute what is written of it; numbers, also those written
        as text, and everything else as they are.
    """
    if isinstance(cell, Number):
        return cell
    written = str(cell)
    return f"'{written}" if _FORMULA.match(written) and not _NUMBER.fullmatch(written) else cell
