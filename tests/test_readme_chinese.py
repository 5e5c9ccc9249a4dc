"""README.zh.md says what README.md says: the same headings, pictures, commands, and terms of the packages."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ENGLISH, CHINESE = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md"))


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


def test_chinese_is_parted_from_latin_by_a_blank_and_has_full_width_marks():
    prose = re.sub(r"`[^`]*`|\]\([^)]*\)|\*\*", "", without_code(CHINESE))
    assert not re.findall(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]", prose)
    assert not re.findall(r"[\u4e00-\u9fff][,;:!?]", prose)


def test_both_open_with_a_moving_picture_that_is_there_and_below_three_megabytes():
    first = re.search(r"!\[[^]]*\]\((.*?)\)", ENGLISH)
    assert first
    assert first.start() < 20
    content = (ROOT / first[1]).read_bytes()
    assert content[:4] + content[8:12] == b"RIFFWEBP"
    assert content.count(b"ANMF") > 30  # frames
    assert len(content) < 3_000_000
