"""The reader's language: from the URL, else from the switch, else from the browser."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from embedviz import i18n
from embedviz.i18n import DEFAULT, LANGUAGES

KEY = "lang"
_CHOSEN = "embedviz_language"
_SWITCH = "language"


def set_language() -> None:
    """Use the reader's language in this run; before the first text of the app.

    One that there is not becomes English. The URL leaves out what the browser asks for anyway.
    """
    state = st.session_state
    offered = i18n.nearest_language(st.context.locale)
    wanted = st.query_params.get(KEY)
    if wanted is not None:
        state[_CHOSEN] = wanted if wanted in LANGUAGES else DEFAULT
    chosen = state.setdefault(_CHOSEN, offered)
    if chosen == offered:
        st.query_params.pop(KEY, None)
    elif chosen != wanted:
        st.query_params[KEY] = chosen
    i18n.speak(chosen)


def choose_language() -> None:
    """Draw the switch, in the sidebar."""
    st.session_state[_SWITCH] = i18n.language()
    st.sidebar.segmented_control(
        # In both languages: whoever needs it cannot read the other.
        "Language / 语言",
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key=_SWITCH,
        required=True,
        on_change=_switch,
        label_visibility="collapsed",
    )


def _switch() -> None:
    st.session_state[_CHOSEN] = st.query_params[KEY] = st.session_state[_SWITCH]


def _of_session() -> str:
    # A fragment runs in a thread of its own, without app.py.
    if get_script_run_ctx(suppress_warning=True) is None:
        return DEFAULT
    return st.session_state.get(_CHOSEN, DEFAULT)


i18n.ask(_of_session)
