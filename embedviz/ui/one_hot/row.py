"""A product with a one-hot vector, computed and looked up."""

import streamlit as st

from embedviz.algebra.onehot import RowLookup, row_lookup
from embedviz.embedding import Embedding
from embedviz.i18n import _
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.queries import ask_word
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.widgets.text import shown
from embedviz.ui.work.recent import remembered


def product_is_row(embedding: Embedding, *, default: str) -> None:
    """Ask for a word, and draw the product of its one-hot vector with the matrix beside its row.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    default : str
        The word asked for at first.
    """
    st.latex(r"e_i^\top W = W_{i,:}")
    word = ask_word(embedding, key="row", label=_("Word"), default=default)
    if word is None:
        return
    (m, n), lookup = embedding.shape, row_of(embedding, word)
    st.markdown(
        _(
            "“{word}” is word {number:,}: its one-hot vector is 1 in coordinate {number:,} and 0 in all others. "
            "Times W, {m:,} × {n:,}, it gives row {number:,}. Largest difference between product and row: "
            "**{difference:g}**."
        ).format(word=shown(word), number=lookup.position + 1, m=m, n=n, difference=lookup.difference)
    )
    table: Table = {
        _("dimension"): range(1, n + 1),
        _("product"): lookup.product.tolist(),
        _("row of W"): lookup.row.tolist(),
    }
    draw_table(table, height=240)
    csv_button(table, name="row")


def row_of(embedding: Embedding, word: str) -> RowLookup:
    """Return the product of a word's one-hot vector with the matrix, all of which is read the first time.

    Parameters
    ----------
    embedding : Embedding
        m words.
    word : str
        One of them.

    Returns
    -------
    RowLookup
    """
    return _row(embedding.id, word, embedding)


@remembered
def _row(id: str, word: str, _embedding: Embedding) -> RowLookup:  # noqa: ARG001
    return row_lookup(_embedding, word)
