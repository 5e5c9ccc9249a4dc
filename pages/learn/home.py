"""Home: what this is, the student's question answered, and the argument as a path of lessons."""

import streamlit as st

from embedviz.claims.answer import consequences
from embedviz.claims.answer import verdict as answer_to
from embedviz.claims.rounding import doubt
from embedviz.figures.spectrum import spectrum as spectrum_figure
from embedviz.i18n import _, sentences
from embedviz.ui.frame.current import current_source
from embedviz.ui.frame.glossary import meaning
from embedviz.ui.frame.present import enter
from embedviz.ui.home import cards
from embedviz.ui.rank.dimension import measured
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.lesson import question, verdict
from embedviz.ui.widgets.more import Panel, more
from embedviz.ui.widgets.presenting import is_presenting
from embedviz.ui.work.results import fullness_of, spectrum_of

CARDS_IN_ROW, LEAD_HEIGHT = 3, 330

embedding = current_source()
m, n = embedding.shape

st.title(_("See the linear algebra of word embeddings"))
question(_("**A student's question.** The vectors that training produces: are they full rank?"))
spectrum = spectrum_of(embedding)
answered = fullness_of(embedding)
verdict(answer_to(answered), sentences(consequences(answered), doubt(spectrum)))
words, dimensions, rank, effective, intrinsic = st.columns(5)
words.metric(_("words m"), f"{m:,}", help=meaning("matrix"))
dimensions.metric(_("dimensions n"), f"{n:,}", help=meaning("matrix"))
rank.metric(_("rank"), f"{spectrum.rank():,}", help=meaning("rank"))
effective.metric(_("effective rank"), f"{spectrum.effective_rank:.1f}", help=meaning("effective"))
with intrinsic:
    name = _("intrinsic dimension")
    note = f":small[{name}]" if is_presenting() else name  # as large as the names beside it
    found = measured(embedding, note=note)  # takes seconds, so it waits to be asked for
    if found is not None:
        st.metric(name, f"{found.value:.1f}", help=meaning("intrinsic-dimension"))
chart(
    spectrum_figure(spectrum, log=False, height=LEAD_HEIGHT),
    key="lead",
    alt=_("Singular values in descending order, and the energy they accumulate"),
)
if is_presenting():  # the rest is the way into the lessons
    st.stop()
with st.container(key="embedviz_start", horizontal=True, vertical_alignment="center"):
    st.page_link("learn/one_hot.py", label=_("Start lesson 1"), icon=":material/play_arrow:")
    st.button(
        _("Present the lecture"),
        key="embedviz_lecture",
        icon=":material/slideshow:",
        type="tertiary",
        on_click=enter,
    )
    st.page_link("explore/library.py", label=_("Open my vectors"), icon=":material/upload_file:")
st.caption(
    _(
        "Word vectors in everyday use, seen as the matrix they are: its rank, its spectrum, its neighborhoods. "
        "Every number on every page is computed from the source chosen in the sidebar, with its tolerance, and can "
        "be checked."
    )
)


def draw_argument() -> None:
    """Draw a card for each lesson: a figure and a sentence, of the source at hand."""
    lessons = [
        ("one_hot", _("**1. One-hot**"), ":material/grid_on:", cards.one_hot_words),
        ("rank", _("**2. Rank**"), ":material/stairs:", cards.rank),
        ("independence", _("**3. Independence**"), ":material/account_tree:", cards.independence),
        ("distance", _("**4. Distance**"), ":material/straighten:", cards.distance),
        ("orthogonality", _("**5. Orthogonality**"), ":material/square_foot:", cards.orthogonality),
        ("word2vec", _("**6. Word2vec**"), ":material/model_training:", cards.word2vec),
    ]
    for start in range(0, len(lessons), CARDS_IN_ROW):
        row = lessons[start : start + CARDS_IN_ROW]
        for column, (page, title, icon, draw) in zip(st.columns(CARDS_IN_ROW), row, strict=False):
            with column.container(border=True, height="stretch"):
                st.page_link(f"learn/{page}.py", label=title, icon=icon)
                draw(embedding)
    last = st.container(border=True)
    # Drawn when all else stands: the biLM reads its sentences first.
    with last:
        st.page_link("learn/polysemy.py", label=_("**7. Polysemy**"), icon=":material/call_split:")
        cards.polysemy(embedding)
        st.page_link(
            "learn/claims.py",
            label=_("**The fifteen claims**, each with its verdict"),
            icon=":material/fact_check:",
        )


def draw_tools() -> None:
    """Draw a card for each tool."""
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
            _("Which vectors are available, and what is in them? Add your own, and export any."),
        ),
    ]
    for column, (page, title, icon, text) in zip(st.columns(len(tools)), tools, strict=True):
        with column.container(border=True, height="stretch"):
            st.page_link(f"explore/{page}.py", label=title, icon=icon)
            st.markdown(text)


more(
    Panel("argument", _("The argument, one figure per lesson"), draw_argument),
    Panel("tools", _("The tools: Space, Compare, Library"), draw_tools),
)
