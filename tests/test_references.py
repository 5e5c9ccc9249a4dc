"""No equation, section, theorem or table is cited whose number docs/references.md does not say was seen."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NUMBER = re.compile(
    r"\b((?i:section|eq\.|equation|theorem|table|chapter|algorithm|figure))s? "
    r"(\d[\d.]*\d|\d|[IVX]+(?:-[A-Z])?\b)(?: (?:to|and) (\d[\d.]*\d|\d))?"
)
YEAR = re.compile(r"\b(?:1[89]\d\d|20[0-2]\d)\b")
FIRST_AUTHOR = re.compile(r"(?:[A-Z]\. )+([^\s,]+)")
BEFORE = 300  # characters in which the source of a number is named


def flat(text: str) -> str:
    """One line, strings that are continued on the next line joined."""
    return re.sub(r"\s+", " ", re.sub(r'"\s*\n\s*"', "", text))


def numbers(text: str) -> set[tuple[str, str]]:
    return {(kind.lower(), n) for kind, *both in NUMBER.findall(text) for n in both if n}


def entries() -> list[tuple[str, set[str], set[tuple[str, str]]]]:
    """Of each source the first author, the years and the numbers seen in it."""
    found = []
    for text in re.split(r"\n- ", (ROOT / "docs/references.md").read_text(encoding="utf-8"))[1:]:
        entry = flat(text)
        author = FIRST_AUTHOR.match(entry)
        assert author, entry[:80]
        found.append((author[1], set(YEAR.findall(entry)), numbers(entry.partition("Read:")[2])))
    return found


def cited() -> list[tuple[str, str, tuple[str, str]]]:
    """Files, the text before a number, and the number, wherever a year stands before one."""
    code = [*(ROOT / "embedviz").rglob("*.py"), *(ROOT / "scripts").glob("*.py"), *(ROOT / "pages").rglob("*.py")]
    found = []
    for file in sorted([*code, ROOT / "README.md", *(ROOT / "embedviz").rglob("*.md")]):
        text = flat(file.read_text(encoding="utf-8"))
        for match in NUMBER.finditer(text):
            before = text[max(0, match.start() - BEFORE) : match.start()]
            if YEAR.search(before):
                found += [(file.relative_to(ROOT).as_posix(), before, number) for number in numbers(match[0])]
    return found


def test_numbers_of_equations_and_sections_are_among_those_seen():
    sources, citations = entries(), cited()
    assert len(citations) > 20
    for file, before, number in citations:
        meant = [each for each in sources if each[0] in before and each[1] & set(YEAR.findall(before))]
        assert any(number in seen for _author, _years, seen in meant), (
            f"{file}: {' '.join(number)} after …{before[-80:]}"
        )


@pytest.mark.parametrize("file", ["algebra/dependence", "training/walkthrough", "context/mix"])
def test_a_number_is_found_where_one_is_cited(file):
    assert any(each.endswith(f"{file}.py") for each, _before, _number in cited())


def test_modules_named_as_users_of_a_source_are_there():
    named = re.findall(r"`([a-z_/]+)`", (ROOT / "docs/references.md").read_text(encoding="utf-8"))
    assert len(named) > 50
    assert [each for each in named if not (ROOT / "embedviz" / f"{each}.py").exists()] == []
