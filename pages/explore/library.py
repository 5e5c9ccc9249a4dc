"""Library: every source there is, what is in it, and the ways to add, export and remove."""

import streamlit as st

from embedviz.figures.norms import norms
from embedviz.i18n import _
from embedviz.parts.dataset import Excerpt
from embedviz.sources import catalogue
from embedviz.ui.frame.current import current_id
from embedviz.ui.frame.source import choose_source
from embedviz.ui.library.additions import add_files, data_folder_note
from embedviz.ui.library.disk import disk
from embedviz.ui.library.exporting import export
from embedviz.ui.library.health import health_panel
from embedviz.ui.library.published import published
from embedviz.ui.library.reading import how_read
from embedviz.ui.library.report import report_panel
from embedviz.ui.library.shelf import (
    SAMPLE,
    ask_order,
    facts,
    looked_at,
    manage,
    norms_of,
    source_table,
)
from embedviz.ui.polysemy.encoders import encoder_table
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.tables import draw_table, in_markdown
from embedviz.ui.widgets.text import plain, some_words
from embedviz.units import number

sources, current = catalogue(), current_id()
if current in sources:
    sources = {current: sources[current], **sources}
if st.session_state.get("library_current") != current:
    st.session_state["library_current"] = st.session_state["look"] = current

st.title(_("Library"))
st.markdown(_("The word vectors available to every page: what they contain, and how to add your own."))
table = source_table(sources)
draw_table(table, alt=_("All sources, the current one first"))
csv_button(table, name="sources")

st.header(_("What is in a source"), divider="gray")
left, right = st.columns([3, 4], gap="medium", vertical_alignment="bottom")
with left:
    source = choose_source(_("Source to describe"), sources, key="look")
with right:
    manage(source)
embedding = looked_at(source)
if embedding is not None:
    left, right = st.columns([3, 2], gap="medium")
    lengths = norms_of(embedding)
    with left:
        chart(norms(lengths), key="norms", alt=_("Distribution of the Euclidean norms"))
        with st.container(horizontal=True):
            st.metric(_("shortest vector"), number(lengths.smallest))
            st.metric(_("median"), number(lengths.median))
            st.metric(_("longest vector"), number(lengths.largest))
    with right:
        known = facts(source, embedding)
        st.table(in_markdown(known), border="horizontal", hide_index=True, hide_header=True)
        csv_button(known, name="facts")
    st.markdown(_("**First words:** {words}").format(words=some_words(embedding.words[:SAMPLE])))
    if len(embedding) > SAMPLE:
        st.markdown(
            (
                _("**Last words**, the rarest: {words}") if embedding.by_frequency else _("**Last words:** {words}")
            ).format(words=some_words(embedding.words[-SAMPLE:]))
        )

    ask_order(source, embedding)
how_read(source, embedding)
if embedding is not None:
    st.header(_("Health"), divider="gray")
    health_panel(source, embedding)
    st.header(_("Report"), divider="gray")
    report_panel(source, embedding)
    st.header(_("Export"), divider="gray")
    said = _("All words of {title} ({m:,}) as a file.")
    if isinstance(embedding, Excerpt):
        said = _("The first {m:,} words of {title} as a file; all of them by `embedviz convert`.")
    st.markdown(said.format(m=len(embedding), title=plain(source.title)))
    left, _right = st.columns([3, 4], gap="medium")
    with left:
        export(source, embedding)

st.header(_("Add your own"), divider="gray")
left, right = st.columns([3, 2], gap="medium")
with left:
    add_files()
with right:
    st.markdown(
        _(
            "GloVe or word2vec text, CSV, word2vec binary, fastText, TSV vectors with their metadata, .npy with a "
            "list of words, Parquet, Arrow or safetensors; plain, compressed or in a .zip. Upload files that belong "
            "together in one go, or as one .zip, such as the folder of a model."
        )
    )
    st.markdown(
        _(
            "Up to {limit} MB per file. What you add stays on this server, visible to everyone who uses it, until "
            "it is removed."
        ).format(limit=st.get_option("server.maxUploadSize"))
    )
    st.markdown(data_folder_note())

published()

st.header(_("Encoders"), divider="gray")
st.markdown(
    _(
        "Encoders give each word a vector in its context, for the Polysemy page. To add one, put a folder into that of "
        "`EMBEDVIZ_DATA`: an `options.json` with one `.hdf5` of weights, which is the form of the original ELMo by "
        "Peters et al. (2018), or a transformer's `config.json`, `tokenizer.json` and `model.safetensors`."
    )
)
table = encoder_table()
draw_table(table, missing="", alt=_("All encoders, the shipped one first"))
csv_button(table, name="encoders")

st.header(_("Disk"), divider="gray")
disk()
