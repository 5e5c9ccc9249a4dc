"""What belongs to the browser's page as a whole: the language it is in, and what its way back leads to."""

import streamlit as st

from embedviz import i18n
from embedviz.ui.frame.streamlit_texts import streamlit_texts
from embedviz.ui.widgets.component import component

_document = component(
    "embedviz.document",
    "frame/texts.js",
    "frame/touch.js",
    "frame/fullscreen.js",
    "frame/minus.js",
    "frame/document.js",
)


def set_document() -> None:
    """Name the page's language to the browser, speak it in Streamlit's own texts, have the way back lead by pages."""
    data = {"language": i18n.TAGS[i18n.language()], "texts": streamlit_texts()}
    with st.container(key="embedviz_document"):
        _document(key="embedviz_document_script", data=data, height=0)
