"""The tables of the Space page: neighbors, coordinates, and what looks close."""

from collections.abc import Hashable, Mapping

import streamlit as st

from embedviz.embedding import Embedding
from embedviz.geometry.faithfulness import ShownNeighbors, shown_neighbors
from embedviz.geometry.neighbors import Neighbors
from embedviz.geometry.scoring import Metric
from embedviz.i18n import _, valued
from embedviz.ui.space.points import Answer, Points
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.order import place_name
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.work.recent import remembered


def neighbor_table(near: Neighbors, metric: Metric, embedding: Embedding) -> Table:
    """Return neighbors with their scores and places.

    Parameters
    ----------
    near : Neighbors
        Of a query.
    metric : {"cosine", "euclidean", "dot"}
        What the scores are.
    embedding : Embedding
        In which they were found.

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
        place_name(embedding): (near.positions + 1).tolist(),
    }


def answer_columns(tables: Mapping[Metric, Table]) -> Table:
    """Return the tables of all metrics as one, for a file.

    Parameters
    ----------
    tables : dict of str to table
        By metric. That of the cosine is shorter where there are zero vectors, which have none.

    Returns
    -------
    dict of str to sequence
        Headers begin with the metric; the shorter columns end in empty fields.
    """
    columns = {
        valued(metric, header): [*column] for metric, table in tables.items() for header, column in table.items()
    }
    longest = max(map(len, columns.values()))
    return {header: column + [""] * (longest - len(column)) for header, column in columns.items()}


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
    coordinates = drawn.with_placed(drawn.coordinates, drawn.placed_at)
    axes = {_("axis {number}").format(number=i + 1): axis.tolist() for i, axis in enumerate(coordinates.T)}
    return {_("word"): [*drawn.shown.words, *drawn.placed], **axes}


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
    near = _shown_near(drawn.key, word, k, drawn)
    right = int((near.ranks <= k).sum())
    st.caption(
        _("Of the {k} points that look closest, **{right}** are among the {k} closest of the words shown.").format(
            k=len(near.ranks), right=right
        )
    )
    table: Table = {
        _("looks close"): [drawn.word(i) for i in near.positions.tolist()],
        _("true place"): near.ranks.tolist(),
    }
    draw_table(table)
    csv_button(table, name="looks-close")


@remembered
def _shown_near(key: Hashable, word: str, k: int, _drawn: Points) -> ShownNeighbors:  # noqa: ARG001
    placed = (_drawn.placed_vectors, _drawn.placed_at) if _drawn.placed else None
    return shown_neighbors(_drawn.shown, _drawn.coordinates, _drawn.at([word])[0], placed=placed, k=k)
