"""What the Library page shows of sources, and what it does with them."""

from collections.abc import Mapping

import streamlit as st

from embedviz.algebra.norms import NormDistribution, norm_distribution
from embedviz.embedding import Embedding
from embedviz.errors import Cancelled, EmbedvizError
from embedviz.i18n import _, pgettext
from embedviz.parts.dataset import Excerpt
from embedviz.sources import DEFAULT_SOURCE, Source
from embedviz.sources.labels import LONGEST_TITLE
from embedviz.sources.ordering import declare
from embedviz.sources.shelf import remove, rename
from embedviz.ui.frame.current import current_id
from embedviz.ui.frame.notices import notice
from embedviz.ui.frame.source import kind_names, source_names, use_source
from embedviz.ui.widgets.tables import Table
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.opened import open_shown, opened
from embedviz.ui.work.recent import remembered
from embedviz.units import size

SAMPLE = 12
_OPENING = "library_opening"


def source_table(sources: Mapping[str, Source]) -> Table:
    """Return all sources with their kind, size and state.

    Parameters
    ----------
    sources : mapping of str to Source
        By id.

    Returns
    -------
    dict of str to sequence
        Header to column.
    """
    kinds, current = kind_names(), current_id()
    return {
        _("source"): list(source_names(sources).values()),
        _("kind"): [kinds[source.kind] for source in sources.values()],
        _("size"): [size(source.size) if source.size else "" for source in sources.values()],
        _("state"): [_state(source, is_current=id == current) for id, source in sources.items()],
    }


def _state(source: Source, *, is_current: bool) -> str:
    if is_current:
        return _("current")
    if opened().find(source) is not None:
        return pgettext("state", "open")
    return _("ready") if source.ready else _("to be read")


def looked_at(source: Source) -> Embedding | None:
    """Return the embedding of a source, opening it if that takes no time, and offering to do so otherwise.

    Parameters
    ----------
    source : Source
        Any.

    Returns
    -------
    Embedding or None
        None as long as it is not open; what to do then has been drawn.
    """
    asked = st.session_state.get(_OPENING) == (source.id, source.version)
    if not asked and not source.ready and opened().find(source) is None:
        st.info(_("This file has not been read yet: {size}.").format(size=size(source.size)), icon=":material/timer:")
        st.button(
            _("Open"),
            icon=":material/folder_open:",
            key="open_looked_at",
            on_click=st.session_state.__setitem__,
            args=(_OPENING, (source.id, source.version)),
        )
        return None
    try:
        return open_shown(source, place="looked_at")
    except Cancelled:
        st.session_state.pop(_OPENING, None)
        st.rerun()
    except EmbedvizError as error:
        st.session_state.pop(_OPENING, None)
        st.error(plain(error), icon=":material/error:")
    return None


def norms_of(embedding: Embedding) -> NormDistribution:
    """Return how long the vectors of an embedding are.

    Parameters
    ----------
    embedding : Embedding
        The whole of it is read.

    Returns
    -------
    NormDistribution
    """
    return _norms(embedding.id, embedding)


def facts(source: Source, embedding: Embedding) -> Table:
    """Return what is known of an embedding and the file it came from.

    Parameters
    ----------
    source : Source
        Where it was opened.
    embedding : Embedding
        Open.

    Returns
    -------
    dict of str to sequence
        A column of names and one of values.
    """
    m, n = embedding.shape
    rows = {_("source"): source.title, _("kind"): kind_names()[source.kind]}
    is_excerpt = isinstance(embedding, Excerpt)
    if isinstance(embedding, Excerpt):
        rows[_("words in all")] = f"{len(embedding.whole):,}"
        rows[_("parts")] = f"{embedding.whole.parts:,}"
    rows |= {_("words looked at") if is_excerpt else _("words"): f"{m:,}", _("dimensions"): f"{n:,}"}
    rows[_("vectors, mapped into memory")] = _("{size} of float32").format(size=size(embedding.vectors.nbytes))
    origin = embedding.origin
    if origin is not None:
        rows[_("format of the file")] = origin.title
        rows[_("size of the file")] = size(origin.size)
        rows[_("its numbers")] = origin.numbers
        rows[_("read in")] = _("{seconds:.2f} s").format(seconds=origin.seconds)
    if embedding.subwords is not None:
        rows[_("n-gram vectors for unseen words")] = f"{len(embedding.subwords.vectors):,}"
    return {_("what"): list(rows), _("value"): list(rows.values())}


def manage(source: Source) -> None:
    """Draw what can be done with a source: use it, and, if it is kept here, rename and remove it.

    Parameters
    ----------
    source : Source
        Any.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        if source.id == current_id():
            st.badge(_("every page uses this source"), icon=":material/check:", color="green")
        else:
            st.button(
                _("Use this source"),
                type="primary",
                icon=":material/check:",
                key="use_source",
                on_click=use_source,
                args=(source.id,),
            )
        if source.kind in ("upload", "trained"):
            with st.popover(_("Rename"), icon=":material/edit:"), st.form("rename", border=False):
                st.text_input(_("New title"), source.title, max_chars=LONGEST_TITLE, key=f"title-{source.id}")
                st.form_submit_button(_("Rename"), key="rename_source", on_click=_rename, args=(source,))
            with st.popover(_("Remove"), icon=":material/delete:"):
                st.markdown(_("Its files are deleted from this server, for everyone. This cannot be undone."))
                st.button(
                    _("Remove permanently"), type="primary", key="remove_source", on_click=_remove, args=(source,)
                )


def ask_order(source: Source, embedding: Embedding) -> None:
    """Draw the question whether a source's words are sorted by frequency, where it alone cannot tell.

    Parameters
    ----------
    source : Source
        Where the embedding was opened.
    embedding : Embedding
        Open.
    """
    if source.kind not in ("file", "upload"):
        return
    key = f"by-frequency-{source.id}"
    st.checkbox(
        _("The words are sorted by frequency"),
        embedding.by_frequency,
        key=key,
        help=_(
            "Most frequent word first, as GloVe and word2vec write their files. The vectors themselves cannot "
            "tell, so until this is known no page calls words frequent or rare."
        ),
        on_change=_declare,
        args=(source, key),
    )


def _declare(source: Source, key: str) -> None:
    try:
        declare(source.id, by_frequency=st.session_state[key])
    except EmbedvizError as error:
        notice(str(error), is_error=True)


def _rename(source: Source) -> None:
    try:
        renamed = rename(source.id, st.session_state[f"title-{source.id}"])
    except EmbedvizError as error:
        notice(str(error), is_error=True)
    else:
        notice(_("Renamed to {title}.").format(title=renamed.title), is_error=False)


def _remove(source: Source) -> None:
    try:
        remove(source.id)
    except EmbedvizError as error:
        notice(str(error), is_error=True)
    else:
        notice(_("{title} was removed.").format(title=source.title), is_error=False)
        if source.id == current_id():
            use_source(DEFAULT_SOURCE)


# The id is the key; arguments that begin with an underscore are not looked at.
@remembered
def _norms(id: str, _embedding: Embedding) -> NormDistribution:  # noqa: ARG001
    return norm_distribution(_embedding)
