"""What results look like where they are the last line of a cell."""

from html.parser import HTMLParser

import numpy as np
import pytest

import embedviz as ev

POINTS = np.random.default_rng(0).standard_normal((1_000, 50))
WORDS = [f"<b>{i}</b>" if i < 3 else f"w{i}" for i in range(1_000)]
EMBEDDING = ev.Embedding("<i>mine</i>", WORDS, POINTS)
RESULTS = {
    "Embedding": EMBEDDING,
    "Spectrum": ev.spectrum(EMBEDDING),
    "Spectrum, centered": ev.spectrum(EMBEDDING, center=True),
    "Neighbors": ev.neighbors(EMBEDDING, "w9", k=990),
    "Projection": ev.project(EMBEDDING),
    "Projection, random": ev.project(EMBEDDING, "random"),
    "IntrinsicDimension": ev.intrinsic_dimension(EMBEDDING),
    "Isotropy": ev.isotropy(EMBEDDING),
}
WITH_TABLE = [name for name in RESULTS if name != "Isotropy"]


class Reader(HTMLParser):
    """Collects tags and texts, and refuses a tag that is not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open, self.seen, self.texts = [], set(), []

    def handle_starttag(self, tag, attrs):  # noqa: ARG002
        self.open.append(tag)
        self.seen.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    return reader


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_is_one_short_line_that_begins_with_its_type(name):
    text = repr(RESULTS[name])
    assert text.startswith(name.partition(",")[0] + "(")
    assert len(text) < 200
    assert "\n" not in text


def test_lines_have_the_numbers_that_matter():
    spectrum, neighbors = RESULTS["Spectrum"], RESULTS["Neighbors"]
    assert repr(spectrum).startswith(
        f"Spectrum(1,000 x 50, rank 50, effective rank {spectrum.effective_rank:.1f}, σ from"
    )
    assert "50, centered, rank 50" in repr(RESULTS["Spectrum, centered"])
    assert f"{neighbors.words[0]!r} {neighbors.scores[0]:.4f}" in repr(neighbors)
    assert repr(neighbors).endswith("… 990 in all)")
    assert "…" not in repr(ev.neighbors(EMBEDDING, "w9", k=2))
    assert "Projection('random', 1,000 points in 3 dimensions" in repr(RESULTS["Projection, random"])
    found = RESULTS["IntrinsicDimension"]
    assert f"IntrinsicDimension({found.value:.2f}, 95%" in repr(found)
    assert f"covariance {found.control:.2f}; twonn, 1,000 points in 50 dimensions)" in repr(found)


@pytest.mark.parametrize("name", WITH_TABLE)
def test_a_notebook_shows_a_table_and_no_markup_of_words(name):
    reader = read(RESULTS[name]._repr_html_())
    assert {"table", "caption", "tr"} <= reader.seen
    assert not reader.seen & {"b", "i", "script"}


def test_the_table_of_neighbors_has_all_of_them():
    neighbors = RESULTS["Neighbors"]
    texts = read(neighbors._repr_html_()).texts
    assert [texts[4 + 3 * i] for i in range(990)] == list(neighbors.words)


def test_an_embedding_shows_its_first_words_and_its_id_as_they_are():
    texts = read(EMBEDDING._repr_html_()).texts
    assert texts[0] == "<i>mine</i>"
    assert texts[-1] == "<b>0</b>, <b>1</b>, <b>2</b>, w3, w4, w5, w6, w7, …"


@pytest.mark.parametrize("name", ["Spectrum", "Projection"])
def test_a_figure_stands_above_the_table_where_one_is_natural(name):
    html = RESULTS[name]._repr_html_()
    assert html.startswith("<svg")
    assert html.count("<circle") == {"Spectrum": 50, "Projection": 1_000}[name]
    assert html.index("</svg>") < html.index("<table")
