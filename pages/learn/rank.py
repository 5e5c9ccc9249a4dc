"""Rank: are m trained vectors in n dimensions full rank, and what do their singular values say?"""

from functools import partial

import streamlit as st

from embedviz.claims.answer import consequences
from embedviz.claims.answer import verdict as answer_to
from embedviz.claims.rounding import doubt
from embedviz.i18n import _, sentences
from embedviz.parts.dataset import Excerpt
from embedviz.ui.frame.current import current_source
from embedviz.ui.frame.glossary import meaning
from embedviz.ui.rank.by_numpy import ask_numpy
from embedviz.ui.rank.dimension import two_dimensions
from embedviz.ui.rank.growth import one_word_at_a_time
from embedviz.ui.rank.low_rank import what_it_keeps
from embedviz.ui.rank.values import on_log_scale, other_ranks, singular_values
from embedviz.ui.rank.verdicts import float32_verdict
from embedviz.ui.rank.whole import rank_of_all
from embedviz.ui.widgets.lesson import aside, question, step, trial, verdict
from embedviz.ui.widgets.more import Panel, more
from embedviz.ui.widgets.presenting import is_presenting
from embedviz.ui.work.results import fullness_of, spectrum_of

embedding = current_source()

st.title(_("Rank"), help=meaning("singular", "spectrum", "tolerance", "rank"))
question(_("The vectors that training produces: are they full rank? Are they m vectors in an n-dimensional space?"))
whole = spectrum_of(embedding)
answered = fullness_of(embedding)
verdict(answer_to(answered), sentences(consequences(answered), doubt(whole)))
chosen = singular_values(embedding)
with aside("rank"):
    st.latex(r"\operatorname{rank}(A)=\#\{i:\sigma_i>\tau\},\qquad \tau=\max(m,n)\cdot\varepsilon\cdot\sigma_1")
    st.caption(
        _(
            "A is the m × n matrix with one word's vector per row, σ₁ ≥ σ₂ ≥ … are its singular values, τ is the "
            "tolerance, and ε the machine epsilon of the arithmetic: 2.2·10⁻¹⁶ for float64."
        )
    )
if len(whole.singular_values) > 1 and whole.rank():
    trial(_("Raise the tolerance until the rank falls. How small, relative to the first, is the last singular value?"))

with step(_("One word at a time"), help=meaning("rank", "span")):
    one_word_at_a_time(embedding)

with step(_("float32 against float64"), help=meaning("tolerance")):
    st.markdown(float32_verdict(whole))
    if is_presenting():  # elsewhere the figure above is in sight
        on_log_scale(whole)
    ask_numpy(embedding)

if isinstance(embedding, Excerpt):
    rank_of_all(embedding)

more(
    Panel("ranks", _("Other ranks: how many directions matter?"), partial(other_ranks, chosen)),
    Panel(
        "low-rank",
        _("What low rank keeps"),
        partial(what_it_keeps, embedding, whole),
        keys=("word", "k"),
    ),
    Panel("dimension", _("What no singular value sees"), partial(two_dimensions, embedding)),
)
