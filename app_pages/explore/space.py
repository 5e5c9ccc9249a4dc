"""Space: words as points in 3D, their neighbors, and what the picture leaves out."""

import html

import streamlit as st

from embedviz.errors import EmbedvizError
from embedviz.figures.space import flat, space
from embedviz.geometry.expression import quote
from embedviz.i18n import _
from embedviz.ui.charts import chart
from embedviz.ui.downloads import csv_button, html_button
from embedviz.ui.points import answer, color_names, coloring, highlight, landmarks, points
from embedviz.ui.queries import ask
from embedviz.ui.scene import scene
from embedviz.ui.sources import current_source
from embedviz.ui.space import axis_titles, counts_for, method_names, picture, trust
from embedviz.ui.tables import answer_columns, coordinate_columns, looks_close, neighbor_table

K = 10
DEFAULT_COUNT = 10_000
MOST_IN_SVG = 3_000

embedding = current_source()

st.title(_("Space"))
boxes = st.columns([3, 2, 2, 2])
with boxes[0]:
    expression = ask(embedding, key="q", label=_("Word or expression"))
with boxes[1]:
    names = method_names()
    method = st.selectbox(
        _("Projection"), list(names), format_func=names.__getitem__, key="method", bind="query-params"
    )
with boxes[2]:
    counts = counts_for(embedding, method)
    usual = max(count for count in counts if count <= max(DEFAULT_COUNT, counts[0]))
    count = st.select_slider(
        _("Words shown"), counts, usual, format_func=lambda c: f"{c:,}", key=f"words-{method}", bind="query-params"
    )
with boxes[3]:
    colors = color_names()
    color = st.selectbox(_("Color"), list(colors), format_func=colors.__getitem__, key="color", bind="query-params")

answered = None
if expression is not None:
    try:
        answered = answer(embedding, expression, K)
    except EmbedvizError as error:
        st.warning(str(error), icon=":material/search_off:")

found = picture(embedding, method, count, seed=0)
if found is None:
    st.stop()
drawn = points(found, answered)
colored = coloring(color, found, drawn, answered)
marked = highlight(found, drawn, answered)
titles = axis_titles(found)

left, right = st.columns([5, 2], gap="medium")
with left:
    figure = space(
        drawn.coordinates, drawn.words, colored, axis_titles=titles, highlight=marked, landmarks=landmarks(found)
    )
    if not scene(
        figure,
        key="space",
        alt=_("The most frequent words as points in three dimensions"),
        on_click=lambda word: st.session_state.__setitem__("q", quote(html.unescape(word))),
    ):
        st.info(_("This browser has no WebGL: the first two axes are shown, flat."), icon=":material/info:")
        chart(
            flat(drawn.coordinates, drawn.words, colored, axis_titles=titles, highlight=marked),
            key="flat",
            alt=_("The most frequent words as points in the plane"),
        )
    st.caption(
        _(
            "{shown:,} words shown / {total:,}, {placed} of them placed for the query. Click a point to select it."
        ).format(shown=len(drawn.words), total=len(embedding), placed=drawn.placed)
    )
    with st.container(horizontal=True):
        html_button(figure, name="space")
        csv_button(lambda: coordinate_columns(drawn), name="coordinates")
with right:
    if answered is None:
        st.info(_("Type a word above, or click a point, to see its neighbors."), icon=":material/search:")
    else:
        st.markdown(_("**{query}**: nearest of all {m:,} words").format(query=answered.expression, m=len(embedding)))
        tables = {metric: neighbor_table(near, metric) for metric, near in answered.by.items()}
        cosine, distance, seen = st.tabs([_("Cosine"), _("Euclidean"), _("Looks close")])
        cosine.dataframe(tables["cosine"], hide_index=True)
        distance.dataframe(tables["euclidean"], hide_index=True)
        with seen:
            looks_close(drawn, answered, K)
        csv_button(lambda: answer_columns(tables), name="neighbors")
st.header(_("What the picture leaves out"), divider="gray")
judged = trust(found, sample=1_000)
columns = st.columns(4)
shares, losses = found.projection.explained_variance, found.projection.losses
columns[0].metric(_("variance kept"), f"{shares.sum():.1%}" if shares is not None else "–")
columns[1].metric(_("mean length lost"), f"{losses.mean():.1%}" if losses is not None else "–")
columns[2].metric(_("15 nearest neighbors kept"), f"{judged.mean_kept:.1%}")
columns[3].metric(_("trustworthiness"), f"{judged.trustworthiness:.3f}")
st.markdown(
    _(
        "Of a word's {k} nearest neighbors among the words shown, this picture keeps **{kept:.1%}**: most points that "
        "look close here are not. Judged at {sample:,} words drawn at random, by Euclidean distance."
    ).format(k=judged.k, kept=judged.mean_kept, sample=len(judged.positions))
)
