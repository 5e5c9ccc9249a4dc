"""Distance: cosine, Euclidean distance and dot product, where they disagree, and what hubs make of neighborhoods."""

import streamlit as st

from embedviz.errors import EmbedvizError
from embedviz.figures.agreement import places, sphere
from embedviz.figures.frequency import norms_by_rank
from embedviz.figures.hubness import metric_names, occurrences
from embedviz.i18n import _
from embedviz.ui.distance.hubs import (
    SHOWN,
    compared,
    concentration,
    hub_table,
    hubs_of,
    occurrence_columns,
    summary_table,
)
from embedviz.ui.distance.metrics import (
    comparison_of,
    comparison_table,
    disagreement,
    frequency_of,
    frequency_table,
    identity,
    identity_table,
    lengths,
    normalization_of,
    tendency,
)
from embedviz.ui.frame.current import current_source
from embedviz.ui.frame.glossary import meaning
from embedviz.ui.widgets.address import bound, on_or_off
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.controls import choose, first_words, step_slider, up_to
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.queries import ask_word
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.results import reachable

MOST_NEIGHBORS, USUAL = 20, 10

embedding = current_source()
scaled = found = None

st.title(_("Distance"))
st.markdown(
    _(
        "How near are two words? There are three usual answers: cosine, Euclidean distance, dot product. They differ "
        "in what they make of the lengths of the vectors, and in nothing else."
    )
)

st.header(_("One word, three neighborhoods"), divider="gray", help=meaning("cosine", "euclidean", "neighbor"))
st.latex(
    r"\cos\theta=\frac{x^\top q}{\lVert x\rVert\,\lVert q\rVert},\qquad "
    r"\lVert x-q\rVert^2=\lVert x\rVert^2+\lVert q\rVert^2-2\,x^\top q,\qquad "
    r"x^\top q=\lVert x\rVert\,\lVert q\rVert\cos\theta"
)
st.caption(
    _(
        "q is the vector of the word asked for, x that of another, θ the angle between them, ‖x‖ the norm, that is, "
        "the length of x. All words are searched, exactly. Zero vectors have a distance and a product but no angle: "
        "they are on no list by cosine (Turney and Pantel 2010)."
    )
)
left, right = st.columns(2)
with left:
    word = ask_word(embedding, key="word", label=_("Word"), default="cat")
try:
    if word is not None:
        most = reachable(embedding, [word], MOST_NEIGHBORS, "euclidean")
        with right:
            k = up_to(most, label=_("Neighbors k"), usual=USUAL, key="near")
        found, scaled = comparison_of(embedding, word, k), normalization_of(embedding, word)
except EmbedvizError as error:
    st.warning(plain(error), icon=":material/search_off:")
if found is not None:
    st.markdown(disagreement(found))
    chart(places(found), key="places", alt=_("The nearest words by each metric, lines between their places"))
    with st.expander(_("The lists as a table"), icon=":material/table:"):
        table = comparison_table(found, embedding)
        st.dataframe(table, hide_index=True)
        csv_button(table, name="metrics")

st.header(_("Why: lengths"), divider="gray", help=meaning("norm"))
st.markdown(
    _(
        "Of two vectors at one angle θ to q, the longer has the larger dot product where cos θ > 0, and the smaller "
        "one where cos θ < 0. By Euclidean distance the one is nearer whose length is nearer to ‖q‖ cos θ. The cosine "
        "ignores lengths."
    )
)
st.latex(
    r"x^\top q\propto\lVert x\rVert\cos\theta,\qquad "
    r"\lVert x-q\rVert^2=(\lVert x\rVert-\lVert q\rVert\cos\theta)^2+\lVert q\rVert^2\sin^2\theta"
)
st.caption(
    _(
        "How long a vector is may go with how frequent its word is (Schakel and Wilson 2015). Spearman's ρ is the "
        "correlation of two rankings, here by frequency and by norm, from −1 to 1 (Spearman 1904)."
    )
    if embedding.by_frequency
    else _(
        "Spearman's ρ is the correlation of two rankings, here by place in the file and by norm, from −1 to 1 "
        "(Spearman 1904). How often the words occur is not known for this source."
    )
)
count = first_words(embedding)
by_place = frequency_of(embedding.top(count))
st.markdown(tendency(by_place, count, by_frequency=embedding.by_frequency))
if found is not None:
    st.markdown(lengths(found, embedding))
row = None if word is None else embedding.index(word)
figure = norms_by_rank(by_place, found, row, by_frequency=embedding.by_frequency)
chart(figure, key="norms", alt=_("Median norm and middle 80% of the norms over the place of the word"))
with st.expander(_("The norms as a table"), icon=":material/table:"):
    table = frequency_table(by_place)
    st.dataframe(table, hide_index=True, height=240)
    csv_button(table, name="norms")

st.header(_("At length 1 all three agree"), divider="gray")
st.latex(
    r"\lVert x\rVert=\lVert q\rVert=1\quad\Longrightarrow\quad \lVert x-q\rVert^2=(x-q)^\top(x-q)"
    r"=\lVert x\rVert^2+\lVert q\rVert^2-2\,x^\top q=2-2\cos\theta"
)
st.caption(
    _(
        "At length 1 the distance falls as the cosine rises, and the dot product is the cosine: one order for all "
        "(Levy, Goldberg and Dagan 2015). Checked in float64 on the first words."
    )
)
if scaled is not None:
    tied = bound("unit", on_or_off)
    normalized = st.toggle(_("Scale every vector to length 1"), value=True, key="unit", bind=tied)
    st.markdown(identity(scaled))
    figure = sphere(scaled, embedding.words, normalized=normalized)
    chart(figure, key="sphere", alt=_("Squared distance over cosine, a point a word, and the curve 2 − 2 cos θ"))
    with st.expander(_("Both sides as a table"), icon=":material/table:"):
        table = identity_table(scaled, embedding, MOST_NEIGHBORS)
        st.dataframe(table, hide_index=True)
        csv_button(table, name="identity")
else:
    st.info(_("For a word with neighbors: both sides of the identity."), icon=":material/info:")

st.header(_("Hubs: neighbors of very many"), divider="gray", help=meaning("hub"))
st.latex(
    r"N_k(x)=\#\{\,y\ne x : x\in\mathrm{kNN}(y)\,\},\qquad "
    r"S_{N_k}=\frac{\mathbb E\left[(N_k-k)^3\right]}{\sigma_{N_k}^3}"
)
among = compared(embedding)
st.caption(
    _(
        "Each word has k neighbors, so Nₖ is k in the mean. Words that are neighbors of very many others are hubs, "
        "those that are nobody's are anti-hubs. S is the skewness of Nₖ, σ its standard deviation (Radovanović, "
        "Nanopoulos and Ivanović 2010). All pairs of the first {count:,} words are compared."
    ).format(count=len(among))
)
by_size = hubs_of(among)
if not by_size:
    st.info(_("Hubs need at least three words whose vectors are not zero."), icon=":material/info:")
    st.stop()
left, right = st.columns(2, vertical_alignment="bottom")
with left:
    sizes = list(by_size)
    usual = USUAL if USUAL in by_size else sizes[-1]
    size = step_slider(_("Size k of a neighborhood"), sizes, usual, key="hubs")
with right:
    metrics = metric_names()
    metric = choose(_("Show the hubs by"), metrics, key="metric", as_buttons=True)
by_metric = by_size[size]
st.markdown(concentration(by_metric, among))
chart(occurrences(by_metric), key="hubness", alt=_("How many words are neighbors of how many others, by metric"))
summary = summary_table(by_metric, among)
st.dataframe(summary, hide_index=True)
csv_button(summary, name="hubs")
hubs = by_metric[metric]
left, right = st.columns(2, gap="medium")
with left:
    st.markdown(_("**Hubs** by {metric}").format(metric=metrics[metric]))
    st.dataframe(hub_table(hubs, among, hubs.order[:SHOWN]), hide_index=True, height=300)
with right:
    st.markdown(_("**Anti-hubs**, the first of {count:,}").format(count=len(hubs.antihubs)))
    st.dataframe(hub_table(hubs, among, hubs.antihubs[:SHOWN]), hide_index=True, height=300)
csv_button(lambda: occurrence_columns(by_metric, among), name="hubness")
