"""The app: page settings, navigation, source. Started with ``streamlit run app.py``."""

import streamlit as st

from embedviz.i18n import _
from embedviz.ui.controls import note_page
from embedviz.ui.errors import errors_shown
from embedviz.ui.frame import set_up_page
from embedviz.ui.glossary import glossary_button
from embedviz.ui.language import choose_language, set_language
from embedviz.ui.present import presentation
from embedviz.ui.sources import pick_source

set_language()
set_up_page()
page = st.navigation(
    {
        "": [st.Page("app_pages/learn/home.py", title=_("Home"), icon=":material/home:", default=True)],
        _("Learn"): [
            st.Page("app_pages/learn/one_hot.py", title=_("One-hot"), icon=":material/grid_on:"),
            st.Page("app_pages/learn/rank.py", title=_("Rank"), icon=":material/stairs:"),
            st.Page("app_pages/learn/independence.py", title=_("Independence"), icon=":material/account_tree:"),
            st.Page("app_pages/learn/orthogonality.py", title=_("Orthogonality"), icon=":material/square_foot:"),
            st.Page("app_pages/learn/word2vec.py", title=_("Word2vec"), icon=":material/model_training:"),
            st.Page("app_pages/learn/distance.py", title=_("Distance"), icon=":material/straighten:"),
            st.Page("app_pages/learn/polysemy.py", title=_("Polysemy"), icon=":material/call_split:"),
            st.Page("app_pages/learn/claims.py", title=_("Claims"), icon=":material/fact_check:"),
        ],
        _("Explore"): [
            st.Page("app_pages/explore/space.py", title=_("Space"), icon=":material/scatter_plot:"),
            st.Page("app_pages/explore/compare.py", title=_("Compare"), icon=":material/compare_arrows:"),
            st.Page("app_pages/explore/library.py", title=_("Library"), icon=":material/database:"),
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
