"""Orthogonality: angles between words, how many nearly orthogonal ones fit, and what a change of basis leaves alone."""

import streamlit as st

from embedviz.i18n import _
from embedviz.ui.frame.current import current_source
from embedviz.ui.frame.glossary import meaning
from embedviz.ui.orthogonality.angles import angles
from embedviz.ui.orthogonality.axes import axes
from embedviz.ui.orthogonality.coherence import coherent_pairs
from embedviz.ui.orthogonality.rotation import rotation

embedding = current_source()

st.title(_("Orthogonality"))
st.markdown(
    _(
        "One-hot vectors are orthogonal, every pair. Trained vectors gave that up: what did they get, and what do "
        "their axes mean?"
    )
)

st.header(_("Angles"), divider="gray", help=meaning("orthogonal", "cosine"))
st.markdown(_("One-hot words stand at 90°, all of them. Do trained words at least stand as random directions would?"))
st.latex(
    r"\begin{gathered}h_n(\theta)=\frac{\Gamma(n/2)}{\sqrt{\pi}\,\Gamma((n-1)/2)}\,\sin^{n-2}\theta\\[4pt]"
    r"v'=(I-UU^\top)(v-\mu)\end{gathered}"
)
st.caption(
    _(
        "h is the density of the angle θ between random directions in n dimensions (Cai, Fan and Jiang 2013); μ is the "
        "mean vector, the columns of U are the top D principal directions, and v′ is what is left of v without them "
        "(Mu and Viswanath 2018)."
    )
)
angles(embedding)

st.header(_("How many nearly orthogonal vectors fit"), divider="gray", help=meaning("coherence"))
st.markdown(
    _(
        "At most n vectors that are not zero can be orthogonal in n dimensions; many more can be nearly so, and the "
        "price has a lower bound."
    )
)
st.latex(
    r"\mu(A)=\max_{i\ne j}\frac{|v_i^\top v_j|}{\lVert v_i\rVert\,\lVert v_j\rVert}\ \ge\ \sqrt{\frac{k-n}{n\,(k-1)}}"
)
st.caption(
    _(
        "μ is the coherence of k vectors vᵢ in n dimensions, k > n: the largest |cosine| of a pair. On the right "
        "stands the Welch bound (Welch 1974), which tends to 1/√n as k grows."
    )
)
coherent_pairs(embedding)

st.header(_("A change of basis"), divider="gray", help=meaning("orthogonal-matrix", "gram"))
st.markdown(
    _(
        "Turn all vectors by one orthogonal matrix: their coordinates change, and no product, length, angle or "
        "singular value does."
    )
)
st.latex(
    r"\begin{gathered}Q^\top Q=I\quad\Rightarrow\\[4pt]"
    r"(x^\top Q)(y^\top Q)^\top=x^\top y,\quad \sigma_i(AQ)=\sigma_i(A)\end{gathered}"
)
st.caption(
    _(
        "Q is an orthogonal n × n matrix, drawn uniformly (Haar measure; Mezzadri 2007), x and y are two vectors, A is "
        "the m × n matrix of all, σᵢ its singular values."
    )
)
drawn = rotation(embedding)

st.header(_("Does a dimension have a meaning?"), divider="gray", help=meaning("varimax", "ica"))
st.markdown(
    _(
        "Products do not tell one basis from another, so no axis is given by them. Whether the axes as they are can "
        "be read better than random ones, and than axes sought for the purpose, is measured."
    )
)
st.latex(
    r"\max_{Q^\top Q=I}\ \sum_{j=1}^{n}\Big[\tfrac1m\sum_{i=1}^{m}\lambda_{ij}^4-"
    r"\Big(\tfrac1m\sum_{i=1}^{m}\lambda_{ij}^2\Big)^2\Big]"
)
st.caption(
    _(
        "Varimax (Kaiser 1958; for word vectors Park, Bak and Oh 2017): λᵢⱼ is the coordinate of word i on axis j, "
        "Λ = AQ. ICA whitens first and seeks the least Gaussian axes (Hyvärinen 1999; for words Yamagiwa et al. "
        "2023, Musil and Mareček 2024)."
    )
)
if drawn is None:
    st.info(_("Without a Q there is no basis to compare with."), icon=":material/info:")
else:
    axes(embedding, drawn)
