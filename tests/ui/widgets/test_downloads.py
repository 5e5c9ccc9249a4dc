import csv
import io
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import PurePosixPath

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from tests.servers import ROOT

# What a file cannot say: half of a surrogate pair.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


SIGNS = {*"=+-@\t\r\n＝＋－＠"}


def page(content, out) -> None:
    from streamlit.runtime import get_instance

    from embedviz.ui.widgets import downloads

    downloads.csv_button(content, name="table")
    # A browser would now fetch the file under this address; here the file manager makes it as it does for a browser.
    media = get_instance().media_file_mgr
    (file_id,) = media._deferred_callables
    out.append(media.read_file(media.execute_deferred(file_id).rpartition("/")[2].partition(".")[0]))


def save(content: object) -> bytes:
    out: list[object] = []
    app = AppTest.from_function(page, kwargs={"content": content, "out": out}).run()
    assert not app.exception
    return out[0].content


def read(saved: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(saved.decode("utf-8-sig"), newline="")))


def unguarded(cell: str) -> str:
    """The text that a cell was made of."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'")[:1] in SIGNS and cell.lstrip("'") else cell


ODD = ["plain", "a,b", 'say "x"', "two\nlines", "two\r\nlines", "é東京😀", " padded ", "", "=1+1"]


@pytest.mark.parametrize("lazy", [False, True])
def test_a_table_is_read_back_as_it_was(lazy):
    table = {"word, or phrase": ODD, "length": list(map(len, ODD))}
    header, *rows = read(save((lambda: table) if lazy else table))
    assert header == list(table)
    assert [[unguarded(word), length] for word, length in rows] == [[word, str(len(word))] for word in ODD]


def test_a_header_can_be_typed():
    assert read(save({"余弦，k\u00a0=\u00a010": ["a\u00a0b"]})) == [["余弦，k = 10"], ["a\u00a0b"]]


@settings(max_examples=20)
@given(st.lists(st.tuples(texts, st.floats(allow_nan=False)), max_size=5))
def test_whatever_the_words_and_numbers_they_are_read_back(rows):
    table = {"word": [word for word, _number in rows], "number": [number for _word, number in rows]}
    _header, *found = read(save(table))
    assert [(unguarded(word), float(number)) for word, number in found] == rows


def test_numbers_of_numpy_are_read_back_exactly(glove):
    vector = glove["bank"].astype(np.float64)
    _header, *rows = read(save({"number": vector}))
    assert [float(number) for (number,) in rows] == vector.tolist()


def test_columns_of_unequal_length_are_not_cut():
    saved: list[object] = []
    app = AppTest.from_function(page, kwargs={"content": {"a": [1, 2], "b": [1]}, "out": saved}).run()
    assert app.exception
    assert saved == []


def test_spreadsheets_see_that_it_is_utf_8():
    assert save({"word": ["é"]}).startswith(b"\xef\xbb\xbf")


FORMULAS = [
    "=1+1",
    "=HYPERLINK(A1)",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "'=1",
    "\n=1",
    "＝1",
    "－2",
    "--",
    "-x.txt",
]


@pytest.mark.parametrize("word", FORMULAS, ids=range(len(FORMULAS)))
def test_a_word_is_no_formula(word):
    header, (cell,) = read(save({word: [word]}))
    assert header == [cell] == [f"'{word}"]
    assert unguarded(cell) == word


@pytest.mark.parametrize("cell", ["-1", "+2.5", "-3.2e-05", "-12.5%", "-1,234.5", "-12.5 %", "king", "", "1=1", "'tis"])
def test_numbers_and_other_words_are_not_touched(cell):
    assert read(save({"cell": [cell]}))[1] == [cell]


def test_what_is_no_text_is_judged_as_it_is_written():
    numbers = [-1.5, np.float64(-1e-300), np.float32(-2), Decimal("-1.50"), -float("inf"), True, None]
    assert [cell for (cell,) in read(save({"number": numbers}))[1:]] == [
        "-1.5", "-1e-300", "-2.0", "-1.50", "-inf", "True", ""
    ]  # fmt: skip
    others = [timedelta(days=-1), date(2026, 1, 2), ["=1"], np.str_("=1"), PurePosixPath("-x.txt")]
    assert [cell for (cell,) in read(save({"other": others}))[1:]] == [
        "'-1 day, 0:00:00", "2026-01-02", "['=1']", "'=1", "'-x.txt"
    ]  # fmt: skip


def test_no_table_is_written_but_by_the_one_place_that_guards_it():
    scripts = [path for part in ("embedviz/ui", "pages") for path in (ROOT / part).rglob("*.py")]
    writing = {path.name for path in scripts if re.search(r"text/csv|csv\.writer|to_csv|write_csv", path.read_text())}
    assert writing == {"downloads.py"}
