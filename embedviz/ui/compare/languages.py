"""One language turned onto another: what lies nearest across languages, and what the rotation misses."""

import streamlit as st

from embedviz.embedding import Embedding
from embedviz.geometry.translation import NEAREST, Translation, translate
from embedviz.i18n import _, listed
from embedviz.ui.compare.pair import Pair, list_for
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.recent import remembered
from embedviz.units import Readable


def across(pair: Pair) -> None:
    """Draw what the rotation finds for words that it was not made from; nothing where it takes no list.

    Parameters
    ----------
    pair : Pair
        The sources.
    """
    if not pair.listed or pair.first.shape[1] != pair.second.shape[1] or len(pair.shared) < 4:
        return
    found = _translated(pair.first.id, pair.second.id, pair.first, pair.second)
    st.markdown(
        _(
            "Q is fitted on **{fitted}** pairs of the list; the other {held} words are rotated by it and looked up "
            "among {among:,} words of {second}. The right one is nearest for **{first:.0%}**, among the {k} "
            "nearest for **{five:.0%}**; by chance {chance:.2%} and {chance_five:.2%}. Of the pairs that Q was "
            "fitted on, it is nearest for {seen:.0%}."
        ).format(
            fitted=found.fitted,
            held=len(found.pairs),
            among=found.among,
            second=plain(pair.names[1]),
            first=Readable(found.precision(1)),
            five=Readable(found.precision(NEAREST)),
            chance=Readable(found.chance(1)),
            chance_five=Readable(found.chance(NEAREST)),
            seen=Readable(found.fitted_exactly),
            k=NEAREST,
        )
    )
    table: Table = {
        _("word"): [word for word, _right in found.pairs],
        _("by the list"): [right for _word, right in found.pairs],
        _("nearest after rotation"): [listed(near) for near in found.nearest],
        _("found"): [right in near for (_word, right), near in zip(found.pairs, found.nearest, strict=True)],
    }
    draw_table(table, height=300)
    st.caption(
        _(
            "An orthogonal matrix keeps all angles, so how well it does depends on how similar the two spaces "
            "are. Vectors trained on small texts about different things are not similar."
        )
    )
    csv_button(table, name="across-languages")


@remembered
def _translated(a: str, b: str, _first: Embedding, _second: Embedding) -> Translation:  # noqa: ARG001
    return translate(_first, _second, list_for(_first))
