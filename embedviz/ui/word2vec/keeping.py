"""Trained vectors kept as a source for every page."""

import streamlit as st

from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.sources import catalogue
from embedviz.sources.labels import LONGEST_TITLE
from embedviz.sources.shelf import keep
from embedviz.training.result import Training
from embedviz.ui.frame.source import look_at
from embedviz.ui.widgets.text import plain
from embedviz.ui.word2vec.settings import model_names
from embedviz.ui.word2vec.training import Run
from embedviz.ui.work.progress import progress_shown


def keep_as_source(run: Run, training: Training) -> None:
    """Draw the form that keeps a training under a title, or what it was kept as.

    Parameters
    ----------
    run : Run
        Over.
    training : Training
        One of its models.
    """
    name = model_names()[training.model]
    source = catalogue().get(run.sources.get(training.model, ""))
    if source is not None:
        st.success(_("{model} is saved as {title}.").format(model=name, title=plain(source.title)))
        return
    usual = _("{model}, {corpus}").format(model=name, corpus=run.corpus.title)[:LONGEST_TITLE]
    with st.form(f"keep_{training.model}"):
        title = st.text_input(_("Title"), usual, max_chars=LONGEST_TITLE, key=f"keep_title_{run.id}_{training.model}")
        label = _("Save {model} and use it on every page").format(model=name)
        if not st.form_submit_button(label, icon=":material/bookmark_add:", key=f"keep_{training.model}_now"):
            return
    try:
        with progress_shown() as progress:
            source = keep(training.embedding, title=title, kind="trained", progress=progress)
    except EmbedvizError as error:
        st.error(plain(error), icon=":material/error:")
        return
    run.sources[training.model] = source.id
    look_at(source)
    st.rerun()
