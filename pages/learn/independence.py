"""Independence: which words are combinations of others, with the combination that shows it."""

import streamlit as st

from embedviz.i18n import _
from embedviz.ui.frame.current import current_source
from embedviz.ui.frame.glossary import meaning
from embedviz.ui.independence.span import span_of_words
from embedviz.ui.independence.witness import choose_words, few_words, one_too_many
from embedviz.ui.independence.word_basis import basis_of_words, readable_combination

embedding = current_source()
m, n = embedding.shape

st.title(_("Independence"))
st.markdown(
    _(
        "Is a word's vector a combination of the vectors of other words? In n dimensions up to n words may be "
        "independent; n + 1 never are, and n independent ones can write every other word, exactly and to no purpose."
    )
)

st.header(_("A few words"), divider="gray", help=meaning("dependent", "witness", "residual"))
st.markdown(
    _("Words are dependent when some combination of their vectors gives zero, and not all its coefficients are zero.")
)
st.latex(
    r"\begin{gathered}\textstyle\sum_i c_i\,v_i=0,\quad c\ne0\\[4pt]"
    r"\operatorname{rank}=\#\{i:\sigma_i>\tau\}\\[4pt]\tau=\max(k,n)\cdot\varepsilon\cdot\sigma_1\end{gathered}"
)
st.caption(
    _(
        "vᵢ are the vectors of k words in n dimensions, σ₁ ≥ σ₂ ≥ … the singular values of the k × n matrix they make, "
        "τ is the tolerance, ε = 2.2e-16 that of float64 (Golub and Van Loan 2013, section 5.4.1). The witness c is "
        "the left singular vector of the smallest singular value (section 2.4.2)."
    )
)
words = choose_words(embedding)
few_words(embedding, words)

st.header(_("One word too many"), divider="gray", help=meaning("rank", "nullity"))
st.markdown(_("Any n + 1 = {count:,} words are dependent, whichever they are.").format(count=n + 1))
st.latex(
    r"\begin{gathered}\operatorname{rank}(A)\le n<n+1\\[4pt]"
    r"\Rightarrow\quad\exists\,c\ne0:\ c^\top A=0\end{gathered}"
)
st.caption(
    _(
        "A is the (n + 1) × n matrix of their vectors, one a row. An independent list is never longer than a list that "
        "spans (Axler 2024, theorem 2.22). Coefficients have length 1; the residual is ‖cᵀA‖/σ₁."
    )
)
one_too_many(embedding, words)

st.header(_("A basis made of words"), divider="gray", help=meaning("basis", "condition"))
st.markdown(
    _(
        "Independent words, as many as the rank, give coordinates to all others: exact, unique, and without meaning "
        "to a reader."
    )
)
st.latex(
    r"\begin{gathered}A^\top\Pi=QR,\quad v=\textstyle\sum_j c_j\,b_j\\[4pt]"
    r"\frac{\lVert\delta c\rVert}{\lVert c\rVert}\le\kappa\,\frac{\lVert\delta v\rVert}{\lVert v\rVert},"
    r"\quad\kappa=\frac{\sigma_1}{\sigma_n}\end{gathered}"
)
st.caption(
    _(
        "The permutation Π puts in front, at each step, the word farthest from the span of those before: QR with "
        "column pivoting (Businger and Golub 1965). bⱼ are the first words then, cⱼ the coordinates of a vector v; κ "
        "is the condition number: a relative change of v can grow κ-fold in c (Golub and Van Loan 2013, section 2.6.2)."
    )
)
expressed = basis_of_words(embedding)

st.header(_("A combination that reads"), divider="gray", help=meaning("combination"))
st.markdown(_("Few words with positive coefficients say what a word is about, at the price of an error."))
st.latex(r"\min_{c\,\ge\,0,\ \lVert c\rVert_0\le s}\ \frac{\lVert v-\sum_i c_i\,w_i\rVert}{\lVert v\rVert}")
st.caption(
    _(
        "wᵢ are the 100 nearest neighbors of the word among the first 20,000 of the source, ‖c‖₀ counts the "
        "coefficients that are not zero. Found greedily, by orthogonal matching pursuit with non-negative least "
        "squares (Bruckstein, Elad and Zibulevsky 2008; Lawson and Hanson 1974): a good choice of words, perhaps not "
        "the best."
    )
)
if expressed is None:
    st.info(_("Without a word to write there is nothing to combine."), icon=":material/info:")
else:
    readable_combination(embedding, expressed)

st.header(_("The span of a few words"), divider="gray", help=meaning("span"))
st.markdown(_("All combinations of a few words are a subspace; every word of the vocabulary has a distance from it."))
st.latex(
    r"\begin{gathered}d(v,S)=\min_{x\in S}\lVert v-x\rVert=\lVert v-V^\top Vv\rVert\\[4pt]"
    r"d(v,S)=\lVert v\rVert\sin\theta\end{gathered}"
)
st.caption(
    _(
        "S is the span, V has an orthonormal basis of it as rows, VᵀVv is the point of S nearest to v, θ the angle "
        "between v and S (Golub and Van Loan 2013, section 2.5.1). sin θ is the share of v that is outside S: of "
        "random directions √(1 − r/n), in the root mean square, r being the dimension of S."
    )
)
span_of_words(embedding)
