"""Every page in every language: nothing goes wrong, and nothing is left in English."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import embedviz as ev
from embedviz import i18n
from embedviz.i18n import CATALOGUES, _
from embedviz.sources.corpora import generated
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


NAMES = {"word", "fast", "text", "transformer", "safetensors", "badge", "green"}
"""Names (word2vec, fastText, transformer, safetensors) as far as they are in small letters, and markup."""
OTHERS = {"compare", "claims"}  # which train beside; they are walked through in a browser


@pytest.mark.exhaustive
def test_no_english_word_is_left_on_a_chinese_source(
    open_page: Callable[..., AppTest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    corpus = generated(0, 6_000, language="zh")
    ev.save(ev.train(corpus, dimensions=20, epochs=2, snapshots=1).embedding, tmp_path / "zh.vec")
    monkeypatch.setenv("EMBEDVIZ_DATA", str(tmp_path))
    markup = re.compile(r"`[^`]*`|\$[^$]*\$|\]\([^)]*\)|:[a-z_/]+:|:[a-z]+\[")
    left = {}
    for page in PAGES:
        if page not in OTHERS:
            app = open_page(page, lang="zh", source="file:zh.vec")
            assert not app.error
            said = " ".join(markup.sub("", text) for text in strings(app))
            left[page] = set(re.findall(r"(?<![\\A-Za-z])[a-z]{4,}", said)) - NAMES
    i18n.speak("en")
    assert {page: words for page, words in left.items() if words} == {}
