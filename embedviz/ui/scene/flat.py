"""What is said where a scene cannot be drawn, above the flat picture that stands in its place."""

import streamlit as st

from embedviz.i18n import _, sentences


def say_flat(*more: str, is_projected: bool = True) -> None:
    """Say that the browser has no WebGL2, so that the picture is flat.

    Parameters
    ----------
    *more : str
        Sentences that follow.
    is_projected : bool
        Whether the third axis is left out, rather than drawn aslant.
    """
    cannot = (
        _("This browser has no WebGL 2, so the picture is flat: the first two axes.")
        if is_projected
        else _("This browser has no WebGL 2, so the picture cannot be turned.")
    )
    st.info(sentences(cannot, *more), icon=":material/info:")
