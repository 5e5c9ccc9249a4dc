"""One-hot: n words as the rows of the identity matrix, beside the same words as trained vectors."""

from functools import partial

import streamlit as st

from embedviz.i18n import _
from embedviz.ui.frame.current import current_source
from embedviz.ui.frame.glossary import meaning
from embedviz.ui.one_hot.axes import axes_of_space
from embedviz.ui.one_hot.kinds import two_kinds
from embedviz.ui.one_hot.matrices import (
    all_pairs,
    both_matrices,
    one_hot_verdict,
    rows_of,
    which_is_independent,
)
from embedviz.ui.one_hot.price import price
from embedviz.ui.one_hot.row import product_is_row
from embedviz.ui.widgets.lesson import aside, question, step, verdict
from embedviz.ui.widgets.more import Panel, more
from embedviz.ui.widgets.queries import ask_words

embedding = current_source()

st.title(_("One-hot"), help=meaning("one-hot", "basis", "span", "rank"))
question(
    _(
        "Give each of k words an axis of its own: the words are the rows of the identity matrix. Are they independent? "
        "And does one resemble another?"
    )
)
answer = st.container()
# Of twelve words the numbers in the cells are too small for a slide.
words = ask_words(embedding, key="words", label=_("Words, up to 12"), default="the cat sat on a mat", fewer=6)
hot, dense = rows_of(embedding, words)
with answer:
    verdict(one_hot_verdict(hot))
both_matrices(hot, dense, words)
with aside("one-hot"):
    st.latex(
        r"e_i^\top e_j=0,\quad \lVert e_i-e_j\rVert=\sqrt2\quad(i\ne j),"
        r"\qquad \operatorname{rank}(I_k)=k,\qquad \det I_k=1"
    )

with step(_("Every pair compared"), help=meaning("cosine", "orthogonal")):
    all_pairs(hot, dense, words)
two_kinds(embedding)

with step(_("Axes of space, and their price"), help=meaning("basis", "span")):
    left, right = st.columns(2, gap="large", vertical_alignment="center")
    with left:
        axes_of_space(words)
    with right:
        price(*embedding.shape)

more(
    Panel("table", _("Which is independent?"), partial(which_is_independent, hot, dense, words)),
    Panel(
        "row",
        _("A product with a one-hot vector is a row"),
        partial(product_is_row, embedding, default=words[0]),
        keys=("row",),
    ),
)
