import csv
import gzip
import io

import numpy as np
import pandas as pd
import pytest

import embedviz as ev

WORDS = ["the", "new york", 'say "hi"', "a,b", "東京", "1997", "x;y", "of", "and", "#"]
PLAIN = ["the", "of", "and", "東京", "naïve", "to", "in", "a", "is", "it"]


def vectors(m: int = 10, n: int = 6) -> np.ndarray:
    return np.random.default_rng(0).standard_normal((m, n))


def assert_read(path, words, expected, **told) -> ev.Embedding:
    found = ev.load(path, **told)
    assert list(found.words) == words
    assert found.vectors.tolist() == expected.astype(np.float32).tolist()
    assert found.origin.assumptions
    return found


FRAMES = {
    "named index": (lambda: pd.DataFrame(vectors(), index=pd.Index(WORDS, name="word")), {}),
    "unnamed index": (lambda: pd.DataFrame(vectors(), index=WORDS), {}),
    "index reset": (lambda: pd.DataFrame(vectors(), index=pd.Index(WORDS, name="word")).reset_index(), {}),
    "index reset, unnamed": (lambda: pd.DataFrame(vectors(), index=WORDS).reset_index(), {}),
    "index reset, no index": (lambda: pd.DataFrame(vectors(), index=WORDS).reset_index(), {"index": False}),
    "named dimensions": (
        lambda: pd.DataFrame(vectors(), index=pd.Index(WORDS, name="token"), columns=[f"dim_{i}" for i in range(6)]),
        {},
    ),
    "dimensions from 1": (lambda: pd.DataFrame(vectors(), index=WORDS, columns=range(1, 7)), {}),
    "everything quoted": (lambda: pd.DataFrame(vectors(), index=WORDS), {"quoting": csv.QUOTE_NONNUMERIC}),
    "line ends of Windows": (lambda: pd.DataFrame(vectors(), index=WORDS), {"lineterminator": "\r\n"}),
    "byte order mark": (lambda: pd.DataFrame(vectors(), index=WORDS), {"encoding": "utf-8-sig"}),
}


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", " "], ids=["comma", "semicolon", "tab", "bar", "space"])
@pytest.mark.parametrize("case", FRAMES)
def test_what_pandas_writes_is_read_back_equal(tmp_path, case, separator):
    frame, options = FRAMES[case]
    path = tmp_path / "vectors.csv"
    frame().to_csv(path, sep=separator, **options)
    found = assert_read(path, WORDS, vectors())
    assert "the first row names them" in str(found.origin.assumptions[0])


@pytest.mark.parametrize("separator", [",", ";", "|"], ids=["comma", "semicolon", "bar"])
def test_without_a_header_too(tmp_path, separator):
    path = tmp_path / "vectors.csv"
    pd.DataFrame(vectors(), index=WORDS).to_csv(path, sep=separator, header=False)
    found = assert_read(path, WORDS, vectors())
    assert "without a header" in str(found.origin.assumptions[0])


@pytest.mark.parametrize("separator", [";", "\t"], ids=["semicolon", "tab"])
@pytest.mark.parametrize("header", [True, False], ids=["header", "none"])
def test_decimal_commas_are_read_and_said(tmp_path, separator, header):
    path = tmp_path / "vectors.csv"
    pd.DataFrame(vectors(), index=WORDS).to_csv(path, sep=separator, decimal=",", header=header)
    found = assert_read(path, WORDS, vectors())
    assert "with decimal commas" in str(found.origin.assumptions[0])


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(lambda row: str(row.tolist()), id="list"),
        pytest.param(lambda row: " ".join(map(repr, row.tolist())), id="numbers between blanks"),
        pytest.param(lambda row: np.array2string(row, max_line_width=30, floatmode="unique"), id="array on lines"),
    ],
)
@pytest.mark.parametrize("header", [True, False], ids=["header", "none"])
def test_vectors_written_as_texts_are_read(tmp_path, written, header):
    path = tmp_path / "vectors.csv"
    frame = pd.DataFrame({"word": WORDS, "embedding": [written(row) for row in vectors()]})
    frame.to_csv(path, index=False, header=header)
    assert_read(path, WORDS, vectors())


def test_of_several_columns_of_texts_the_one_called_word_holds_the_words(tmp_path):
    path = tmp_path / "vectors.csv"
    frame = pd.DataFrame(vectors()).assign(pos="noun", word=WORDS)
    frame.to_csv(path, index=False)
    assert_read(path, WORDS, vectors())


def test_a_column_of_counts_is_no_dimension(tmp_path):
    path = tmp_path / "vectors.csv"
    frame = pd.DataFrame(vectors(), columns=[*"abcdef"]).assign(count=range(10, 0, -1), word=WORDS)
    frame[["word", "count", *"abcdef"]].to_csv(path, index=False)
    found = assert_read(path, WORDS, vectors())
    assert found.columns.to_pydict() == {"count": list(range(10, 0, -1))}


def test_a_compressed_table_in_another_encoding_is_read(tmp_path):
    path = tmp_path / "vectors.csv.gz"
    buffer = io.StringIO()
    pd.DataFrame(vectors(), index=PLAIN).to_csv(buffer)
    path.write_bytes(gzip.compress(buffer.getvalue().encode("gb18030")))
    assert_read(path, PLAIN, vectors(), encoding="gb18030")


def test_a_matrix_between_commas_takes_the_words_beside_it_or_says_that_it_has_none(tmp_path):
    path = tmp_path / "x.csv"
    np.savetxt(path, vectors(), delimiter=",")
    with pytest.raises(ev.EmbedvizError, match="it holds vectors but no words, and beside it is no list of them"):
        ev.load(path)
    (tmp_path / "words.txt").write_text("\n".join(PLAIN) + "\n", encoding="utf-8")
    found = assert_read(path, PLAIN, vectors())
    assert [str(each) for each in found.origin.assumptions][-1] == "words from words.txt"


def test_a_separator_and_a_header_can_be_told(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("the!1!2\nof!3!4\n")
    assert list(ev.load(path, separator="!").words) == ["the", "of"]
    path.write_text("a,0,1\nb,1,0\n")
    assert ev.load(path).shape == (2, 2)
    assert list(ev.load(path, header=True).words) == ["b"]


def test_a_separator_that_is_told_goes_before_that_of_the_files_first_line(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("sep=;\nthe,0.5,1.5\nof,2.5,3.5\n")
    found = ev.load(path, separator=",")
    assert list(found.words) == ["the", "of"]
    assert found.vectors.tolist() == [[0.5, 1.5], [2.5, 3.5]]
    path.write_text("sep=,\nthe,0.5,1.5\nof,2.5,3.5\n")
    assert ev.load(path).vectors.tolist() == found.vectors.tolist()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("word,a,b\nthe,1,2\nof,3\n" * 40, "x.csv", id="a row too short"),
        pytest.param("word,a,b\n" + 60 * "the,1,2\n" + "of,3,four\n", "row 61: 'four' in the column b", id="no number"),
        pytest.param("word,a,b\n" + 60 * "the,1,2\n" + "of,3,\n", "row 61: no number in dimension 2", id="a gap"),
        pytest.param("word,a,b\n" + 60 * "the,1,2\n" + "of,3\n", "cannot be read as a table", id="cut"),
        pytest.param("word,a,b\nthe,1,nan\nof,3,4\n", "nan in dimension 2 of 'the'", id="NaN"),
        pytest.param('word,a,b\nthe,1,2\n"' + 70_000 * "x" + '",3,4\n', "x.csv", id="a long word"),
    ],
)
def test_what_is_wrong_in_a_table_is_refused(tmp_path, text, message):
    path = tmp_path / "x.csv"
    path.write_text(text)
    with pytest.raises(ev.EmbedvizError, match=message):
        ev.load(path)


@pytest.mark.parametrize("text", ["a 0 1\nb 1 0\n", "a 1 2 3\nb 4 5 6\n", ", 1 2\n. 3 4\n", "a,b 1 2\nc,d 3 4\n"])
def test_plain_text_is_no_table(tmp_path, text):
    path = tmp_path / "x.txt"
    path.write_text(text)
    found = ev.load(path)
    assert list(found.words) == [line.split()[0] for line in text.splitlines()]
    assert found.origin.format == "GloVe text"


@pytest.mark.parametrize("separator", ["\t", " ", ",", ";", "|"])
def test_quotes_that_pandas_writes_without_a_header_are_no_part_of_words(tmp_path, separator):
    words = ["the", "new york", '"q"', 'say "hi"', "a,b", "x;y", "p|q"]
    vectors = np.arange(14, dtype=np.float32).reshape(7, 2) + 0.5
    pd.DataFrame(vectors, index=words).to_csv(tmp_path / "x", sep=separator, header=False)
    found = ev.load(tmp_path / "x")
    assert (list(found.words), found.vectors.tolist()) == (words, vectors.tolist())


def test_quotes_that_are_words_stay_in_plain_text(tmp_path):
    words = ['"', "''", '""', '"the', 'x"', '"""']
    (tmp_path / "x.txt").write_text("".join(f"{word} 0.5 {i}.5\n" for i, word in enumerate(words)))
    assert list(ev.load(tmp_path / "x.txt").words) == words


def test_a_control_character_that_python_takes_for_the_end_of_a_line_is_none(tmp_path):
    (tmp_path / "x.csv").write_bytes(b"word,x,v\na\x1cb,y,[1 2]\nc,y,[3 4]\n")
    assert list(ev.load(tmp_path / "x.csv").words) == ["a\x1cb", "c"]


def lines(parted: str, joined: str, ending: str = "") -> str:
    rows = zip(PLAIN, vectors().tolist(), strict=True)
    return "".join(f"{word}{parted}{joined.join(map(repr, row))}{ending}\n" for word, row in rows)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(lines(" ", ","), "separated by spaces", id="commas between numbers, a space after the word"),
        pytest.param(lines("\t", ", "), "separated by tabs", id="commas between numbers, a tab after the word"),
        pytest.param(lines("\t[", ", ", "]"), "separated by tabs", id="a list after a tab"),
        pytest.param(
            lines(";", ";").replace(".", ","), "separated by semicolons, with decimal commas", id="decimal commas"
        ),
    ],
)
def test_what_parts_columns_is_what_leaves_most_numbers(tmp_path, text, told):
    path = tmp_path / "x.txt"
    path.write_text(text, encoding="utf-8")
    assert told in str(assert_read(path, PLAIN, vectors()).origin.assumptions[0])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_table_in_utf_16_as_spreadsheets_write_it(tmp_path, encoding):
    frame = pd.DataFrame(vectors(2000, 6), index=[f"w{i}" for i in range(2000)])
    data = frame.to_csv(sep="\t").encode(encoding)
    (tmp_path / "x.tsv.gz").write_bytes(gzip.compress(data))
    found = assert_read(tmp_path / "x.tsv.gz", list(frame.index), vectors(2000, 6))
    assert str(found.origin.assumptions[-1]) == f"words read as {encoding.upper()}"
    (tmp_path / "cut.tsv").write_bytes(data[:100_001])
    with pytest.raises(ev.EmbedvizError, match=r"it begins as UTF-16.* text and goes on otherwise|as a table"):
        ev.load(tmp_path / "cut.tsv")


def test_ids_under_a_name_are_words_whatever_they_count_from(tmp_path):
    frame = pd.DataFrame(vectors(), index=pd.Index(range(100, 110), name="id"))
    frame.to_csv(tmp_path / "x.csv")
    assert_read(tmp_path / "x.csv", [str(i) for i in range(100, 110)], vectors())


@pytest.mark.parametrize("separator", [",", "\t"], ids=["comma", "tab"])
def test_a_transposed_table_is_refused_or_doubted(tmp_path, separator):
    pd.DataFrame(vectors(), index=PLAIN).T.to_csv(tmp_path / "t.csv", sep=separator)
    with pytest.raises(ev.EmbedvizError, match=r"6 numbered rows and 10 columns of names, the to it; .*frame\.T"):
        ev.load(tmp_path / "t.csv")
    pd.DataFrame(vectors(10, 3), columns=["red", "green", "blue"]).to_csv(tmp_path / "named.csv", sep=separator)
    found = assert_read(tmp_path / "named.csv", [str(i) for i in range(10)], vectors(10, 3))
    assert "if these are the words" in str(found.origin.assumptions[-1])


def test_words_of_any_bytes_stay_one_each(tmp_path):
    words = [b"a\0b", b"c\xffd", b"\xff", b"e"]
    (tmp_path / "x.csv").write_bytes(b"word,x,y\n" + b"".join(word + b",1,2.5\n" for word in words))
    assert list(ev.load(tmp_path / "x.csv").words) == ["a\0b", "c\\xffd", "\\xff", "e"]


def test_quotes_that_hold_the_ends_of_lines_in_a_broken_table_are_refused(tmp_path):
    (tmp_path / "x.csv").write_bytes(b'"V1" "Va\t2 3\nN\0\0\0002\ta\t2 3\nN\0\x031\n 1f"\t2\n 3')
    with pytest.raises(ev.EmbedvizError):
        ev.load(tmp_path / "x.csv")


def test_a_first_row_that_is_one_cell_short_and_names_nothing_is_refused(tmp_path):
    (tmp_path / "x.csv").write_bytes(b'"the","0,5",x\n"of","y","2,5","3,5"\n' + 3 * b'"to","z","2,5","3,5"\n')
    with pytest.raises(ev.EmbedvizError):
        ev.load(tmp_path / "x.csv")


def test_a_vector_written_in_bytes_that_are_no_text_is_refused(tmp_path):
    (tmp_path / "x.csv").write_bytes(b'a,"[1, 2]"\n' * 60 + b'b,"[1, \x87]"\n')
    with pytest.raises(ev.EmbedvizError, match="expected 2 numbers between brackets"):
        ev.load(tmp_path / "x.csv")


def arrays(words: list[str], n: int) -> pd.DataFrame:
    return pd.DataFrame({"word": words, "vector": list(vectors(len(words), n).astype(np.float32))})


@pytest.mark.parametrize(("n", "separator", "header"), [
    pytest.param(n, separator, header, marks=[pytest.mark.exhaustive] * (n > 300 and header is (n == 768)))
    for n, separator in ((3, ","), (300, ","), (768, "\t"), (1000, ";"))
    for header in (True, False)
])  # fmt: skip
def test_arrays_in_cells_are_read_over_all_their_lines(tmp_path, n, separator, header):
    words = [*WORDS, '"', "[0", "]", "\\", *(f"w{i}" for i in range(90))]
    arrays(words, n).to_csv(tmp_path / "x.csv", sep=separator, header=header)
    found = ev.load(tmp_path / "x.csv")
    assert list(found.words) == words
    np.testing.assert_allclose(found.vectors, vectors(len(words), n), rtol=1e-6, atol=1e-8)  # eight digits are shown


@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_numbers_of_numpy_in_lists_are_read_to_the_bit(tmp_path, separator):
    expected = vectors().astype(np.float32)
    pd.DataFrame({"word": WORDS, "vector": list(map(list, expected))}).to_csv(tmp_path / "x.csv", sep=separator)
    assert "np.float32(" in (tmp_path / "x.csv").read_text(encoding="utf-8")
    assert_read(tmp_path / "x.csv", WORDS, expected)


@pytest.mark.parametrize("short", [0, 3], ids=["all", "the fourth alone"])
def test_an_array_that_numpy_has_shortened_is_refused(tmp_path, short):
    frame = arrays(WORDS, 1001)
    frame["vector"] = [row[:7].tolist() if i < short else row for i, row in enumerate(frame["vector"])]
    frame.to_csv(tmp_path / "x.csv")
    with pytest.raises(
        ev.EmbedvizError, match=rf"^x.csv, row {short + 1}: .*\.\.\. .*, where \.\.\. stands for numbers"
    ):
        ev.load(tmp_path / "x.csv")


@pytest.mark.parametrize("word", ['"[', '"[0', '"[ 0.5,', '["'])
def test_quotes_and_a_bracket_that_begin_no_vector_are_a_word(tmp_path, word):
    text = f"the 1 2\n{word} 3 4\n. 5 6\n] 7 8\na 9 10\n"
    (tmp_path / "x.txt").write_text(text, encoding="utf-8")
    found = ev.load(tmp_path / "x.txt")
    assert list(found.words) == ["the", word, ".", "]", "a"]
    assert found.vectors.tolist() == [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]]
