"""Distance: cosine, Euclidean distance and dot product, where they disagree, and what hubs make of neighborhoods."""

import streamlit as st

from embedviz.i18n import _
from embedviz.ui.distance.hubs import compared, hubs_among
from embedviz.ui.distance.neighborhoods import at_length_one, three_neighborhoods, why_lengths
from embedviz.ui.frame.current import current_source
from embedviz.ui.frame.glossary import meaning

embedding = current_source()

st.title(_("Distance"))
st.markdown(
    _(
        "How near are two words? There are three usual answers: cosine, Euclidean distance, dot product. They differ "
        "in what they make of the lengths of the vectors, and in nothing else."
    )
)

st.header(_("One word, three neighborhoods"), divider="gray", help=meaning("cosine", "euclidean", "neighbor"))
st.latex(
    r"\cos\theta=\frac{x^\top q}{\lVert x\rVert\,\lVert q\rVert},\qquad "
    r"\lVert x-q\rVert^2=\lVert x\rVert^2+\lVert q\rVert^2-2\,x^\top q,\qquad "
    r"x^\top q=\lVert x\rVert\,\lVert q\rVert\cos\theta"
)
st.caption(
    _(
        "q is the vector of the word asked for, x that of another, θ the angle between them, ‖x‖ the norm, that is, "
        "the length of x. All words are searched, exactly. Zero vectors have a distance and a product but no angle: "
        "they are on no list by cosine (Turney and Pantel 2010)."
    )
)
asked = three_neighborhoods(embedding)

st.header(_("Why: lengths"), divider="gray", help=meaning("norm"))
st.markdown(
    _(
        "Of two vectors at one angle θ to q, the longer has the larger dot product where cos θ > 0, and the smaller "
        "one where cos θ < 0. By Euclidean distance the one is nearer whose length is nearer to ‖q‖ cos θ. The cosine "
        "ignores lengths."
    )
)
st.latex(
    r"x^\top q\propto\lVert x\rVert\cos\theta,\qquad "
    r"\lVert x-q\rVert^2=(\lVert x\rVert-\lVert q\rVert\cos\theta)^2+\lVert q\rVert^2\sin^2\theta"
)
st.caption(
    _(
        "How long a vector is may go with how frequent its word is (Schakel and Wilson 2015). Spearman's ρ is the "
        "correlation of two rankings, here by frequency and by norm, from −1 to 1 (Spearman 1904)."
    )
    if embedding.by_frequency
    else _(
        "Spearman's ρ is the correlation of two rankings, here by place in the file and by norm, from −1 to 1 "
        "(Spearman 1904). How often the words occur is not known for this source."
    )
)
why_lengths(embedding, asked)

st.header(_("At length 1 all three agree"), divider="gray")
st.latex(
    r"\lVert x\rVert=\lVert q\rVert=1\quad\Longrightarrow\quad \lVert x-q\rVert^2=(x-q)^\top(x-q)"
    r"=\lVert x\rVert^2+\lVert q\rVert^2-2\,x^\top q=2-2\cos\theta"
)
st.caption(
    _(
        "At length 1 the distance falls as the cosine rises, and the dot product is the cosine: one order for all "
        "(Levy, Goldberg and Dagan 2015). Checked in float64 on the first words."
    )
)
at_length_one(embedding, asked)

st.header(_("Hubs: neighbors of very many"), divider="gray", help=meaning("hub"))
st.latex(
    r"N_k(x)=\#\{\,y\ne x : x\in\mathrm{kNN}(y)\,\},\qquad "
    r"S_{N_k}=\frac{\mathbb E\left[(N_k-k)^3\right]}{\sigma_{N_k}^3}"
)
among = compared(embedding)
st.caption(
    _(
        "Each word has k neighbors, so Nₖ is k in the mean. Words that are neighbors of very many others are hubs, "
        "those that are nobody's are anti-hubs. S is the skewness of Nₖ, σ its standard deviation (Radovanović, "
        "Nanopoulos and Ivanović 2010). All pairs of the first {count:,} words are compared."
    ).format(count=len(among))
)
hubs_among(among)
