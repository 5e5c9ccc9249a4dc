"""One-hot: n words as the rows of the identity matrix, beside the same words as trained vectors."""

import streamlit as st

from embedviz.i18n import _
from embedviz.ui.frame.current import current_source
from embedviz.ui.frame.glossary import meaning
from embedviz.ui.one_hot.matrices import all_pairs, axes_of_space, both_matrices, rows_of, which_is_independent
from embedviz.ui.one_hot.price import price
from embedviz.ui.one_hot.row import product_is_row
from embedviz.ui.widgets.queries import ask_words

embedding = current_source()

st.title(_("One-hot"))
st.markdown(
    _(
        "Give each of k words an axis of its own. The words are then the rows of the identity matrix: mutually "
        "orthogonal, independent, spanning the whole space, and all equally far from each other."
    )
)
st.latex(
    r"e_i^\top e_j=0,\quad \lVert e_i-e_j\rVert=\sqrt2\quad(i\ne j),"
    r"\qquad \operatorname{rank}(I_k)=k,\qquad \det I_k=1"
)
words = ask_words(embedding, key="words", label=_("Words, up to 12"), default="the cat sat on a mat")
hot, dense = rows_of(embedding, words)
both_matrices(hot, dense, words)
all_pairs(hot, dense, words)

left, right = st.columns(2, gap="large")
with left:
    st.header(_("Axes of space"), divider="gray", help=meaning("basis", "span"))
    axes_of_space(hot, words)
with right:
    st.header(_("Which is independent?"), divider="gray", help=meaning("dependent", "rank"))
    which_is_independent(hot, dense, words)

st.header(_("The price"), divider="gray")
price(*embedding.shape)

st.header(_("A product with a one-hot vector is a row"), divider="gray", help=meaning("one-hot", "matrix"))
st.latex(r"e_i^\top W = W_{i,:}")
product_is_row(embedding, default=words[0])
