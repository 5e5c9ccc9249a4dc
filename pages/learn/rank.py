"""Rank: are m trained vectors in n dimensions full rank, and what do their singular values say?"""

import streamlit as st

from embedviz.claims.answer import consequences, verdict
from embedviz.claims.rounding import doubt
from embedviz.i18n import _
from embedviz.ui.frame.current import current_source
from embedviz.ui.frame.glossary import meaning
from embedviz.ui.rank.by_numpy import ask_numpy
from embedviz.ui.rank.dimension import two_dimensions
from embedviz.ui.rank.growth import one_word_at_a_time
from embedviz.ui.rank.low_rank import searched, what_it_keeps
from embedviz.ui.rank.values import singular_values
from embedviz.ui.rank.verdicts import float32_verdict
from embedviz.ui.work.results import fullness_of, spectrum_of

embedding = current_source()
whole = spectrum_of(embedding)

st.title(_("Rank"))
st.markdown(_("The vectors that training produces: are they full rank? Are they m vectors in an n-dimensional space?"))
answered = fullness_of(embedding)
st.subheader(verdict(answered), anchor=False)
st.markdown(consequences(answered))
if doubt(whole):
    st.markdown(doubt(whole))

st.header(_("The spectrum"), divider="gray", help=meaning("singular", "spectrum", "tolerance", "rank"))
st.latex(r"\operatorname{rank}(A)=\#\{i:\sigma_i>\tau\},\qquad \tau=\max(m,n)\cdot\varepsilon\cdot\sigma_1")
st.caption(
    _(
        "A is the m × n matrix with one word's vector a row, σ₁ ≥ σ₂ ≥ … are its singular values, τ is the tolerance, "
        "and ε the relative spacing of the numbers computed with: 2.2e-16 for float64."
    )
)
singular_values(embedding)

st.header(_("One word at a time"), divider="gray", help=meaning("rank", "span"))
one_word_at_a_time(embedding)

st.header(_("float32 against float64"), divider="gray", help=meaning("tolerance"))
st.markdown(float32_verdict(whole))
ask_numpy(embedding)

st.header(_("What low rank keeps"), divider="gray", help=meaning("low-rank", "energy"))
st.latex(
    r"A_k=\sum_{i\le k}\sigma_i u_i v_i^\top,"
    r"\qquad \frac{\lVert A_k\rVert_F^2}{\lVert A\rVert_F^2}=\frac{\sum_{i\le k}\sigma_i^2}{\sum_i\sigma_i^2}"
)
among = searched(embedding)
st.caption(
    _(
        "Of all matrices of rank at most k, Aₖ is nearest to A in the Frobenius norm (Eckart and Young 1936). "
        "Neighbors are searched among {which}."
    ).format(which=_("all words") if among is embedding else _("the first {count:,} words").format(count=len(among)))
)
what_it_keeps(embedding, whole)

st.header(_("What no singular value sees"), divider="gray", help=meaning("intrinsic-dimension"))
st.markdown(
    _(
        "The spectrum describes a cloud as a whole. Around one word, do the others lie in all directions, or in few? "
        "The same question goes to a Gaussian cloud with the mean and the covariance of the words."
    )
)
st.latex(r"-\ln\bigl(1-F(\mu)\bigr)=d\,\ln\mu,\qquad \mu=r_2/r_1")
st.caption(
    _(
        "r₁ and r₂ are the distances of a word to its nearest and its second nearest neighbor, F is the share of words "
        "with a ratio up to μ. Where the density is constant that far, points in d dimensions lie on a line of slope d "
        "through the origin; it is fitted without the largest tenth (Facco et al. 2017)."
    )
)
two_dimensions(embedding)
