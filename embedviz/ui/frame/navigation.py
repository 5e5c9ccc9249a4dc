"""The pages as the navigation lists them."""

from copy import copy
from functools import cache

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from embedviz.i18n import _, language
from embedviz.ui.frame.lessons import lessons


def pages() -> dict[str, list[StreamlitPage]]:
    """Return the pages under their headings, in the reader's language, for ``st.navigation``.

    Returns
    -------
    dict of str to list of StreamlitPage
        The home page under an empty heading, then the lessons and the tools.
    """
    # Copies, as Streamlit notes in a page which one runs. Making each takes longer than drawing a button: its file is
    # looked for on disk.
    return {heading: list(map(copy, those)) for heading, those in _pages(language()).items()}


@cache
def _pages(language: str) -> dict[str, list[StreamlitPage]]:  # noqa: ARG001 - in which everything here is said
    home, *others = lessons()
    return {
        "": [st.Page(home.script, title=home.title, icon=home.icon, default=True)],
        _("Learn"): [st.Page(each.script, title=each.title, icon=each.icon) for each in others],
        _("Explore"): [
            st.Page("explore/space.py", title=_("Space"), icon=":material/scatter_plot:"),
            st.Page("explore/compare.py", title=_("Compare"), icon=":material/compare_arrows:"),
            st.Page("explore/library.py", title=_("Library"), icon=":material/database:"),
        ],
    }
