"""Odd lines of texts: empty words, phrases with numbers, headers off by a few, comments, Deeplearning4j's header."""

import gzip
from base64 import b64encode

import numpy as np
import pandas as pd
import pytest
from gensim.models import KeyedVectors

import embedviz as ev

PLAIN = ["the", "of", "and", "cat", "dog", "king", "queen", "day"]
PHRASES = ["windows 10", "area 51", "new york", "the", "route 66 b", "7 eleven", "apollo 11", "python 3.1"]


def vectors(m: int = 8, n: int = 4) -> np.ndarray:
    return np.round(np.random.default_rng(0).standard_normal((m, n)), 6).astype(np.float32)


def rows(words, numbers, tab=" ") -> str:
    return "".join(
        word + tab + " ".join(f"{x:.6f}" for x in row) + "\n" for word, row in zip(words, numbers, strict=True)
    )


def assert_read(path, words, expected=None) -> ev.Embedding:
    found = ev.load(path)
    assert list(found.words) == words
    assert found.vectors.tolist() == (vectors() if expected is None else expected).tolist()
    return found


@pytest.mark.parametrize("header", ["8 4\n", "", "# made by hand\n", "8 4 7200\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("words", [PLAIN, PHRASES], ids=["words", "phrases with numbers"])
def test_a_word_may_hold_numbers_where_n_is_settled(tmp_path, words, header, end):
    path = tmp_path / "x.txt"
    path.write_bytes((header + rows(words, vectors())).replace("\n", end).encode())
    assert_read(path, words)


def test_between_a_word_and_its_vector_may_be_a_tab(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text(rows(PHRASES, vectors(), "\t"))
    assert_read(path, PHRASES)


@pytest.mark.parametrize("odd", ["nan", "inf", "-inf", "-1", "+3", "1e5", "0.123456"])
@pytest.mark.parametrize("header", ["8 4\n", ""], ids=["header", "none"])
@pytest.mark.parametrize("line", [0, 5])
def test_a_number_too_many_is_no_part_of_a_word(tmp_path, odd, header, line):
    path = tmp_path / "x.txt"
    words = [*PLAIN]
    words[line] += f" {odd}"
    path.write_text(header + rows(words, vectors()))
    where = "on line 1" if header or line else "on most lines"
    with pytest.raises(ev.EmbedvizError) as error:
        ev.load(path)
    assert str(error.value) == f"x.txt, line {line + 1 + bool(header)}: 5 numbers, expected 4 as {where}"


def test_a_word_that_ends_in_a_number_is_said_unless_a_tab_ends_it(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text(rows(PHRASES, vectors()))
    said = (
        "words that end in a number: 4, the first is windows 10 on line 1; "
        "otherwise these lines have one number too many"
    )
    assert list(map(str, ev.load(path).origin.assumptions)) == [
        said,
        "words with spaces: 7, the first is windows 10 on line 1",
    ]
    (tmp_path / "y.txt").write_bytes(path.read_bytes())
    assert str(ev.load(tmp_path / "y.txt", limit=2).origin.assumptions[0]) == said.replace("4", "2")
    path.write_text(rows([*PHRASES[:-1], "chicken nan"], vectors(), "\t"))
    found = assert_read(path, [*PHRASES[:-1], "chicken nan"])
    assert list(map(str, found.origin.assumptions)) == ["words with spaces: 7, the first is windows 10 on line 1"]
    path.write_text((rows(PLAIN[:-1], vectors()[:-1], "\t") + rows(["cat 1"], vectors()[-1:])).replace(" ", "\t"))
    with pytest.raises(ev.EmbedvizError, match=r"line 8: 5 numbers, expected 4 as on line 1"):
        ev.load(path)


@pytest.mark.parametrize("position", [0, 3, 7])
@pytest.mark.parametrize("has_header", [True, False], ids=["header", "none"])
def test_gensims_empty_word_is_read_back_as_it_is(tmp_path, position, has_header):
    words = [*PLAIN]
    words[position] = ""
    keyed = KeyedVectors(4)
    keyed.add_vectors(words, vectors())
    keyed.save_word2vec_format(tmp_path / "x.vec", write_header=has_header)
    assert_read(tmp_path / "x.vec", words)


@pytest.mark.parametrize("promised", [7, 9, 10])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_header_that_is_off_by_a_few_is_read_and_said(tmp_path, promised, pack):
    path = tmp_path / "x.vec"
    path.write_bytes(pack(f"{promised} 4\n{rows(PLAIN, vectors())}".encode()))
    found = assert_read(path, PLAIN)
    assert str(found.origin.assumptions[0]) == f"the header promises {promised} words, the file holds 8"


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_limit_does_not_ask_for_what_the_header_promises(tmp_path, pack):
    path = tmp_path / "x.vec"
    path.write_bytes(pack(f"1000000 4\n{rows(PLAIN, vectors())}".encode()))
    assert list(ev.load(path, limit=3).words) == PLAIN[:3]
    with pytest.raises(ev.EmbedvizError, match="promises 1,000,000 words"):
        ev.load(path)


@pytest.mark.parametrize("comments", ["# 8 4\n", "# a\n# b 2019\n", "#\n", "#word vectors of 2019\n"])
def test_comments_at_the_beginning_are_left_out_and_said(tmp_path, comments):
    path = tmp_path / "x.txt"
    path.write_text(comments + rows(PLAIN, vectors()))
    found = assert_read(path, PLAIN)
    assert str(found.origin.assumptions[0]).endswith(f"as comments: {comments.count(chr(10))}")


def test_the_word_that_comments_begin_with_is_a_word(tmp_path):
    path = tmp_path / "x.txt"
    words = ["#", "#tag", *PLAIN[2:]]
    path.write_text(rows(words, vectors()))
    assert assert_read(path, words).origin.assumptions == ()


@pytest.mark.parametrize("n", [2, 4, 50])
def test_deeplearning4js_words_are_read_in_base_64(tmp_path, n):
    words = ["the", "new york", "", "東京", "B64:", "1 2", "of", "day"]
    encoded = ["B64:" + b64encode(word.encode()).decode() for word in words]
    path = tmp_path / "x.txt"
    path.write_text(f"8 {n} 7200\n{rows(encoded, vectors(8, n))}")
    found = assert_read(path, words, vectors(8, n))
    assert "Deeplearning4j" in str(found.origin.assumptions[0])


def test_numbers_that_are_words_are_said(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text(rows(map(str, range(1990, 1998)), vectors()))
    found = assert_read(path, [str(year) for year in range(1990, 1998)])
    assert str(found.origin.assumptions[0]) == "the first number of each line is its word"


@pytest.mark.parametrize("gap", [" ", "\t"], ids=["space", "tab"])
@pytest.mark.parametrize("header", ["8 4\n", ""], ids=["header", "none"])
def test_a_colon_that_parts_each_word_from_its_vector_is_left_out_and_said(tmp_path, header, gap):
    path = tmp_path / "x.txt"
    words = ["the", ".", "new york", "12:30", "http://a.b/c", "naïve", "C++", "x"]
    path.write_text(header + rows([f"{word}:" for word in words], vectors(), gap), encoding="utf-8")
    found = assert_read(path, words)
    assert [str(each) for each in found.origin.assumptions] == [
        "the : after each word is left out: it separates the word from its vector",
        f"words with spaces: 1, the first is new york on line {4 if header else 3}",
    ]


NUMBERED = ["the", "1997", "new york", "of", "12:30", "7", "x", "naïve", "windows 10"]


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("before", ["{} ", "{:6d}\t", "{}\t"], ids=["space", "cat -n", "tab"])
@pytest.mark.parametrize("tab", [" ", "\t"], ids=["space after", "tab after"])
def test_the_number_of_its_line_is_no_part_of_a_word(tmp_path, first, before, tab):
    text = rows(NUMBERED, vectors(9), tab)
    lines = (before.format(i) + line for i, line in enumerate(text.splitlines(keepends=True), first))
    (tmp_path / "x.txt").write_text("".join(lines), encoding="utf-8")
    found = assert_read(tmp_path / "x.txt", NUMBERED, vectors(9))
    said = list(map(str, found.origin.assumptions))
    assert said[0] == "the number before each word is its line number and is left out"


@pytest.mark.parametrize("words", [["2 the", "1 of", "3 and", "4 to", "5 in"], ["1 a", "2 b", "3 c", "4 d", "e f"]])
def test_numbers_that_count_nothing_are_of_their_words_which_are_said_to_hold_spaces(tmp_path, words):
    (tmp_path / "x.txt").write_text(rows(words, vectors(5)))
    found = assert_read(tmp_path / "x.txt", words, vectors(5))
    assert list(map(str, found.origin.assumptions)) == [f"words with spaces: 5, the first is {words[0]} on line 1"]


def test_a_line_without_its_number_is_refused(tmp_path):
    words = [f"{i} w{i}" for i in range(60)]
    (tmp_path / "x.txt").write_text(rows([*words, "a b"], vectors(61)))
    with pytest.raises(ev.EmbedvizError, match="line 61: no number before the word; expected one as before the others"):
        ev.load(tmp_path / "x.txt")


@pytest.mark.parametrize("separator", [" ", "\t", ","], ids=["space", "tab", "comma"])
def test_a_first_number_that_may_be_a_count_is_said(tmp_path, separator):
    def said(counts: list[str]) -> bool:
        lines = rows(PLAIN, vectors()).splitlines()
        parts = (line.split() for line in lines)
        text = "".join(
            separator.join([word, count, *row]) + "\n" for count, (word, *row) in zip(counts, parts, strict=True)
        )
        (tmp_path / "x.txt").write_text(text)
        found = ev.load(tmp_path / "x.txt")
        assert found.shape == (8, 5)
        return "the first number of each vector is whole and no other is: it may be a count" in map(
            str, found.origin.assumptions
        )

    assert said([str(100 - i) for i in range(8)])
    assert not said(8 * ["0"])
    assert not said(["1", "0.5", *map(str, range(6))])


def test_a_word_without_the_colon_of_all_others_is_refused_with_its_line(tmp_path):
    words = [f"w{i}" for i in range(60)]
    text = rows([f"{word}:" for word in words[:-1]] + ["last"], vectors(60))
    (tmp_path / "x.txt").write_text(text)
    with pytest.raises(ev.EmbedvizError, match=r"line 60: no : after the word; expected one as after the others"):
        ev.load(tmp_path / "x.txt")


@pytest.mark.parametrize("words", [[f":w{i}:" for i in range(8)], ["a:", "b:", *PLAIN[2:]], [":"] * 8])
def test_colons_of_words_stay(tmp_path, words):
    (tmp_path / "x.txt").write_text(rows(words, vectors()))
    found = ev.load(tmp_path / "x.txt")
    assert list(found.words) == list(dict.fromkeys(words))
    assert found.origin.assumptions == ()


def test_numbers_of_columns_above_the_rows_are_no_word(tmp_path):
    """As ``DataFrame.to_string`` writes them."""
    words, vectors = ["the", "of", "new york"], np.arange(9).reshape(3, 3) / 8 - 0.5
    (tmp_path / "x.txt").write_text(pd.DataFrame(vectors, index=words).to_string())
    found = ev.load(tmp_path / "x.txt")
    assert (list(found.words), found.vectors.tolist()) == (words, vectors.tolist())
    assert str(found.origin.assumptions[0]) == "the first line numbers the columns"


def test_a_list_of_words_and_counts_is_said_to_be_perhaps_none_of_vectors(tmp_path):
    (tmp_path / "vocab.txt").write_text("the 1061396\nof 593677\nand 416629\none 411764\n")
    (said,) = ev.load(tmp_path / "vocab.txt").origin.assumptions
    assert str(said) == "a single whole number follows each word: it may be a count, and the file a list of words"


@pytest.mark.parametrize(
    ("names", "above"),
    [(["x", "y", "z", "norm"], 0), (["d0", "d1", "d2", "d3"], 0), (["x", "y", "z", "norm"], 1)],
    ids=["R", "numbered", "with the name of the index"],
)
def test_the_names_of_columns_that_are_printed_above_them_are_no_row(tmp_path, names, above):
    frame = pd.DataFrame(vectors(), index=pd.Index(PLAIN, name="word" if above else None), columns=names)
    path = tmp_path / "x.txt"
    path.write_text(frame.to_string(float_format="%.6f"))
    assert "the first line names the columns" in map(str, assert_read(path, PLAIN).origin.assumptions)
