import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

import embedviz as ev
from embedviz.formats import line_blocks
from embedviz.formats.recognize import NUMBER
from embedviz.formats.rows import Content
from embedviz.formats.stream import ByteStream
from embedviz.formats.text import read_glove, read_word2vec

Reader = Callable[[ByteStream], Content]
SIMPLE = "the 0.5 -1.25 3e-2\nof 1 2 3\n. -0 .5 5.\n"
WORDS = ["the", "of", "."]
VECTORS = np.array([[0.5, -1.25, 3e-2], [1, 2, 3], [-0.0, 0.5, 5]], dtype=np.float32)


def read(path: Path, reader: Reader = read_glove) -> tuple[list[str], np.ndarray, int]:
    """Return all words of a file, their vectors, and how many words are not UTF-8."""
    with ByteStream(path) as stream:
        content = reader(stream)
        blocks = list(content.rows)
    assert content.dtype == "text"
    words = [word for rows in blocks for word in rows.words]
    vectors = [np.empty((0, content.dimensions), np.float32), *(rows.vectors for rows in blocks)]
    return words, np.concatenate(vectors), sum(len(rows.undecodable) for rows in blocks)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("text") / "vectors.txt"


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[str | bytes], Path]:
    def save(text: str | bytes) -> Path:
        path = tmp_path / "vectors.txt"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return save


spellings = st.text(st.characters(exclude_characters=" \t\n\ufeff", exclude_categories=["Cs"]), min_size=1)
numbers = st.floats(width=32, allow_nan=False, allow_infinity=False)
styles = st.sampled_from([repr, "{:.6f}".format, "{:e}".format, "{:+g}".format, lambda x: str(np.float32(x))])


@given(st.data())
def test_words_and_numbers_are_those_of_gensim(scratch, data):
    n = data.draw(st.integers(1, 5))
    rows = data.draw(st.dictionaries(spellings, st.lists(numbers, min_size=n, max_size=n), min_size=1, max_size=8))
    style = data.draw(styles)
    body = "".join(f"{word} {' '.join(map(style, row))}\n" for word, row in rows.items())
    for reader, header in ((read_glove, ""), (read_word2vec, f"{len(rows)} {n}\n")):
        scratch.write_bytes((header + body).encode())
        theirs = KeyedVectors.load_word2vec_format(scratch, no_header=not header)
        words, vectors, undecodable = read(scratch, reader)
        assert words == theirs.index_to_key
        assert_array_equal(vectors.view(np.uint32), theirs.vectors.view(np.uint32))
        assert not undecodable


@pytest.mark.parametrize("reader", [read_glove, read_word2vec])
def test_glove_in_either_layout_is_that_of_gensim_to_the_bit(glove, tmp_path, reader):
    words = glove.words[:5_000]
    path = tmp_path / "glove.txt"
    with path.open("w", newline="\n") as file:
        file.write("5000 50\n" if reader is read_word2vec else "")
        file.writelines(
            f"{word} {' '.join(map(repr, row))}\n"
            for word, row in zip(words, glove.vectors[:5_000].tolist(), strict=True)
        )
    theirs = KeyedVectors.load_word2vec_format(path, no_header=reader is read_glove)
    found, vectors, _undecodable = read(path, reader)
    assert found == list(words) == theirs.index_to_key
    assert_array_equal(vectors.view(np.uint32), theirs.vectors.view(np.uint32))
    assert_array_equal(vectors, glove.vectors[:5_000])


@pytest.mark.parametrize(
    "layout",
    [
        SIMPLE,
        SIMPLE.replace(" ", "\t"),
        SIMPLE.replace(" ", " \t  "),
        SIMPLE.replace("\n", "\r\n"),
        SIMPLE.replace("\n", "  \n"),
        SIMPLE.replace("\n", "\t\r\n"),
        SIMPLE.rstrip("\n"),
        SIMPLE.rstrip("\n") + " \r",
        SIMPLE + "\n \r\n\t\n  ",
        "\ufeff" + SIMPLE,
    ],
)
def test_blanks_and_line_ends_of_every_kind_are_read(saved, layout):
    for reader, header in ((read_glove, ""), (read_word2vec, "3 3\n"), (read_word2vec, " 3\t3 \r\n")):
        mark = "\ufeff" if layout.startswith("\ufeff") else ""
        words, vectors, _undecodable = read(saved(mark + header + layout.removeprefix("\ufeff")), reader)
        assert words == WORDS
        assert_array_equal(vectors.view(np.uint32), VECTORS.view(np.uint32))


@pytest.mark.parametrize(
    "word",
    [
        ". . .",
        "at name@domain.com",
        "a\u00a0b",
        "\u0085",
        "\u3000",
        "a\x0bb",
        "\x1c",
        "\x00",
        "\ra",
        "e1",
        "5",
        "1e5 x",
    ],
)
def test_a_word_is_all_that_stands_before_its_numbers(saved, word):
    assert read(saved(f"the 0.5 1.5\n{word} 2.5 3.5\nof 4 5\n"))[0] == ["the", word, "of"]


BLANK_ENDED = ["a", "d", "d ", "d  ", "d\t", "d \t", "e", "f", "g", " d", " ", "  ", ""]


@pytest.mark.parametrize("header", [True, False], ids=["header", "no header"])
def test_words_that_differ_in_a_blank_at_their_end_stay_apart(tmp_path, header):
    path = tmp_path / "vectors.txt"
    theirs = KeyedVectors(3)
    theirs.add_vectors(BLANK_ENDED, np.random.default_rng(0).standard_normal((len(BLANK_ENDED), 3), np.float32))
    theirs.save_word2vec_format(path, write_header=header, sort_attr=None)
    found = ev.load(path)
    assert list(found.words) == theirs.index_to_key
    assert found.origin.duplicates == 0
    assert_array_equal(found.vectors, theirs.vectors)


@pytest.mark.parametrize(
    "line",
    [
        "{:<8} {:.3f} {:.3f}\n",
        "{:<8} {: .3f} {: .3f}\n",
        "{} {: .3f} {: .3f}\n",
        "{} {:8.3f} {:8.3f}\n",
        "{} \t{} {}\n",
    ],
    ids=["words", "words and numbers", "signs", "numbers", "odd"],
)
def test_blanks_that_align_columns_belong_to_no_word(saved, line):
    rows = [("a", 1, 2), ("bc", -1, 2), ("def", 1, -2), ("g", 1, 2)]
    text = "".join(line.format(*row) for row in rows)
    assert read(saved(text))[0] == read(saved("4 2\n" + text), read_word2vec)[0] == ["a", "bc", "def", "g"]


def test_bytes_that_are_no_utf8_are_escaped_and_their_words_counted(saved):
    words, vectors, undecodable = read(saved(b"a\xff 1\n\xef\xbf\xbd 2\n\xe9t\xe9 3\n"))
    assert words == ["a\\xff", "\ufffd", "\\xe9t\\xe9"]
    assert vectors.ravel().tolist() == [1, 2, 3]
    assert undecodable == 2


@given(st.text("0123456789+-.eEinfatyINFxX_()\u0661", min_size=1, max_size=8) | st.floats().map(repr))
def test_a_number_is_what_python_reads_as_one_and_of_its_value(scratch, token):
    scratch.write_bytes(f"a 0\nb {token}\n".encode())
    if NUMBER.fullmatch(token.encode()):
        with np.errstate(over="ignore"):
            assert_array_equal(read(scratch)[1][1, 0], np.float32(token))
    elif not token.casefold().lstrip("+-").startswith("nan("):  # the C library's NaN, which is refused as NaN
        with pytest.raises(ev.EmbedvizError, match="expected a number"):
            read(scratch)


@pytest.mark.parametrize(
    ("token", "value"),
    [
        ("1e400", np.inf),
        ("1e39", np.inf),
        ("1e-400", 0.0),
        ("1.401298464324817e-45", 2.0**-149),
        ("+1.5", 1.5),
        ("-0", -0.0),
        ("nan", np.nan),
        ("-Infinity", -np.inf),
        ("0." + "0" * 300 + "1e301", 1.0),
        # Half way between two float32 numbers, plus a bit that float64 drops: rounded twice, as gensim rounds.
        ("1.00000005960464477540", 1.0),
    ],
)
def test_extreme_numbers_are_those_of_numpy(saved, token, value):
    with np.errstate(over="ignore"):
        expected = np.float32(token)
    found = read(saved(f"a {token}\n"))[1]
    assert_array_equal(found[0, 0], expected)
    assert_array_equal(found[0, 0], np.float32(value))
    assert np.signbit(found[0, 0]) == np.signbit(value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a 1 2\nb 1\n", "line 2: 1 number, expected 2 as on line 1"),
        ("a 1 2 3\nb c 1\n", "line 2: 1 number, expected 3 as on line 1"),
        ("a 1 2\nb\n", "line 2: 0 numbers, expected 2 as on line 1"),
        ("a 1 2\nb 1 2 3\n", "line 2: 3 numbers, expected 2 as on line 1"),
        ("a 1 2\nb c 1 2 3 4\n", "line 2: 4 numbers, expected 2 as on line 1"),
        ("a 1 2\nb 1 x\n", "line 2: 'x' as number 2 of 2; expected a number"),
        ("a 1 2\nb c 2\n", "line 2: 'c' as number 1 of 2; expected a number"),
        ("a 1 2\nb 1_0 2\n", "line 2: '1_0' as number 1 of 2; expected a number"),
        ("a 1 2\nb 0x1p3 2\n", "line 2: '0x1p3' as number 1 of 2; expected a number"),
        ("a 1 2\nb 1,5 2\n", "line 2: '1,5' as number 1 of 2; expected a number"),
        ("a 1 2\nb 1\r 2\n", r"line 2: '1\r' as number 1 of 2; expected a number"),
        (b"a 1 2\nb \xff 2\n", "line 2: '\ufffd' as number 1 of 2; expected a number"),
        (f"a 1 2\nb {'x' * 100} 2\n", f"line 2: '{'x' * 60}…' as number 1 of 2; expected a number"),
        ("a 1 2\nb 1 x\nc 1\n", "line 2: 'x' as number 2 of 2; expected a number"),
        ("\na 1 2\n\r\n\nb 1\n", "line 5: 1 number, expected 2 as on line 1"),
        ("a 1 2\nb 1\nc 1 x\n", "line 2: 1 number, expected 2 as on line 1"),
        ("hello\n", "line 1: no numbers at the end of 'hello'; expected a word and its vector"),
        ("hello, world\na 1 2\n", "line 1: no numbers at the end of 'hello, world'; expected a word and its vector"),
        ("1\n2\n", "line 1: no numbers at the end of '1'; expected a word and its vector"),
        (" \n\t\r\n", "vectors.txt: only blanks; expected words and their vectors"),
        ("a" + 65_537 * " 0" + "\n", "line 1: 65,537 numbers; expected at most 65,536"),
    ],
)
def test_a_line_that_is_no_word_and_its_vector_is_refused_with_its_place(saved, text, message):
    with pytest.raises(ev.EmbedvizError) as error:
        read(saved(text))
    assert str(error.value).endswith(message)
    assert str(error.value).startswith("vectors.txt")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2 1\nlonger 1\n", "the header on line 1 promises 2 words, found 1"),
        ("1 1\na 1\nb 2\n", "line 3: a row beyond the 1 word that the header on line 1 promises"),
        ("1 1\na 1\nb\n", "line 3: a row beyond the 1 word that the header on line 1 promises"),
        ("2 2\na 1 2\nb 1\n", "line 3: 1 number, expected 2 as on line 1"),
        ("0 5\na 1 2 3 4 5\n", "line 1: the header promises 0 words in 5 dimensions; expected 1 to 20,000,000 words"),
        ("-3 5\na 1 2 3 4 5\n", "line 1: the header promises -3 words in 5 dimensions; expected 1 to"),
        ("1 0\na\n", "line 1: the header promises 1 word in 0 dimensions; expected 1 to"),
        ("1 65537\na 1\n", "line 1: the header promises 1 word in 65,537 dimensions; expected 1 to"),
        ("1000000000 1\na 1\n", "line 1: the header promises 1,000,000,000 words in 1 dimension; expected 1 to"),
        (
            "5000000 300\na 1\n",
            "promises 5,000,000 words in 300 dimensions, which take at least 3,005,000,000 bytes; 4 follow",
        ),
        ("a 1\n", "line 1: no header; expected the numbers of words and of dimensions"),
    ],
)
def test_a_header_that_does_not_fit_what_follows_is_refused(saved, text, message):
    with pytest.raises(ev.EmbedvizError) as error:
        read(saved(text), read_word2vec)
    assert message in str(error.value)


lines_of_all_kinds = st.sampled_from(
    [
        "a 1 2\n",
        "b c 3 4\r\n",
        "\u00e9 5  6\n",
        "\t\u3000 7\t8 \n",
        "x 9\n",
        "y 1 z\n",
        "\n",
        " \r\n",
        "w 1 2 3\n",
        "v 1 2",
    ]
)


@given(st.lists(lines_of_all_kinds, min_size=1, max_size=12), st.integers(1, 40))
def test_how_a_file_is_cut_into_blocks_changes_neither_its_rows_nor_the_error_after_them(scratch, some, block):
    scratch.write_bytes("".join(["the 0 0\n", *some]).encode())

    def outcome(size: int) -> tuple[list[tuple[str, list[float]]], str]:
        found: list[tuple[str, list[float]]] = []
        with pytest.MonkeyPatch.context() as patch, ByteStream(scratch) as stream:
            patch.setattr(line_blocks, "BLOCK", size)
            try:
                for rows in read_glove(stream).rows:
                    found += zip(rows.words, rows.vectors.tolist(), strict=True)
            except ev.EmbedvizError as error:
                return found, str(error)
        return found, ""

    assert outcome(block) == outcome(1 << 20)


@pytest.mark.parametrize(("reader", "header"), [(read_glove, 0), (read_word2vec, 1)])
def test_where_counts_lines_of_the_file(saved, monkeypatch, reader, header):
    monkeypatch.setattr(line_blocks, "BLOCK", 64)
    text = ("300 1\n" if header else "") + "".join(f"w{i} 1\n" for i in range(300))
    with ByteStream(saved(text)) as stream:
        found = [rows.where(i) for rows in reader(stream).rows for i in range(len(rows.words))]
    assert found == [f"line {i + header + 1:,}" for i in range(300)]


def test_a_line_without_end_is_refused_before_it_is_all_read(tmp_path):
    path = tmp_path / "vectors.txt"
    with path.open("wb") as file:
        file.write(b"a 1\n")
        file.truncate(100 << 20)
    with ByteStream(path) as stream:
        with pytest.raises(ev.EmbedvizError, match=r"vectors\.txt, line 2: 4,194,304 bytes and more without an end"):
            list(read_glove(stream).rows)
        assert stream.offset < 8 << 20


def test_blank_lines_without_end_are_refused_before_they_are_all_read(saved):
    with ByteStream(saved("a 1\n" + "\n" * (12 << 20))) as stream:
        with pytest.raises(ev.EmbedvizError, match=r"vectors\.txt, line 2: 4,194,304 bytes and more of blank lines"):
            list(read_glove(stream).rows)
        assert stream.offset < 8 << 20


def test_more_words_than_can_be_held_are_refused(saved, monkeypatch):
    monkeypatch.setattr("embedviz.formats.line_blocks.MAX_WORDS", 3)
    assert read(saved(SIMPLE))[0] == WORDS
    with pytest.raises(ev.EmbedvizError, match="more than 3 words; expected no more"):
        read(saved(SIMPLE + "more 1 2 3\n"))


def test_an_error_in_a_line_comes_before_that_of_data_that_end_too_early_after_it(tmp_path, monkeypatch):
    monkeypatch.setattr(line_blocks, "BLOCK", 1 << 12)
    rng = np.random.default_rng(0)
    good = "".join(f"w{i} {x} {y}\n" for i, (x, y) in enumerate(rng.normal(size=(3_000, 2))))
    path = tmp_path / "vectors.txt"
    for bad, message in (("w 1\n", "line 3,001: 1 number"), ("", "data end too early")):
        path.write_bytes(gzip.compress((good + bad + good).encode())[:-40_000])
        with pytest.raises(ev.EmbedvizError, match=message):
            read(path)


def test_rows_that_are_no_longer_wanted_are_not_read_on_and_leave_no_threads(saved, monkeypatch, left_running):
    monkeypatch.setattr(line_blocks, "BLOCK", 1 << 10)
    with ByteStream(saved("".join(f"w{i} 1\n" for i in range(100_000)))) as stream:
        rows = read_glove(stream).rows
        assert not left_running()
        next(rows)
        rows.close()
        assert stream.offset < stream.size / 4
        assert not left_running()


@pytest.mark.parametrize("block", [1, 7, 20, 1 << 19])
def test_what_the_first_lines_tell_does_not_depend_on_where_a_block_ends(saved, monkeypatch, block):
    monkeypatch.setattr(line_blocks, "BLOCK", block)
    path = saved("# 3\nhz 1 .53\nne 5! 5 6\n")
    with ByteStream(path) as stream:
        content = read_glove(stream)
        rows = list(content.rows)
    assert [word for each in rows for word in each.words] == ["hz", "ne 5!"]
    assert_array_equal(np.concatenate([each.vectors for each in rows]), np.array([[1, 0.53], [5, 6]], np.float32))
    assert [each.kind for each in content.assumptions] == ["comments"]


def test_it_can_be_canceled(saved, cancel_at):
    path = saved("".join(f"w{i} 1\n" for i in range(200_000)))
    with ByteStream(path, cancel_at(1_000_000)) as stream, pytest.raises(ev.Cancelled):
        list(read_glove(stream).rows)
