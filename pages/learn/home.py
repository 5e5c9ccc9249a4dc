"""Home: what this is, the student's question answered, and the argument as a path of lessons."""

import streamlit as st

from embedviz.claims.answer import consequences, verdict
from embedviz.claims.rounding import doubt
from embedviz.i18n import _
from embedviz.ui.frame.current import current_source
from embedviz.ui.frame.glossary import meaning
from embedviz.ui.home import cards
from embedviz.ui.rank.dimension import measured
from embedviz.ui.work.results import fullness_of, spectrum_of

CARDS_IN_ROW = 3

embedding = current_source()
m, n = embedding.shape
spectrum = spectrum_of(embedding)

st.title(_("See the linear algebra of word embeddings"))
st.markdown(
    _(
        "Word vectors in everyday use, seen as the matrix they are: its rank, its spectrum, its neighborhoods. "
        "Every number on every page is computed from the source chosen in the sidebar, with its tolerance, and can "
        "be checked."
    )
)

with st.container(border=True):
    st.markdown(_("**A student's question.** The vectors that training produces: are they full rank?"))
    full = fullness_of(embedding)
    st.subheader(verdict(full), anchor=False)
    st.markdown(consequences(full))
    words, dimensions, rank, effective, intrinsic = st.columns(5)
    words.metric(_("words m"), f"{m:,}", help=meaning("matrix"))
    dimensions.metric(_("dimensions n"), f"{n:,}", help=meaning("matrix"))
    rank.metric(_("rank"), f"{spectrum.rank():,}", help=meaning("rank"))
    effective.metric(_("effective rank"), f"{spectrum.effective_rank:.1f}", help=meaning("effective"))
    with intrinsic:
        found = measured(embedding, note=_("intrinsic dimension"))  # takes seconds, so it waits to be asked for
        if found is not None:
            st.metric(_("intrinsic dimension"), f"{found.value:.1f}", help=meaning("intrinsic-dimension"))
    if doubt(spectrum):
        st.markdown(doubt(spectrum))

st.subheader(_("The argument"), anchor=False)
lessons = [
    ("one_hot", _("**1. One-hot**"), ":material/grid_on:", cards.one_hot_words),
    ("rank", _("**2. Rank**"), ":material/stairs:", cards.rank),
    ("independence", _("**3. Independence**"), ":material/account_tree:", cards.independence),
    ("orthogonality", _("**4. Orthogonality**"), ":material/square_foot:", cards.orthogonality),
    ("word2vec", _("**5. Word2vec**"), ":material/model_training:", cards.word2vec),
    ("distance", _("**6. Distance**"), ":material/straighten:", cards.distance),
]
for start in range(0, len(lessons), CARDS_IN_ROW):
    row = lessons[start : start + CARDS_IN_ROW]
    for column, (page, title, icon, draw) in zip(st.columns(CARDS_IN_ROW), row, strict=False):
        with column.container(border=True, height="stretch"):
            st.page_link(f"learn/{page}.py", label=title, icon=icon)
            draw(embedding)
last = st.container(border=True)

st.subheader(_("Explore"), anchor=False)
tools = [
    (
        "space",
        _("**Space**"),
        ":material/scatter_plot:",
        _("Distance now carries meaning. Find a word's neighbors in 3D, and see what the picture leaves out."),
    ),
    (
        "compare",
        _("**Compare**"),
        ":material/compare_arrows:",
        _("Two sources side by side: do other trainings give the same geometry, up to a rotation?"),
    ),
    (
        "library",
        _("**Library**"),
        ":material/database:",
        _("Which vectors can be looked at, and what is in them? Bring your own, and export any."),
    ),
]
for column, (page, title, icon, text) in zip(st.columns(len(tools)), tools, strict=True):
    with column.container(border=True, height="stretch"):
        st.page_link(f"explore/{page}.py", label=title, icon=icon)
        st.markdown(text)

# Drawn when all else stands: the biLM reads its sentences first.
with last:
    st.page_link("learn/polysemy.py", label=_("**7. Polysemy**"), icon=":material/call_split:")
    cards.polysemy(embedding)
    st.page_link(
        "learn/claims.py",
        label=_("**The fifteen claims**, each with its verdict"),
        icon=":material/fact_check:",
    )
