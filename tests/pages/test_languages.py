"""Every page in every language: nothing goes wrong, nothing is left in English, and numbers are written as numbers."""

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import embedviz as ev
from embedviz import i18n
from embedviz.context.examples import polysemous
from embedviz.i18n import CATALOGUES, _
from embedviz.sources.corpora import generated
from tests.latin import badly_set_in, english_in
from tests.pages.conftest import PAGES
from tests.pages.quantities import badly_written, without_format
from tests.pages.said import said
from tests.pages.settled import settle

SLOW = ("claims",)  # trains two networks

TEXTS = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "success", "metric")
CONTROLS = (
    "button", "selectbox", "slider", "select_slider", "toggle", "checkbox", "text_input", "text_area", "number_input",
    "expander", "tab",
)  # fmt: skip


def strings(app: AppTest) -> list[str]:
    """Return all that a page says in text elements, labels and their help."""
    named = [(element, ("label", "help")) for kind in CONTROLS for element in app.get(kind)]
    named += [(element, ("label", "value", "help")) for kind in TEXTS for element in app.get(kind)]
    found = (getattr(element, name, "") for element, names in named for name in names)
    return [text for text in found if isinstance(text, str) and text]


@pytest.fixture(scope="module")
def chinese() -> ev.Embedding:
    """The words of the generated Chinese text, frequent ones first; which vectors they have does not matter here."""
    words = generated(language="zh").statistics.words
    return ev.Embedding("chinese", words, np.random.default_rng(0).standard_normal((len(words), 10)))


@pytest.fixture
def source(chinese: ev.Embedding, data: Path) -> str:
    ev.save(chinese, data / "zh.vec")
    return "file:zh.vec"


@pytest.fixture
def rival(chinese: ev.Embedding, data: Path) -> str:
    """Other vectors of the same words, to be compared with: a network would have to be trained."""
    ev.save(ev.Embedding("rival", chinese.words, chinese.vectors[:, ::-1]), data / "rival.vec")
    return "file:rival.vec"


@pytest.fixture(params=sorted(CATALOGUES))
def language(request: pytest.FixtureRequest):
    yield request.param
    i18n.speak("en")


@pytest.mark.parametrize(
    "page", [pytest.param(each, marks=[pytest.mark.exhaustive] * (each in SLOW)) for each in PAGES]
)
def test_a_page_is_whole_in_another_language(open_page, small, source, rival, page, language):
    beside = {"with": rival} if page == "compare" else {}
    app = settle(open_page(page, lang=language, more="all", source=source, **beside))
    assert not app.error
    labels = strings(app)
    assert without_format(app) == []
    assert badly_written(labels) == []
    english = open_page(page, source=small, **beside)
    i18n.speak(language)
    assert app.title[0].value == _(english.title[0].value)
    assert not [text for text in labels if _(text) != text]
    everything = [(place, text) for place, text in said(app) if text not in polysemous()]  # the biLM reads English
    assert len(everything) > 50
    assert not [(place, text[:200], words) for place, text in everything if (words := english_in(text))]
    assert not [(place, parts) for place, text in everything if (parts := badly_set_in(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("判定依据是 the rank：5", ["the", "rank"], id="words"),
        pytest.param("用 `np.linalg.svd` 计算 $\\operatorname{rank}$ 与 PCA", [], id="code-formula-name"),
        pytest.param("有效秩（Roy 和 Vetterli 2007）", [], id="citation"),
        pytest.param("Peters 等提出", ["Peters"], id="name-without-a-year"),
    ],
)
def test_english_is_found_and_names_are_not(text, found):
    assert english_in(text) == found


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("秩为5。", id="digit"),
        pytest.param("其Jaccard 指数", id="latin"),
        pytest.param("是, 但", id="comma"),
        pytest.param("结论:成立", id="colon"),
        pytest.param("33%, 40%", id="between-shares"),
        pytest.param("好.坏", id="period"),
        pytest.param("（甲） 的", id="blank-after-a-wide-mark"),
    ],
)
def test_bad_setting_is_found(text):
    assert badly_set_in(text)
    assert not badly_set_in("秩为 5，是 33%、40%；其 Jaccard 指数为 0.2。")


def test_a_reader_is_told_of_a_file_in_the_readers_language_whoever_opened_it_first(open_page, source, written):
    assert "word2vec 文本，" in written(settle(open_page("library", lang="zh", source=source)))
    assert "word2vec text, " in written(open_page("library", lang="en", source=source))
    assert "第 1 行是表头" in written(open_page("library", lang="zh", source=source))
