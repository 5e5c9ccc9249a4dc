"""The source that every page looks at: chosen once, in the sidebar, kept in the URL."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from itertools import chain, count

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from embedviz.embedding import Embedding
from embedviz.errors import Cancelled, EmbedvizError
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.sources import DEFAULT_SOURCE, Source, catalogue, open_source
from embedviz.sources.source import Kind
from embedviz.ui.widgets.controls import choose
from embedviz.ui.widgets.text import plain, sentences
from embedviz.ui.work.jobs import awaited, leave
from embedviz.ui.work.kept import Kept
from embedviz.ui.work.results import progress_shown
from embedviz.units import size

KEY = "source"
MOST_OPEN = 8
_CURRENT = "embedviz_current"
_REFUSED = "embedviz_refused"
_NEXT = "embedviz_next_source"
_NOTICE = "embedviz_notice"
_PLACE = "open"


@dataclass(frozen=True)
class Current:
    """The source that a session looks at, open."""

    source: Source
    embedding: Embedding


@dataclass(frozen=True)
class _Notice:
    text: str
    is_error: bool
    source: str


class Opened:
    """The embeddings used last, by source and version."""

    def __init__(self) -> None:
        self._kept = Kept(MOST_OPEN)

    def find(self, source: Source) -> Embedding | None:
        """Return a source's embedding if it is open."""
        found: Embedding | None = self._kept.find(_version(source))
        return found

    def open(self, source: Source, progress: ProgressCallback | None) -> Embedding:
        """Return a source's embedding, opening it if need be."""
        embedding: Embedding = self._kept.get(_version(source), lambda: source.open(progress))
        return embedding


@st.cache_resource(show_spinner=False)
def opened() -> Opened:
    """Return the embeddings that are open on this server, shared by all sessions.

    Returns
    -------
    Opened
    """
    return Opened()


def open_shared(id: str, progress: ProgressCallback | None) -> Embedding:
    """Open a source as :func:`embedviz.sources.catalogue.open_source` does, once for all sessions.

    Parameters
    ----------
    id, progress
        As there.

    Returns
    -------
    Embedding
    """
    source = catalogue().get(id)
    return opened().open(source, progress) if source is not None else open_source(id)


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
        numbered = (f"{source.title} ({number})" for number in count(2))
        offered = chain([source.title, f"{source.title} ({kinds[source.kind]})"], numbered)
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
    state, names, known = st.session_state, source_names(sources), f"{key}_names"
    for remembered in (key, f"{key}_kept"):
        if state.get(remembered) not in sources:
            state.pop(remembered, None)
    if key in state and state.get(known, names) != names:
        state[key] = state[key]  # the browser knows it by a name that it may no longer have
    state[known] = names
    return sources[choose(label, names, key=key)]


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
    current: Current | None = st.session_state.get(_CURRENT)
    if current is not None and _version(current.source) == _version(picked):
        current = st.session_state[_CURRENT] = Current(picked, current.embedding)  # it may have another title
        leave(_PLACE)
    elif st.session_state.get(_REFUSED) != _version(picked):
        with place.container():
            current = _open(picked, current)
    if current is not None:
        _describe(picked.title, current.embedding)
    _tell(picked, place)


def current_source() -> Embedding:
    """Return the chosen embedding, shared by all sessions.

    Returns
    -------
    Embedding

    Raises
    ------
    EmbedvizError
        If there is none because even the built-in one cannot be opened.
    """
    current: Current | None = st.session_state.get(_CURRENT)
    if current is not None:
        return current.embedding
    return opened().open(catalogue()[DEFAULT_SOURCE], None)


def current_id() -> str | None:
    """Return the id of the source that is picked and open; None if none is."""
    current: Current | None = st.session_state.get(_CURRENT)
    return current.source.id if current is not None else None


def use_source(id: str) -> None:
    """Let the picker choose a source in the next run, whatever was chosen before.

    Parameters
    ----------
    id : str
        In the catalogue.
    """
    st.session_state[_NEXT] = id
    st.session_state.pop(_REFUSED, None)


def open_shown(source: Source, *, place: str) -> Embedding | None:
    """Open a source; if its file has to be read first, show that while it goes on.

    Parameters
    ----------
    source : Source
        Of the catalogue.
    place : str
        As for :func:`embedviz.ui.work.jobs.awaited`.

    Returns
    -------
    Embedding or None
        None as long as the file is read.

    Raises
    ------
    Cancelled
        If the user cancelled it.
    EmbedvizError
        If it cannot be opened.
    """
    cache = opened()
    if not source.ready and cache.find(source) is None:

        def work(progress: ProgressCallback) -> bool:
            cache.open(source, progress)
            return True

        if awaited(("open", _version(source)), work, place=place, quantity=size) is None:
            return None
    with progress_shown() as progress:
        return cache.open(source, progress)


def notice(text: str, *, is_error: bool, source: str | None = None) -> None:
    """Tell something above the page in the next run.

    Parameters
    ----------
    text : str
        What, not Markdown.
    is_error : bool
        Whether it stays until it is dismissed or another source is picked.
    source : str, optional
        Id of the source that is picked then; the current one unless given.
    """
    current: Current | None = st.session_state.get(_CURRENT)
    stays_with = source or (current.source.id if current is not None else DEFAULT_SOURCE)
    st.session_state[_NOTICE] = _Notice(text, is_error, stays_with)


def look_at(source: Source) -> None:
    """Let every page look at a source from the next run on, and say so.

    Parameters
    ----------
    source : Source
        In the catalogue.
    """
    use_source(source.id)
    notice(_("{title} is now the source of every page.").format(title=source.title), is_error=False, source=source.id)


def _version(source: Source) -> Hashable:
    return source.id, source.version


def _settle(sources: Mapping[str, Source]) -> None:
    """Pick what :func:`use_source` was asked for, or tell if what is picked is gone."""
    state = st.session_state
    chosen = state.pop(_NEXT, None)
    if chosen in sources:
        state[KEY] = state[f"{KEY}_kept"] = chosen
        return
    current: Current | None = state.get(_CURRENT)
    for known in (st.query_params.get(KEY), state.get(KEY)):
        if known is not None and known not in sources:
            gone = current.source.title if current is not None and current.source.id == known else known
            text = _("“{name}” is not, or no longer, among the sources; {default} is shown instead.")
            text = text.format(name=gone, default=sources[DEFAULT_SOURCE].title)
            notice(text, is_error=True, source=DEFAULT_SOURCE)


def _open(picked: Source, current: Current | None) -> Current | None:
    """Open what is picked; end the run while it is read, and go back to the current source if it cannot be opened."""
    if not picked.ready and opened().find(picked) is None:
        st.subheader(_("Reading {title}").format(title=plain(picked.title)), anchor=False)
        st.caption(_("This is the first time; from then on the file opens at once."))
    try:
        embedding = open_shown(picked, place=_PLACE)
    except (Cancelled, EmbedvizError) as problem:
        before = current.source.id if current is not None else DEFAULT_SOURCE
        if isinstance(problem, Cancelled):
            notice(_("Reading {title} was cancelled.").format(title=picked.title), is_error=False, source=before)
        elif current is not None or before != picked.id:  # else there is no source at all, and the page says why
            stays = current.source.title if current is not None else catalogue()[before].title
            text = _("{problem}. The pages stay with {title}.").format(problem=problem, title=stays)
            notice(text, is_error=True, source=before)
        if before != picked.id:
            use_source(before)
            st.rerun()
        st.session_state[_REFUSED] = _version(picked)
        return current
    if embedding is None:
        st.stop()
    st.session_state.pop(_REFUSED, None)
    st.session_state[_CURRENT] = Current(picked, embedding)
    return st.session_state[_CURRENT]


def _describe(title: str, embedding: Embedding) -> None:
    m, n = embedding.shape
    text = _("{title}: {m:,} words in {n:,} dimensions.").format(title=title, m=m, n=n)
    st.sidebar.caption(plain(sentences(text, _(embedding.note) if embedding.note else "")))


def _tell(picked: Source, place: DeltaGenerator) -> None:
    told: _Notice | None = st.session_state.get(_NOTICE)
    if told is None:
        return
    if not told.is_error or told.source != picked.id:
        del st.session_state[_NOTICE]
    if not told.is_error:
        st.toast(plain(told.text))
    elif told.source == picked.id:
        with place.container(), st.container(horizontal=True, vertical_alignment="center"):
            st.error(plain(told.text), icon=":material/error:")
            st.button(_("Dismiss"), key="dismiss_notice", on_click=st.session_state.pop, args=(_NOTICE, None))
