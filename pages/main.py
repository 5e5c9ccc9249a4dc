"""The frame around every page: its settings, language and source, and the navigation. Served by ``app.py``."""

import streamlit as st

from embedviz.i18n import _
from embedviz.ui.frame.errors import errors_shown
from embedviz.ui.frame.glossary import glossary_button
from embedviz.ui.frame.language import choose_language, set_language
from embedviz.ui.frame.page import set_up_page
from embedviz.ui.frame.present import presentation
from embedviz.ui.frame.source import pick_source
from embedviz.ui.widgets.controls import note_page

set_language()
set_up_page()
page = st.navigation(
    {
        "": [st.Page("learn/home.py", title=_("Home"), icon=":material/home:", default=True)],
        _("Learn"): [
            st.Page("learn/one_hot.py", title=_("One-hot"), icon=":material/grid_on:"),
            st.Page("learn/rank.py", title=_("Rank"), icon=":material/stairs:"),
            st.Page("learn/independence.py", title=_("Independence"), icon=":material/account_tree:"),
            st.Page("learn/orthogonality.py", title=_("Orthogonality"), icon=":material/square_foot:"),
            st.Page("learn/word2vec.py", title=_("Word2vec"), icon=":material/model_training:"),
            st.Page("learn/distance.py", title=_("Distance"), icon=":material/straighten:"),
            st.Page("learn/polysemy.py", title=_("Polysemy"), icon=":material/call_split:"),
            st.Page("learn/claims.py", title=_("Claims"), icon=":material/fact_check:"),
        ],
        _("Explore"): [
            st.Page("explore/space.py", title=_("Space"), icon=":material/scatter_plot:"),
            st.Page("explore/compare.py", title=_("Compare"), icon=":material/compare_arrows:"),
            st.Page("explore/library.py", title=_("Library"), icon=":material/database:"),
        ],
    },
    expanded=True,
)
note_page(page.url_path)
pick_source()
glossary_button()
choose_language()
presentation(offered=page.url_path not in {"", "library"})
with errors_shown():
    page.run()
