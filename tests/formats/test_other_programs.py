"""Files as R, MATLAB, Julia, NumPy and spreadsheets write them."""

import csv

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
