"""Orthogonality: angles between words, how many nearly orthogonal ones fit, and what a change of basis leaves alone."""

from functools import partial

import streamlit as st

from embedviz.i18n import _
from embedviz.ui.frame.current import current_source
from embedviz.ui.frame.glossary import meaning
from embedviz.ui.orthogonality.angles import angles
from embedviz.ui.orthogonality.axes import axes_of_bases
from embedviz.ui.orthogonality.coherence import coherent_pairs
from embedviz.ui.orthogonality.effect import judged
from embedviz.ui.orthogonality.isotropy import spread
from embedviz.ui.orthogonality.rotation import rotation, what_stays
from embedviz.ui.widgets.lesson import aside, question, step, trial
from embedviz.ui.widgets.more import Panel, more

embedding = current_source()

st.title(_("Orthogonality"), help=meaning("orthogonal", "cosine"))
question(_("One-hot words are at 90° to each other, every pair. Are trained words orthogonal too?"))
measured = angles(embedding)
with aside("angles"):
    st.latex(
        r"h_n(\theta)=\frac{\Gamma(n/2)}{\sqrt{\pi}\,\Gamma((n-1)/2)}\,\sin^{n-2}\theta,\qquad v'=(I-UU^\top)(v-\mu)"
    )
    st.caption(
        _(
            "h is the density of the angle θ between random directions in n dimensions (Cai, Fan and Jiang 2013); "
            "μ is the mean vector, the columns of U are the top D principal directions, and v′ is what remains of "
            "v without them (Mu and Viswanath 2018)."
        )
    )
if measured is not None:
    trial(_("Remove no direction but the mean, then one, then ten. When do words come to lie as random directions do?"))

with step(_("A change of basis"), help=meaning("orthogonal-matrix", "gram")):
    st.markdown(
        _(
            "Rotate all vectors by one orthogonal matrix: their coordinates change, but no dot product, length, "
            "angle or singular value does."
        )
    )
    drawn = rotation(embedding)
    with aside("rotation"):
        st.latex(r"Q^\top Q=I\quad\Rightarrow\quad(x^\top Q)(y^\top Q)^\top=x^\top y,\quad \sigma_i(AQ)=\sigma_i(A)")
        st.caption(
            _(
                "Q is an orthogonal n × n matrix, drawn uniformly (Haar measure; Mezzadri 2007), x and y are two "
                "vectors, A is the m × n matrix of all, σᵢ its singular values."
            )
        )

panels = [
    Panel(
        "coherence",
        _("How many nearly orthogonal vectors fit"),
        partial(coherent_pairs, embedding),
        keys=("coherent",),
    ),
    Panel("axes", _("Does a dimension have a meaning?"), partial(axes_of_bases, embedding, drawn), keys=("axis",)),
]
if drawn is not None:
    panels.append(Panel("invariance", _("What a rotation leaves unchanged"), partial(what_stays, embedding, drawn)))
if measured is not None:
    panels += [
        Panel("isotropy", _("Do they spread more evenly without the mean?"), partial(spread, embedding, measured)),
        Panel("effect", _("Does it improve the vectors?"), partial(judged, embedding, measured)),
    ]
more(*panels)
