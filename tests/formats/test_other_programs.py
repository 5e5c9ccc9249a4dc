"""Files as R, MATLAB, Julia, NumPy and spreadsheets write them."""

import csv
import zipfile

import numpy as np
import pandas as pd
import pytest

import embedviz as ev

WORDS = ["the", "of", "naïve", "windows_10", "</s>", "42"]
VECTORS = np.random.default_rng(0).standard_normal((6, 4)).astype(np.float32)
FRAME = pd.DataFrame(VECTORS, index=WORDS)


def by_r(separator: str, *, quote: str = '"', names: bool = True, decimal: str = ".") -> bytes:
    """Return what ``write.table`` writes: names of rows, and above the other columns theirs."""
    titles = separator.join(f"{quote}V{i}{quote}" for i in range(1, 5)) + "\n"
    rows = (
        separator.join([f"{quote}{word}{quote}", *(repr(x).replace(".", decimal) for x in row)])
        for word, row in zip(WORDS, VECTORS.tolist(), strict=True)
    )
    return (titles * names + "\n".join(rows) + "\n").encode()


def numbers(end: str, separator: str = ",", first: str = "") -> bytes:
    rows = (separator.join([word, *map(repr, row)]) for word, row in zip(WORDS, VECTORS.tolist(), strict=True))
    return (first + "".join(row + end for row in rows)).encode()


def quoted_commas(end: str) -> bytes:
    """Return what spreadsheets export where numbers have decimal commas, and commas part columns all the same."""
    rows = (
        ",".join([word, *(f'"{repr(x).replace(".", ",")}"' for x in row)])
        for word, row in zip(WORDS, VECTORS.tolist(), strict=True)
    )
    return (end.join(rows) + end).encode()


def beside(before: str, separator: str = " ", end: str = "") -> bytes:
    """Return lines with something between each word and its numbers, and behind these."""
    rows = zip(WORDS, VECTORS.tolist(), strict=True)
    return "".join(
        f"{before.format(word)}{separator.join(map(repr, row))}{end.format()}\n" for word, row in rows
    ).encode()


TEXTS = {
    "R, spaces": by_r(" "),
    "R, tabs": by_r("\t"),
    "R, commas": by_r(","),
    "R, csv2": by_r(";", decimal=","),
    "R, spaces without quotes": by_r(" ", quote=""),
    "R, tabs without quotes": by_r("\t", quote=""),
    "R, without names of columns": by_r(" ", names=False),
    "MATLAB's writetable": numbers("\n", first="Row,Var1,Var2,Var3,Var4\n"),
    "Julia's writedlm": numbers("\n", "\t"),
    "a tab at each end": numbers("\t\n", "\t"),
    "a comma at each end": numbers(",\r\n"),
    "a header and a tab at each end": numbers("\t\n", "\t", "word\ta\tb\tc\td\t\n"),
    "Excel": b"\xef\xbb\xbf" + numbers("\r\n", ";", "word;a;b;c;d\r\n"),
    "Excel's CSV (Macintosh)": numbers("\r", ";", "word;a;b;c;d\r"),
    "carriage returns": numbers("\r", " "),
    "carriage returns, no last one": numbers("\r", ",").rstrip(),
    "carriage returns, word2vec": numbers("\r", " ", "6 4\r"),
    "carriage returns, UTF-16": numbers("\r", "\t").decode().encode("utf-16"),
    "UTF-32": numbers("\n", " ").decode().encode("utf-32"),
    "UTF-32 of a table, without a mark": numbers("\n", ",").decode().encode("utf-32-be"),
    "Google Sheets, decimal comma": b"word,a,b,c,d\r\n" + quoted_commas("\r\n"),
    "Google Sheets, decimal comma, no header": quoted_commas("\n"),
    "a separator told to Excel": b"\xef\xbb\xbfsep=;\r\n" + numbers("\r\n", ";", "word;a;b;c;d\r\n"),
    "a blank before each word": numbers("\n", " ").replace(b"\n", b"\n ", 5).join([b" ", b""]),
    "an equals sign after each word": beside("{} = "),
    "an arrow after each word": beside("{}\t-> "),
    "a bar after each word": beside("{} | "),
    "three bars after each word": beside("{} ||| "),
    "a colon alone after each word": beside("{} : "),
    "quotes and a colon": beside('"{}": '),
    "single quotes": beside("'{}' "),
    "single quotes, commas": beside("'{}',", ","),
    "numbers of lines by grep": "".join(
        f"{i}:{line}" for i, line in enumerate(beside("{} ").decode().splitlines(True), 1)
    ).encode(),
    "word2vec, all quoted": b"6 4\n" + beside('"{}" '),
    "decimal commas between blanks": beside("{} ").replace(b".", b","),
    "bars around each word and number": beside("| {} | ", " | ", " |"),
    "two tabs between columns": beside("{}\t\t", "\t\t"),
    "comments above a table": b"# made in 2024\n# by hand\nword,a,b,c,d\n" + beside("{},", ","),
    "a language before each word": beside("en,{},", ","),
    "kinds of words before them": beside("N\t{}\t", "\t").replace(b"N\tof", b"P\tof"),
    "PostgreSQL's arrays": beside("{}\t{{", ",", "}}"),
    "numbers between semicolons in one cell": b"word,vector\n" + beside("{},", ";"),
    "pandas, all quoted": FRAME.to_csv(quoting=csv.QUOTE_ALL).encode(),
    "pandas, all quoted, decimal comma": FRAME.to_csv(quoting=csv.QUOTE_ALL, sep=";", decimal=",").encode(),
    "pandas, several levels": FRAME.set_index([["en"] * 6, pd.Index(WORDS)]).to_csv().encode(),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_tables_of_other_programs_are_read_to_the_bit(tmp_path, text):
    (tmp_path / "x.txt").write_bytes(text)
    found = ev.load(tmp_path / "x.txt")
    assert list(found.words) == WORDS
    np.testing.assert_array_equal(found.vectors, VECTORS)


def test_a_quote_that_r_escapes_is_refused(tmp_path):
    (tmp_path / "x.txt").write_bytes(by_r(" ").replace(b'"of"', rb'"so \"of\""'))
    with pytest.raises(ev.EmbedvizError, match=r"a backslash in .*, as R writes it before quotes"):
        ev.load(tmp_path / "x.txt")


@pytest.mark.parametrize(
    "write",
    [lambda text: text.encode("utf-16"), lambda text: text.replace("\n", "\r").encode()],
    ids=["UTF-16", "carriage returns"],
)
def test_a_pair_for_the_projector_whose_list_has_a_header_is_counted_in_its_encoding(tmp_path, write):
    table = "".join("\t".join(map(repr, row)) + "\n" for row in VECTORS.tolist())
    (tmp_path / "vectors.tsv").write_bytes(write(table))
    (tmp_path / "metadata.tsv").write_bytes(write("\n".join(["lemma", *WORDS]) + "\n"))
    found = ev.load(tmp_path / "vectors.tsv")
    assert list(found.words) == WORDS
    np.testing.assert_array_equal(found.vectors, VECTORS)


REFUSED = {
    "quotes that a backslash escapes": (
        beside('"say \\"{}\\"",', ","),
        'a backslash before a quote in "say \\"t; expected quotes in quotes doubled',
    ),
    "negative numbers in parentheses": (
        b"word,a,b\n" + b"".join(b"w%d,(0.5),1.5\n" % i for i in range(6)),
        "x.txt, line 1: no numbers at the end of 'word,a,b'",
    ),
    "a gap without a header": (
        beside("{},", ",").replace(repr(VECTORS[3].tolist()[1]).encode(), b""),
        "x.txt, row 4: '' in the column column 3, which otherwise holds numbers; expected a number",
    ),
    "tuples of Python": (beside("('{}', [", ", ", "])"), "brackets or commas around the numbers of"),
    "tuples of arrays": (beside("('{}', array([", ", ", "], dtype=float32))"), "brackets or commas around the numbers"),
    "arrays of NumPy, cut": (beside("{} ["), "line 2: brackets or commas around the numbers of 'of [-0.5356"),
    "tensors of PyTorch": (beside("{} tensor([", ", ", "])"), "brackets or commas around the numbers of"),
    "an equals sign and decimal commas": (beside("{}=", ",").replace(b".", b","), "no numbers at the end of"),
    "words last": (b"0.1 0.2 the\n0.3 0.4 of\n", "numbers before the word in '0.1 0.2 the'; expected the word first"),
    "an error of Excel": (
        b"word,a,b,c,d\n" + beside("{},", ",").replace(repr(VECTORS[3].tolist()[3]).encode(), b"#NUM!"),
        "x.txt, row 4: '#NUM!' in the column d, which otherwise holds numbers; expected a number",
    ),
    "a gap": (
        b"word,d0,d1,d2,d3\n" + beside("{},", ",").replace(repr(VECTORS[3].tolist()[1]).encode(), b""),
        "x.txt, row 4: '' in the column d1, which otherwise holds numbers; expected a number",
    ),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_told_is_refused_by_name(tmp_path, text, message):
    (tmp_path / "x.txt").write_bytes(text)
    with pytest.raises(ev.EmbedvizError) as error:
        ev.load(tmp_path / "x.txt")
    assert message in str(error.value)


def test_scores_of_some_words_beside_numbered_dimensions_are_no_dimension(tmp_path):
    frame = FRAME.add_prefix("d").assign(concreteness=["4.5", "n/a", "2.25", "1.0", "n/a", "3.5"])
    frame.to_csv(tmp_path / "x.csv")
    found = ev.load(tmp_path / "x.csv")
    np.testing.assert_array_equal(found.vectors, VECTORS)
    assert found.columns.column_names == ["concreteness"]


def test_carriage_returns_alone_are_said(tmp_path):
    (tmp_path / "x.csv").write_bytes(numbers("\r", ";", "word;a;b;c;d\r"))
    assert "the lines end in carriage returns alone" in map(str, ev.load(tmp_path / "x.csv").origin.assumptions)
    np.save(tmp_path / "x.npy", VECTORS)
    (tmp_path / "x.txt").write_text("\r".join(WORDS), encoding="utf-8", newline="")
    assert list(ev.load(tmp_path / "x.npy").words) == WORDS
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.write(tmp_path / "x.csv", "x.csv")
    assert list(ev.load(tmp_path / "x.zip").words) == WORDS


LEVELS = {
    "two of texts": ([list("aabb"), list("xyxy")], None, 2),
    "texts and numbers": ([list("aabb"), [0, 1, 0, 1]], None, 2),
    "numbers and texts": ([[0, 0, 1, 1], list("xyxy")], None, 2),
    "two of numbers": ([[0, 0, 1, 1], [0, 1, 0, 1]], None, 2),
    "names of levels": ([list("aabb"), list("xyxy")], ["upper", "lower"], 2),
    "names of levels, numbers": ([list("aabb"), [0, 1, 0, 1]], ["upper", "lower"], 2),
    "three": ([list("aaab"), list("xxyx"), list("pqpp")], None, 3),
}


@pytest.mark.parametrize("separator", [",", "\t", ";", " "], ids=["comma", "tab", "semicolon", "space"])
@pytest.mark.parametrize("index", [None, "word"], ids=["no name of the index", "a name of the index"])
@pytest.mark.parametrize(("levels", "names", "count"), LEVELS.values(), ids=LEVELS)
def test_columns_of_several_levels_are_refused_by_name(tmp_path, levels, names, count, index, separator):
    frame = pd.DataFrame(
        VECTORS, index=pd.Index(WORDS, name=index), columns=pd.MultiIndex.from_arrays(levels, names=names)
    )
    frame.to_csv(tmp_path / "x.csv", sep=separator)
    with pytest.raises(ev.EmbedvizError) as error:
        ev.load(tmp_path / "x.csv")
    count += index is not None  # then the row of its name stands below
    assert str(error.value).startswith(f"x.csv: {count} rows of names above the numbers; expected one: join them")
    frame.columns = frame.columns.map(str)
    frame.to_csv(tmp_path / "x.csv", sep=separator)
    assert list(ev.load(tmp_path / "x.csv").words) == WORDS


def records(word: str = "U12", number: str = "f4") -> np.ndarray:
    found = np.zeros(6, [("key", word), ("vector", number, (4,)), ("count", "i8")])
    found["key"] = WORDS if word[0] == "U" else [each.encode() for each in WORDS]
    found["vector"] = VECTORS
    return found


RECORDS = {
    "texts and a vector": (records(), ["columns that are left out: count"]),
    "bytes and a vector of float64, big-endian": (records("S12", ">f8"), ["columns that are left out: count"]),
    "pandas' records": (
        FRAME.to_records(index_dtypes="U12"),
        ["the columns 0 to 3 are the 4 dimensions"],
    ),
}


@pytest.mark.parametrize(("array", "said"), RECORDS.values(), ids=RECORDS)
def test_records_of_words_and_numbers_are_read(tmp_path, array, said):
    np.save(tmp_path / "x.npy", array)
    found = ev.load(tmp_path / "x.npy")
    assert list(found.words) == WORDS
    np.testing.assert_array_equal(found.vectors, VECTORS)
    assert list(map(str, found.origin.assumptions)) == said


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (FRAME.to_records, r"index: \|O.*; expected none of objects, which are a pickle"),
        (lambda: records()[["key", "count"]], r"key: <U12.*; expected one of texts, called word, and one of vectors"),
        (lambda: records()[["vector", "count"]], r"expected one of texts"),
        (lambda: records().reshape(2, 3), r"expected one of texts"),
    ],
    ids=["objects", "no vectors", "no words", "two axes"],
)
def test_other_records_are_refused(tmp_path, make, message):
    np.save(tmp_path / "x.npy", make())  # objects are other numbers in each process
    with pytest.raises(ev.EmbedvizError, match=message):
        ev.load(tmp_path / "x.npy")
