"""What is written in both languages says the same in both: headings, pictures, commands, terms; and is well set."""

import re
from pathlib import Path

import pytest

from tests.latin import badly_set_in

ROOT = Path(__file__).parents[1]
ENGLISH, CHINESE = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md"))
BOTH = sorted(file for folder in (ROOT, ROOT / "docs") for file in folder.glob("*.zh.md"))


def without_code(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"^#+", id="headings"),
        pytest.param(r"!\[[^]]*\]\((.*?)\)", id="pictures"),
        pytest.param(r"^```sh\n.*?^```", id="commands"),
        pytest.param(r"^\| `(\w+)` \|", id="extras"),
    ],
)
def test_both_have_the_same_in_the_same_order(pattern):
    english, chinese = (re.findall(pattern, text, flags=re.DOTALL | re.MULTILINE) for text in (ENGLISH, CHINESE))
    if pattern.startswith("!"):
        english, chinese = ([re.sub(r"-zh(?=\.png)", "", each) for each in found] for found in (english, chinese))
    assert chinese == english
    assert english


def test_each_section_has_as_many_points():
    sections = [re.split(r"^## ", without_code(text), flags=re.MULTILINE) for text in (ENGLISH, CHINESE)]
    points = [[len(re.findall(r"^- ", section, flags=re.MULTILINE)) for section in each] for each in sections]
    assert points[0] == points[1]


def test_every_variable_that_one_names_the_other_names():
    named = [set(re.findall(r"EMBEDVIZ_[A-Z_]+", text)) for text in (ENGLISH, CHINESE)]
    assert named[0] == named[1]


@pytest.mark.parametrize("file", [pytest.param(file, id=file.name) for file in BOTH])
def test_a_page_in_chinese_has_the_parts_of_the_english_one_and_is_well_set(file):
    chinese = file.read_text(encoding="utf-8")
    english = file.with_name(file.name.replace(".zh.md", ".md")).read_text(encoding="utf-8")
    for pattern in (r"^#+", r"^```\w+\n.*?^```", r"^- ", r"^\| ", r"^\d\. ", r"https?://[^\s)]+"):
        both = [re.findall(pattern, text, flags=re.DOTALL | re.MULTILINE) for text in (english, chinese)]
        if file.name != "README.zh.md":  # it leaves to the English one what only a programmer asks for
            assert both[0] == both[1], pattern
    assert f"[English]({file.name.replace('.zh.md', '.md')})" in chinese
    assert f"({file.name})" in english
    assert not [parts for line in without_code(chinese).splitlines() if (parts := badly_set_in(line))]
    links = set(re.findall(r"\]\(((?!http)[^)#]+)\)", chinese)) - {file.name.replace(".zh.md", ".md")}
    assert not [name for name in links if not (file.parent / name).exists()]
    counterparts = {name: file.parent / name.replace(".md", ".zh.md") for name in links if name.endswith(".md")}
    assert not [name for name, chinese_one in counterparts.items() if chinese_one.exists()]  # then that is linked


def test_both_open_with_a_moving_picture_that_is_there_and_below_three_megabytes():
    first = re.search(r"!\[[^]]*\]\((.*?)\)", ENGLISH)
    assert first
    assert first.start() < 20
    content = (ROOT / first[1]).read_bytes()
    assert content[:4] + content[8:12] == b"RIFFWEBP"
    assert content.count(b"ANMF") > 30  # frames
    assert len(content) < 3_000_000
