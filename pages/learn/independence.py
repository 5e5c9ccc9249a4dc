"""Independence: which words are combinations of others, with the combination that shows it."""

from functools import partial

import streamlit as st

from embedviz.i18n import _
from embedviz.ui.frame.current import current_source
from embedviz.ui.frame.glossary import meaning
from embedviz.ui.independence.span import span_of_words
from embedviz.ui.independence.verdicts import any_combination
from embedviz.ui.independence.witness import choose_words, few_words, one_too_many
from embedviz.ui.independence.word_basis import basis_and_combination
from embedviz.ui.widgets.lesson import aside, question, step, trial, verdict
from embedviz.ui.widgets.more import Panel, more
from embedviz.ui.work.results import fullness_of

embedding = current_source()
n = embedding.shape[1]

st.title(_("Independence"), help=meaning("dependent", "witness", "residual"))
question(
    _(
        "Is a word's vector a combination of the vectors of other words? Words are dependent when some combination of "
        "their vectors is zero, with coefficients that are not all zero."
    )
)
verdict(any_combination(fullness_of(embedding)))
words = choose_words(embedding)
few_words(embedding, words)
with aside("few"):
    st.latex(
        r"\textstyle\sum_i c_i\,v_i=0,\ c\ne0,\qquad"
        r"\operatorname{rank}=\#\{i:\sigma_i>\tau\},\qquad\tau=\max(k,n)\cdot\varepsilon\cdot\sigma_1"
    )
    st.caption(
        _(
            "vᵢ are the vectors of k words in n dimensions, σ₁ ≥ σ₂ ≥ … the singular values of the k × n matrix "
            "they make, τ is the tolerance, ε = 2.2·10⁻¹⁶ that of float64 (Golub and Van Loan 2013, section "
            "5.4.1). The witness c is the left singular vector of the smallest singular value (section 2.4.2)."
        )
    )
if len(embedding) > 12:
    trial(_("Draw twelve words at random. Are they ever dependent? How many words does it take?"))

with step(_("One word too many"), help=meaning("rank", "nullity")):
    st.markdown(_("Any n + 1 = {count:,} words are dependent, whichever they are.").format(count=n + 1))
    one_too_many(embedding, words)
    with aside("surplus"):
        st.latex(r"\operatorname{rank}(A)\le n<n+1\quad\Rightarrow\quad\exists\,c\ne0:\ c^\top A=0")
        st.caption(
            _(
                "A is the (n + 1) × n matrix of their vectors, one per row. No independent list is longer than a "
                "spanning list (Axler 2024, theorem 2.22). The coefficient vector has unit norm; the residual is "
                "‖cᵀA‖/σ₁."
            )
        )

more(
    Panel(
        "basis",
        _("A basis made of words, and a readable combination"),
        partial(basis_and_combination, embedding),
        keys=("expressed", "terms"),
    ),
    Panel("span", _("The span of a few words"), partial(span_of_words, embedding), keys=("span", "by")),
)
