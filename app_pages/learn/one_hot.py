"""One-hot: n words as the rows of the identity matrix, beside the same words as trained vectors."""

import numpy as np
import streamlit as st

from embedviz.algebra.gram import gram
from embedviz.algebra.growth import rank_growth
from embedviz.algebra.onehot import StorageCost, one_hot, row_lookup
from embedviz.figures.matrices import coordinates, cosines, distances, identity
from embedviz.figures.onehot import basis_vectors
from embedviz.i18n import _
from embedviz.ui.charts import chart
from embedviz.ui.controls import choose
from embedviz.ui.downloads import csv_button
from embedviz.ui.queries import ask_word, ask_words
from embedviz.ui.scene import scene
from embedviz.ui.sources import current_source
from embedviz.ui.text import plain, size

embedding = current_source()
m, n = embedding.shape

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
k = len(words)
hot, dense = one_hot(np.arange(k), k), embedding.rows(words)
hot_gram, dense_gram = gram(hot), gram(dense)
hot_growth, dense_growth = rank_growth(hot), rank_growth(dense)

verdict = _("Rank **{rank} of {k}**, Gram determinant **{det:.4g}**.")
if k > 1:
    verdict += " " + _(
        "Cosines from **{cos[0]:.2f}** to **{cos[1]:.2f}**, distances from **{far[0]:.4f}** to **{far[1]:.4f}**."
    )
coordinates_of = _("The words' {n} coordinates").format(n=n)
left, right = st.columns(2, gap="large")
for key, column, title, found, grown, figure, alt in (
    ("identity", left, _("One-hot"), hot_gram, hot_growth, identity(hot, words), _("The identity matrix")),
    ("rows", right, embedding.id, dense_gram, dense_growth, coordinates(dense, words), coordinates_of),
):
    with column:
        st.header(title, divider="gray")
        rank, det = grown.ranks[-1], found.determinant
        st.markdown(verdict.format(rank=rank, k=k, det=det, cos=found.cosine_range, far=found.distance_range))
        chart(figure, key=key, alt=alt)
pair = choose(
    _("Compare the words by"), {"cosine": _("cosine"), "distance": _("Euclidean distance")}, key="pair", as_buttons=True
)
left, right = st.columns(2, gap="large")
for column, found, key in ((left, hot_gram, "pairs-hot"), (right, dense_gram, "pairs-dense")):
    with column:
        figure = cosines(found.cosines, words) if pair == "cosine" else distances(found.distances, words)
        chart(figure, key=key, alt=_("Each pair of words compared"))
st.caption(_("Left, nothing is more like one thing than another. Right, likeness has become a number."))

left, right = st.columns(2, gap="large")
with left:
    st.header(_("Axes of space"), divider="gray")
    if k == 3:
        scene(
            basis_vectors(hot, words), key="axes", alt=_("Three one-hot vectors as arrows along the axes"), height=420
        )
    else:
        st.info(_("Three words span a space that can be drawn. Type exactly three."), icon=":material/view_in_ar:")
        st.button(_("Show “cat dog king”"), on_click=st.session_state.__setitem__, args=("words", "cat dog king"))
with right:
    st.header(_("Which is independent?"), divider="gray")
    st.markdown(
        _(
            "The share of each word's vector that lies outside the span of the words before it. Above {tolerance:.1e} "
            "the word is independent of them; at 1 it is orthogonal to them all."
        ).format(tolerance=dense_growth.tolerance)
    )
    table = {
        _("word"): words,
        _("one-hot"): hot_growth.novelty,
        embedding.id: dense_growth.novelty,
        _("independent"): dense_growth.independent,
    }
    st.dataframe(table, hide_index=True)
    csv_button(table, name="independence")

st.header(_("The price"), divider="gray")
cost = StorageCost(m, n)
for column, label, value, meaning in zip(
    st.columns(4),
    (_("one-hot, m²"), _("dense, m·n"), _("times larger"), _("non-zero coordinates")),
    (size(cost.one_hot_bytes), size(cost.dense_bytes), f"{cost.ratio:,.0f}", _("1 of {m:,}").format(m=m)),
    (
        _("{m:,} words in {m:,} coordinates, 4 bytes each.").format(m=m),
        _("{m:,} words in {n:,} coordinates, 4 bytes each.").format(m=m, n=n),
        _("m/n."),
        _("Of each one-hot vector; the rest is zero."),
    ),
    strict=True,
):
    column.metric(label, value, help=meaning)

st.header(_("A product with a one-hot vector is a row"), divider="gray")
st.latex(r"e_i^\top W = W_{i,:}")
word = ask_word(embedding, key="row", label=_("Word"), default=words[0])
if word is not None:
    lookup = row_lookup(embedding, word)
    st.markdown(
        _(
            "“{word}” is word {number:,}: its one-hot vector has {zeros:,} zeros and a 1 in coordinate {number:,}. "
            "Times W, {m:,} × {n:,}, it gives row {number:,}. Largest difference between product and row: "
            "**{difference:g}**."
        ).format(word=plain(word), number=lookup.position + 1, zeros=m - 1, m=m, n=n, difference=lookup.difference)
    )
    st.dataframe(
        {_("dimension"): np.arange(1, n + 1), _("product"): lookup.product, _("row of W"): lookup.row},
        hide_index=True,
        height=240,
    )
