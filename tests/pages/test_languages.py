"""Every page in every language: nothing goes wrong, and nothing is left in English."""

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from embedviz import i18n
from embedviz.i18n import CATALOGUES, _
from tests.pages.conftest import PAGES

TEXTS = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "success", "metric")
CONTROLS = (
    "button", "selectbox", "slider", "select_slider", "toggle", "checkbox", "text_input", "text_area", "number_input",
    "expander", "tab",
)  # fmt: skip
SENTENCE = re.compile(r"(?:\b[a-z]+\b[ ,]+){7}")
"""Seven plain words in a row. Titles of papers have fewer, or capitals."""


def strings(app: AppTest) -> list[str]:
    """Return all that a page says in text elements, labels and their help."""
    named = [(element, ("label", "help")) for kind in CONTROLS for element in app.get(kind)]
    named += [(element, ("label", "value", "help")) for kind in TEXTS for element in app.get(kind)]
    found = (getattr(element, name, "") for element, names in named for name in names)
    return [text for text in found if isinstance(text, str) and text]


@pytest.fixture(params=sorted(CATALOGUES))
def language(request: pytest.FixtureRequest):
    yield request.param
    i18n.speak("en")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_whole_in_another_language(open_page: Callable[..., AppTest], small: str, page: str, language: str):
    app = open_page(page, lang=language, more="all")
    assert not app.error
    said = strings(app)
    english = open_page(page, source=small)
    i18n.speak(language)
    assert app.title[0].value == _(english.title[0].value)
    assert not [text for text in said if _(text) != text]
    assert not [text for text in said if SENTENCE.search(re.sub(r"“[^”]*”|`[^`]*`|\$[^$]*\$", "", text))]
