"""Words and vectors as programs print them: in brackets, behind colons, between commas; lines that end three times."""

import numpy as np
import pytest

import embedviz as ev
from embedviz.formats import rewritten

WORDS = ["the", "new york", "naïve", "東京", "x1", "U.S."]
VECTORS = np.round(np.random.default_rng(0).standard_normal((6, 4)), 4).astype(np.float32)
PRINTED = {
    "Python": ("{} [{}]", ", "),
    "NumPy": ("{} [{}]", " "),
    "NumPy, aligned": ("{} [ {} ]", "  "),
    "a tuple": ("{} ({})", ", "),
    "Java": ("{}={{{}}}", ", "),
    "Go": ("{}: [{}]", " "),
    "Rust": ('"{}": [{}],', ", "),
    "YAML": ("{}: [{}]", ", "),
    "a colon, commas": ("{}:{}", ","),
    "a colon, commas and blanks": ("{}: {}", ", "),
    "an equals sign, commas": ("{}={}", ","),
}


def text(form: str, between: str, end: str = "\n") -> bytes:
    rows = [between.join(map(str, row)) for row in VECTORS.tolist()]
    return "".join(form.format(word, row) + end for word, row in zip(WORDS, rows, strict=True)).encode()


@pytest.mark.parametrize("case", PRINTED)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_what_is_printed_is_read_and_the_signs_are_said(tmp_path, monkeypatch, case, end):
    monkeypatch.setattr(rewritten, "PIECE", 13)
    (tmp_path / "x.txt").write_bytes(text(*PRINTED[case], end))
    found = ev.load(tmp_path / "x.txt")
    assert list(found.words) == WORDS
    np.testing.assert_array_equal(found.vectors, VECTORS)
    assert "printed" in [each.kind for each in found.origin.assumptions]


BAD = {
    "decimal commas": ("the: [0,5 1,5]\nof: [2,5 3,5]\n", "x.txt, line 1: a number in another notation"),
    "decimal commas, no brackets": ("the:0,5,1,5\nof:-2,5,3,5\n", "no numbers at the end of"),
    "decimal commas, an equals sign": ("the=0,5 1,5\nof=2,5 3,5\na=2,5 1,5\n", "x.txt: the columns are"),
    "a line without brackets": ("the [0.5, 1.5]\nof 2.5, 3.5\n", "x.txt"),
    "another length": ("the [0.5, 1.5]\nof [2.5, 3.5]\n" * 50 + "x [1.5]\n", "line 101: 1 number, expected 2"),
    "cut": ("the [0.5, 1.5]\nof [2.5, 3.5]\n" * 50 + "x [1.5, 2", "line 101"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_printed_otherwise_is_refused(tmp_path, case):
    data, problem = BAD[case]
    (tmp_path / "x.txt").write_text(data)
    with pytest.raises(ev.EmbedvizError, match=problem):
        ev.load(tmp_path / "x.txt")


NOTATIONS = {
    "Fortran": "1.5D-03",
    "Mathematica": "1.5*^-3",
    "hexadecimal": "0x1.8p-10",
    "C": "0.5f",
    "Arabic digits": "\u0660\u066b\u0665",
    "wide digits": "\uff10\uff0e\uff15",
}


@pytest.mark.parametrize("number", NOTATIONS.values(), ids=NOTATIONS)
def test_numbers_of_other_programs_are_refused_as_such(tmp_path, number):
    (tmp_path / "x.txt").write_text(f"the {number} {number}\nof {number} {number}\n", encoding="utf-8")
    with pytest.raises(ev.EmbedvizError, match="a number in another notation at the end of 'the "):
        ev.load(tmp_path / "x.txt")


@pytest.mark.parametrize(
    "dump",
    ["INSERT INTO v VALUES ('the', '[1,2]');\n", "-- PostgreSQL\n--\n\nSET x = 0;\n", "CREATE TABLE v (w text);\n"],
    ids=["INSERT", "a comment first", "CREATE"],
)
def test_commands_of_sql_are_refused_by_their_name(tmp_path, dump):
    (tmp_path / "x.sql").write_text(dump)
    with pytest.raises(ev.EmbedvizError, match="commands of SQL: write the table as CSV"):
        ev.load(tmp_path / "x.sql")


def test_a_second_header_is_refused_where_it_is(tmp_path):
    (tmp_path / "x.vec").write_text("4 2\n" + "the 0.5 1\nof 1.5 2\n" * 2 + "4 2\n" + "a 0.5 1\n")
    with pytest.raises(
        ev.EmbedvizError, match="line 6: a second header; expected the rows of one file: split this one"
    ):
        ev.load(tmp_path / "x.vec")


@pytest.mark.parametrize("form", ["{} {}", "5 {} {}", "{}: {}"])
def test_two_carriage_returns_before_each_line_feed_are_left_out_and_said(tmp_path, form):
    (tmp_path / "x.txt").write_bytes(
        text(form, " ", "\r\r\n") if form[0] != "5" else b"6 4\r\r\n" + text("{} {}", " ", "\r\r\n")
    )
    found = ev.load(tmp_path / "x.txt")
    assert list(found.words) == WORDS
    np.testing.assert_array_equal(found.vectors, VECTORS)
    assert "returns" in [each.kind for each in found.origin.assumptions]


@pytest.mark.parametrize("number", ["{}. ", "{}) ", "{:>3}.\t"])
def test_the_number_of_a_line_may_have_a_sign_behind_it(tmp_path, number):
    rows = text("{} {}", " ").decode().splitlines()
    (tmp_path / "x.txt").write_text("".join(f"{number.format(i)}{row}\n" for i, row in enumerate(rows, 1)))
    found = ev.load(tmp_path / "x.txt")
    assert list(found.words) == WORDS
    assert found.origin.assumptions[0].kind == "line numbers"


@pytest.mark.parametrize("marked", [2, 3, 5])
def test_marks_of_joined_files_are_no_parts_of_words(tmp_path, marked):
    rows = text("{} {}", " ").decode().splitlines()
    rows[0], rows[marked] = "\ufeff" + rows[0], "\ufeff" + rows[marked]
    (tmp_path / "x.txt").write_text("\n".join(rows), encoding="utf-8")
    found = ev.load(tmp_path / "x.txt")
    assert list(found.words) == WORDS
    assert f"1, the first is {WORDS[marked]} on line {marked + 1}" in str(found.origin.assumptions[-1])
    (tmp_path / "y.txt").write_text("\n".join([rows[0][1:], *rows[1:]]), encoding="utf-8")
    assert ev.load(tmp_path / "y.txt").words[marked] == "\ufeff" + WORDS[marked]  # it may be of the word


@pytest.mark.parametrize("rows", [",,\r\n", ",,\r\n,,\r\n", ",,\r\n\r\n,,\r\n"])
@pytest.mark.parametrize("header", ["", "word,a,b\r\n"])
def test_rows_of_empty_cells_are_left_out_and_said(tmp_path, rows, header):
    lines = [f"{word},{a},{b}\r\n" for word, (a, b, *_rest) in zip(WORDS, VECTORS.tolist(), strict=True)]
    for name, data in (("x.csv", [*lines, rows]), ("y.csv", [*lines[:3], rows, *lines[3:]])):
        (tmp_path / name).write_text(rows + header + "".join(data), encoding="utf-8", newline="")
        found = ev.load(tmp_path / name)
        assert list(found.words) == WORDS
        np.testing.assert_array_equal(found.vectors, VECTORS[:, :2])
        assert "blank lines left out" in map(str, found.origin.assumptions)


def test_dimensions_in_the_place_of_words_are_said(tmp_path):
    rows = [f"d{i}," + ",".join(map(str, column)) for i, column in enumerate(VECTORS.T.tolist())]
    (tmp_path / "x.csv").write_text("\n".join([",the,of,new,york,cat,dog", *rows]))
    assert "write the transposed table" in " ".join(map(str, ev.load(tmp_path / "x.csv").origin.assumptions))


SIGNS = ["the", ":", "a:b", "x=1", "http://a.b:80/c", "(", ")", "[1]", "{2}", "=", "1,5", ",", "3:4", "1.", "2)"]


@pytest.mark.parametrize("separator", [" ", "\t"], ids=["space", "tab"])
@pytest.mark.parametrize("header", ["", f"{len(SIGNS)} 3\n"], ids=["no header", "header"])
def test_words_of_signs_and_numbers_stay_as_they_are(tmp_path, separator, header):
    vectors = np.round(np.random.default_rng(1).standard_normal((len(SIGNS), 3)), 3).astype(np.float32)
    rows = [separator.join([word, *map(str, row)]) for word, row in zip(SIGNS, vectors.tolist(), strict=True)]
    (tmp_path / "x.txt").write_text(header + "\n".join(rows) + "\n")
    found = ev.load(tmp_path / "x.txt")
    assert list(found.words) == SIGNS
    np.testing.assert_array_equal(found.vectors, vectors)
