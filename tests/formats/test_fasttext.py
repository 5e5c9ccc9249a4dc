"""fastText models, made and read by gensim."""

import base64
import gzip
import json
import lzma
import struct
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from gensim.models import FastText
from gensim.models.fasttext import FastTextKeyedVectors, load_facebook_vectors, save_facebook_model
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.errors import FileError
from embedviz.formats.fasttext import BLOCK_BYTES, read_fasttext
from embedviz.formats.fasttext_parts import LONGEST_NGRAM
from embedviz.formats.rows import MAX_WORDS, Content
from embedviz.formats.stream import ByteStream

LONG = "floccinaucinihilipilification" * 9  # a thousand n-grams: a sum in pairs would round otherwise
CORPUS = [
    ["the", "cat", "sat", "on", "the", "mat", "while", "dogs", "barked"],
    ["naïve", "東京", "ру́сский", "🙂", "a", "new york", ". . .", "nbsp\u00a0inside", "next\u0085line", LONG],
    ["kings", "and", "queens", "</s>", "of", "the", "countries", "cat's", "MAT", "*bold*", "$x$"],
] * 3
M = len({word for sentence in CORPUS for word in sentence})
UNSEEN = ["cats", "kingship", "x", "é", "大阪", "🙂🙂", "", " ", "</s></s>", "the ", "\u0085", LONG + "s", "a\0b"]
MODELS = {
    "usual": {"vector_size": 12, "min_n": 3, "max_n": 6, "bucket": 400},
    "one dimension": {"vector_size": 1, "min_n": 2, "max_n": 4, "bucket": 90},
    "short n-grams": {"vector_size": 5, "min_n": 1, "max_n": 2, "bucket": 7, "sg": 1},
    "five": {"vector_size": 30, "min_n": 5, "max_n": 5, "bucket": 1000, "hs": 1, "negative": 0},
    "no n-grams": {"vector_size": 8, "min_n": 3, "max_n": 0, "bucket": 0},
    "no buckets used": {"vector_size": 8, "min_n": 4, "max_n": 3, "bucket": 10},
}
HEADER = ("magic", "version", "dim", "ws", "epoch", "min_count", "neg", "word_ngrams", "loss", "model", "bucket",
          "minn", "maxn", "rate")  # fmt: skip


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return the file of one of the models."""
    made: dict[str, Path] = {}

    def make(name: str) -> Path:
        if name not in made:
            made[name] = tmp_path_factory.mktemp("fasttext") / "model.bin"
            save_facebook_model(FastText(CORPUS, min_count=1, epochs=2, workers=1, **MODELS[name]), str(made[name]))
        return made[name]

    return make


@pytest.fixture
def changed(model, tmp_path) -> Callable[..., Path]:
    """Write the usual model with other fields in its header, or with other bytes."""

    def write(edit: Callable[[bytearray], bytes | None] | None = None, **fields: int) -> Path:
        data = bytearray(model("usual").read_bytes())
        for name, value in fields.items():
            struct.pack_into("<i", data, 4 * HEADER.index(name), value)
        path = tmp_path / "changed.bin"
        path.write_bytes((edit and edit(data)) or data)
        return path

    return write


def read(path: Path) -> tuple[list[str], np.ndarray, Content]:
    with ByteStream(path) as stream:
        content = read_fasttext(stream)
        blocks = [(list(rows.words), rows.vectors.copy()) for rows in content.rows]
    return [word for words, _ in blocks for word in words], np.vstack([vectors for _, vectors in blocks]), content


def refused(path: Path) -> str:
    with pytest.raises(FileError) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path.name}, ")
    return str(caught.value)


def bits(vectors: np.ndarray) -> np.ndarray:
    assert vectors.dtype == np.float32
    return np.ascontiguousarray(vectors).view(np.uint32)


def matrix_at(path: Path) -> int:
    """Return where the input matrix of the usual model begins, with a zero and its shape."""
    return path.read_bytes().index(struct.pack("<b2q", 0, M + 400, 12))


def by_gensim(path: Path) -> FastTextKeyedVectors:
    """Load a model with gensim, and give </s> the vector that fastText gives it: its own row, without n-grams."""
    found = load_facebook_vectors(str(path))
    end = found.key_to_index["</s>"]
    found.vectors[end] = found.vectors_vocab[end]
    return found


# As fastText

# Models that fastText itself has written, version 0.9.2, with the vectors that it gives their words and others.
WRITTEN = json.loads(Path(__file__).with_name("corpus").joinpath("by_fasttext.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", WRITTEN)
def test_what_fasttext_writes_is_read_back_with_its_own_vectors(tmp_path, name):
    written = WRITTEN[name]
    path = tmp_path / "model"
    path.write_bytes(lzma.decompress(base64.b85decode(written["model"])))
    words, vectors, content = read(path)
    assert words == list(written["words"])
    np.testing.assert_allclose(vectors, list(written["words"].values()), rtol=1e-5, atol=1e-7)
    assert (content.subwords is None) == (not written["unseen"])
    for word, vector in written["unseen"].items():
        np.testing.assert_allclose(content.subwords.vector(word), vector, rtol=1e-5, atol=1e-7)


# As gensim


@pytest.mark.parametrize("name", MODELS)
def test_words_and_vectors_are_bit_by_bit_those_of_gensim(model, name):
    expected = by_gensim(model(name))
    words, vectors, content = read(model(name))
    assert words == expected.index_to_key
    assert content.dimensions == MODELS[name]["vector_size"]
    assert content.total == len(words)
    np.testing.assert_array_equal(bits(vectors), bits(expected.vectors))


@pytest.mark.parametrize("name", [name for name, found in MODELS.items() if 0 < found["min_n"] <= found["max_n"]])
def test_words_that_are_not_in_the_vocabulary_get_the_vectors_that_gensim_gives_them(model, name):
    expected = by_gensim(model(name))
    subwords = read(model(name))[2].subwords
    vectors = {word: subwords.vector(word) for word in UNSEEN}
    for word, vector in vectors.items():
        assert word not in expected.key_to_index
        if vector is None:  # gensim gives zeros to a word without n-grams
            assert not expected[word].any()
        else:
            np.testing.assert_array_equal(bits(vector), bits(expected[word]))
    assert vectors["kingship"] is not None


@pytest.mark.parametrize("name", ["no n-grams", "no buckets used"])
def test_a_model_without_n_grams_has_nothing_for_unseen_words(model, name):
    assert read(model(name))[2].subwords is None


def test_version_11_is_read_as_version_12(model, changed):
    assert read(changed(version=11))[0] == read(model("usual"))[0]
    np.testing.assert_array_equal(read(changed(version=11))[1], read(model("usual"))[1])


def test_a_compressed_model_is_read_as_it_is(model, tmp_path):
    path = tmp_path / "model.bin.gz"
    path.write_bytes(gzip.compress(model("usual").read_bytes()))
    np.testing.assert_array_equal(read(path)[1], read(model("usual"))[1])


@pytest.mark.parametrize(("constant", "value"), [("BLOCK_BYTES", 1), ("BLOCK_BYTES", 200), ("BLOCK_NGRAMS", 1)])
def test_any_split_into_blocks_gives_the_same(model, monkeypatch, constant, value):
    words, vectors, _content = read(model("usual"))
    monkeypatch.setattr(f"embedviz.formats.fasttext.{constant}", value)
    with ByteStream(model("usual")) as stream:
        blocks = list(read_fasttext(stream).rows)
    assert len(blocks) > 5
    assert [word for rows in blocks for word in rows.words] == words
    assert [rows.where(i) for rows in blocks for i in range(len(rows.words))] == [
        f"word {i + 1}" for i in range(len(words))
    ]
    np.testing.assert_array_equal(np.vstack([rows.vectors for rows in blocks]), vectors)


def test_words_that_are_not_utf8_are_counted_and_have_the_vectors_of_gensim(changed):
    def damage(data: bytearray) -> None:
        at = data.index(b"kings\0")
        data[at : at + 5] = b"k\xff\xfegs"

    path = changed(damage)
    with ByteStream(path) as stream:
        (rows,) = read_fasttext(stream).rows
    assert rows.undecodable == [rows.words.index(r"k\xff\xfegs")]
    expected = by_gensim(path)
    np.testing.assert_array_equal(bits(rows.vectors[rows.words.index(r"k\xff\xfegs")]), bits(expected[r"k\xff\xfegs"]))


def test_the_labels_of_a_classifier_are_left_out(model, changed):
    words, vectors, _content = read(model("usual"))

    def add_labels(data: bytearray) -> bytes:
        entries, m, _labels = struct.unpack_from("<3i", data, 64)
        struct.pack_into("<3i", data, 64, entries + 2, m, 2)
        # Each entry ends with its count and kind; the last word's is found by its name.
        end = data.rindex(words[-1].encode() + b"\0", 0, len(data)) + len(words[-1].encode()) + 10
        labels = b"".join(name + b"\0" + struct.pack("<qb", 5, 1) for name in (b"__label__a", b"__label__b"))
        return bytes(data[:end] + labels + data[end:])

    found, its_vectors, _content = read(changed(add_labels, model=3))
    assert found == words
    np.testing.assert_array_equal(its_vectors, vectors)
    old = read(changed(add_labels, model=3, version=11))
    assert old[0] == words
    assert old[2].subwords is None


@pytest.mark.parametrize("name", ["usual", "no n-grams"])
def test_a_loaded_model_knows_all_that_gensim_knows_of_it(model, name):
    expected = by_gensim(model(name))
    for embedding in (ev.load(model(name)), ev.load(model(name))):  # the second comes from the cache
        np.testing.assert_array_equal(bits(embedding.vectors), bits(expected.vectors))
        assert embedding.has_vector("kingship") == (name == "usual")
        if name == "usual":
            np.testing.assert_array_equal(bits(embedding["kingship"]), bits(expected["kingship"]))


# What is refused


@given(st.data())
def test_a_file_cut_off_anywhere_is_refused(model, tmp_path_factory, data):
    whole = model("usual").read_bytes()
    end = data.draw(st.one_of(st.integers(8, 400), st.integers(8, len(whole) - 1)))
    path = tmp_path_factory.mktemp("cut") / "cut.bin"
    path.write_bytes(whole[:end])
    refused(path)


@given(st.data())
def test_damage_anywhere_before_the_numbers_is_refused_or_read_in_bounds(model, tmp_path_factory, data):
    damaged = bytearray(model("five").read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, 500))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("damaged") / "damaged.bin"
    path.write_bytes(damaged)
    try:
        words, vectors, content = read(path)
    except FileError:
        return
    assert vectors.shape == (len(words), content.dimensions)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"magic": 1}, "byte 0: it does not begin as a fastText model; expected 793712314"),
        ({"version": 13}, "version 13 of the format; expected 11 or 12"),
        ({"dim": 0}, "0 dimensions; expected 1 to 65,536"),
        ({"dim": -3}, "-3 dimensions"),
        ({"dim": 65_537}, "65,537 dimensions"),
        ({"dim": 11}, f"a matrix of shape ({M + 400}, 12); expected ({M + 400}, 11)"),
        ({"bucket": -1}, "-1 buckets of n-grams; expected 0 or more"),
        ({"bucket": 399}, f"({M + 400}, 12); expected ({M + 399}, 12), a row for each word and each bucket"),
        ({"bucket": 2_147_483_647}, f"({M + 400}, 12); expected ({M + 2_147_483_647}, 12)"),
        ({"minn": -1}, "n-grams of -1 to 6 characters; expected lengths from 0 to 32"),
        ({"maxn": LONGEST_NGRAM + 1}, "n-grams of 3 to 33 characters"),
    ],
)
def test_a_header_out_of_bounds_is_refused_with_both_sides(changed, fields, message):
    assert message in refused(changed(**fields))


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ((0, 0, 0), "0 entries, 0 words and 0 labels; expected 1 to"),
        ((-5, -5, 0), "-5 words"),
        ((5, 6, -1), "-1 labels"),
        ((30, 20, 0), "30 entries, 20 words and 0 labels"),
        ((1_000_000_000, 1_000_000_000, 0), f"1,000,000,000 words and 0 labels; expected 1 to {MAX_WORDS:,} words"),
        ((10_000_000, 10_000_000, 0), "bytes of 10,000,000 entries of the dictionary; expected 100,000,000"),
    ],
)
def test_a_dictionary_of_absurd_size_is_refused(changed, counts, message):
    assert message in refused(changed(lambda data: struct.pack_into("<3i", data, 64, *counts)))


def test_a_model_of_floret_whose_header_is_longer_is_refused_with_the_way_to_vectors(changed):
    def lengthen(data: bytearray) -> bytes:
        return bytes(data[:52] + struct.pack("<2i", 2, 2) + data[52:])

    message = "byte 64: a model of floret; expected one of fastText: take the .vec that floret writes"
    assert message in refused(changed(lengthen))


@pytest.mark.parametrize("pruned", [-2, 401, 2**60])
def test_a_model_that_kept_more_n_grams_than_it_had_is_refused(changed, pruned):
    message = refused(changed(lambda data: struct.pack_into("<q", data, 84, pruned)))
    assert f"{pruned:,} n-grams kept of 400; expected no more than there were" in message


def test_an_entry_of_another_kind_is_refused(changed):
    def relabel(data: bytearray) -> None:
        data[data.index(b"\0", 92) + 9] = 1

    assert "byte 92: entry 1 of the dictionary is of kind 1; expected words" in refused(changed(relabel))


def test_a_word_without_an_end_mark_is_refused(changed):
    def stretch(data: bytearray) -> bytes:
        return bytes(data[:92] + b"x" * 70_000 + data[92:])

    assert "byte 92: a word without an end mark and a count; expected both after at most 65,536 bytes" in refused(
        changed(stretch)
    )


def test_a_matrix_that_only_says_that_it_is_quantized_is_refused(changed, model):
    at = matrix_at(model("usual"))

    def quantize(data: bytearray) -> None:
        data[at] = 1

    assert f"byte {at:,}: a matrix of shape " in refused(changed(quantize))


def test_more_bytes_than_the_model_has_are_refused(changed):
    assert "3 more bytes; expected the end" in refused(changed(lambda data: bytes(data + b"abc")))


def test_an_output_matrix_of_negative_size_is_refused(changed, model):
    at = matrix_at(model("usual")) + 17 + 4 * 12 * (M + 400) + 1
    assert "an output matrix of shape (-1, 12)" in refused(changed(lambda d: struct.pack_into("<q", d, at, -1)))


def test_numbers_that_overflow_or_are_none_are_handed_on_for_the_store_to_refuse(changed, model):
    at = matrix_at(model("usual")) + 17

    def spoil(data: bytearray) -> None:
        struct.pack_into("<2f", data, at, np.nan, np.inf)

    vectors = read(changed(spoil))[1]
    assert np.isnan(vectors[0, 0])
    assert np.isinf(vectors[0, 1])


# Memory


def test_a_large_model_is_not_held_in_memory(tmp_path):
    m, n, buckets = 1_000, 256, 60_000
    path = tmp_path / "large.bin"
    with path.open("wb") as file:
        file.write(struct.pack("<14id", 793712314, 12, n, 5, 5, 1, 5, 1, 2, 2, buckets, 3, 6, 100, 1e-4))
        file.write(struct.pack("<3i2q", m, m, 0, m, -1))
        file.writelines(f"word{i}".encode() + b"\0" + struct.pack("<qb", 1, 0) for i in range(m))
        file.write(struct.pack("<b2q", 0, m + buckets, n))
        for _ in range(61):
            file.write(np.full((1_000, n), 0.5, dtype="<f4").tobytes())
        file.write(struct.pack("<b2q", 0, 0, n))
    tracemalloc.start()
    with ByteStream(path) as stream:
        content = read_fasttext(stream)
        shapes = [rows.vectors.shape for rows in content.rows if (rows.vectors == 0.5).all()]
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sum(rows for rows, _n in shapes) == m
    assert all(4 * rows * n <= BLOCK_BYTES for rows, n in shapes)
    assert peak < path.stat().st_size / 6
