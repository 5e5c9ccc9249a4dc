"""What pages open on: every opening has a counterpart, and the source decides which is shown."""

import ast
from pathlib import Path

import numpy as np
import pytest

import embedviz as ev
from embedviz.i18n import spoken
from embedviz.ui.compare.neighbors import FIRST_WORD
from embedviz.ui.home.cards import ANALOGY, USUAL_WORD
from embedviz.ui.space.axes import DEFAULT_AXES
from embedviz.ui.widgets.openings import CHINESE, opening

ROOT = Path(__file__).parents[3]


def of(words: str) -> ev.Embedding:
    return ev.Embedding(words, words.split(), np.eye(len(words.split()), dtype=np.float32))


@pytest.mark.parametrize(
    ("source", "language", "wanted"),
    [
        pytest.param("king man woman queen the", "en", "king man woman queen", id="english-source"),
        pytest.param("king man woman queen the", "zh", "king man woman queen", id="english-source-chinese-reader"),
        pytest.param("国王 男人 女人 王后 的", "en", "国王 男人 女人 王后", id="chinese-source-english-reader"),
        pytest.param("国王 男人 女人 王后 的", "zh", "国王 男人 女人 王后", id="chinese-source"),
        pytest.param(
            "国王 king 男人 man 女人 woman 王后 queen", "en", "king man woman queen", id="both-english-reader"
        ),
        pytest.param("国王 king 男人 man 女人 woman 王后 queen", "zh", "国王 男人 女人 王后", id="both-chinese-reader"),
        pytest.param("的 国王", "en", "国王 男人 女人 王后", id="one-word-of-chinese"),
    ],
)
def test_the_source_decides_and_of_two_languages_the_reader(source, language, wanted):
    with spoken(language):
        assert opening(of(source), "king man woman queen") == wanted


def test_what_has_no_counterpart_is_what_it_was():
    assert opening(of("的 国王"), "throne") == "throne"


def test_every_word_that_a_page_opens_on_has_a_counterpart():
    found = {ANALOGY, USUAL_WORD, FIRST_WORD, *DEFAULT_AXES}
    for file in [*ROOT.glob("embedviz/ui/**/*.py"), *ROOT.glob("pages/**/*.py")]:
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "id", "")
            if name == "opening" and isinstance(call.args[1], ast.Constant):
                found.add(call.args[1].value)
            if name in ("ask", "ask_word", "ask_words"):
                found |= {
                    keyword.value.value
                    for keyword in call.keywords
                    if keyword.arg == "default" and isinstance(keyword.value, ast.Constant)
                }
    assert len(found) > 12
    assert found - {""} <= set(CHINESE)
