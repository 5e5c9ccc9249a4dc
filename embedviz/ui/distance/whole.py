"""The neighbors of a word among all words of a data set of which the page draws an excerpt."""

import streamlit as st

from embedviz.errors import UnknownWordError
from embedviz.geometry.neighbors import Neighbors, neighbors
from embedviz.i18n import _, listed, valued
from embedviz.parts.dataset import Excerpt
from embedviz.progress import ProgressCallback
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.lesson import step
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.cluster import computed
from embedviz.ui.work.onrequest import on_request
from embedviz.units import size

SHOWN = 10


def neighbors_among_all(excerpt: Excerpt) -> None:
    """Ask for a word of the data set, and offer its nearest words among all.

    Parameters
    ----------
    excerpt : Excerpt
        What the rest of the page is about.
    """
    whole = excerpt.whole
    m = len(whole)
    with step(_("Among all {m:,} words").format(m=m)):
        word = st.text_input(_("Any word of the data set"), excerpt.words[0], key="word_of_all")
        if word not in whole:
            near = whole.words.suggest(word)
            st.warning(
                plain(valued(str(UnknownWordError(word, m)), listed(near)) if near else UnknownWordError(word, m))
            )
            return

        def work(progress: ProgressCallback) -> Neighbors:
            k = min(SHOWN, m - 1)
            return computed(whole, lambda executor: neighbors(whole, word, k, progress=progress, executor=executor))

        found: Neighbors | None = on_request(
            ("neighbors among all", whole.id, word),
            work,
            place="whole",
            label=_("Search"),
            note=_("Above are the first {k:,} words. A search of all reads every part once: {size} of float32.").format(
                k=len(excerpt), size=size(whole.vectors.nbytes)
            ),
        )
        if found is None:
            return
        table: Table = {
            _("word"): list(found.words),
            _("cosine"): found.scores.tolist(),
            _("row"): (found.positions + 1).tolist(),
        }
        draw_table(table, alt=_("The nearest words among all"))
        csv_button(table, name="neighbors-among-all")
