import gzip
import tracemalloc
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

import embedviz as ev
from embedviz.formats import binary, number_types
from embedviz.formats.binary import read_word2vec_binary
from embedviz.formats.splits import Splits
from embedviz.formats.stream import ByteStream

WORDS = ["the", "\u00e9t\u00e9", "."]
VECTORS = np.array([[0.5, -1.25], [3e-2, 8.5], [-0.0, 2.0**-149]], dtype="<f4")


def read(path: Path) -> tuple[list[str], np.ndarray, int]:
    """Return all words of a file, their vectors, and how many words are not UTF-8."""
    with ByteStream(path) as stream:
        content = read_word2vec_binary(stream)
        blocks = list(content.rows)
    words = [word for rows in blocks for word in rows.words]
    vectors = [np.empty((0, content.dimensions), np.float32), *(rows.vectors for rows in blocks)]
    return words, np.concatenate(vectors), sum(len(rows.undecodable) for rows in blocks)


def written(words: list[str], vectors: np.ndarray, end: bytes = b"") -> bytes:
    """Return a file's bytes, written by the format's definition, with or without a line feed after each vector."""
    rows = [word.encode() + b" " + row.tobytes() + end for word, row in zip(words, vectors, strict=True)]
    return b"%d %d\n" % vectors.shape + b"".join(rows)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("binary") / "vectors.bin"


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[bytes], Path]:
    def save(data: bytes) -> Path:
        path = tmp_path / "vectors.bin"
        path.write_bytes(data)
        return path

    return save


# Of control characters, which are signs of a word that ends elsewhere, only those that UTF-8 spells with two bytes.
signs = st.characters(min_codepoint=0x80, exclude_categories=["Cs"]) | st.characters(
    min_codepoint=0x21, max_codepoint=0x7E
)
spellings = st.text(signs, min_size=1, max_size=6)
numbers = st.floats(-1e7, 1e7, width=32) | st.sampled_from(np.frombuffer(b" \n \n  \n\n\n\0\n\0 \0 \1", "<f4").tolist())


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], np.ndarray]:
    words = draw(st.lists(spellings, min_size=1, max_size=6, unique=True))
    n = draw(st.integers(1, 4))
    size = n * len(words)
    return words, np.array(draw(st.lists(numbers, min_size=size, max_size=size)), "<f4").reshape(-1, n)


@given(tables(), st.sampled_from([b"", b"\n"]), st.integers(1, 64))
def test_words_and_numbers_are_those_of_gensim_however_the_file_is_cut_into_blocks(scratch, table, end, block):
    scratch.write_bytes(written(*table, end))
    theirs = KeyedVectors.load_word2vec_format(scratch, binary=True)
    for size in (block, 1 << 20):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(binary, "BLOCK", size)
            words, vectors, undecodable = read(scratch)
        assert words == theirs.index_to_key == table[0]
        assert_array_equal(vectors.view(np.uint32), theirs.vectors.view(np.uint32))
        assert not undecodable


# A header that is wrong

MANY = [f"w{i}" for i in range(40)]
LIES = np.random.default_rng(7).standard_normal((40, 6)).astype(np.float32)


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"], ids=["gensim", "word2vec", "returns"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize("promised", [32, 39, 41, 53])
def test_a_header_that_is_off_by_up_to_a_quarter_is_read_and_said(saved, monkeypatch, promised, pack, end):
    path = saved(pack(written(MANY, LIES, end).replace(b"40 6", b"%d 6" % promised, 1)))
    for block in (7, 1 << 20):
        monkeypatch.setattr(binary, "BLOCK", block)
        words, found, _undecodable = read(path)
        assert words == MANY
        assert_array_equal(found, LIES)
    (said,) = ev.load(path).origin.assumptions
    assert str(said) == f"the header promises {promised} words, the file holds 40"


@pytest.mark.parametrize("end", [b"", b"\n"], ids=["gensim", "word2vec"])
@pytest.mark.parametrize("promised", [1, 31, 54, 4_000])
def test_a_header_that_is_off_by_more_is_refused_with_both_numbers(saved, promised, end):
    path = saved(gzip.compress(written(MANY, LIES, end).replace(b"40 6", b"%d 6" % promised, 1)))
    with pytest.raises(ev.EmbedvizError, match=rf"line 1 promises {promised:,} words?, found 40$"):
        read(path)


@pytest.mark.parametrize(
    ("beyond", "message"),
    [
        (b"and then a text", "more bytes after the 40 words"),
        (b"w40 " + LIES[0].tobytes()[:-1], "more bytes after the 40 words"),
        (b"w40 " + LIES[0].tobytes() + b"\0\0", "more bytes after the 40 words"),
        (b"New York " + LIES[0].tobytes(), "more bytes after the 40 words"),
    ],
    ids=["text", "cut", "null bytes", "a blank in the last"],
)
def test_what_follows_and_is_no_word_with_its_vector_is_refused(saved, beyond, message):
    with pytest.raises(ev.EmbedvizError, match=message):
        read(saved(written(MANY, LIES) + beyond))


def test_words_with_blanks_are_not_settled_by_a_wrong_header(saved):
    words = ["the", "New York", *MANY]
    vectors = np.concatenate([LIES, LIES[:2]])
    with pytest.raises(ev.EmbedvizError, match="line 1 promises 41 words, found 42"):
        read(saved(written(words, vectors).replace(b"42 6", b"41 6", 1)))


def test_a_limit_does_not_ask_for_what_a_binarys_header_promises(saved):
    path = saved(written(MANY, LIES).replace(b"40 6", b"44 6", 1))
    assert list(ev.load(path, limit=5).words) == MANY[:5]


# Words with blanks


PHRASES = {
    "in the middle": ["the", "New York", "cat", "dog", "of"],
    "first": ["New York", "the", "cat", "dog"],
    "last": ["the", "cat", "dog", "New York"],
    "in a row": ["of", "New York", "Los Angeles", "Rio de Janeiro", "São Paulo", "the"],
    "a blank": ["the", " ", "cat", "dog"],
    "blanks outside": ["the", " cat", "dog ", "  ", "of"],
    "a lonely phrase": ["a b c d e f"],
    "empty": ["the", "", "cat", "dog"],
    "in capitals": ["THE", "NEW YORK", "U S A", "WIN 95"],
    "bytes that are no UTF-8": ["the", "S\udce3o Paulo", "cat"],
}


@pytest.mark.parametrize("end", [b"", b"\n"], ids=["gensim", "word2vec"])
@pytest.mark.parametrize("n", [8, 50, 300])
@pytest.mark.parametrize("name", PHRASES)
def test_a_word_with_blanks_is_read_where_the_layout_settles_it(saved, monkeypatch, name, n, end):
    words = PHRASES[name]
    rng = np.random.default_rng(n)
    vectors = rng.standard_normal((len(words), n)).astype(np.float32)
    rows = [w.encode(errors="surrogateescape") + b" " + v.tobytes() + end for w, v in zip(words, vectors, strict=True)]
    path = saved(b"%d %d\n" % vectors.shape + b"".join(rows))
    for block in (7, 1 << 20):
        monkeypatch.setattr(binary, "BLOCK", block)
        found, numbers_found, _undecodable = read(path)
        assert found == [word.encode(errors="surrogateescape").decode(errors="backslashreplace") for word in words]
        assert_array_equal(numbers_found, vectors)


@pytest.mark.parametrize("end", [b"", b"\n"], ids=["gensim", "word2vec"])
def test_many_phrases_among_many_words_are_read(saved, end):
    rng = np.random.default_rng(3)
    words = [" ".join(["w" * (1 + i % 5)] * (1 + (i % 3 == 0) + (i % 7 == 0))) + str(i) for i in range(3000)]
    vectors = (rng.standard_normal((3000, 60)) * rng.uniform(0.01, 5, (3000, 1))).astype(np.float32)
    found, numbers_found, _undecodable = read(saved(written(words, vectors, end)))
    assert found == words
    assert_array_equal(numbers_found, vectors)


def test_gensims_own_file_of_phrases_is_read(tmp_path):
    words = ["the", " ", "New York", "of", "new york city"]
    keyed = KeyedVectors(20)
    vectors = np.random.default_rng(5).standard_normal((5, 20)).astype(np.float32)
    keyed.add_vectors(words, vectors)
    keyed.save_word2vec_format(tmp_path / "phrases.bin", binary=True)
    (said,) = ev.load(tmp_path / "phrases.bin").origin.assumptions
    assert str(said) == "words that contain spaces, judging by what follows them: 3"
    found, numbers_found, _undecodable = read(tmp_path / "phrases.bin")
    assert found == words
    assert_array_equal(numbers_found, vectors)


def test_carriage_returns_before_line_feeds_are_no_part_of_words(saved, monkeypatch):
    vectors = np.concatenate([VECTORS, np.frombuffer(b"\n\n\r\nabc\n", "<f4").reshape(1, 2)])
    path = saved(written([*WORDS, "New York"], vectors, b"\r\n").replace(b"\n", b"\r\n", 1))
    for block in (7, 1 << 20):
        monkeypatch.setattr(binary, "BLOCK", block)
        words, found, _undecodable = read(path)
        assert words == [*WORDS, "New York"]
        assert_array_equal(found.view(np.uint32), vectors.view(np.uint32))


TEXT_MODE = np.frombuffer(b"\n\n\r\n\0\0\0??\r\r\nabc\n\r\n\r\n\r\r\r\r", "<f4").reshape(3, 2)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_file_written_as_a_text_on_windows_is_what_it_was_before(saved, monkeypatch, pack):
    whole = written(WORDS, TEXT_MODE, b"\n").replace(b"\n", b"\r\n")
    for piece in (1, 1 << 14):
        monkeypatch.setattr("embedviz.formats.decompression.PIECE", piece)
        found = ev.load(saved(pack(whole)))
        assert list(found.words) == WORDS
        assert_array_equal(np.asarray(found.vectors).view(np.uint32), TEXT_MODE.view(np.uint32))
        assert [str(each) for each in found.origin.assumptions] == [
            "the carriage return before each line feed is left out, in the numbers too: "
            "the file was written in text mode"
        ]


def test_a_file_of_which_only_the_beginning_was_written_as_a_text_is_refused(saved):
    words = [f"w{i}" for i in range(3_000)]
    whole = written(words, np.tile(TEXT_MODE, (1_000, 4)), b"\n").replace(b"\n", b"\r\n")
    with pytest.raises(ev.EmbedvizError, match="a line feed without a carriage return before it, unlike all"):
        ev.load(saved(whole[:-1] + b"\n\n"))


@pytest.mark.parametrize("end", [b"", b"\n"], ids=["gensim", "word2vec"])
def test_tabs_after_words_are_named(saved, end):
    vectors = np.random.default_rng(2).standard_normal((3, 20)).astype(np.float32)
    rows = [word.encode() + b"\t" + row.tobytes() + end for word, row in zip(WORDS, vectors, strict=True)]
    with pytest.raises(ev.EmbedvizError, match=r"word 1 \(byte 5\): a tab ends each word; expected a space, and then"):
        read(saved(b"3 20\n" + b"".join(rows)))


@pytest.mark.parametrize("dtype", number_types.OTHERS.values())
@pytest.mark.parametrize("end", [b"", b"\n"], ids=["gensim", "word2vec"])
def test_numbers_of_another_type_are_named(saved, dtype, end):
    vectors = np.random.default_rng(2).standard_normal((3, 20)).astype(dtype)
    rows = [word.encode() + b" " + row.tobytes() + end for word, row in zip(WORDS, vectors, strict=True)]
    whole = gzip.compress(b"3 20\n" + b"".join(rows))  # as it would be refused by its header, were its size known
    found = next(title for title, kind in number_types.OTHERS.items() if kind == dtype)
    with pytest.raises(ev.EmbedvizError, match=rf"word 1 \(byte 5\): its numbers are {found}; expected float32"):
        read(saved(whole))


GOOD = b" \0\0\0?"


@pytest.mark.parametrize(
    ("rows", "word", "reason"),
    [
        ([b"the" + GOOD, b"a bcdY e \1?A?", b"cat" + GOOD], "word 2 (byte 12)", "it may end at more than one of its"),
        ([b"the" + GOOD, b"c\1t" + GOOD, b"cat" + GOOD], "word 2 (byte 12)", "it would hold a control character"),
        (
            [b"the" + GOOD + b"\n"] * 4 + [b"cat" + GOOD, b"dog" + GOOD],
            "word 5 (byte 40)",
            "no line feed follows its vector",
        ),
        ([b"the" + GOOD, b"a Yaaa", b"cat" + GOOD], "word 2 (byte 12)", "its vector would hold a number beyond all"),
    ],
    ids=["two ways", "control character", "no line feed", "a number beyond all"],
)
def test_what_is_not_settled_is_refused_at_its_word(saved, rows, word, reason):
    with pytest.raises(ev.EmbedvizError) as error:
        read(saved(b"%d 1\n" % len(rows) + b"".join(rows)))
    assert str(error.value).startswith(f"vectors.bin, {word}: where the word ")
    assert f" ends is not settled: {reason}" in str(error.value)


def test_glove_as_gensim_writes_it_is_read_to_the_bit(glove, tmp_path):
    top = glove.top(20_000)
    keyed = KeyedVectors(50)
    keyed.add_vectors(list(top.words), np.ascontiguousarray(top.vectors))
    keyed.save_word2vec_format(tmp_path / "glove.bin", binary=True)
    words, vectors, _undecodable = read(tmp_path / "glove.bin")
    assert words == list(top.words)
    assert_array_equal(vectors, top.vectors)


def test_a_compressed_file_is_read(saved):
    words, vectors, _undecodable = read(saved(gzip.compress(written(WORDS, VECTORS))))
    assert words == WORDS
    assert_array_equal(vectors.view(np.uint32), VECTORS.view(np.uint32))


def test_words_that_are_no_utf8_are_replaced_and_counted(saved):
    words, vectors, undecodable = read(saved(b"2 1\na\xff \0\0\0\0b \0\0\x80?"))
    assert words == ["a\\xff", "b"]
    assert vectors.ravel().tolist() == [0, 1]
    assert undecodable == 1


def test_where_names_the_word_and_its_first_byte(saved, monkeypatch):
    monkeypatch.setattr(binary, "BLOCK", 1 << 10)
    words = [f"w{i}" for i in range(1, 201)]
    for end in (b"", b"\n"):
        data = written(words, np.ones((200, 3), np.float32), end)
        with ByteStream(saved(data)) as stream:
            rows = read_word2vec_binary(stream).rows
            found = [some.where(i) for some in rows for i in range(len(some.words))]
        assert found == [f"word {i:,} (byte {data.index(b'w%d ' % i):,})" for i in range(1, 201)]


@given(st.data())
def test_a_file_cut_anywhere_is_refused(scratch, data):
    whole = written(WORDS, VECTORS)
    cut = data.draw(st.integers(1, len(whole) - 1))
    for compressed in (False, True):
        scratch.write_bytes(gzip.compress(whole[:cut]) if compressed else whole[:cut])
        with pytest.raises(ev.EmbedvizError, match=r"^vectors\.bin"):
            read(scratch)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b"3 2\nthe 12345678.",
            "word 2 (byte 16): the file ends at byte 17; expected the word, a space and 8 bytes of its vector",
        ),
        (
            b"3 2\nthe 12345678. 1234",
            "word 2 (byte 16): the file ends at byte 22; expected the word, a space and 8 bytes of its vector",
        ),
        (b"3 2\nthe 12345678of 12345678\n", "the header on line 1 promises 3 words, found 2"),
        (
            b"1 2\nthe 12345678\nof 1",
            "byte 17: more bytes after the 1 word that the header promises; expected the end",
        ),
        (b"2 1\na 1234" + 70_000 * b"b", "word 2 (byte 10): no space in 65,536 bytes; expected a word, a space and"),
    ],
)
def test_a_damaged_file_is_refused_with_the_word_and_the_byte(saved, data, message):
    with pytest.raises(ev.EmbedvizError) as error:
        read(saved(gzip.compress(data)))  # as it would be refused by its header, were its size known
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (
            b"1000000000 300",
            "line 1: the header promises 1,000,000,000 words in 300 dimensions; expected 1 to 20,000,0",
        ),
        (b"10000000 300", "in 300 dimensions, which take at least 12,010,000,000 bytes; 14 follow"),
        (b"1 65537", "line 1: the header promises 1 word in 65,537 dimensions; expected 1 to"),
        (b"0 2", "line 1: the header promises 0 words in 2 dimensions; expected 1 to"),
        (b"1 -2", "line 1: the header promises 1 word in -2 dimensions; expected 1 to"),
    ],
)
def test_a_header_that_cannot_be_true_is_refused(saved, header, message):
    with pytest.raises(ev.EmbedvizError) as error:
        read(saved(header + b"\nthe 1234567890"))
    assert message in str(error.value)


def test_blanks_after_the_last_word_are_no_fault(saved):
    assert read(saved(written(WORDS, VECTORS) + b"\n \r\n"))[0] == WORDS


def test_the_most_dimensions_are_read(saved):
    vectors = np.arange(2 << 16, dtype=np.float32).reshape(2, -1)
    assert_array_equal(read(saved(written(["a", "b"], vectors)))[1], vectors)


def test_little_is_held_at_a_time(saved):
    path = saved(written([f"w{i}" for i in range(20_000)], np.ones((20_000, 300), np.float32)))
    with ByteStream(path) as stream:
        tracemalloc.start()
        for _rows in read_word2vec_binary(stream).rows:
            pass
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 8 << 20 < path.stat().st_size / 2


def test_a_bound_beyond_float32_is_compared_without_a_warning():
    rows = np.array([[3e38, 1], [1, 2]], np.float32)
    data = b"".join(word + b" " + row.tobytes() + b"\n" for word, row in zip([b"a", b"new york"], rows, strict=True))
    splits = Splits(8, data, 2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        splits.saw(rows, 0)
        assert splits.options(data, 0, 2) == [1]
        assert splits.ends_only_there(data, 0, 1, 2)
