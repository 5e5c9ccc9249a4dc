"""Compare: two sources side by side, what they share, how far one is from a rotated copy of the other."""

import streamlit as st

from embedviz.i18n import _
from embedviz.ui.compare.alignment import alignment
from embedviz.ui.compare.journey import journey
from embedviz.ui.compare.languages import across
from embedviz.ui.compare.neighbors import neighborhoods
from embedviz.ui.compare.overview import kernel_alignment, spectra, vocabulary
from embedviz.ui.compare.pair import choose_words, pair_of
from embedviz.ui.compare.twin import choose_twin, offer_to_keep, open_twin, pair_names
from embedviz.ui.compare.views import views
from embedviz.ui.frame.current import current_source
from embedviz.ui.frame.glossary import meaning
from embedviz.ui.widgets.lesson import question
from embedviz.ui.widgets.presenting import is_presenting
from embedviz.ui.word2vec.evaluation import scores_beside

embedding = current_source()

st.title(_("Compare"))
question(
    _("Two trainings with different seeds give different numbers: their axes are arbitrary. Is the geometry the same?")
)
st.markdown(_("The source chosen in the sidebar, A, is compared with another, B."))
left, right = st.columns([3, 2], vertical_alignment="bottom")
with left:
    source = choose_twin(embedding)
twin = open_twin(source)
if twin is None:
    st.stop()
with right:
    offer_to_keep(source, twin)
pair = pair_of(embedding, twin, pair_names(embedding, source))
if pair is None:
    st.stop()

if not is_presenting():  # where each heading begins a step: the question comes with what is compared
    st.header(_("Shared words"), divider="gray")
vocabulary(pair)
compared = choose_words(pair) if pair.shared.words else None

st.header(_("Both spectra"), divider="gray", help=meaning("spectrum", "effective"))
st.latex(
    r"\operatorname{erank}(A)=\exp\Big(-\sum_i p_i\log p_i\Big),\qquad p_i=\frac{\sigma_i}{\sum_j\sigma_j},\qquad "
    r"\sigma_i(AQ)=\sigma_i(A)"
)
st.caption(
    _(
        "σᵢ are the singular values of all vectors of a source, drawn relative to the largest; the effective rank is "
        "the exponential of their entropy (Roy and Vetterli 2007). No rotation changes them."
    )
)
spectra(pair)

if compared is not None:
    st.header(_("Alignment"), divider="gray", help=meaning("procrustes", "residual"))
    st.markdown(_("Is A a rotated copy of B? The orthogonal matrix that brings A closest to B has a closed form."))
    st.latex(
        r"Q=\arg\min_{Q^\top Q=I}\lVert AQ-B\rVert_F=UV^\top,\qquad A^\top B=U\Sigma V^\top,\qquad "
        r"r_i=\lVert a_iQ-b_i\rVert\,/\,\lVert b_i\rVert"
    )
    st.caption(
        _(
            "Orthogonal Procrustes (Schönemann 1966). Row i of A and of B is the vector of the same word, aᵢ and bᵢ; "
            "rᵢ is its residual relative to its length. Nothing is centered: a shift would change the cosines."
        )
    )
    aligned = alignment(pair, compared)
    if pair.listed:
        st.header(_("Nearest across languages"), divider="gray")
        across(pair)

    st.header(_("Neighborhoods"), divider="gray", help=meaning("neighbor", "jaccard"))
    st.markdown(
        _(
            "In practice, embeddings are used through nearest neighbors. Comparing them needs no alignment "
            "and no equal dimensions."
        )
    )
    st.latex(r"J_k(w)=\frac{|N_k^A(w)\cap N_k^B(w)|}{|N_k^A(w)\cup N_k^B(w)|}")
    st.caption(
        _(
            "N is the set of the k words nearest to w by cosine, among the first shared words, in A and in B; "
            "J is their Jaccard index (Jaccard 1912; for word vectors Wendlandt, Kummerfeld and Mihalcea 2018)."
        )
    )
    found = neighborhoods(pair, compared)

    st.header(_("Side by side"), divider="gray")
    if aligned is None:
        st.info(_("Without an alignment, the two sources have no axes in common."), icon=":material/info:")
    else:
        seen = views(pair, compared, aligned, found.looked_at)
        st.header(_("From A to B"), divider="gray", help=meaning("procrustes"))
        st.latex(r"Q(t)=\exp(t\log Q),\qquad Q(0)=I,\qquad Q(1)=Q")
        journey(compared, aligned, seen, found)

    st.header(_("Linear CKA"), divider="gray", help=meaning("cka"))
    st.latex(
        r"\operatorname{CKA}(A,B)=\frac{\lVert \bar B^\top\bar A\rVert_F^2}"
        r"{\lVert \bar A^\top\bar A\rVert_F\,\lVert \bar B^\top\bar B\rVert_F},\qquad "
        r"\mathbb E_{\text{chance}}=\frac{\sqrt{\beta_A\,\beta_B}}{m-1}"
    )
    st.caption(
        _(
            "Ā and B̄ hold the vectors of the m words with their mean subtracted (Kornblith et al. 2019). β = "
            "(Σσ²)²/Σσ⁴ is the participation ratio; the mean over all ways of pairing the words is exact "
            "(Kazi-Aoual et al. 1995)."
        )
    )
    kernel_alignment(compared)

st.header(_("Against human judgments"), divider="gray", help=meaning("spearman"))
st.markdown(
    _("The same tests for both, on all their words. Where confidence intervals overlap, the tests do not rank the two.")
)
scores_beside(dict(zip(pair.names, (pair.first, pair.second), strict=True)))
