"""Whether the page is shown in the present mode: larger type, one step at a time."""

import streamlit as st

_IS_ON = "embedviz_presenting"


def is_presenting() -> bool:
    """Tell whether the page is shown in the present mode.

    Returns
    -------
    bool
    """
    return bool(st.session_state.get(_IS_ON))


def set_presenting(is_on: bool) -> None:
    """Note the mode that the page runs in.

    Parameters
    ----------
    is_on : bool
        As :func:`is_presenting` tells it from now on.
    """
    st.session_state[_IS_ON] = is_on
