import gzip
import json
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save

from embedviz.errors import FileError
from embedviz.formats import matrix as blocks
from embedviz.formats.choices import choices_of
from embedviz.formats.rows import MAX_DIMENSION
from embedviz.formats.tensor_header import MAX_HEADER
from embedviz.formats.tensors import read_safetensors
from tests.formats.reading import WORDS, assert_bit_equal, matrix, read

M, N = matrix().shape


def listed(words=WORDS, **options) -> np.ndarray:
    return np.frombuffer(json.dumps(words, **options).encode(), np.uint8)


def written(header: bytes | dict, data: bytes = b"") -> bytes:
    header = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(header)) + header + data


def tensor(dtype: str, shape: list[int], offsets: list[int]) -> dict[str, object]:
    return {"dtype": dtype, "shape": shape, "data_offsets": offsets}


@pytest.fixture
def file(tmp_path):
    """Write a file of tensors, or of bytes."""

    def write(content: dict[str, np.ndarray] | bytes, name="x.safetensors"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else save(content))
        return path

    return write


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("ascii", [True, False])
def test_numbers_and_words_in_one_file(file, monkeypatch, dtype, ascii):
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 100)  # blocks of three rows
    with np.errstate(over="ignore"):
        vectors = matrix().astype(dtype)
    found = read(read_safetensors, file({"vectors": vectors, "words": listed(ensure_ascii=ascii)}))
    assert found.words == WORDS
    assert found.places[-1] == f"row {M}"
    assert (found.content.dimensions, found.content.total) == (N, M)
    assert found.content.dtype == np.dtype(dtype).name
    assert found.content.companions == ()
    assert_bit_equal(found.vectors, vectors.astype(np.float32))


def test_bfloat16_is_widened_to_the_bit(file):
    halves = (matrix().view(np.uint32) >> 16).astype("<u2")
    header = {"embeddings": {"dtype": "BF16", "shape": [M, N], "data_offsets": [0, halves.nbytes]}}
    path = file(written(header, halves.tobytes()))
    path.with_suffix(".txt").write_text("".join(f"{word}\n" for word in WORDS), encoding="utf-8")
    found = read(read_safetensors, path)
    assert found.content.dtype == "bfloat16"
    assert_bit_equal(found.vectors, (halves.astype(np.uint32) << 16).view(np.float32))
    assert np.abs(found.vectors[1:] / matrix()[1:] - 1).max() < 2**-7


@pytest.mark.parametrize("packed", [False, True])
def test_words_may_be_in_a_list_beside_the_file(file, packed):
    content = save({"vectors": matrix(), "words": np.zeros((2, 2), np.float16)[0]})
    path = file(gzip.compress(content) if packed else content, "x.safetensors.gz" if packed else "x.safetensors")
    (path.parent / "x.txt").write_text("".join(f"{word}\n" for word in WORDS), encoding="utf-8")
    found = read(read_safetensors, path)
    assert found.words == WORDS
    assert found.content.companions == (path.parent / "x.txt",)
    assert_bit_equal(found.vectors, matrix())


@pytest.mark.parametrize("shape", [(N,), (1, N)], ids=str)
@pytest.mark.parametrize("dtype", ["<f4", "<f2"])
def test_a_tensor_for_each_word_is_read_by_its_name(file, shape, dtype):
    numbers = matrix().clip(-9, 9).astype(dtype)
    path = file({word: row.reshape(shape) for word, row in zip(WORDS, numbers, strict=True)})
    found = read(read_safetensors, path)
    assert_bit_equal(np.stack([found.vectors[found.words.index(word)] for word in WORDS]), numbers.astype("<f4"))
    assert list(map(str, found.content.assumptions)) == ["each array is the vector of the word that is its name"]
    assert not choices_of(path).matrices


@pytest.mark.parametrize(
    ("others", "chosen"),
    [
        ({}, "anything"),
        ({"a.weight": (99, 3)}, "vectors"),
        ({"vectors": (99, 3)}, "model.vectors"),
        ({"a.weight": (99, 3), "b.weight": (98, 3)}, "embeddings.word_embeddings.weight"),
        ({"a.weight": (5, 3), "b.weight": (4, 3), "c": (99, 9)}, "wte.weight"),
        ({"bias": (99,), "cube": (2, 2, 99)}, "anything"),
    ],
)
def test_the_matrix_is_the_only_one_or_has_a_usual_name_and_most_rows(file, others, chosen):
    tensors = {name: np.ones(shape, np.float32) for name, shape in others.items()}
    if chosen == "model.vectors":
        tensors["vectors"] = tensors["vectors"][:2]
    counts = np.arange(4 * M, dtype=np.int64).reshape(M, 4)
    found = read(read_safetensors, file(tensors | {chosen: matrix(), "counts": counts, "words": listed()}))
    assert_bit_equal(found.vectors, matrix())


@pytest.mark.parametrize(
    ("tensors", "shown"),
    [
        ({"a": (3, 2), "b": (3, 2)}, r"a: F32 \(3, 2\), b: F32 \(3, 2\)"),
        ({"a.weight": (3, 2), "b.weight": (3, 2)}, r"a.weight: F32 \(3, 2\), b.weight: F32 \(3, 2\)"),
        ({"vectors": (3,)}, r"vectors: F32 \(3,\)"),
        ({"norm.weight": (3,), "norm.bias": (3,)}, r"norm.bias: F32 \(3,\), norm.weight: F32 \(3,\)"),
        ({"the": (3,), "of": (2,)}, r"of: F32 \(2,\), the: F32 \(3,\)"),
        ({f"t{i}": (3,) for i in range(30)}, r"(t\d+: F32 \(3,\), ){8}…"),
        ({"x" * 1000: (3,)}, r"x{60}…: F32 \(3,\)"),
    ],
)
def test_where_no_matrix_stands_out_the_error_lists_the_tensors(file, tensors, shown):
    path = file({name: np.ones(shape, np.float32) for name, shape in tensors.items()})
    with pytest.raises(FileError, match=f"^x.safetensors: its tensors are {shown}; expected one m by n matrix of F64"):
        read(read_safetensors, path)


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (1, MAX_DIMENSION + 1)])
def test_an_empty_or_too_wide_matrix_is_refused(file, shape):
    with pytest.raises(FileError, match=r"an array of shape|65,537 dimensions; expected at most 65,536"):
        read(read_safetensors, file({"vectors": np.ones(shape, np.float16)}))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "its tensor words is not JSON"),
        (b"[", "its tensor words is not JSON"),
        (b"[" * 100_000, "its tensor words is not JSON"),
        (b"9" * 100_000, "its tensor words is not JSON"),
        (b'["caf\xe9"]', "its tensor words is not JSON"),
        (b'{"a": 1}', "not a list of strings; expected one"),
        (b'["a", 1]', "not a list of strings; expected one"),
        (b'["a", "b"]', f"2 words, expected {M}, one for each vector"),
    ],
)
def test_words_that_are_no_list_of_strings_are_refused(file, data, problem):
    with pytest.raises(FileError, match=f"^x.safetensors: .*{problem}"):
        read(read_safetensors, file({"vectors": matrix(), "words": np.frombuffer(data, np.uint8)}))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(content, id=name)
        for name, content in {
            "JSON cut": written(b"{"),
            "a list": written(b"[]"),
            "a number for a tensor": written({"v": 1}),
            "a byte too few": written({"v": tensor("F32", [3, 2], [0, 24])}, bytes(23)),
            "a byte too many": written({"v": tensor("F32", [3, 2], [0, 24])}, bytes(25)),
            "a larger shape": written({"v": tensor("F32", [3, 3], [0, 24])}, bytes(24)),
            "a negative shape": written({"v": tensor("F32", [-3, -2], [0, 24])}, bytes(24)),
            "offsets beyond 2**63": written({"v": tensor("F32", [3, 2], [2**63, 2**63 + 24])}, bytes(24)),
            "an unknown type": written({"v": tensor("F99", [3, 2], [0, 24])}, bytes(24)),
            "JSON too deep": written(b'{"v":' * 5000),
            "a header of 2**64 bytes": b"\xff" * 8 + b"{",
            "too short for a header": b"1234",
        }.items()
    ],
)
def test_a_header_that_is_damaged_or_lies_is_refused(file, content):
    with pytest.raises(FileError, match=r"it is damaged or cannot be read \(.|a header of"):
        read(read_safetensors, file(content))


def test_of_two_tensors_with_one_name_the_one_is_read_that_was_checked(file):
    large, small = (b'"vectors":{"dtype":"F32","shape":[%d,2],"data_offsets":[0,%d]}' % (m, 8 * m) for m in (1000, 2))
    words = b'"words":{"dtype":"U8","shape":[9],"data_offsets":[16,25]}'
    data = np.arange(4, dtype=np.float32).tobytes() + b'["a","b"]'
    found = read(read_safetensors, file(written(b"{" + b",".join((large, small, words)) + b"}", data)))
    assert found.vectors.tolist() == [[0, 1], [2, 3]]
    with pytest.raises(FileError, match="damaged"):
        read(read_safetensors, file(written(b"{" + b",".join((small, large, words)) + b"}", data)))


def test_a_huge_header_is_refused_unread(tmp_path):
    path = tmp_path / "x.safetensors"
    with path.open("wb") as sparse:
        sparse.write(struct.pack("<Q", MAX_HEADER + 1) + b"{")
        sparse.truncate(MAX_HEADER * 2)
    with pytest.raises(FileError, match=r"a header of 16,777,217 bytes; expected at most 16,777,216"):
        read(read_safetensors, path)


@given(data=st.data())
def test_a_file_cut_anywhere_is_refused(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("cut") / "x.safetensors"
    whole = save({"vectors": matrix(), "words": listed()})
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    with pytest.raises(FileError):
        read(read_safetensors, path)
