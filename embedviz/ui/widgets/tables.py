"""Tables: of neighbors, and how tables are shown."""

from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from embedviz.geometry.faithfulness import shown_neighbors
from embedviz.geometry.neighbors import Neighbors
from embedviz.geometry.scoring import Metric
from embedviz.i18n import _
from embedviz.ui.space.points import Answer, Points
from embedviz.ui.widgets.downloads import csv_button
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


def neighbor_table(near: Neighbors, metric: Metric) -> Table:
    """Return neighbors with their scores and how frequent they are.

    Parameters
    ----------
    near : Neighbors
        In an embedding sorted by frequency.
    metric : {"cosine", "euclidean", "dot"}
        What the scores are.

    Returns
    -------
    dict of str to sequence
        Header to column.
    """
    return {
        _("word"): near.words,
        {"cosine": _("cosine"), "euclidean": _("distance"), "dot": _("dot product")}[metric]: near.scores.round(
            3
        ).tolist(),
        _("frequency rank"): (near.positions + 1).tolist(),
    }


def answer_columns(tables: Mapping[Metric, Table]) -> Table:
    """Return the tables of all metrics as one, for a file.

    Parameters
    ----------
    tables : dict of str to table
        By metric, of equal length.

    Returns
    -------
    dict of str to sequence
        Headers begin with the metric.
    """
    return {f"{metric}: {header}": column for metric, table in tables.items() for header, column in table.items()}


def coordinate_columns(drawn: Points) -> Table:
    """Return the points of a picture as a table, for a file.

    Parameters
    ----------
    drawn : Points
        The points.

    Returns
    -------
    dict of str to sequence
        The word, and one column an axis.
    """
    axes = {_("axis {number}").format(number=i + 1): axis.tolist() for i, axis in enumerate(drawn.coordinates.T)}
    return {_("word"): drawn.words, **axes}


def looks_close(drawn: Points | None, answered: Answer, k: int) -> None:
    """Draw which points look nearest to the query in the picture, and where they truly stand.

    Parameters
    ----------
    drawn : Points or None
        The points of the picture; None if it is not there yet.
    answered : Answer
        The query.
    k : int
        How many.
    """
    word = answered.expression.word
    if word is None or drawn is None:
        st.info(_("For a single word: which points look closest, and whether they are."), icon=":material/info:")
        return
    near = shown_neighbors(drawn.vectors, drawn.coordinates, drawn.at([word])[0], k)
    right = int((near.ranks <= k).sum())
    st.caption(
        _("Of the {k} points that look closest, **{right}** are among the {k} closest of the words shown.").format(
            k=len(near.ranks), right=right
        )
    )
    table: Table = {_("looks close"): [drawn.words[i] for i in near.positions], _("true place"): near.ranks.tolist()}
    st.dataframe(table, hide_index=True)
    csv_button(table, name="looks-close")
