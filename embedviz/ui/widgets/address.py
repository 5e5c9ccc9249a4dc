"""What comes by the address (the URL) is judged here, before any widget sees it.

Streamlit trusts that a number of the address is finite and that one is there; ``?seed=1e309`` ends its run.
"""

import contextlib
import re
import time
from collections.abc import Callable, Iterable
from typing import Literal

import streamlit as st
from streamlit.errors import StreamlitAPIException

from embedviz.i18n import _
from embedviz.ui.widgets.text import shown

LONGEST_TEXT = 20_000
LATE_SECONDS = 10.0
PAGE, _OWNERS = "embedviz_page", "embedviz_owners"
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,20})?(e[+-]?[0-9]{1,3})?", re.IGNORECASE)

Accepts = Callable[[str], bool]


def page_now() -> str:
    """Return the path of the page that is run."""
    return str(st.session_state.get(PAGE, ""))


def belong(key: str) -> bool:
    """Note that a control is the running page's.

    Parameters
    ----------
    key : str
        Of the control. Another page may have one of the same key, which means something else there.

    Returns
    -------
    bool
        Whether another page had it last.
    """
    owners = st.session_state.setdefault(_OWNERS, {})
    before, owners[key] = owners.get(key, page_now()), page_now()
    return bool(before != page_now())


def bound(key: str, accepts: Accepts) -> Literal["query-params"] | None:
    """Return how a widget is tied to the address, for its ``bind``; a value that it cannot take is refused and said.

    Parameters
    ----------
    key : str
        The widget's key and its name in the address.
    accepts : callable
        Whether the widget can take a value.

    Returns
    -------
    str or None
        None for this one run, if the value was refused: Streamlit keeps what it found when the run began.
    """
    if belong(key) and key not in st.query_params:
        st.session_state.pop(key, None)
    if key in st.session_state:  # the widget has taken its value, and what is set since then comes from the app
        return "query-params"
    found = st.query_params.get_all(key)
    if not found or (len(found) == 1 and accepts(found[0])):
        return "query-params"
    refuse(key, found[-1])
    with contextlib.suppress(StreamlitAPIException):  # bound on another page: Streamlit lets go of it by itself
        st.query_params.pop(key)
    return None


def wrote(key: str, before: object) -> None:
    """Note that the app has just put another value into the address.

    Parameters
    ----------
    key : str
        Its name there.
    before : object
        What stood there.
    """
    st.session_state[f"{key}_before"] = before, time.monotonic()


def ask_for(key: str, value: str) -> None:
    """Put a choice into the address as a link would, for the next run to take; it is never late.

    Parameters
    ----------
    key : str
        Its name there.
    value : str
        What is chosen.
    """
    st.session_state.pop(f"{key}_before", None)
    st.query_params[key] = value


def is_late(key: str, found: object) -> bool:
    """Tell whether what the address says is what the app has replaced a moment ago.

    Who chooses twice within the time that an answer takes sends the second choice with the address from before the
    first; that is not somebody's wish to go back.

    Parameters
    ----------
    key : str
        Its name in the address.
    found : object
        What stands there.

    Returns
    -------
    bool
    """
    before, moment = st.session_state.get(f"{key}_before", (None, -LATE_SECONDS))
    return found == before and time.monotonic() - moment < LATE_SECONDS


def refuse(key: str, value: str) -> None:
    """Say that a value of the address is not used.

    Parameters
    ----------
    key : str
        Its name in the address.
    value : str
        What stands there.
    """
    text = _("The address says {key}={value}, which is not possible here; the default is used instead.")
    st.toast(text.format(key=shown(key), value=shown(value)), icon=":material/link_off:")


def whole(low: int, high: int) -> Accepts:
    """Accept the whole numbers from one to another."""
    return lambda value: _WHOLE.fullmatch(value) is not None and low <= int(value) <= high


def decimal(low: float, high: float) -> Accepts:
    """Accept the numbers from one to another."""
    return lambda value: _DECIMAL.fullmatch(value) is not None and low <= float(value) <= high


def one_of(choices: Iterable[str]) -> Accepts:
    """Accept some texts."""
    return frozenset(choices).__contains__


def on_or_off(value: str) -> bool:
    """Accept what a switch can be."""
    return value.lower() in {"true", "false"}


def any_text(value: str) -> bool:
    """Accept any text that somebody may have typed."""
    return len(value) <= LONGEST_TEXT
