import json
from html.parser import HTMLParser

import numpy as np
import pytest

import embedviz as ev
from embedviz.errors import Cancelled
from embedviz.i18n import language
from embedviz.reporting.make import BUILDS, as_json, titles
from embedviz.reporting.source import checksum
from tests.diagnosis.planted import sound

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=//x.org/a>',
    "bell\x07",
    "half\udce9",
    "\u202eback",
    "**bold**",
    "a&b",
]
QUICK = [id for id in BUILDS if id not in {"map", "evaluation", "claims"}]
NAMES = """html head meta link title style body header h1 h2 h3 p nav ul li a main section table thead tbody tr th td
span strong pre svg g circle rect line polyline text"""
TAGS = set(NAMES.split())


class Page(HTMLParser):
    """What a page holds: its tags, what they refer to, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags, self.refers, self.text, self.attributes = set(), [], "", {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.setdefault(tag, []).append(dict(attrs))
        self.refers += [value for name, value in attrs if name in {"href", "src", "srcset", "action", "xlink:href"}]
        assert not any(name.startswith("on") for name, _value in attrs)

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module")
def hostile() -> ev.Embedding:
    words, vectors = sound(200, 12)
    words[: len(HOSTILE)] = HOSTILE
    return ev.Embedding("hos<b>tile", words, vectors)


@pytest.fixture(scope="module")
def made(hostile) -> ev.Report:
    return ev.report(hostile, sections=QUICK, words=["<script>alert(1)</script>", "none<i>"])


def test_a_page_shows_words_as_they_are_and_refers_to_nothing_outside(made):
    page = Page(made.html)
    assert page.tags <= TAGS
    assert all(each.startswith("#") or each == "data:," for each in page.refers)
    assert "url(" not in made.html
    assert "@import" not in made.html
    assert made.html.isprintable() or set(filter(lambda c: not c.isprintable(), made.html)) == {"\n"}
    for shown in (*HOSTILE[:2], r"bell\x07", r"half\udce9", r"\u202eback", "**bold**"):
        assert shown in page.text
    assert "'none<i>' is not among the 200 words" in page.text
    assert page.attributes["meta"][1]["content"].startswith("default-src 'none'")
    assert page.attributes["html"][0]["lang"] == "en"
    made.html.encode("utf-8")


def test_every_section_has_its_numbers_how_exact_they_are_and_a_command(made, hostile):
    assert list(made.data) == QUICK
    page = Page(made.html)
    assert len(page.attributes["pre"]) == len(QUICK)
    for id in QUICK:
        assert titles()[id] in page.text
    assert "'hos<b>tile'" in page.text
    spectrum = ev.spectrum(hostile)
    assert made.data["rank"]["singular_values"] == spectrum.singular_values.tolist()
    assert made.data["rank"]["rank"] == spectrum.rank()
    assert made.data["dimension"]["value"] == ev.intrinsic_dimension(hostile).value
    assert made.data["isotropy"]["isoscore"] == ev.isotropy(hostile).isoscore
    near = ev.neighbors(hostile, "a&b", 5)
    last = ev.report(hostile, sections=["neighbors"], words=["a&b"]).data["neighbors"]["neighbors"]["a&b"]
    assert [each["word"] for each in last] == list(near.words)
    found = {each["kind"]: each["count"] for each in made.data["health"]["findings"]}
    assert found == {each.kind: each.count for each in ev.health(hostile).findings}


def test_in_chinese_only_the_words_differ(made, hostile):
    chinese = ev.report(hostile, language="zh", sections=QUICK, words=["<script>alert(1)</script>", "none<i>"])
    page = Page(chinese.html)
    assert page.attributes["html"][0]["lang"] == "zh-CN"
    assert "秩与奇异值谱" in page.text
    assert "Rank and spectrum" not in page.text
    assert language() == "en"
    assert chinese.data["rank"] == made.data["rank"]
    with pytest.raises(ev.EmbedvizError, match="no language is called 'de'; expected one of en, zh"):
        ev.report(hostile, language="de")
    with pytest.raises(ev.EmbedvizError, match="no section is called 'ranks'"):
        ev.report(hostile, sections=["ranks"])


def test_it_is_written_whole_or_not_at_all(hostile, made, tmp_path):
    made.save(tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == made.html
    made.save(tmp_path / "report.json")
    assert json.loads((tmp_path / "report.json").read_text(encoding="ascii")) == made.data
    with pytest.raises(ev.EmbedvizError, match=r"^report\.html: it cannot be written \(No such file or directory\)"):
        made.save(tmp_path / "none" / "report.html")

    def cancel(progress: ev.Progress) -> None:
        if progress.stage == "Norms":
            raise Cancelled

    with pytest.raises(Cancelled):
        ev.report(hostile, tmp_path / "other.html", progress=cancel)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "report.json"]
    assert language() == "en"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("report.pdf", "no report goes with the ending '.pdf'; expected one of .html .htm .json"),
        ("none/report.html", "it cannot be written (No such file or directory)"),
        ("folder.json", "it cannot be written (it is not a regular file)"),
        ("file/report.html", "it cannot be written (Not a directory)"),
    ],
)
def test_a_place_where_no_report_can_be_is_refused_before_anything_is_computed(hostile, tmp_path, name, message):
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "file").touch()
    seen: list[ev.Progress] = []
    with pytest.raises(ev.EmbedvizError) as error:
        ev.report(hostile, tmp_path / name, progress=seen.append)
    assert str(error.value) == f"{name.rpartition('/')[2]}: {message}"
    assert not seen


def test_a_name_without_an_ending_is_that_of_a_page(made, tmp_path):
    assert made.save(tmp_path / "report").read_text(encoding="utf-8") == made.html


def test_what_cannot_be_computed_is_said_in_its_section():
    few = ev.report(ev.Embedding("few", ["a", "b"], np.eye(2)), sections=[*QUICK, "map", "evaluation"])
    assert "expected at least 20 distinct ones" in few.data["dimension"]["error"]
    assert "a map needs at least" in few.data["map"]["error"]
    assert "do not seem to be English" in few.data["evaluation"]["error"]
    assert few.data["rank"]["rank"] == 2


def test_the_checksum_is_of_words_and_numbers_and_of_nothing_else(hostile):
    first = checksum(hostile)
    again = ev.Embedding("other id", list(hostile.words), np.asfortranarray(hostile.vectors))
    assert checksum(again) == first
    assert (
        len(
            {first, checksum(hostile.top(199)), checksum(ev.Embedding("x", ["q", *hostile.words[1:]], hostile.vectors))}
        )
        == 3
    )


def test_numbers_that_json_lacks_become_null():
    given = {"a": np.float32(0.5), "b": [np.nan, np.inf, 3], "c": np.array([1, 2]), "d": None, 5: "x"}
    assert as_json(given) == {"a": 0.5, "b": [None, None, 3], "c": [1, 2], "d": None, "5": "x"}


@pytest.mark.exhaustive
def test_english_words_are_mapped_evaluated_and_held_against_the_claims(glove):
    found = ev.report(glove.top(20_000), sections=["map", "evaluation", "claims"])
    assert not [id for id, data in found.data.items() if "error" in data]
    assert found.data["map"]["kept"] > 10 * found.data["map"]["by_chance"]
    assert found.data["evaluation"]["wordsim353"]["coverage"] > 0.9
    assert len(found.data["claims"]["claims"]) == 15
    assert len(found.html) < 1_000_000
