"""Who is at the other end: the session of a tab, and the visitor whose tabs they are."""

import re
import secrets

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

COOKIE = "embedviz_visitor"
_NAME = re.compile("[0-9a-f]{32}")


def session_id() -> str:
    """Return what names this session.

    Returns
    -------
    str
        Empty where there is none, as in a worker thread.
    """
    context = get_script_run_ctx()
    return context.session_id if context is not None else ""


def visitor_id() -> str:
    """Return what names the visitor whose session this is: all tabs of a browser are one.

    It tells visitors apart so that they take turns, and protects nothing: whoever hides it is another with each tab.

    Returns
    -------
    str
        By the cookie that :class:`embedviz.ui.frame.visits.Visits` gives each browser, or else the address, or else the
        session.
    """
    return name_of(st.context.cookies.get(COOKIE), st.context.ip_address, session_id())


def name_of(cookie: str | None, address: str | None, session: str) -> str:
    """Return what names a visitor: the name in a cookie, or else the next best.

    Parameters
    ----------
    cookie, address : str or None
        As the browser sent them.
    session : str
        Of one tab.

    Returns
    -------
    str
    """
    return cookie if cookie and is_name(cookie) else address or session


def new_name() -> str:
    """Return a name for a browser that has none; it says nothing of it."""
    return secrets.token_hex(16)


def is_name(found: object) -> bool:
    """Tell whether a browser's cookie is such a name."""
    return isinstance(found, str) and _NAME.fullmatch(found) is not None
