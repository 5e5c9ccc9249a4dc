"""The catalogues are complete, in step with the code, and say what the messages say."""

import ast
import re
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from embedviz.i18n import CATALOGUES

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

import messages

Key = tuple[str | None, str]  # context and message
REPAIR = "run scripts/messages.py, translate what is empty, and run it again"


def text_of(message: Message) -> str:
    """Return a message in English, of one that goes with a count the form for many."""
    return message.id if isinstance(message.id, str) else message.id[-1]


@pytest.fixture(scope="module")
def in_code() -> set[Key]:
    return {(message.context, text_of(message)) for message in messages.in_code() if message.id}


@pytest.fixture(scope="module", params=sorted(CATALOGUES))
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def by_key(language) -> dict[Key, str]:
    known = [message for message in messages.read(language) if message.id]
    return {(message.context, text_of(message)): messages.translation_of(message) for message in known}


@pytest.fixture(scope="module")
def translations(by_key) -> list[tuple[str, str]]:
    return [(text, other) for (_context, text), other in by_key.items()]


def fields(text: str) -> list[str]:
    return sorted(re.findall(r"{[^{}]*}|%\(\w+\)[sr]|%[sr](?!\w)", text))


def test_every_message_is_translated(in_code, by_key):
    missing = sorted(key[1] for key in in_code if not by_key.get(key))
    assert not missing, f"{len(missing)} without a translation, such as {missing[:3]}: {REPAIR}"


def test_no_message_stands_inside_an_f_string():
    """Extraction does not look there."""
    root = Path(__file__).parents[1]
    files = [*(root / "pages").rglob("*.py"), *(root / "embedviz").rglob("*.py")]
    inside = [
        f"{file.name}:{call.lineno}"
        for file in files
        for text in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in messages.KEYWORDS
    ]
    assert not inside


def test_no_translation_is_stale(in_code, by_key):
    stale = sorted(text for _context, text in by_key.keys() - in_code)
    assert not stale, f"{len(stale)} that no code says, such as {stale[:3]}: {REPAIR}"


def test_nothing_is_marked_as_doubtful(language):
    assert not [message.id for message in messages.read(language) if message.fuzzy and message.id]


def test_the_compiled_catalogue_is_that_of_the_source(language):
    assert messages.path_of(language, "mo").read_bytes() == messages.compiled(messages.read(language)), REPAIR


def test_translations_fill_in_the_same_values(translations):
    assert not [text for text, other in translations if fields(text) != fields(other)]


@pytest.mark.parametrize("mark", ["**", "`", "$", "<", "](", "\n", "\\ne", "\\sum", "\\lVert"])
def test_translations_keep_the_markup(translations, mark):
    assert not [text for text, other in translations if text.count(mark) != other.count(mark)]


def test_sentences_are_in_chinese(translations):
    """Names, symbols and citations may stay; a sentence of four plain words may not."""
    plain_words = re.compile(r"(?:\b[a-z]+\b[ ,]+){4}")
    latin = {text for text, other in translations if not re.search(r"[\u4e00-\u9fff]", other)}
    assert not {text for text in latin if plain_words.search(re.sub(r"{[^{}]*}|`[^`]*`", "", text))}


def test_chinese_sentences_have_chinese_marks(translations):
    """Half-width marks belong to formulas, citations and code, which no Chinese character touches."""
    character, color = r"[\u3400-\u9fff]", r":[a-z-]+\["  # Streamlit's :blue-background[...]
    half, word = r"[,;:!?(]|\.(?!\w)", r" \([A-Za-z.][\w.-]"  # (m, n) is a formula, （PCA） is not
    beside = re.compile(rf"{character}(?!{color})({half}|{word})|[,;:!?.)]{character}")
    link = re.compile(r"]\([^)]*\)")
    assert not [text for _text, text in translations if beside.search(link.sub("", text))]


def test_bold_text_ends_where_the_browser_sees_it_end(translations):
    """A mark inside and a character outside leave the asterisks as they are (CommonMark 6.2)."""
    unseen = re.compile(r"[^\w\s{}%]\*\*[\w{]")
    bold = re.compile(r"\*\*[^*]+\*\*\S?")
    assert not [other for _text, other in translations for found in bold.findall(other) if unseen.search(found)]
