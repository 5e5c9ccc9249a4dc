"""What is told above the page in the next run."""

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from embedviz.i18n import _
from embedviz.sources import DEFAULT_SOURCE, Source
from embedviz.ui.frame.current import current_id
from embedviz.ui.widgets.text import plain

_NOTICE = "embedviz_notice"


@dataclass(frozen=True)
class _Notice:
    text: str
    is_error: bool
    source: str


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
    stays_with = source or current_id() or DEFAULT_SOURCE
    st.session_state[_NOTICE] = _Notice(text, is_error, stays_with)


def tell(picked: Source, place: DeltaGenerator) -> None:
    """Tell what was noted in the last run.

    Parameters
    ----------
    picked : Source
        What the picker says now.
    place : DeltaGenerator
        Where an error stands.
    """
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
