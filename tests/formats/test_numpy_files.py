"""Arrays and archives as NumPy writes them, with words in arrays or lists; and the binary file of GloVe's program."""

import io
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.errors import FileError
from embedviz.formats.choices import choices_of

WORDS = ["the", "naïve", "東京", "of", "new york"]
M, N = len(WORDS), 4
VECTORS = np.random.default_rng(0).standard_normal((M, N)).astype(np.float32)


def assumed(embedding: ev.Embedding) -> list[str]:
    return [str(assumption) for assumption in embedding.origin.assumptions]


@pytest.fixture
def saved(tmp_path) -> Callable[..., Path]:
    """Save an archive."""

    def save(packed: bool = False, **arrays: np.ndarray) -> Path:
        (np.savez_compressed if packed else np.savez)(tmp_path / "x.npz", **arrays)
        return tmp_path / "x.npz"

    return save


# Words in arrays


@pytest.mark.parametrize("name", ["words.npy", "wordsList.npy", "vocab.npy", "x_words.npy"])
@pytest.mark.parametrize(
    "words",
    [np.array(WORDS), np.array([w.encode() for w in WORDS]), np.array(WORDS)[:, None]],
    ids=["U", "S", "column"],
)
@pytest.mark.parametrize("order", ["C", "F"])
def test_words_saved_by_numpy_beside_vectors_saved_by_numpy(tmp_path, name, words, order):
    np.save(tmp_path / "x.npy", np.asarray(VECTORS, order=order))
    np.save(tmp_path / name, words)
    for found in (ev.load(tmp_path / "x.npy"), ev.load(tmp_path / "x.npy")):
        assert list(found.words) == WORDS
        np.testing.assert_array_equal(found.vectors, VECTORS)
        assert assumed(found) == [f"words from {name}"]


def test_many_words_in_an_array_are_taken_block_by_block(tmp_path, monkeypatch):
    monkeypatch.setattr("embedviz.formats.matrix.BLOCK_BYTES", 100)
    words = [f"w{i}" for i in range(1000)]
    np.save(tmp_path / "x.npy", np.arange(3000, dtype=np.int32).reshape(1000, 3))
    np.save(tmp_path / "words.npy", words)
    found = ev.load(tmp_path / "x.npy")
    assert list(found.words) == words
    assert found["w999"].tolist() == [2997, 2998, 2999]


def array_bytes(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=True)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (array_bytes(np.array(WORDS, object)), "an array of objects, which is a pickle and could run any program"),
        (array_bytes(np.arange(M)), "an array of int64; expected texts"),
        (array_bytes(np.array([WORDS, WORDS])), r"an array of shape \(2, 5\); expected one word after the other"),
        (array_bytes(np.array(WORDS[:-1])), "4 words, expected 5, one for each vector in x.npy"),
        (array_bytes(np.array([*WORDS, "more"])), "6 words, expected 5, one for each vector in x.npy"),
        (array_bytes(np.array(WORDS))[:-1], r"287 bytes, expected 288 for an array of shape \(5,\)"),
        (array_bytes(np.array(WORDS))[:-4] + b"\xff\xff\xff\x7f", "its texts hold a number that is not a character"),
        (array_bytes(np.array(WORDS))[:40], "its .npy header is damaged or cut short"),
    ],
    ids=["pickle", "numbers", "two axes", "too few", "too many", "cut", "no character", "cut header"],
)
def test_an_array_of_something_else_is_refused(tmp_path, data, problem):
    np.save(tmp_path / "x.npy", VECTORS)
    (tmp_path / "words.npy").write_bytes(data)
    with pytest.raises(FileError, match=f"^words.npy: {problem}"):
        ev.load(tmp_path / "x.npy")


def test_bytes_that_are_no_utf8_are_counted(tmp_path):
    np.save(tmp_path / "x.npy", VECTORS[:2])
    np.save(tmp_path / "words.npy", np.array([b"caf\xe9", b"the"]))
    found = ev.load(tmp_path / "x.npy")
    assert list(found.words) == ["caf\ufffd", "the"]
    assert found.origin.undecodable == 1


# GloVe's list of words and their counts


COUNTED = {
    "falling": ("the 90\nof 70\n東京 70\na.b 2\nx 1\n", ["the", "of", "東京", "a.b", "x"], True),
    "carriage returns": ("the 90\r\nof 70\r\nto 60\r\nin 5\r\nx 1\r\n", ["the", "of", "to", "in", "x"], True),
    "words that end in a number": ("apollo 11\napollo 13\nwindows 10\nthe\nof\n", None, False),
    "numbers that do not fall": ("room 1\nroom 2\nroom 3\nroom 4\nroom 5\n", None, False),
    "words with blanks": ("a b 9\na c 8\na d 7\na e 6\na f 5\n", None, False),
}


@pytest.mark.parametrize("name", COUNTED)
def test_counts_after_words_are_not_words(tmp_path, name):
    text, expected, is_counted = COUNTED[name]
    np.save(tmp_path / "x.npy", VECTORS)
    (tmp_path / "vocab.txt").write_bytes(text.encode())
    found = ev.load(tmp_path / "x.npy")
    assert list(found.words) == (expected or text.splitlines())
    assert ("the number after each word in the list is its count" in assumed(found)) == is_counted


def test_a_line_without_a_count_after_lines_with_them_is_refused(tmp_path):
    lines = [f"word{i} {100_000 - i}\n" for i in range(9000)] + ["oops\n"]
    np.save(tmp_path / "x.npy", np.ones((9001, 2)))
    (tmp_path / "vocab.txt").write_text("".join(lines))
    with pytest.raises(
        FileError, match=r"^vocab.txt, line 9,001: no number after a space; expected a word and its count"
    ):
        ev.load(tmp_path / "x.npy")


# Archives


@pytest.mark.parametrize("packed", [False, True], ids=["savez", "savez_compressed"])
@pytest.mark.parametrize(
    ("vectors", "words"), [("vectors", "words"), ("embeddings", "vocab"), ("arr_0", "arr_1"), ("a", "tokens")]
)
@pytest.mark.parametrize("order", ["C", "F"])
def test_an_archive_of_vectors_and_words_is_both(saved, packed, vectors, words, order):
    path = saved(packed, **{vectors: np.asarray(VECTORS, order=order), words: np.array(WORDS)})
    for found in (ev.load(path), ev.load(path)):
        assert list(found.words) == WORDS
        np.testing.assert_array_equal(found.vectors, VECTORS)
        assert found.origin.format == "NumPy archive"
        assert assumed(found) == [f"words from the array {words}"]


def test_the_matrix_of_a_large_model_of_gensim_says_where_its_words_are(tmp_path):
    keyed = KeyedVectors(N)
    keyed.add_vectors(WORDS, VECTORS)
    keyed.save(str(tmp_path / "model.kv"), sep_limit=1)
    with pytest.raises(FileError, match=r"gensim keeps the words of such a file beside it in a pickle.*word2vec"):
        ev.load(tmp_path / "model.kv.vectors.npy")


@pytest.mark.parametrize("packed", [False, True], ids=["savez", "savez_compressed"])
@pytest.mark.parametrize("shape", [(N,), (1, N)], ids=str)
def test_an_archive_of_an_array_for_each_word_is_read_by_their_names(saved, monkeypatch, packed, shape):
    monkeypatch.setattr("embedviz.formats.matrix.BLOCK_BYTES", 8 * N)
    path = saved(packed, **{word: row.reshape(shape) for word, row in zip(WORDS, VECTORS, strict=True)})
    found = ev.load(path)
    assert list(found.words) == WORDS
    np.testing.assert_array_equal(found.vectors, VECTORS)
    assert assumed(found) == ["each array is the vector of the word that is its name"]
    assert not choices_of(path).matrices


def test_an_array_of_another_length_behind_many_of_words_is_refused(saved, monkeypatch):
    monkeypatch.setattr("embedviz.formats.npz.MOST_MEMBERS", 2)
    path = saved(**dict(zip(WORDS, [*VECTORS[:-1], VECTORS[-1][:-1]], strict=True)))
    with pytest.raises(
        FileError, match=r"^x.npz: the array .* is float32 \(3,\), expected float32 \(4,\) as the first"
    ):
        ev.load(path)


def test_of_several_matrices_one_has_a_usual_name_or_is_told(saved):
    path = saved(
        vectors=VECTORS, context=2 * VECTORS, words=np.array(WORDS), counts=np.arange(M), other=np.array(WORDS)
    )
    found = ev.load(path)
    np.testing.assert_array_equal(found.vectors, VECTORS)
    assert "vectors from the array vectors, one of 2 matrices" in assumed(found)
    np.testing.assert_array_equal(ev.load(path, tensor="context").vectors, 2 * VECTORS)


def test_words_may_stand_in_a_list_beside_an_archive(saved):
    path = saved(x=VECTORS)
    path.with_suffix(".txt").write_text("\n".join(WORDS), encoding="utf-8")
    found = ev.load(path)
    assert list(found.words) == WORDS
    assert assumed(found) == ["words from x.txt"]


@pytest.mark.parametrize(
    ("arrays", "problem"),
    [
        ({"a": VECTORS, "b": VECTORS}, r"its arrays are a: float32 \(5, 4\), b: .*among several one called vectors"),
        ({"a": np.array(WORDS)}, r"its arrays are a: <U8 \(5,\); expected one m by n matrix of numbers"),
        ({"a": VECTORS}, "it holds vectors but no words, and beside it is no list"),
        ({"a": VECTORS, "words": np.array(WORDS, object)}, "an array of objects, which is a pickle"),
        ({"a": VECTORS + 0j, "words": np.array(WORDS)}, "its arrays are a: complex"),
        ({f"arr_{i}": row for i, row in enumerate(VECTORS)}, r"its arrays are arr_0: float32 \(4,\)"),
        ({"data": VECTORS[0], "shape": np.arange(2), "format": np.array("csr")}, "it is a sparse matrix of SciPy"),
    ],
    ids=["two matrices", "no matrix", "no words", "pickle", "complex", "rows without names", "sparse"],
)
def test_an_archive_of_something_else_is_refused(saved, arrays, problem):
    with pytest.raises(FileError, match=f"^x.npz: {problem}"):
        ev.load(saved(**arrays))


def test_an_archive_that_expands_beyond_all_reason_is_refused(saved, monkeypatch):
    monkeypatch.setattr("embedviz.formats.stream.FREE_BYTES", 1 << 16)
    path = saved(packed=True, a=np.zeros((100_000, 20), np.float32), words=np.array(WORDS))
    with pytest.raises(FileError, match="expands to more than 200 times its size"):
        ev.load(path)


@given(st.data())
def test_an_archive_cut_or_damaged_is_refused_or_read_but_nothing_else(tmp_path_factory, data):
    buffer = io.BytesIO()
    np.savez_compressed(buffer, vectors=VECTORS, words=np.array(WORDS))
    whole = bytearray(buffer.getvalue())
    path = tmp_path_factory.mktemp("npz") / "x.npz"
    if data.draw(st.booleans()):
        path.write_bytes(whole[: data.draw(st.integers(8, len(whole) - 1))])
    else:
        whole[data.draw(st.integers(4, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
        path.write_bytes(whole)
    try:
        found = ev.load(path)
    except FileError:
        return
    np.testing.assert_array_equal(found.vectors, VECTORS)


# GloVe's own binary file


def write_glove(folder: Path, m: int, n: int, dtype: str = "<f8") -> np.ndarray:
    """Write vectors.bin as glove.c does: words with their biases, then contexts with theirs; return the sums."""
    parameters = np.random.default_rng(n).standard_normal((2, m, n + 1)).astype(dtype)
    folder.joinpath("vectors.bin").write_bytes(parameters.tobytes())
    folder.joinpath("vocab.txt").write_text("".join(f"w{i} {10 * m - i}\n" for i in range(m)))
    return parameters[0, :, :n] + parameters[1, :, :n]


@pytest.mark.parametrize(("m", "n"), [(8, 6), (5, 1), (3000, 50)])
def test_gloves_own_binary_file_is_the_sum_of_its_two_vectors(tmp_path, m, n):
    expected = write_glove(tmp_path, m, n)
    for found in (ev.load(tmp_path / "vectors.bin"), ev.load(tmp_path / "vectors.bin")):
        assert list(found.words) == [f"w{i}" for i in range(m)]
        np.testing.assert_array_equal(found.vectors, expected.astype(np.float32))
        assert found.origin.format == "GloVe binary"
        assert "the word's vector and its context vector added, biases left out" in assumed(found)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "vocab.txt").unlink(),
        lambda folder: (folder / "vocab.txt").write_text("a 3\nb 2\nc 1\n"),
        lambda folder: (folder / "vectors.bin").write_bytes((folder / "vectors.bin").read_bytes()[:-1]),
        lambda folder: (folder / "vectors.bin").write_bytes(struct.pack("<d", 1e300) * 112),
    ],
    ids=["no vocabulary", "another vocabulary", "cut", "numbers of something else"],
)
def test_bytes_that_the_vocabulary_does_not_settle_are_refused(tmp_path, spoil):
    write_glove(tmp_path, 8, 6)
    spoil(tmp_path)
    with pytest.raises(FileError, match=r"^vectors.bin: "):
        ev.load(tmp_path / "vectors.bin")
