"""Home: what this is, the student's question answered, and where to go."""

import streamlit as st

from embedviz.i18n import _
from embedviz.ui.results import spectrum_of
from embedviz.ui.sources import current_source
from embedviz.ui.text import answer, doubt

embedding = current_source()
m, n = embedding.shape
spectrum = spectrum_of(embedding)

st.title(_("See the linear algebra of word embeddings"))
st.markdown(
    _(
        "Word vectors that people use, as the matrix they are: their rank, their spectrum, their neighborhoods. Every "
        "number on every page is computed from the source chosen at the left, with its tolerance, and can be checked."
    )
)

with st.container(border=True):
    st.markdown(_("**A student's question.** The vectors that training produces: are they full rank?"))
    st.subheader(answer(m, n, spectrum.rank()), anchor=False)
    words, dimensions, rank, effective = st.columns(4)
    words.metric(_("words m"), f"{m:,}")
    dimensions.metric(_("dimensions n"), f"{n:,}")
    rank.metric(_("rank"), f"{spectrum.rank():,}")
    effective.metric(_("effective rank"), f"{spectrum.effective_rank:.1f}")
    if doubt(spectrum):
        st.markdown(doubt(spectrum))

st.subheader(_("The argument"), anchor=False)
one_hot, dense, space = st.columns(3)
with one_hot.container(border=True):
    st.page_link("app_pages/learn/one_hot.py", label=_("**1. One-hot**"), icon=":material/grid_on:")
    st.markdown(
        _(
            "Each word has an axis of its own: the rank is {m:,}, any two words are equally far. No likeness, and all "
            "coordinates of a word are zero but one."
        ).format(m=m)
    )
with dense.container(border=True):
    st.page_link("app_pages/learn/rank.py", label=_("**2. Rank**"), icon=":material/stairs:")
    dependent = _("They must be linearly dependent; the singular values say how.")
    open_question = _("They may be linearly independent; the singular values say whether they are.")
    st.markdown(
        _("Training puts the same words into n = {n:,} dimensions.").format(n=n)
        + " "
        + (dependent if m > n else open_question)
    )
with space.container(border=True):
    st.page_link("app_pages/explore/space.py", label=_("**3. Space**"), icon=":material/scatter_plot:")
    st.markdown(_("Distance now carries meaning. Find a word's neighbors in 3D, and see what the picture leaves out."))
