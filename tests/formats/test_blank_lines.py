"""Blank lines between rows, and spaces of Unicode between numbers, as editors and web pages leave them."""

import numpy as np
import pytest

import embedviz as ev
from embedviz.formats import line_blocks, rewritten

WORDS = ["the", "of", "naïve", "東京", "x1"]
VECTORS = np.array([[0.5, -1.25, 3], [1e-3, 2, 0.125], [0.1, 0.2, 0.3], [-4, 5.5, 1], [7, 8.25, -9]], np.float32)
NUMBERS = [[repr(float(number)) for number in row] for row in VECTORS]


def rows(separator: str = " ", words: list[str] = WORDS) -> list[str]:
    return [separator.join([word, *row]) for word, row in zip(words, NUMBERS, strict=True)]


def said(found: ev.Embedding) -> list[str]:
    return [each.kind for each in found.origin.assumptions]


def assert_read(path, text: str, words: list[str] = WORDS) -> ev.Embedding:
    path.write_bytes(text.encode())
    found = ev.load(path)
    assert list(found.words) == words
    assert (found.vectors.tobytes()) == VECTORS.tobytes()
    return found


GAPS = {
    "every second line": lambda lines: "\n\n".join(lines) + "\n",
    "every second line, CRLF": lambda lines: "\r\n\r\n".join(lines) + "\r\n",
    "in the middle": lambda lines: "\n".join([*lines[:2], "", " \t", "", *lines[2:]]) + "\n",
    "of spaces, CRLF": lambda lines: "\r\n".join([*lines[:4], "   ", *lines[4:]]),
    "before the first": lambda lines: "\n \r\n" + "\n".join(lines),
}


@pytest.mark.parametrize("gaps", GAPS)
@pytest.mark.parametrize("block", [7, 1 << 19])
def test_blank_lines_between_rows_are_left_out_and_said(tmp_path, monkeypatch, gaps, block):
    monkeypatch.setattr(line_blocks, "BLOCK", block)
    found = assert_read(tmp_path / "a.txt", GAPS[gaps](rows()))
    assert said(found) == ["blank lines"]
    (tmp_path / "b.vec").write_text("\n5 3\n" + GAPS[gaps](rows()), encoding="utf-8", newline="")
    assert said(ev.load(tmp_path / "b.vec", limit=1)) == (["blank lines"] if gaps == "before the first" else [])
    assert said(ev.load(tmp_path / "b.vec")) == ["blank lines"]
    (tmp_path / "words.txt").write_text("\n".join(WORDS), encoding="utf-8")
    assert said(assert_read(tmp_path / "c.txt", GAPS[gaps]([" ".join(row) for row in NUMBERS])))[0] == "word list"


def test_a_gap_is_named_by_the_first_row_behind_one(tmp_path):
    found = assert_read(tmp_path / "a.txt", "\n".join([*rows()[:2], "", *rows()[2:4], "", "", *rows()[4:]]))
    assert [str(each) for each in found.origin.assumptions] == [
        "rows after blank lines, which are left out: 2, the first is naïve on line 4"
    ]


@pytest.mark.parametrize("gaps", ["every second line", "every second line, CRLF"])
@pytest.mark.parametrize("header", ["", "word,a,b,c"])
def test_blank_lines_of_a_table_are_left_out_and_said(tmp_path, gaps, header):
    lines = [*([header] if header else []), *rows(",")]
    assert "blank lines in table" in said(assert_read(tmp_path / "a.csv", GAPS[gaps](lines)))
    assert "blank lines in table" not in said(assert_read(tmp_path / "b.csv", "\n" + "\n".join(lines) + "\n\n\n"))


SPACES = ["\u00a0", "\u3000", "\u202f", "\u2002"]
SEPARATED = {
    "everywhere": lambda space: rows(space),
    "after the word": lambda space: [line.replace(" ", space, 1) for line in rows()],
    "between numbers": lambda space: [line.replace(" ", space).replace(space, "\t", 1) for line in rows()],
    "beside ordinary ones": lambda space: rows(" " + space),
    "at the end": lambda space: [line + space for line in rows()],
    "on some lines": lambda space: [*rows()[:2], *rows(space)[2:]],
}


@pytest.mark.parametrize("space", SPACES, ids=[f"U+{ord(space):04X}" for space in SPACES])
@pytest.mark.parametrize("where", SEPARATED)
def test_spaces_of_unicode_between_numbers_part_them(tmp_path, monkeypatch, space, where):
    monkeypatch.setattr(rewritten, "PIECE", 11)
    text = "\n".join(SEPARATED[where](space)) + "\n"
    assert said(assert_read(tmp_path / "a.txt", text)) == ["spaces between numbers"]
    assert_read(tmp_path / "b.vec", f"5{space}3\n{text}")


@pytest.mark.parametrize("space", SPACES, ids=[f"U+{ord(space):04X}" for space in SPACES])
@pytest.mark.parametrize("word", ["new{}york", "{}", "q{}", "{}q", "1{}000", "5{}0.5", "windows{}10"])
def test_a_word_keeps_the_spaces_it_holds(tmp_path, space, word):
    words = [WORDS[0], word.format(space), *WORDS[2:]]
    assert said(assert_read(tmp_path / "a.txt", "\n".join(rows(words=words)), words)) == []
    if word in ("new{}york", "{}q"):
        other = "\u00a0" if space == "\u3000" else "\u3000"
        assert_read(tmp_path / "b.txt", "\n".join(rows(other, words)), words)


def test_such_spaces_around_the_numbers_of_a_table_are_blanks(tmp_path):
    text = "word;a;b;c\n" + "\n".join(line.replace(";", ";\u00a0") + "\u00a0" for line in rows(";"))
    assert "spaces between numbers" in said(assert_read(tmp_path / "a.csv", text))


@pytest.mark.parametrize("number", ["1\u00a0234.5", "1 234.5", "1'234.5", "-1,234.5", "1\u202f234"])
def test_separated_thousands_are_refused_by_their_name(tmp_path, number):
    (tmp_path / "a.csv").write_text(f"word;a;b\nthe;{number};0.5\nof;0.25;{number}\n", encoding="utf-8")
    with pytest.raises(
        ev.EmbedvizError, match="which has a thousands separator; expected no sign in a number but that"
    ):
        ev.load(tmp_path / "a.csv")


def test_numbers_that_spaces_part_in_the_middle_are_not_taken_apart(tmp_path):
    (tmp_path / "a.txt").write_text("the 1\u00a0234.5 2\u00a0345.5\nof 3\u00a0456.5 4\u00a0567.5\n", encoding="utf-8")
    with pytest.raises(ev.EmbedvizError, match="has a thousands separator"):
        ev.load(tmp_path / "a.txt")
