"""One-hot: n words as the rows of the identity matrix, beside the same words as trained vectors."""

import numpy as np
import streamlit as st

from embedviz.algebra.gram import Gram, gram
from embedviz.algebra.growth import RankGrowth, rank_growth
from embedviz.algebra.onehot import StorageCost, one_hot
from embedviz.figures.matrices import coordinates, cosines, distances, identity
from embedviz.figures.onehot import basis_vectors
from embedviz.i18n import _
from embedviz.ui.frame.current import current_source
from embedviz.ui.frame.glossary import meaning
from embedviz.ui.one_hot.row import row_of
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.controls import choose
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.queries import ask_word, ask_words
from embedviz.ui.widgets.scene import scene
from embedviz.ui.widgets.text import shown
from embedviz.units import size

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


def determinant(found: Gram, grown: RankGrowth) -> str:
    if grown.ranks[-1] < k:
        return "0"  # rounding leaves something of it, of either sign
    power = 2 * np.log10(grown.novelty * found.norms).sum()
    return f"{10.0**power:.4g}" if abs(power) < 300 else f"1e{power:.0f}"


left, right = st.columns(2, gap="large")
for key, column, title, found, grown, figure, alt in (
    ("identity", left, _("One-hot"), hot_gram, hot_growth, identity(hot, words), _("The identity matrix")),
    ("rows", right, _("Dense"), dense_gram, dense_growth, coordinates(dense, words), _("The words' coordinates")),
):
    with column:
        st.header(title, divider="gray")
        rank, cos, far = grown.ranks[-1], found.cosine_range, found.distance_range
        verdict = _("Rank **{rank} of {k}**, Gram determinant **{det}**.").format(
            rank=rank, k=k, det=determinant(found, grown)
        )
        if np.isfinite(cos).all():
            verdict += " " + _("Cosines from **{cos[0]:.2f}** to **{cos[1]:.2f}**.").format(cos=cos)
        if k > 1:
            verdict += " " + _("Distances from **{far[0]:.5g}** to **{far[1]:.5g}**.").format(far=far)
        st.markdown(verdict)
        chart(figure, key=key, alt=alt)
pair = choose(
    _("Compare the words by"), {"cosine": _("cosine"), "distance": _("Euclidean distance")}, key="pair", as_buttons=True
)
left, right = st.columns(2, gap="large")
for column, found, key in ((left, hot_gram, "pairs-hot"), (right, dense_gram, "pairs-dense")):
    with column:
        figure = cosines(found.cosines, words) if pair == "cosine" else distances(found.distances, words)
        chart(figure, key=key, alt=_("Each pair of words compared"))
if np.isfinite(dense_gram.cosine_range).all():
    st.caption(_("Left, nothing is more like one thing than another. Right, likeness has become a number."))
if pair == "cosine" and not dense_gram.norms.all():
    st.caption(_("A zero vector has no direction, and so no cosine: its fields are empty."))

left, right = st.columns(2, gap="large")
with left:
    st.header(_("Axes of space"), divider="gray", help=meaning("basis", "span"))
    if k == 3:
        scene(
            basis_vectors(hot, words), key="axes", alt=_("Three one-hot vectors as arrows along the axes"), height=420
        )
    else:
        st.info(_("Three words span a space that can be drawn. Type exactly three."), icon=":material/view_in_ar:")
        st.button(_("Show “cat dog king”"), on_click=st.session_state.__setitem__, args=("words", "cat dog king"))
with right:
    st.header(_("Which is independent?"), divider="gray", help=meaning("dependent", "rank"))
    st.markdown(
        _(
            "The share of each word's vector that lies outside the span of the words before it. Above {tolerance:.1e} "
            "the word is independent of them; at 1 it is orthogonal to them all."
        ).format(tolerance=dense_growth.tolerance)
    )
    table = {
        _("word"): words,
        _("one-hot"): hot_growth.novelty,
        _("dense"): dense_growth.novelty,
        _("independent"): dense_growth.independent,
    }
    st.dataframe(table, hide_index=True)
    csv_button(table, name="independence")

st.header(_("The price"), divider="gray")
cost = StorageCost(m, n)
times = f"{cost.ratio:,.0f}" if cost.ratio >= 100 else f"{cost.ratio:.3g}"
for column, label, value, help_ in zip(
    st.columns(4),
    (_("one-hot, m²"), _("dense, m·n"), _("times larger"), _("non-zero coordinates")),
    (size(cost.one_hot_bytes), size(cost.dense_bytes), times, _("1 of {m:,}").format(m=m)),
    (
        _("{m:,} words in {m:,} coordinates, 4 bytes each.").format(m=m),
        _("{m:,} words in {n:,} coordinates, 4 bytes each.").format(m=m, n=n),
        _("m/n."),
        _("Of each one-hot vector; the rest is zero."),
    ),
    strict=True,
):
    column.metric(label, value, help=help_)

st.header(_("A product with a one-hot vector is a row"), divider="gray", help=meaning("one-hot", "matrix"))
st.latex(r"e_i^\top W = W_{i,:}")
word = ask_word(embedding, key="row", label=_("Word"), default=words[0])
if word is not None:
    lookup = row_of(embedding, word)
    st.markdown(
        _(
            "“{word}” is word {number:,}: its one-hot vector is 1 in coordinate {number:,} and 0 in {zeros:,} others. "
            "Times W, {m:,} × {n:,}, it gives row {number:,}. Largest difference between product and row: "
            "**{difference:g}**."
        ).format(word=shown(word), number=lookup.position + 1, zeros=m - 1, m=m, n=n, difference=lookup.difference)
    )
    table = {_("dimension"): np.arange(1, n + 1), _("product"): lookup.product, _("row of W"): lookup.row}
    st.dataframe(table, hide_index=True, height=240)
    csv_button(table, name="row")
