"""The source that every page looks at: chosen once, in the sidebar, kept in the URL."""

import streamlit as st

from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.sources import DEFAULT_SOURCE, catalogue, open_source
from embedviz.ui.text import plain

KEY = "source"


@st.cache_resource(max_entries=8, show_spinner=False)
def _opened(id: str) -> Embedding:
    return open_source(id)


def pick_source() -> None:
    """Draw the picker in the sidebar; if the source cannot be opened, say why and end the page."""
    st.sidebar.selectbox(
        _("Source"),
        list(catalogue()),
        key=KEY,
        bind="query-params",
        help=_("The word vectors that every page looks at."),
    )
    try:
        embedding = current_source()
    except EmbedvizError as error:
        st.error(plain(error), icon=":material/error:")
        st.stop()
    title = catalogue()[embedding.id].title
    st.sidebar.caption(_("{title}: {m:,} words.").format(title=title, m=len(embedding)) + " " + embedding.note)


def current_source() -> Embedding:
    """Return the chosen embedding, shared by all sessions.

    Returns
    -------
    Embedding
    """
    return _opened(st.session_state.get(KEY, DEFAULT_SOURCE))
