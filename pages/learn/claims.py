"""Claims: fifteen sentences of introductions to word vectors, each decided by a number of the matrix at hand."""

from functools import partial

import streamlit as st

from embedviz.claims.finding import PARTS
from embedviz.i18n import _
from embedviz.ui.claims.verdicts import findings, is_known, lines, part_names, show, source_title, summary, table
from embedviz.ui.frame.current import current_source
from embedviz.ui.widgets.lesson import aside, question, verdict
from embedviz.ui.widgets.more import Panel, more

embedding = current_source()
source = source_title(embedding)

st.title(_("The fifteen claims"))
question(
    _(
        "Introductions to word vectors lead from one-hot to contextual vectors by claims like these fifteen. Which of "
        "them hold on the current source?"
    )
)
counts, listed = (st.container(key=f"embedviz_{part}").empty() for part in ("counts", "lines"))
if not is_known(embedding):  # the room, and on a slide the size of type, of what will be there
    counts.subheader(summary({}), anchor=False)
    with listed.container():
        lines({})
found = findings(embedding)
with counts.container():
    verdict(summary(found))
with listed.container():  # above the progress, which moves nothing when it goes
    lines(found)
table(found, source)
with aside("claims", _("How they are checked")):
    st.caption(
        _(
            "Each claim is stated as an introduction would state it, for m words in n dimensions. Singular values, "
            "residuals and cosines are computed in float64. Where chance could explain a result, chance is measured: "
            "by permuting words or senses (Mantel 1967; Good 2005), by bootstrapping pairs (Efron and Tibshirani 1993)."
        )
    )

more(*(Panel(part, title, partial(show, PARTS[part], found, source)) for part, title in part_names().items()))
