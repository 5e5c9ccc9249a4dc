"""The frame around every page: its settings, language and source, and the navigation. Served by ``app.py``."""

import streamlit as st

from embedviz.ui.frame.document import set_document
from embedviz.ui.frame.errors import errors_shown
from embedviz.ui.frame.glossary import glossary_button
from embedviz.ui.frame.language import choose_language, set_language
from embedviz.ui.frame.lessons import foot
from embedviz.ui.frame.navigation import pages
from embedviz.ui.frame.page import set_title, set_up_page
from embedviz.ui.frame.present import presentation
from embedviz.ui.frame.source import pick_source
from embedviz.ui.widgets.controls import note_page
from embedviz.ui.work.allocator import see_how_many_objects
from embedviz.ui.work.awaiting import noting_what_is_shown

see_how_many_objects()
set_language()
set_up_page()
page = st.navigation(pages(), expanded=True)
set_title(page.title)
note_page(page.url_path)
with noting_what_is_shown():
    pick_source()
    glossary_button()
    choose_language()
    set_document()
    presentation(page.url_path, offered=page.url_path != "library")
    try:
        with errors_shown():
            page.run()
    finally:  # also below a page that has stopped early
        foot(page.url_path)
