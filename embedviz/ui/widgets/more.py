"""What a lesson holds besides: panels listed by their titles, each with an address, drawn only when it is opened."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import streamlit as st
from streamlit.errors import StreamlitAPIException

from embedviz.i18n import _
from embedviz.ui.widgets.address import is_late, refuse, wrote
from embedviz.ui.widgets.controls import has_arrived

_NAME, _ALL, _SEEN = "more", "all", "embedviz_more_seen"


@dataclass(frozen=True)
class Panel:
    """A part of a page that is opened when asked for.

    Parameters
    ----------
    slug : str
        Its name in the address: ``?more=slug``.
    title : str
        Short.
    draw : callable
        Computes and draws it; not called while it is closed.
    keys : tuple of str
        The names in the address of its controls: a link that holds one of them leads here.
    """

    slug: str
    title: str
    draw: Callable[[], None]
    keys: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """The key under which the session keeps whether it is open."""
        return f"embedviz_more_{self.slug}"


def more(*panels: Panel) -> None:
    """List panels by their titles, and draw those that are open; the address says which: ``?more=all`` opens them all.

    Parameters
    ----------
    *panels : Panel
        In order.
    """
    asked = st.query_params.get_all(_NAME)
    is_asked = asked != st.session_state.get(_SEEN) and not is_late(_NAME, asked)
    if has_arrived() or is_asked or panels[0].state not in st.session_state:
        _follow(panels, asked)
    with st.container(key="embedviz_more", gap=None):
        st.header(_("More"), anchor=False)
        boxes = [(each, st.expander(each.title, key=each.state, on_change="rerun")) for each in panels]
        is_open = [each for each, box in boxes if box.open]
        _keep(panels, is_open)
        for each, box in boxes:
            if each in is_open:
                with box, st.container():
                    each.draw()


def _follow(panels: tuple[Panel, ...], asked: list[str]) -> None:
    """Open what the address names: a panel, or a control within one."""
    for name in asked:
        if name not in {_ALL, *(each.slug for each in panels)}:
            refuse(_NAME, name)
    for each in panels:
        named = _ALL in asked or each.slug in asked or any(key in st.query_params for key in each.keys)
        st.session_state[each.state] = named


def _keep(panels: tuple[Panel, ...], is_open: list[Panel]) -> None:
    slugs = [each.slug for each in is_open]
    if slugs != (before := st.session_state.get(_SEEN)):
        wrote(_NAME, before)
    if st.query_params.get_all(_NAME) != slugs:
        if slugs:
            st.query_params[_NAME] = slugs
        else:
            st.query_params.pop(_NAME, None)
    for key in (key for each in panels if each not in is_open for key in each.keys):
        with suppress(StreamlitAPIException, KeyError):  # bound by the run before: Streamlit lets go of it by itself
            del st.query_params[key]
    st.session_state[_SEEN] = slugs
