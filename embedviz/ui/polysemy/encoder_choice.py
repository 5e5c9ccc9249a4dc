"""Which biLM the Polysemy page looks through, and which transformer stands beside it."""

import os
import re
from collections.abc import Sequence
from functools import partial

import streamlit as st

from embedviz.context.catalogue import DEFAULT_ENCODER, encoders
from embedviz.context.elmo import Elmo
from embedviz.context.encoder import Encoder
from embedviz.context.transformer import Transformer
from embedviz.errors import Cancelled, EmbedvizError
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.ui.polysemy.encoders import open_encoder
from embedviz.ui.widgets.address import ask_for
from embedviz.ui.widgets.controls import choose
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.awaiting import awaited
from embedviz.ui.work.recent import Recent
from embedviz.units import size

NONE, BY_NAME = "none", "by-name"
VARIABLE = "EMBEDVIZ_HUB"
_FAILED = "embedviz_hub_failed"
_SEEN = "embedviz_transformer_seen"
RUNG = "transformer"
# As the hub spells them: an owner and a model. Never a path, so that a browser cannot open folders of the server.
_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,95}(?:/[A-Za-z0-9][\w.-]{0,95})?")
_BY_NAME = Recent()


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
    if may_fetch():
        names |= {BY_NAME: _("by its name on Hugging Face …")}
    id = choose(_("Transformer to compare"), names, key="transformer")
    if id == NONE:
        return None
    name = ""
    if id == BY_NAME:
        name = st.text_input(_("Name of the model"), key="model", placeholder="sentence-transformers/all-MiniLM-L6-v2")
        name = name.strip()
        if not name:
            return None
        return _named(name)
    try:
        with st.spinner(_("Opening the transformer")):
            return open_encoder(id)
    except EmbedvizError as error:
        st.error(plain(error), icon=":material/error:")
        return None


def show_at_once(transformer: Encoder | None, *, key: str) -> None:
    """Let a transformer that has just been chosen be what a choice of encoders shows, and go from it with its choice.

    Parameters
    ----------
    transformer : Encoder or None
        As :func:`choose_transformer` returned it.
    key : str
        Of the choice of encoders, drawn after this.
    """
    state, id = st.session_state, None if transformer is None else transformer.id
    is_first, before = _SEEN not in state, state.get(_SEEN)
    state[_SEEN] = id
    if id == before:
        return
    if id is None:
        if state.get(key) == RUNG:
            for each in (key, f"{key}_chosen", f"{key}_seen"):
                state.pop(each, None)
            st.query_params.pop(key, None)
    elif not is_first or key not in st.query_params:  # the address of a link may name another one
        ask_for(key, RUNG)


def reads_english(elmo: Elmo) -> bool:
    """Tell whether a biLM is the shipped one, which has read nothing but English.

    Parameters
    ----------
    elmo : Elmo
        As :func:`choose_elmo` returned it.

    Returns
    -------
    bool
    """
    return elmo.id == open_encoder(DEFAULT_ENCODER).id


def say_what_is_unknown(elmo: Elmo, sentences: Sequence[Sequence[str]]) -> bool:
    """Say so if a biLM knows fewer than half of the words of some sentences.

    Parameters
    ----------
    elmo : Elmo
        As :func:`choose_elmo` returned it, its vectors open by now.
    sentences : sequence of s sequence of str
        In tokens.

    Returns
    -------
    bool
        Whether that is so.
    """
    words = sorted({token for sentence in sentences for token in sentence})
    known = elmo.known(words)
    if 2 * known >= len(words):
        return False
    st.info(
        _(
            "This biLM knows **{known:,}** of the {all:,} different words and marks of these sentences and takes "
            "all others for one unknown word: what it shows of them says little."
        ).format(all=len(words), known=known),
        icon=":material/translate:",
    )
    return True


def may_fetch() -> bool:
    """Tell whether whoever started the server lets visitors make it fetch models from the hub."""
    return os.environ.get(VARIABLE) == "1"


def _named(name: str) -> Encoder | None:
    """Return a model of the hub, after its fetching has been shown; a failure is said until another name is typed."""
    failed, reason = st.session_state.get(_FAILED, ("", ""))
    if failed == name:
        st.error(plain(reason), icon=":material/error:")
        return None
    found: Encoder | None = _BY_NAME.find(name)
    if found is not None:
        return found
    try:
        if not _NAME.fullmatch(name) or ".." in name or os.path.exists(name):
            raise EmbedvizError(_("{name!r} is not the name of a model; expected owner/model").format(name=name[:60]))
        found = awaited(("hub", name), partial(_fetch, _BY_NAME, name), place="hub", quantity=size)
    except Cancelled:
        st.session_state[_FAILED] = name, _("Fetching {name} was cancelled.").format(name=name)
        st.rerun()
    except EmbedvizError as error:
        st.session_state[_FAILED] = name, str(error)
        st.error(plain(error), icon=":material/error:")
        return None
    return found


def _fetch(known: Recent, name: str, progress: ProgressCallback) -> Encoder:
    # Kept by the job itself: whoever asks between its end and the next rerun finds it too.
    found: Encoder = known.get(name, lambda: Transformer(name, progress=progress))
    return found
