"""Space: words as points in 3D, their neighbors, and what the picture leaves out."""

from functools import partial

import streamlit as st

from embedviz.errors import EmbedvizError
from embedviz.geometry.expression import quote
from embedviz.i18n import _, ngettext, pgettext, sentences
from embedviz.ui.frame.current import current_source
from embedviz.ui.frame.glossary import meaning
from embedviz.ui.scene.points import scene_of_points
from embedviz.ui.space.colors import color_names, coloring
from embedviz.ui.space.flat import draw_flat
from embedviz.ui.space.methods import SEEDED, ask_count, ask_dimensions, memory_note, method_names
from embedviz.ui.space.picture import picture
from embedviz.ui.space.points import (
    answer,
    cloud_of,
    exported,
    highlight,
    named_regions,
    points,
)
from embedviz.ui.space.selection import current_selection, select, selection_table
from embedviz.ui.space.tables import answer_columns, coordinate_columns, looks_close, neighbor_table
from embedviz.ui.space.truth import lies_in_one_place, neighborhood, sampled_trust
from embedviz.ui.widgets.address import bound, whole
from embedviz.ui.widgets.controls import choose
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.order import place_name, place_text
from embedviz.ui.widgets.queries import ask
from embedviz.ui.widgets.tables import draw_table
from embedviz.ui.widgets.text import plain, shown
from embedviz.units import Readable

K = 10

embedding = current_source()

st.title(_("Space"))
boxes = st.columns([2.5, 2.7, 1.75, 1.55, 1.3, 1.4], gap="xsmall")
notices = st.container()
with boxes[0]:
    expression = ask(embedding, key="q", label=_("Word or expression"), notices=notices)
with boxes[1]:
    method = choose(_("Projection"), method_names(embedding), key="method")
with boxes[5]:
    dimensions = ask_dimensions(embedding, method)
with boxes[2]:
    count = ask_count(embedding, method, dimensions)
with boxes[3]:
    color = choose(_("Color"), color_names(embedding), key="color")
with boxes[4]:
    seed = st.number_input(
        pgettext("a narrow box", "Seed"), 0, 9_999, key="seed", bind=bound("seed", whole(0, 9_999)),
        disabled=method not in SEEDED, help=_("The same seed gives the same picture."),
    )  # fmt: skip

answered = None
if expression is not None:
    try:
        answered = answer(embedding, expression, K)
    except EmbedvizError as error:
        notices.warning(plain(error), icon=":material/search_off:")

chosen = current_selection(embedding)
left, right = st.columns([5, 2], gap="medium")
drawn = None
with left:
    found = picture(embedding, method, count, seed, dimensions)
    if found is not None:
        drawn = points(found, answered)
        colored, marked = coloring(color, found, drawn, answered, chosen), highlight(found, drawn, answered)
        cloud = cloud_of(found, drawn)
        if not scene_of_points(
            cloud,
            colored,
            marked,
            key="space",
            alt=_("Words as points in the plane") if dimensions == 2 else _("Words as points in three dimensions"),
            query=str(answered.expression) if answered is not None else None,
            place_text=place_text(embedding),
            regions=named_regions(found),
            flat=found.dimensions == 2,
            figure=partial(exported, found, drawn, colored, marked),
            on_click=lambda word: st.session_state.__setitem__("q", quote(word)),
            on_select=partial(select, embedding, drawn),
        ):
            draw_flat(drawn, colored, found.titles, marked)
        known = [word for word in drawn.placed if word in embedding]
        count_shown = len(found.shown) + len(known)
        shown_of_all = ngettext("{shown:,} word shown / {total:,}.", "{shown:,} words shown / {total:,}.", count_shown)
        st.caption(
            sentences(
                shown_of_all.format(shown=count_shown, total=len(embedding)),
                _("{placed:,} of them placed for the query.").format(placed=len(known)) if known else "",
                _("Click a point to select it."),
                memory_note(len(drawn)),
            )
        )
        if found.whole is not None:
            said, plain_picture = st.columns([4, 1], vertical_alignment="center")
            said.caption(
                _(
                    "PaCMAP bends the space so that neighborhoods stay together; lengths, directions and how far one "
                    "cluster is from another mean nothing here. PCA is the straight view."
                )
            )
            plain_picture.button(
                _("See PCA"),
                key="see_pca",
                type="tertiary",
                icon=":material/straighten:",
                on_click=lambda: st.session_state.__setitem__("method", "pca"),
            )
        if color == "similarity" and answered is None:
            st.caption(
                _("Without a query there is no similarity: the colors show the {place}.").format(
                    place=place_name(embedding)
                )
            )
        if color == "selection" and chosen is None:
            st.caption(_("Nothing is selected yet: draw a box or a line around points, by the tools of the scene."))
        csv_button(partial(coordinate_columns, drawn), name="coordinates")
    if chosen is not None:
        selection_table(embedding, chosen)
with right:
    if answered is None:
        st.info(_("Type a word above, or click a point, to see its neighbors."), icon=":material/search:")
    else:
        nearest = _("**{query}**: nearest of all {m:,} words")
        st.markdown(nearest.format(query=shown(answered.expression), m=len(embedding)))
        tables = {metric: neighbor_table(near, metric, embedding) for metric, near in answered.by.items()}
        cosine, distance, seen = st.tabs([_("Cosine"), _("Euclidean"), _("Looks close")])
        with cosine:
            draw_table(tables["cosine"])
        with distance:
            draw_table(tables["euclidean"])
        with seen:
            looks_close(drawn, answered, K)
        csv_button(lambda: answer_columns(tables), name="neighbors")
if found is None:
    st.stop()

st.header(_("What the picture leaves out"), divider="gray", help=meaning("projection", "pca", "neighbor"))
is_one_place = lies_in_one_place(found)
shares, losses = found.projection.explained_variance, found.projection.losses
k = 0 if is_one_place else neighborhood(found)
judged = sampled_trust(found) if k else None
kept = {
    _("variance kept"): f"{Readable(shares.sum()):.1%}" if shares is not None and shares.any() else None,
    _("mean length lost"): f"{Readable(losses.mean()):.1%}" if losses is not None else None,
    _("{k} nearest neighbors kept").format(k=k): f"{Readable(judged.mean_kept):.1%}" if judged is not None else None,
    _("trustworthiness"): f"{judged.trustworthiness:.3f}" if judged is not None else None,
}
kept = {label: value for label, value in kept.items() if value is not None}
if kept:  # nothing is, of a map, as long as it is judged
    for column, (label, value) in zip(st.columns(len(kept)), kept.items(), strict=True):
        column.metric(label, value)
if is_one_place and len(found.shown) > 1:
    st.markdown(_("All words shown have one and the same vector: there are no neighborhoods to compare."))
elif not k:
    st.markdown(_("With fewer than three words there are no neighborhoods to compare."))
if judged is None:
    st.stop()
share = _(
    "On average, **{kept:.1%}** of a word's {k} nearest neighbors among the words shown are also among its {k} "
    "nearest in the picture{rest}."
)
rest = _("; the rest of what looks close is not close") if judged.mean_kept < 1 else ""
some = _("Evaluated on {sample:,} words drawn at random, by Euclidean distance.")
every = _("Evaluated on all {sample:,} words shown, by Euclidean distance.")
basis = (some if len(judged.positions) < len(found.shown) else every).format(sample=len(judged.positions))
st.markdown(sentences(share.format(k=k, kept=Readable(judged.mean_kept), rest=rest), basis))
