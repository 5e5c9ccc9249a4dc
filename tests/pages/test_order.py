"""Words are called frequent or rare only where a source is known to be sorted by frequency."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from babel.messages.pofile import read_po
from google.protobuf.text_format import MessageToString
from streamlit.testing.v1 import AppTest

import embedviz as ev
from embedviz.i18n import CATALOGUES, FOLDER
from embedviz.sources.ordering import declare

from .conftest import PAGES

# Word2vec counts the words of a corpus, so there the word is right.
SPEAKING = [page for page in PAGES if page != "word2vec"]
FREQUENCY = re.compile(r"(?i)frequen|\brare(?:st|r)?\b|词频|罕见|常见")
NAME = "alphabetical.parquet"


def everything(app: AppTest) -> Iterator[str]:
    """All that a page sends to the browser but the question itself: texts, labels, headers of tables, figures."""
    for block in (app.main, app.sidebar):
        for element in block:
            if element.type == "checkbox" and str(element.key).startswith("by-frequency"):
                continue
            if element.type in ("arrow_data_frame", "arrow_table"):
                yield " ".join(map(str, element.value.columns))
                continue
            if element.proto is None:
                continue
            yield MessageToString(element.proto, as_utf8=True)
            spec = getattr(getattr(element.proto, "plotly_chart", element.proto), "spec", "")
            if spec:
                yield json.dumps(json.loads(spec), ensure_ascii=False)


def spoken(app: AppTest) -> list[str]:
    found = []
    for text in everything(app):
        found += [text[max(0, match.start() - 60) : match.end() + 60] for match in FREQUENCY.finditer(text)]
    return found


@pytest.fixture
def alphabetical(data) -> str:
    words = sorted(f"/c/en/{first}{second}" for first in "abcdef" for second in "aeiouy")
    vectors = np.random.default_rng(0).standard_normal((len(words), 6)) * np.linspace(1, 2, len(words))[:, None]
    ev.save(ev.Embedding("alphabetical", words, vectors), data / NAME)
    ev.load(data / NAME)  # from then on it opens at once
    return f"file:{NAME}"


# Of the other language, what its messages say is read below.
@pytest.mark.parametrize("language", ["en", pytest.param("zh", marks=pytest.mark.exhaustive)])
@pytest.mark.parametrize("page", SPEAKING)
def test_no_page_speaks_of_frequency_where_it_is_not_known(open_page, alphabetical, page, language):
    app = open_page(page, source=alphabetical, lang=language, more="all")
    assert app.sidebar.selectbox(key="source").value == alphabetical
    assert app.main.title
    assert spoken(app) == []


@pytest.mark.parametrize("page", ["distance", "space"])
def test_where_it_is_declared_it_is_spoken_of(open_page, alphabetical, page):
    declare(alphabetical, by_frequency=True)
    assert spoken(open_page(page, source=alphabetical, more="all"))


def test_the_library_asks_and_every_page_follows(open_page, alphabetical):
    app = open_page("library", source=alphabetical)
    (asked,) = (box for box in app.checkbox if str(box.key).startswith("by-frequency"))
    assert not asked.value
    assert "rarest" not in " ".join(each.value for each in app.markdown)
    asked.check()
    app.run()
    assert not app.exception
    assert "the rarest" in " ".join(each.value for each in app.markdown)
    assert ev.open_source(alphabetical).by_frequency
    assert spoken(open_page("distance", source=alphabetical, more="all"))


# These count words, or the occurrences of senses, read a count, or say that a column may be one.
COUNTING = (
    "embedviz/assumptions.py",
    "embedviz/ui/word2vec/",
    "embedviz/ui/polysemy/own_chinese.py",
    "embedviz/context/centroids.py",
    "embedviz/figures/corpus.py",
    "embedviz/sources/corpora/dictionary.py",
)


def test_messages_speak_of_frequency_only_where_it_is_counted_or_asked_for():
    with (FOLDER / CATALOGUES["zh"] / "LC_MESSAGES" / "embedviz.po").open("rb") as file:
        speaking = [each for each in read_po(file) if each.id and FREQUENCY.search(f"{each.id} {each.string}")]
    assert speaking
    root = Path(ev.__file__).parents[1]
    for message in speaking:
        for place, _line in message.locations:
            known = place.startswith(COUNTING) or "by_frequency" in (root / place).read_text(encoding="utf-8")
            assert known, f"{place}: {message.id}"
