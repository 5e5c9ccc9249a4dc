import gzip
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedviz.errors import FileError
from embedviz.formats import wordlist
from embedviz.formats.list_files import find_words, list_names
from embedviz.formats.matrix import row
from embedviz.formats.pairing import open_list, paired
from embedviz.formats.wordlist import MAX_LINE, WordList
from tests.formats.reading import WORDS

NAMES = list_names(Path("x.npy"))


@pytest.fixture
def listed(tmp_path):
    """Write a list and return all that is read from it, a few words at a time."""

    def read(data: bytes, name: str = "words.txt", step: int = 3) -> tuple[list[str], list[int]]:
        path = tmp_path / name
        path.write_bytes(data)
        words: list[str] = []
        undecodable: list[int] = []
        found = open_list(path, None)
        with found if isinstance(found, WordList) else nullcontext(found) as words_of:
            while True:
                taken, bad = words_of.take(step)
                undecodable += [len(words) + i for i in bad]
                words += taken
                if len(taken) < step:
                    return words, undecodable

    return read


def put_together(tmp_path, data, m):
    """Put the words of a list together with m vectors, two at a time."""
    words = tmp_path / "x.txt"
    words.write_bytes(data)
    vectors = np.arange(m, dtype=np.float32).reshape(m, 1)
    blocks = (vectors[i : i + 2] for i in range(0, m, 2))
    return list(paired(blocks, open_list(words, lambda: m), "x.npy", row))


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", [True, False])
def test_a_line_is_a_word_whatever_it_holds(listed, end, mark, last):
    data = mark + end.join(word.encode() for word in WORDS) + (end if last else b"")
    assert listed(data) == (WORDS, [])


@given(words=st.lists(st.binary(max_size=4).filter(lambda word: b"\n" not in word)), chunk=st.integers(1, 9))
def test_how_a_list_is_cut_into_chunks_makes_no_difference(tmp_path_factory, words, chunk):
    path = tmp_path_factory.mktemp("chunks") / "words.txt"
    path.write_bytes(b"the\n" + b"".join(word + b"\n" for word in words))
    # A carriage return before the line feed is part of the end of the line.
    expected = [word.removesuffix(b"\r").decode(errors="backslashreplace") for word in words]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wordlist, "CHUNK", chunk)
        with WordList(path) as listed:
            assert listed.take(1)[0] == ["the"]
            assert listed.take(len(words) + 1)[0] == expected


def test_bytes_that_are_not_utf8_are_escaped_and_their_words_counted(listed):
    data = b"the\ncaf\xe9\n\xff\xff\n" + "\ufffd".encode() + b"\nend\n"
    assert listed(data) == (["the", "caf\\xe9", "\\xff\\xff", "\ufffd", "end"], [1, 2])


def test_a_long_line_is_refused_with_its_number(listed):
    assert listed(b"the\n" + b"x" * MAX_LINE + b"\n")[0][1] == "x" * MAX_LINE
    with pytest.raises(FileError, match=r"words.txt, line 2: more than 65,536 bytes; expected one word per line"):
        listed(b"the\n" + b"x" * (MAX_LINE + 1) + b"\nend\n")


def test_a_file_without_line_ends_is_refused_before_it_is_read_to_its_end(tmp_path):
    path = tmp_path / "words.txt"
    with path.open("wb") as file:
        file.truncate(1 << 32)  # sparse: four gigabytes that are not there
    with pytest.raises(FileError, match="line 1: more than"), WordList(path) as words:
        words.take(1)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_utf16_is_read_with_its_mark_or_without(listed, encoding, end):
    words = ["the", "naïve", "東京", "🙂", "new york", *map(str, range(50))]
    assert listed("".join(word + end for word in words).encode(encoding)) == (words, [])


def test_what_begins_as_utf16_and_goes_on_otherwise_is_refused(listed):
    with pytest.raises(FileError, match=r"words.txt: it begins as UTF-16 text and goes on otherwise \(illegal"):
        listed(b"\xff\xfet\0h\0\x00\xdcx\0\n\0")


def test_metadata_of_one_column_have_no_header(listed):
    assert listed(b"word\nthe\nof\n", "x.tsv") == (["word", "the", "of"], [])


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("count\tWord", 1),
        ("name\tlabel", 1),
        ("id\ttoken\tname", 2),
        ("a\tb", 0),
        (" label \tb\r", 0),
        ("b\tlabel\r", 1),
    ],
)
def test_metadata_of_several_columns_name_the_one_with_the_words(listed, header, column):
    columns = header.count("\t") + 1
    rows = [[f"{word}{i}" for i in range(columns)] for word in ("the", "a b", "\u0085")]
    ending = "\r\n" if header.endswith("\r") else "\n"
    data = header.removesuffix("\r") + ending + "".join("\t".join(cells) + ending for cells in rows)
    assert listed(data.encode(), "x.tsv", step=2) == ([cells[column] for cells in rows], [])


def test_a_row_of_metadata_with_too_many_or_too_few_columns_is_refused(listed):
    with pytest.raises(FileError, match=r"x.tsv, line 3: 1 column, expected 2 as on line 1"):
        listed(b"word\tcount\nthe\t1\nof\nand\t2\n", "x.tsv", step=1)
    with pytest.raises(FileError, match=r"x.tsv, line 2: 2 columns, expected 1 as on line 1"):
        listed(b"the\nof\t2\n", "x.tsv")


@pytest.mark.parametrize("position", range(len(NAMES)))
def test_lists_are_looked_for_in_a_known_order(tmp_path, position):
    for name in NAMES[position:]:
        (tmp_path / name).write_text("the\n")
    assert find_words(tmp_path / "x.npy", 50).name == NAMES[position]


def test_when_there_is_no_list_the_error_names_those_looked_for(tmp_path):
    (tmp_path / "words.txt").mkdir()
    with pytest.raises(FileError) as caught:
        find_words(tmp_path / "x.npy", 50)
    assert str(caught.value) == (
        "x.npy: it holds vectors but no words, and beside it is no list of them; looked for "
        + ", ".join(NAMES[:13])
        + ", …"
    )


def test_the_vectors_are_no_list_of_their_own_words(tmp_path):
    vectors = tmp_path / "x.txt"
    vectors.write_bytes(np.lib.format.magic(1, 0))
    with pytest.raises(FileError, match="looked for"):
        find_words(vectors, 50)


def test_a_text_of_the_same_vectors_is_no_list(tmp_path):
    (tmp_path / "x.txt").write_text("the " + " ".join(["0.25"] * 50) + "\n")
    (tmp_path / "vocab.txt").write_text("the 1061396\n")
    assert find_words(tmp_path / "x.npy", 50).name == "vocab.txt"
    (tmp_path / "x.txt").write_text("apollo 11\n")
    assert find_words(tmp_path / "x.npy", 1).name == "x.txt"


def test_beside_a_compressed_file_the_list_may_be_compressed(tmp_path):
    (tmp_path / "x.txt.gz").write_bytes(gzip.compress(b"the\nof\n"))
    found = find_words(tmp_path / "x.npy.gz", 50)
    assert found.name == "x.txt.gz"
    with WordList(found) as words:
        assert words.take(5)[0] == ["the", "of"]


def test_a_name_too_long_for_a_list_is_no_failure(tmp_path):
    (tmp_path / "words.txt").write_text("the\n")
    assert find_words(tmp_path / ("x" * 250 + ".npy"), 50).name == "words.txt"


def test_words_and_vectors_stay_together(tmp_path):
    blocks = put_together(tmp_path, b"a\nb\nc\nd\ne\n\n\r\n", 5)
    assert [list(rows.words) for rows in blocks] == [["a", "b"], ["c", "d"], ["e"]]
    assert [rows.vectors.ravel().tolist() for rows in blocks] == [[0, 1], [2, 3], [4]]
    assert [rows.where(0) for rows in blocks] == ["row 1", "row 3", "row 5"]


def test_a_blank_line_is_the_empty_word(tmp_path):
    assert [word for rows in put_together(tmp_path, b"\na\n\n", 3) for word in rows.words] == ["", "a", ""]


@pytest.mark.parametrize(("data", "found"), [(b"a\nb\nc\nd", 4), (b"a\nb\nc\nd\n\nf\ng\n\n", 7), (b"a\n", 1)])
def test_another_number_of_words_is_refused_with_both_numbers(tmp_path, data, found):
    with pytest.raises(FileError, match=rf"x.txt: {found} words?, expected 5, one for each vector in x.npy"):
        put_together(tmp_path, data, 5)
