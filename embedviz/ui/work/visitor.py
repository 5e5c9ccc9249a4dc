"""Who is at the other end: the session of a tab, and the visitor whose tabs they are."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.web.server.starlette.starlette_app_utils import decode_xsrf_token_string

_COOKIE = "_streamlit_xsrf"


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
        By the token that Streamlit gives each browser, or else the address, or else the session.
    """
    return name_of(st.context.cookies.get(_COOKIE), st.context.ip_address, session_id())


def name_of(cookie: str | None, address: str | None, session: str) -> str:
    """Return what names a visitor: the token in a cookie, which is masked anew at each request, or else the next best.

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
    token, _when = decode_xsrf_token_string(cookie) if cookie else (None, None)
    return token.hex() if token else address or session
