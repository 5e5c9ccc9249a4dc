"""Claims: fifteen sentences of introductions to word vectors, each decided by a number of the matrix at hand."""

import streamlit as st

from embedviz.claims.finding import PARTS
from embedviz.i18n import _
from embedviz.ui.claims.verdicts import findings, part_names, show, source_title, summary, table
from embedviz.ui.frame.current import current_source

embedding = current_source()
source = source_title(embedding)

st.title(_("The fifteen claims"))
st.markdown(
    _(
        "Introductions to word vectors lead from one-hot to contextual vectors by claims like these fifteen. Each "
        "is stated as an introduction would state it, for m words in n dimensions, and checked on the current "
        "source: which part holds, which does not, the number that decides, and what would refute it."
    )
)
counts = st.container()
found = findings(embedding)
with counts:
    st.markdown(summary(found))

for part, title in part_names().items():
    st.header(title, divider="gray")
    show(PARTS[part], found, source)

table(found, source)
st.caption(
    _(
        "Singular values, residuals and cosines are computed in float64. Where chance could explain a result, "
        "chance is measured: by permuting words or senses (Mantel 1967; Good 2005), by bootstrapping pairs (Efron "
        "and Tibshirani 1993)."
    )
)
