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
    said = "words that end in a number: 4, the first is windows 10 on line 1; or else such a line has a number too many"
    assert list(map(str, ev.load(path).origin.assumptions)) == [said]
    (tmp_path / "y.txt").write_bytes(path.read_bytes())
    assert list(map(str, ev.load(tmp_path / "y.txt", limit=2).origin.assumptions)) == [said.replace("4", "2")]
    path.write_text(rows([*PHRASES[:-1], "chicken nan"], vectors(), "\t"))
    assert assert_read(path, [*PHRASES[:-1], "chicken nan"]).origin.assumptions == ()
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


def test_numbers_of_columns_above_the_rows_are_no_word(tmp_path):
    """As ``DataFrame.to_string`` writes them."""
    words, vectors = ["the", "of", "new york"], np.arange(9).reshape(3, 3) / 8 - 0.5
    (tmp_path / "x.txt").write_text(pd.DataFrame(vectors, index=words).to_string())
    found = ev.load(tmp_path / "x.txt")
    assert (list(found.words), found.vectors.tolist()) == (words, vectors.tolist())
    assert [str(each) for each in found.origin.assumptions] == ["the first line numbers the columns"]
