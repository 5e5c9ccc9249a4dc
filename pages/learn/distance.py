"""Distance: cosine, Euclidean distance and dot product, where they disagree, and what hubs make of neighborhoods."""

from functools import partial

import streamlit as st

from embedviz.i18n import _
from embedviz.parts.dataset import Excerpt
from embedviz.ui.distance.hubs import hubs_of_first
from embedviz.ui.distance.neighborhoods import at_length_one, three_neighborhoods, why_lengths
from embedviz.ui.distance.whole import neighbors_among_all
from embedviz.ui.frame.current import current_source
from embedviz.ui.frame.glossary import meaning
from embedviz.ui.widgets.lesson import aside, question, step, trial
from embedviz.ui.widgets.more import Panel, more

embedding = current_source()

st.title(_("Distance"), help=meaning("cosine", "euclidean", "neighbor", "norm"))
question(
    _(
        "How near are two words? There are three usual answers: cosine, Euclidean distance, dot product. Do they agree "
        "on a word's neighbors?"
    )
)
asked = three_neighborhoods(embedding)
with aside("three"):
    st.latex(
        r"\cos\theta=\frac{x^\top q}{\lVert x\rVert\,\lVert q\rVert},\qquad "
        r"\lVert x-q\rVert^2=\lVert x\rVert^2+\lVert q\rVert^2-2\,x^\top q,\qquad "
        r"x^\top q=\lVert x\rVert\,\lVert q\rVert\cos\theta"
    )
    st.caption(
        _(
            "q is the vector of the word asked for, x that of another, θ the angle between them, ‖x‖ the norm, that "
            "is, the length of x. The search is exact. Zero vectors have a distance and a product but no angle: they "
            "are on no list by cosine (Turney and Pantel 2010)."
        )
    )
if len(embedding) > 2:
    trial(_("Ask for the first word of the source, then for a late one. Whose lists differ more?"))

with step(_("At length 1 all three agree"), help=meaning("cosine", "euclidean")):
    at_length_one(embedding, asked)
    with aside("unit"):
        st.latex(
            r"\lVert x\rVert=\lVert q\rVert=1\quad\Longrightarrow\quad \lVert x-q\rVert^2=(x-q)^\top(x-q)"
            r"=\lVert x\rVert^2+\lVert q\rVert^2-2\,x^\top q=2-2\cos\theta"
        )
        st.caption(
            _(
                "At length 1 the distance falls as the cosine rises, and the dot product is the cosine: one order for "
                "all (Levy, Goldberg and Dagan 2015). Checked in float64 on the first words."
            )
        )

if isinstance(embedding, Excerpt):
    neighbors_among_all(embedding)

more(
    Panel("norms", _("Why they disagree: lengths"), partial(why_lengths, embedding, asked), keys=("first",)),
    Panel(
        "hubs",
        _("Hubs: neighbors of very many words"),
        partial(hubs_of_first, embedding),
        keys=("hubs", "metric"),
    ),
)
