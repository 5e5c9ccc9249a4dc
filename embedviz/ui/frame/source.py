"""The picker of the source that every page looks at: chosen once, in the sidebar; it stands in the URL."""

from collections.abc import Mapping
from itertools import chain, count

import streamlit as st

from embedviz.embedding import Embedding
from embedviz.errors import Cancelled, EmbedvizError
from embedviz.i18n import _, ngettext, sentences
from embedviz.parts.dataset import Excerpt
from embedviz.sources import DEFAULT_SOURCE, Source, catalogue
from embedviz.sources.source import Kind
from embedviz.ui.frame.current import Current, change_to, now
from embedviz.ui.frame.notices import notice, tell
from embedviz.ui.widgets.controls import choose
from embedviz.ui.widgets.text import plain
from embedviz.ui.work.awaiting import leave
from embedviz.ui.work.cluster import computing, whole_of
from embedviz.ui.work.opened import open_shown, opened
from embedviz.units import dimensions, words

KEY = "source"
_REFUSED = "embedviz_refused"
_NEXT = "embedviz_next_source"
_PLACE = "open"


def kind_names() -> dict[Kind, str]:
    """Return the kinds of sources, for a reader.

    Returns
    -------
    dict of str to str
    """
    return {"built-in": _("built in"), "file": _("file"), "upload": _("upload"), "trained": _("trained")}


def source_names(sources: Mapping[str, Source]) -> dict[str, str]:
    """Return the titles of sources, told apart where two are equal: a list of choices knows its entries by name.

    Parameters
    ----------
    sources : mapping of str to Source
        By id.

    Returns
    -------
    dict of str to str
        By id, in the same order.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    kinds = kind_names()
    for id, source in sources.items():
        numbered = (_("{title} ({note})").format(title=source.title, note=number) for number in count(2))
        offered = chain(
            [source.title, _("{title} ({note})").format(title=source.title, note=kinds[source.kind])], numbered
        )
        names[id] = next(name for name in offered if name not in taken)
        taken.add(names[id])
    return names


def choose_source(label: str, sources: Mapping[str, Source], *, key: str) -> Source:
    """Draw a choice of a source that stands in the URL by its id. One that is gone gives way to the first.

    Parameters
    ----------
    label : str
        What for.
    sources : mapping of str to Source
        By id; the first is the default.
    key : str
        As for :func:`embedviz.ui.widgets.controls.choose`.

    Returns
    -------
    Source
    """
    for remembered in (key, f"{key}_chosen"):
        if st.session_state.get(remembered) not in sources:
            st.session_state.pop(remembered, None)
    return sources[choose(label, source_names(sources), key=key)]


def pick_source() -> None:
    """Draw the picker in the sidebar, open what is picked, and tell what went wrong with that.

    While a file is read for the first time, that is shown in the place of the page. A source that cannot be opened
    gives way to the one before.
    """
    sources = catalogue()
    _settle(sources)
    with st.sidebar:
        picked = choose_source(_("Source"), sources, key=KEY)
    # Drawn in every run, even if nothing goes in, so that the page below does not move.
    place = st.empty()
    current = now()
    if current is not None and current.source.key == picked.key:
        current = change_to(picked, current.embedding)  # it may have another title
        leave(_PLACE)
    elif st.session_state.get(_REFUSED) != picked.key:
        with place.container():
            current = _open(picked, current)
        place.empty()  # an empty container has its gap, and the next run, which has none, would move the page
    if current is not None:
        _describe(picked.title, current.embedding)
    tell(picked, place)


def use_source(id: str) -> None:
    """Let the picker choose a source in the next run, whatever was chosen before.

    Parameters
    ----------
    id : str
        In the catalogue.
    """
    st.session_state[_NEXT] = id
    st.session_state.pop(_REFUSED, None)


def look_at(source: Source) -> None:
    """Let every page look at a source from the next run on, and say so.

    Parameters
    ----------
    source : Source
        In the catalogue.
    """
    use_source(source.id)
    notice(_("{title} is now the source of every page.").format(title=source.title), is_error=False, source=source.id)


def _settle(sources: Mapping[str, Source]) -> None:
    """Pick what :func:`use_source` was asked for, or tell if what is picked is gone."""
    state = st.session_state
    chosen = state.pop(_NEXT, None)
    if chosen in sources:
        state[KEY] = state[f"{KEY}_chosen"] = chosen
        return
    current = now()
    for known in (st.query_params.get(KEY), state.get(KEY)):
        if known is not None and known not in sources:
            gone = current.source.title if current is not None and current.source.id == known else known
            text = _("There is no source “{name}”, or no longer; showing {default} instead.")
            text = text.format(name=gone, default=sources[DEFAULT_SOURCE].title)
            notice(text, is_error=True, source=DEFAULT_SOURCE)


def _open(picked: Source, current: Current | None) -> Current | None:
    """Open what is picked; end the run while it is read, and go back to the current source if it cannot be opened."""
    if not picked.ready and opened().find(picked) is None:
        st.subheader(_("Reading {title}").format(title=plain(picked.title)), anchor=False)
        st.caption(_("Only the first time: after this the file opens at once."))
    try:
        embedding = open_shown(picked, place=_PLACE)
    except (Cancelled, EmbedvizError) as problem:
        before = current.source.id if current is not None else DEFAULT_SOURCE
        if isinstance(problem, Cancelled):
            notice(_("Reading {title} was cancelled.").format(title=picked.title), is_error=False, source=before)
        elif current is not None or before != picked.id:  # else there is no source at all, and the page says why
            stays = current.source.title if current is not None else catalogue()[before].title
            text = _("{problem}. Still showing {title}.").format(problem=problem, title=stays)
            hint = _("Library may read it differently.") if picked.kind == "file" else ""
            notice(sentences(text, hint), is_error=True, source=before)
        if before != picked.id:
            use_source(before)
            st.rerun()
        st.session_state[_REFUSED] = picked.key
        return current
    if embedding is None:
        st.stop()
    st.session_state.pop(_REFUSED, None)
    return change_to(picked, embedding)


def _workers(count: int) -> str:
    return ngettext(
        "Spectra are computed by {count:,} worker.", "Spectra are computed by {count:,} workers.", count
    ).format(count=count)


def _describe(title: str, embedding: Embedding) -> None:
    m, n = embedding.shape
    text = _("{title}: {words} in {dimensions}.")
    if isinstance(embedding, Excerpt):
        text = _("{title}: the first {m:,} of {words} in {dimensions}.")
    whole = whole_of(embedding)
    text = text.format(title=title, m=m, words=words(len(whole)), dimensions=dimensions(n))
    note = _(whole.note) if whole.note else ""
    st.sidebar.caption(plain(sentences(text, note if whole.origin is None else whole.origin.described)))
    _tell_who_computes(embedding)


def _tell_who_computes(embedding: Embedding) -> None:
    who = computing(embedding)
    if who is None:
        return
    if who.executor is None:
        text = _("Computed on this server, not by the scheduler: {problem}.").format(problem=who.problem)
        st.sidebar.caption(plain(text))
        return
    counted = plain(_workers(who.workers))
    link = _("Dashboard")
    st.sidebar.caption(f"{counted} [{link}]({who.dashboard})")
