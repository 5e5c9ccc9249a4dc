"""What is said of a reader's text in traditional characters."""

import streamlit as st

from embedviz.hanzi import missing_from, script
from embedviz.i18n import _, listed


def say_if_traditional(text: str) -> None:
    """Say of a text in traditional characters that the segmenter's dictionary has simplified ones; else nothing.

    Parameters
    ----------
    text : str
        Any; at most some ten thousand characters.
    """
    found = missing_from(text, "simplified")
    if not found or script(text) == "simplified":
        return
    st.info(
        _(
            "The text has traditional characters ({found}), but the segmenter's dictionary has simplified ones: "
            "check how the words are split, and list those to keep whole."
        ).format(found=listed(found)),
        icon=":material/translate:",
    )
