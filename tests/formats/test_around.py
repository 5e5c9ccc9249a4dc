"""Titles above tables, comments below, quotes and signs of other programs, codes that begin with zeros."""

import csv
import gzip
import io

import numpy as np
import pandas as pd
import pytest

import embedviz as ev

WORDS = ["the", "of", "naïve", "it's", "a,b", "42"]
VECTORS = np.random.default_rng(5).standard_normal((6, 4)).astype(np.float32)
FRAME = pd.DataFrame(VECTORS, index=pd.Index(WORDS, name="word"), columns=list("abcd"))


def table(separator: str = ",", *, header: bool = True, decimal: str = ".") -> str:
    return FRAME.to_csv(sep=separator, header=header, decimal=decimal)


def load(path, data: bytes, **told):
    path.write_bytes(data)
    return ev.load(path, **told)


def require(found, words=WORDS, vectors=VECTORS):
    assert list(found.words) == list(words)
    np.testing.assert_array_equal(found.vectors, vectors)


TITLED = {
    "a line": ("My word vectors\n", 1, table()),
    "a row of one cell": ("My word vectors,,,,\n", 1, table()),
    "a row and an empty one": ("My word vectors,,,,\n,,,,\n", 1, table()),
    "a line and a blank one": ("Wörter\n\n", 1, table(header=False)),
    "two lines": ("Vectors of words\nmade in 2020\n", 2, table("\t")),
    "a sentence with commas": ("Vectors, trained on news, 2020\n", 1, table()),
    "Excel, in German": ("Wortvektoren;;;;\r\n;;;;\r\n", 1, table(";", decimal=",").replace("\n", "\r\n")),
    "a sentence above no header": ("Vectors of words\n", 1, table(header=False)),
}


@pytest.mark.parametrize("name", TITLED)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_title_above_a_table_is_left_out_and_said(tmp_path, name, encoding):
    title, count, rest = TITLED[name]
    found = load(tmp_path / "x.csv", (title + rest).encode(encoding))
    require(found)
    first = title.splitlines()[0].rstrip(",;")
    assert f"lines left out above the table: {count}, the first is {first}" in map(str, found.origin.assumptions)


@pytest.mark.parametrize("above", ["the,0.5\n", "the\n", "the,0.5,0.25\n\n", '"the"\n'])
def test_a_row_that_is_cut_is_no_title(tmp_path, above):
    with pytest.raises(ev.EmbedvizError, match="line 1"):
        load(tmp_path / "x.csv", (above + table(header=False)).encode())


def test_a_title_above_numbers_without_words_does_not_count_as_a_row(tmp_path):
    (tmp_path / "x.txt").write_text("\n".join(WORDS))
    numbers = FRAME.to_csv(index=False)
    require(load(tmp_path / "x.csv", f"My vectors\n\n{numbers}".encode()))


@pytest.mark.parametrize("kind", ["words", "numbers", "commas", "commas, numbers"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_what_savetxt_writes_below_is_left_out(tmp_path, kind, pack):
    buffer = io.StringIO()
    words = [] if "numbers" in kind else [np.array([word.replace(",", "_") for word in WORDS], object)]
    rows = np.column_stack([*words, VECTORS.astype(object)]) if words else VECTORS
    np.savetxt(buffer, rows, "%s", delimiter="," if "commas" in kind else " ", footer="made by me\n# of words")
    (tmp_path / "x_words.txt").write_text("\n".join(each.replace(",", "_") for each in WORDS))
    found = load(tmp_path / "x.txt", pack(buffer.getvalue().encode()))
    require(found, [each.replace(",", "_") for each in WORDS])
    assert "lines left out at the end, as comments: 2" in map(str, found.origin.assumptions)


@pytest.mark.parametrize("last", ["# 0.5 1 1.5 2", "#tag 0.5 1 1.5 2", "#1 0.5 1 1.5 2"])
def test_a_word_that_begins_as_a_comment_does_is_none(tmp_path, last):
    rows = "".join(f"w{i} {' '.join(map(repr, row))}\n" for i, row in enumerate(VECTORS.tolist()))
    assert load(tmp_path / "x.txt", f"{rows}{last}\n".encode()).words[-1] == last.split()[0]


@pytest.mark.parametrize("last", ["#", "# 0.5", "# 0.5 0.25 ", "#,0.5"])
@pytest.mark.parametrize("separator", [" ", ","])
def test_a_row_of_such_a_word_that_is_cut_is_none_either(tmp_path, last, separator):
    rows = "".join(separator.join([f"w{i}", *map(repr, row)]) + "\n" for i, row in enumerate(VECTORS.tolist()))
    with pytest.raises(ev.EmbedvizError):
        load(tmp_path / "x.txt", f"{rows}{last}\n".encode())


@pytest.mark.parametrize("first", ["the,,,,", '"the",,,,', "New,,,,", "the; ; ; ;"])
def test_a_word_without_its_numbers_is_no_header(tmp_path, first):
    separator = ";" if ";" in first else ","
    with pytest.raises(ev.EmbedvizError):
        load(tmp_path / "x.csv", f"{first}\n{table(separator, header=False)}".encode())


@pytest.mark.parametrize("first", ["word,,,,", ",,,,", "Token,,,,"])
def test_a_name_above_the_words_alone_is_a_header(tmp_path, first):
    require(load(tmp_path / "x.csv", f"{first}\n{table(header=False)}".encode()))


@pytest.mark.parametrize("last", ["# the end", "# 2 of 3"])
def test_a_comment_at_the_end_of_a_long_text_is_found_as_well(tmp_path, last):
    rows = "".join(f"w{i} 0.5 1.5 2.5\n" for i in range(9_000))
    assert load(tmp_path / "x.txt", f"{rows}{last}\n\n".encode()).shape == (9_000, 3)


@pytest.mark.parametrize("separator", [",", ";", "|", "\t"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
@pytest.mark.parametrize("header", [True, False])
def test_cells_in_single_quotes_are_read_as_pandas_writes_them(tmp_path, separator, quoting, header):
    words = [*WORDS, "x;y", "p|q", "t\tt", 'say "hi"']
    frame = pd.DataFrame(np.resize(VECTORS, (10, 4)), index=pd.Index(words, name="word"), columns=list("abcd"))
    text = frame.to_csv(sep=separator, quoting=quoting, quotechar="'", header=header)
    found = load(tmp_path / "x.csv", text.encode())
    require(found, words, frame.to_numpy())
    assert "the quotes ' around each word are left out" in map(str, found.origin.assumptions)


def test_words_that_begin_with_an_apostrophe_stay_so(tmp_path):
    words = ["'s", "'t", "'tis", "'em'"]
    require(load(tmp_path / "x.csv", FRAME[:4].set_index([words]).to_csv(header=False).encode()), words, VECTORS[:4])


@pytest.mark.parametrize("name", ["x.csv", "x.txt"])
def test_a_quote_behind_a_backslash_in_single_quotes_is_refused(tmp_path, name):
    mark = "," if name == "x.csv" else " "
    rows = "".join(f"'w{i}'{mark}0.5{mark}1.5\n" for i in range(5)) + rf"'don\'t'{mark}1.5{mark}2.5" + "\n"
    with pytest.raises(ev.EmbedvizError, match="a backslash before a quote"):
        load(tmp_path / name, rows.encode())


MINUS = {"x.csv": table().replace(",-", ",\u2212"), "semicolons.csv": table(";", decimal=",").replace(";-", ";\u2212")}
MINUS["x.txt"] = "".join(
    f"w{i} {' '.join(map(repr, row))}\n".replace("-", "\u2212") for i, row in enumerate(VECTORS.tolist())
)
MINUS["lists.csv"] = "word,vector\n" + "".join(
    f'w{i},"{row}"\n'.replace("-", "\u2212") for i, row in enumerate(VECTORS.tolist())
)


@pytest.mark.parametrize("name", MINUS)
def test_minus_signs_of_typography_are_read(tmp_path, name):
    found = load(tmp_path / name, MINUS[name].encode())
    np.testing.assert_array_equal(found.vectors, VECTORS)
    assert "minus signs before numbers, U+2212, are read as -" in map(str, found.origin.assumptions)


def test_a_minus_sign_in_words_stays(tmp_path):
    words = ["\u22125", "\u2212", "a\u2212b", "c", "d", "e"]
    require(load(tmp_path / "x.csv", FRAME.set_index([words]).to_csv(header=False).encode()), words)


CODES = {"zip": ["00501", "02134", "10001", "94103", "00000", "60601"], "phone": ["0049"] * 6, "id": ["001"] * 6}


@pytest.mark.parametrize("name", CODES)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_column_of_codes_that_begin_with_zeros_is_text_and_no_dimension(tmp_path, name, separator):
    frame = FRAME.copy()
    frame.insert(0, name, CODES[name])
    found = load(tmp_path / "x.csv", frame.to_csv(sep=separator).encode())
    require(found)
    assert found.columns.to_pydict() == {name: CODES[name]}


def test_words_that_are_such_codes_stay_as_they_are(tmp_path):
    codes = ["001", "002", "003", "004", "005", "006"]
    require(load(tmp_path / "x.csv", FRAME.set_index([codes]).to_csv(index_label="id").encode()), codes)


@pytest.mark.parametrize("name", ["ids", "plz"])
def test_zeros_that_only_a_later_row_begins_with_are_kept_as_well(tmp_path, name):
    codes = [*map(str, range(1000, 1300)), "007"]
    rows = "".join(f"w{i},{code},0.5,1.5,{i / 7}\n" for i, code in enumerate(codes))
    found = load(tmp_path / "x.csv", f"word,{name},d0,d1,d2\n{rows}".encode())
    assert found.columns.to_pydict() == {name: codes}
    assert found.shape == (301, 3)


@pytest.mark.parametrize("cell", ["12. Mrz", "#NUM!", "n/a"])
@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("at", [60, 40_000])
def test_a_cell_that_a_spreadsheet_has_spoiled_is_named_with_its_row(tmp_path, cell, header, at):
    rows = "".join(f"w{i},{i / 2},0.25,{cell if i == at else 1.5}\n" for i in range(at + 5))
    with pytest.raises(
        ev.EmbedvizError, match=rf"row {at + 1:,}: '{cell}' in the column [c2], which otherwise holds numbers"
    ):
        load(tmp_path / "x.csv", ("word,a,b,c\n" * header + rows).encode())


@pytest.mark.parametrize("cell", ["1.234,5", "1\u202f234,5", "1 234,5"])
def test_numbers_whose_thousands_are_parted_are_named_beside_fractions_with_commas(tmp_path, cell):
    rows = "".join(f"w{i};{cell};0,{i}5;2,345\n" for i in range(6))
    with pytest.raises(ev.EmbedvizError, match="which has a thousands separator"):
        load(tmp_path / "x.csv", f"Wort;a;b;c\n{rows}".encode())
