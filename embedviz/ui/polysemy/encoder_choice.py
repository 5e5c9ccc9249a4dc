"""Which biLM the Polysemy page looks through, and which transformer stands beside it."""

import os
import re

import streamlit as st

from embedviz.context.catalogue import encoders
from embedviz.context.elmo import Elmo
from embedviz.context.encoder import Encoder
from embedviz.context.transformer import Transformer
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.ui.polysemy.encoders import open_encoder
from embedviz.ui.widgets.controls import choose
from embedviz.ui.widgets.text import plain

NONE, BY_NAME = "none", "by-name"
# As the hub spells them: an owner and a model. Never a path, so that a browser cannot open folders of the server.
_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,95}(?:/[A-Za-z0-9][\w.-]{0,95})?")


def choose_elmo() -> Elmo:
    """Draw the choice of a biLM: the shipped one, or one from the data folder; one that fails gives way to the first.

    Returns
    -------
    Elmo
    """
    offered = {id: source for id, source in encoders().items() if source.form == "elmo" and not source.problem}
    id = choose(_("biLM"), {id: source.title for id, source in offered.items()}, key="bilm")
    shipped = next(iter(offered))
    try:
        with st.spinner(_("Opening the biLM")):
            found = open_encoder(id)
    except EmbedvizError as error:
        st.error(plain(error), icon=":material/error:")
        found = open_encoder(shipped)
    assert isinstance(found, Elmo)  # noqa: S101 - only those were offered
    return found


def choose_transformer() -> Encoder | None:
    """Draw the choice of a transformer to stand beside the biLM: none, one of the data folder, or one by its name.

    Returns
    -------
    Encoder or None
        None as well if it cannot be opened, after saying why.
    """
    names = {NONE: _("none")}
    names |= {id: source.title for id, source in encoders().items() if source.form == "transformer"}
    names |= {BY_NAME: _("by its name on Hugging Face …")}
    id = choose(_("Transformer beside it"), names, key="transformer")
    if id == NONE:
        return None
    name = ""
    if id == BY_NAME:
        name = st.text_input(_("Name of the model"), key="model", placeholder="sentence-transformers/all-MiniLM-L6-v2")
        name = name.strip()
        if not name:
            return None
    try:
        with st.spinner(_("Opening the transformer")):
            return _named(name) if id == BY_NAME else open_encoder(id)
    except EmbedvizError as error:
        st.error(plain(error), icon=":material/error:")
        return None


def _named(name: str) -> Encoder:
    if not _NAME.fullmatch(name) or ".." in name or os.path.exists(name):
        raise EmbedvizError(_("{name!r} is not the name of a model; expected owner/model").format(name=name[:60]))
    return _transformer(name)


@st.cache_resource(max_entries=2, show_spinner=False)
def _transformer(name: str) -> Encoder:
    return Transformer(name)
