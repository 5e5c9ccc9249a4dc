"""What belongs to the browser's page as a whole: the language it is in, and what its way back leads to."""

import streamlit as st

from embedviz import i18n
from embedviz.ui.widgets.component import component

TAGS = {"en": "en", "zh": "zh-CN"}
"""The languages as ``<html lang>`` has them (BCP 47): it decides on fonts, hyphens and the voice of a screen reader."""

_document = component("embedviz.document", "frame/document.js")


def set_document() -> None:
    """Name the page's language to the browser, and have its way back lead from page to page."""
    with st.container(key="embedviz_document"):
        _document(key="embedviz_document_script", data={"language": TAGS[i18n.language()]}, height=0)
