"""What results look like in a notebook: small tables, without style of their own."""

from collections.abc import Iterable, Sequence
from html import escape


def facts(title: str, named: Iterable[tuple[str, str]]) -> str:
    """Return a table of names and values.

    Parameters
    ----------
    title : str
        Above it.
    named : iterable of (str, str)
        One a row.

    Returns
    -------
    str
        HTML; all texts are escaped.
    """
    rows = (
        f"<tr><th style='text-align:left'>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in named
    )
    return f"<table><caption>{escape(title)}</caption><tbody>{''.join(rows)}</tbody></table>"


def table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table with a header.

    Parameters
    ----------
    title : str
        Above it.
    header : sequence of str
        One a column.
    rows : iterable of sequence of str
        As many texts each.

    Returns
    -------
    str
        HTML; all texts are escaped.
    """
    head = "".join(f"<th>{escape(each)}</th>" for each in header)
    body = "".join(f"<tr>{''.join(f'<td>{escape(each)}</td>' for each in row)}</tr>" for row in rows)
    return f"<table><caption>{escape(title)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
