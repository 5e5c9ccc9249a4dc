"""Whether words have the same neighbors in two sources."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from embedviz.embedding import Embedding
from embedviz.figures.comparison import overlaps
from embedviz.geometry.overlap import NeighborhoodOverlap, neighborhood_overlap
from embedviz.i18n import _, pgettext, valued
from embedviz.ui.compare.pair import Compared, Pair
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.controls import up_to
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.presenting import is_presenting
from embedviz.ui.widgets.queries import ask_word
from embedviz.ui.widgets.tables import Table, common_formats, draw_table
from embedviz.ui.widgets.text import plain, shown
from embedviz.ui.work.progress import progress_shown
from embedviz.ui.work.recent import Recent
from embedviz.units import Readable

# All pairs are compared: the second bound keeps wide vectors from taking minutes.
MOST_WORDS, MOST_NUMBERS = 5_000, 5_000_000
MOST_NEIGHBORS, USUAL = 50, 10
LISTED = 20
FIRST_WORD = "mother"
_OVERLAPS = Recent()


@dataclass(frozen=True, eq=False)
class LookedAt:
    """A word and its neighbors in both sources, as rows of the compared words."""

    row: int
    first: list[int]
    second: list[int]


@dataclass(frozen=True)
class Neighborhoods:
    """What neighborhoods say of words, which are rows of the compared ones.

    Parameters
    ----------
    looked_at : LookedAt or None
        The word in the search box, if there is one.
    most_changed : list of int
        The words that keep fewest of their neighbors, those first.
    """

    looked_at: LookedAt | None
    most_changed: list[int]


def neighborhoods(pair: Pair, compared: Compared) -> Neighborhoods:
    """Draw how much of their neighborhoods words keep from one source to the other.

    Parameters
    ----------
    pair : Pair
        The sources.
    compared : Compared
        The words.

    Returns
    -------
    Neighborhoods
    """
    among = compared.first.top(_bound(compared))
    if len(among) < 2:
        st.info(_("A single shared word has no neighbors to compare; at least two are needed."), icon=":material/info:")
        return Neighborhoods(None, [])
    found = _found(compared, len(among))
    k = up_to(min(MOST_NEIGHBORS, found.most), label=_("Neighbors k"), usual=USUAL, key="common")
    jaccard = found.jaccard(k)
    st.markdown(
        _(
            "The {k} nearest words in one source and in the other have a Jaccard index of **{mean:.3f}**, on "
            "average over {count:,} words; drawn at random, {chance:.3f}. **{same:.1%}** of the words keep all "
            "their neighbors, **{none:.1%}** none."
        ).format(
            k=k,
            mean=jaccard.mean(),
            count=len(jaccard),
            chance=found.chance(k),
            same=Readable((jaccard == 1).mean()),
            none=Readable((jaccard == 0).mean()),
        )
    )
    if k == len(among) - 1:
        st.caption(_("With k equal to the number of other words, every neighborhood holds them all."))
    chart(overlaps(found, k), key="overlaps", alt=_("Distribution of the number of common neighbors, and by chance"))
    _changes(found, among, k)
    return Neighborhoods(_one_word(found, among, pair, k), found.order(k)[:LISTED].tolist())


def _bound(compared: Compared) -> int:
    wider = max(compared.first.shape[1], compared.second.shape[1])
    return min(MOST_WORDS, max(2, MOST_NUMBERS // wider))


def _changes(found: NeighborhoodOverlap, among: Embedding, k: int) -> None:
    order = found.order(k)
    most = min(LISTED, len(order))
    ranked = np.lexsort((np.arange(len(order)), -found.common(k)))
    titles = _("**Least changed**"), _("**Most changed**")
    tables = [_table(found, among, rows, k) for rows in (ranked[:most], order[:most])]
    for column, title, table in zip(st.columns(2, gap="medium"), titles, tables, strict=True):
        with column:
            st.markdown(title)
            draw_table(table, height=300, formats=common_formats(*tables))
    st.caption(
        _(
            "Words that changed equally are listed in the order of A; the place is the place among the shared "
            "words, in that order."
        )
    )
    csv_button(lambda: _table(found, among, order, k), name="overlap")


def _table(found: NeighborhoodOverlap, among: Embedding, rows: np.ndarray, k: int) -> Table:
    return {
        _("word"): [among.words[i] for i in rows.tolist()],
        _("Jaccard"): found.jaccard(k)[rows].round(3).tolist(),
        _("in common"): found.common(k)[rows].tolist(),
        _("place"): (rows + 1).tolist(),
    }


def _one_word(found: NeighborhoodOverlap, among: Embedding, pair: Pair, k: int) -> LookedAt | None:
    of_list = (word for word in among.words if pair.listed and FIRST_WORD in word.split("/"))
    usual = next(of_list, FIRST_WORD)
    label = title = _("A word's two neighborhoods")
    if is_presenting():  # a step of its own: beside the figure above, neither could be read
        st.header(title, divider="gray")
        label = _("Word")
    word = ask_word(among, key="word", label=label, default=usual)
    if word is None:
        return None
    row = among.index(word)
    lists = [each[row, :k].tolist() for each in (found.first, found.second)]
    common = set(lists[0]) & set(lists[1])
    st.markdown(
        _("“{word}”: **{common} of {k}** nearest words in common, Jaccard {jaccard:.3f}.").format(
            word=shown(word), common=len(common), k=k, jaccard=found.jaccard(k)[row]
        )
    )
    columns: Table = {pgettext("place", "nearest"): list(range(1, k + 1))}
    tables: list[Table] = [
        {
            _("word"): [among.words[i] for i in rows],
            _("cosine"): found.cosines[side, row, :k].round(3).tolist(),
            _("also there"): [i in common for i in rows],
        }
        for side, rows in enumerate(lists)
    ]
    for column, name, table in zip(st.columns(2, gap="medium"), pair.names, tables, strict=True):
        columns |= {valued(name, header): values for header, values in table.items()}
        with column:
            st.markdown(f"**{plain(name)}**")
            draw_table(table, formats=common_formats(*tables))
    csv_button(columns, name="neighborhoods")
    return LookedAt(row, *lists)


def _found(compared: Compared, count: int) -> NeighborhoodOverlap:
    def make() -> NeighborhoodOverlap:
        first, second = compared.first.vectors[:count], compared.second.vectors[:count]
        with progress_shown() as progress:
            return neighborhood_overlap(first, second, most=MOST_NEIGHBORS, progress=progress)

    overlap: NeighborhoodOverlap = _OVERLAPS.get((compared.id, count), make)
    return overlap
