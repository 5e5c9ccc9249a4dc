import gzip
import io
import json
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import feather, ipc
from pyarrow import parquet as pq

from embedviz.errors import FileError
from embedviz.formats import matrix as blocks
from embedviz.formats.arrow_guard import MAX_WORD
from embedviz.formats.options import Options
from embedviz.formats.rows import MAX_DIMENSION
from embedviz.formats.stream import ByteStream
from embedviz.formats.tables import read_arrow, read_parquet
from tests.formats.reading import WORDS, assert_bit_equal, matrix, read

M, N = matrix().shape


def parquet(table: pa.Table, **options) -> bytes:
    file = io.BytesIO()
    pq.write_table(table, file, **options)
    return file.getvalue()


def arrow_file(table: pa.Table, **options) -> bytes:
    file = io.BytesIO()
    with ipc.new_file(file, table.schema, options=ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(table, max_chunksize=5)
    return file.getvalue()


def arrow_stream(table: pa.Table, **options) -> bytes:
    file = io.BytesIO()
    with ipc.new_stream(file, table.schema, options=ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(table, max_chunksize=5)
    return file.getvalue()


KINDS = {"parquet": (parquet, read_parquet), "arrow": (arrow_file, read_arrow), "stream": (arrow_stream, read_arrow)}


@pytest.fixture(params=KINDS)
def kind(request) -> str:
    return request.param


@pytest.fixture
def reading(tmp_path, kind):
    """Write a table in one of the layouts and read it."""
    write, reader = KINDS[kind]

    def write_and_read(table: pa.Table, packed=False, **options):
        data = write(table, **options)
        path = tmp_path / "x"
        path.write_bytes(gzip.compress(data) if packed else data)
        return read(reader, path)

    return write_and_read


def vectors_as(kind: pa.DataType) -> pa.Array:
    with np.errstate(over="ignore"):
        numbers = pa.array(matrix().astype(kind.value_type.to_pandas_dtype()).ravel())
    if pa.types.is_fixed_size_list(kind):
        return pa.FixedSizeListArray.from_arrays(numbers, N)
    made = pa.LargeListArray if pa.types.is_large_list(kind) else pa.ListArray
    return made.from_arrays(
        pa.array(np.arange(0, M * N + 1, N), pa.int64() if made is pa.LargeListArray else pa.int32()), numbers
    )


def table(words=WORDS, vectors=None, names=("word", "vector")) -> pa.Table:
    return pa.table([pa.array(words), vectors_as(pa.list_(pa.float32(), N)) if vectors is None else vectors], names)


@pytest.mark.parametrize("number", [pa.float16(), pa.float32(), pa.float64(), pa.int16()])
@pytest.mark.parametrize(
    "listed",
    [pa.list_, pa.large_list, lambda number: pa.list_(number, N)],
    ids=["list", "large list", "list of fixed size"],
)
def test_vectors_of_any_list_and_number_are_those_of_numpy(reading, monkeypatch, number, listed):
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 100)  # blocks of three rows
    column = (
        vectors_as(listed(number))
        if number != pa.int16()
        else pa.array((100 * matrix()[1:]).astype("i2").tolist(), listed(number))
    )
    words = WORDS[len(WORDS) - len(column) :]
    found = reading(table(words, column))
    expected = np.array(column.to_pylist()).astype(number.to_pandas_dtype()).astype(np.float32)
    assert found.words == words
    assert found.places == [f"row {i + 1}" for i in range(len(words))]
    assert (found.content.dimensions, found.content.total) == (N, len(words))
    assert found.content.dtype == np.dtype(number.to_pandas_dtype()).name
    assert_bit_equal(found.vectors, expected)


@pytest.mark.parametrize("text", [pa.string(), pa.large_string(), pa.string_view(), "dictionary"])
def test_words_of_any_type_of_string(reading, text):
    words = pa.array(WORDS + WORDS[:1])
    words = words.dictionary_encode() if text == "dictionary" else words.cast(text)
    column = pa.array(np.ones((M + 1, 2), np.float32).tolist(), pa.list_(pa.float32()))
    assert reading(table(words, column)).words == [*WORDS, WORDS[0]]


@pytest.mark.parametrize("bytes_type", [pa.binary(), pa.large_binary()], ids=str)
def test_words_that_a_program_writes_as_bytes_are_texts(reading, bytes_type):
    spelled = [*(word.encode() for word in WORDS[:-1]), b"caf\xe9"]
    found = reading(pa.table({"word": pa.array(spelled, bytes_type), "vector": vectors_as(pa.list_(pa.float32(), N))}))
    assert found.words == [*WORDS[:-1], "caf\\xe9"]
    assert found.undecodable == 1
    assert_bit_equal(found.vectors, matrix())


def test_of_an_index_of_two_levels_the_one_of_words_is_taken_and_said(tmp_path):
    path = tmp_path / "x.parquet"
    frame = pd.DataFrame(matrix(), index=[["en"] * M, WORDS]).rename(columns=str)
    frame.to_parquet(path)
    found = read(read_parquet, path)
    assert found.words == WORDS
    assert "words from the column __index_level_1__" in map(str, found.content.assumptions)


def test_tensors_of_one_axis_are_the_lists_that_they_are_stored_as(reading):
    lists = vectors_as(pa.list_(pa.float32(), N))
    kind = pa.fixed_shape_tensor(pa.float32(), [N])
    found = reading(table(vectors=pa.ExtensionArray.from_storage(kind, lists)))
    assert found.words == WORDS
    assert_bit_equal(found.vectors, matrix())
    assert found.content.dtype == "float32"
    with pytest.raises(FileError, match=r"the columns are word: string, vector: extension<arrow.fixed_shape_tensor"):
        reading(table(vectors=pa.ExtensionArray.from_storage(pa.fixed_shape_tensor(pa.float32(), [2, N // 2]), lists)))


def test_a_slice_of_a_table_is_read_as_it_looks(reading):
    found = reading(table().slice(3, 4))
    assert found.words == WORDS[3:7]
    assert_bit_equal(found.vectors, matrix()[3:7])


def test_a_compressed_table_is_read_as_it_is(reading):
    found = reading(table(), packed=True)
    assert found.words == WORDS
    assert_bit_equal(found.vectors, matrix())


@pytest.mark.parametrize(
    "options",
    [
        {"row_group_size": 4},
        {"use_dictionary": False},
        {"compression": "zstd"},
        {"data_page_version": "2.0"},
        {"write_page_checksum": True},
    ],
)
def test_parquet_however_it_is_written(tmp_path, options):
    (tmp_path / "x").write_bytes(parquet(table(), **options))
    found = read(read_parquet, tmp_path / "x")
    assert found.words == WORDS
    assert_bit_equal(found.vectors, matrix())


@pytest.mark.parametrize("compression", ["uncompressed", "lz4", "zstd"])
def test_feather_is_an_arrow_file(tmp_path, compression):
    feather.write_feather(table(), tmp_path / "x", compression=compression, chunksize=4)
    found = read(read_arrow, tmp_path / "x")
    assert found.words == WORDS
    assert_bit_equal(found.vectors, matrix())


# A column a dimension, as pandas and others write frames


def numbers(m=5, n=12) -> np.ndarray:
    return np.random.default_rng(m).standard_normal((m, n))


SHORT = ["the", "naïve", "東京", "new york", "of"]
FRAMES = {
    "words as the index": pd.DataFrame(numbers(), index=SHORT),
    "words as a named index": pd.DataFrame(numbers(), index=pd.Index(SHORT, name="word")),
    "words as a column": pd.DataFrame(numbers(), columns=[f"d{i}" for i in range(12)]).assign(word=SHORT),
    "reset_index": pd.DataFrame(numbers(), index=SHORT).reset_index().rename(columns=str),
    "a count and a score besides": pd.DataFrame(numbers(), columns=[f"dim_{i}" for i in range(12)]).assign(
        token=SHORT, count=[5, 4, 3, 2, 1], score=0.5
    ),
    "float32, from 1": pd.DataFrame(numbers().astype("f4"), columns=[f"V{i}" for i in range(1, 13)]).assign(key=SHORT),
    "names without numbers": pd.DataFrame(numbers(), columns=list("abcdefghijkl")).assign(word=SHORT),
    "several texts": pd.DataFrame(numbers(), columns=[f"d{i}" for i in range(12)]).assign(
        pos=["noun"] * 5, entry=SHORT, lang=["en", "en", "ja", "en", "en"]
    ),
}


@pytest.mark.parametrize("name", FRAMES)
@pytest.mark.parametrize("write", ["to_parquet", "to_feather"])
def test_a_frame_with_a_column_a_dimension_is_its_matrix(tmp_path, name, write):
    frame = FRAMES[name]
    if write == "to_feather":
        if not isinstance(frame.index, pd.RangeIndex):
            frame = frame.reset_index()
        frame = frame.rename(columns=str)
    else:
        frame = frame.rename(columns=str)
    getattr(frame, write)(tmp_path / "x")
    found = read(read_parquet if write == "to_parquet" else read_arrow, tmp_path / "x")
    assert found.words == SHORT
    assert_bit_equal(found.vectors, numbers().astype(np.float32))
    assert "12 dimensions" in str(found.content.assumptions[0])
    assert ("words from the column entry" in map(str, found.content.assumptions)) == (name == "several texts")


@pytest.mark.parametrize("name", ["id", "__index_level_0__", "item"])
def test_whole_numbers_are_the_words_where_there_is_no_text(tmp_path, name):
    frame = pd.DataFrame({name: [17, 3, 2**40], "vector": list(numbers(3, 4))})
    frame.to_parquet(tmp_path / "x", index=False)
    found = read(read_parquet, tmp_path / "x")
    assert found.words == ["17", "3", str(2**40)]
    assert [str(said) for said in found.content.assumptions] == [f"words from the column {name}"]


def spark_vectors(sparse=(), whole=None) -> pa.Array:
    """Write vectors as pyspark.ml's VectorUDT stores them."""
    whole = matrix().astype(float) if whole is None else whole
    kind = pa.struct(
        [
            pa.field("type", pa.int8(), nullable=False),
            ("size", pa.int32()),
            ("indices", pa.list_(pa.int32())),
            ("values", pa.list_(pa.float64())),
        ]
    )
    rows = []
    for i, numbers in enumerate(whole):
        places = np.flatnonzero(numbers)
        spelled = {"type": 0, "size": len(numbers), "indices": places.tolist(), "values": numbers[places].tolist()}
        rows.append(spelled if i in sparse else {"type": 1, "values": numbers.tolist()})
    return pa.array(rows, kind)


@pytest.mark.parametrize("sparse", [(), (3, 4), range(M)], ids=["dense", "mixed", "sparse"])
def test_vectors_of_spark_are_read_dense_and_sparse(reading, sparse):
    numbers = matrix() + np.float32(0)  # no zero below zero, which sparse vectors leave out
    numbers[:, ::2] = 0
    numbers[4] = 0
    found = reading(table(vectors=spark_vectors(sparse, numbers.astype(float)), names=("word", "features")))
    assert found.words == WORDS
    assert_bit_equal(found.vectors, numbers)
    assert found.content.dtype == "float64"


SPARSE = {"type": 0, "size": 3, "indices": [0, 2], "values": [1.0, 2.0]}


@pytest.mark.parametrize(
    ("second", "problem"),
    [
        pytest.param({"type": 2}, "of the type 2; expected 0, sparse", id="another type"),
        pytest.param({"size": 4}, "4 numbers, expected 3 as in row 1", id="another size"),
        pytest.param({"size": 2**31 - 1}, "numbers, expected 3", id="huge"),
        pytest.param({"size": None}, "0 numbers, expected 3", id="no size"),
        pytest.param({"indices": [0, 3]}, "whose indices do not rise from 0 to below 3", id="beyond"),
        pytest.param({"indices": [-1, 2]}, "whose indices do not rise", id="negative"),
        pytest.param({"indices": [2, 2]}, "whose indices do not rise", id="twice"),
        pytest.param({"indices": [0]}, "whose indices do not rise", id="too few"),
        pytest.param({"indices": None}, "whose indices do not rise", id="none"),
    ],
)
def test_a_vector_of_spark_that_is_none_is_refused_with_its_row(tmp_path, second, problem):
    vectors = pa.array([SPARSE, SPARSE | second], spark_vectors().type)
    (tmp_path / "x").write_bytes(parquet(pa.table({"word": ["a", "b"], "features": vectors})))
    with pytest.raises(FileError, match=rf"^x, row 2: .*{problem}"):
        read(read_parquet, tmp_path / "x")


@pytest.mark.parametrize("first", [{"size": 2**31 - 1}, {"size": 0}], ids=["huge", "empty"])
def test_the_size_of_the_first_vector_of_spark_is_bounded(tmp_path, first):
    vectors = pa.array([SPARSE | first], spark_vectors().type)
    (tmp_path / "x").write_bytes(parquet(pa.table({"word": ["a"], "features": vectors})))
    with pytest.raises(FileError, match=r"^x, row 1: .* numbers; expected 1 to 65,536"):
        read(read_parquet, tmp_path / "x")


NUMBERS_AS = {
    "decimals": lambda column: pa.array([Decimal(f"{each:.9f}") for each in column], pa.decimal128(20, 9)),
    "dictionaries": lambda column: pa.array([float(f"{each:.9f}") for each in column]).dictionary_encode(),
}


@pytest.mark.parametrize("shape", ["lists", "dimensions"])
@pytest.mark.parametrize("number", NUMBERS_AS)
def test_decimals_and_numbers_as_a_dictionary_are_numbers(reading, number, shape):
    whole = np.linspace(-3, 3, 12).reshape(4, 3)
    expected = np.array([[float(f"{each:.9f}") for each in row] for row in whole], np.float32)
    words = ["a", "b", "c", "d"]
    if shape == "dimensions":
        columns = {f"d{i}": NUMBERS_AS[number](column) for i, column in enumerate(whole.T)}
    elif number == "decimals":
        columns = {"vector": pa.ListArray.from_arrays([0, 3, 6, 9, 12], NUMBERS_AS[number](whole.ravel()))}
    else:
        return  # Parquet cannot hold such lists
    found = reading(pa.table({"word": words, **columns}))
    assert found.words == words
    assert_bit_equal(found.vectors, expected)


@pytest.mark.parametrize("kind", [pa.binary(), pa.binary(12)], ids=["any", "one length"])
def test_vectors_as_bytes_are_refused_with_the_way_out(tmp_path, kind):
    table = pa.table({"word": ["a", "b"], "emb": pa.array([bytes(12), bytes(12)], kind), "n": [1, 2]})
    (tmp_path / "x").write_bytes(parquet(table))
    with pytest.raises(FileError, match=r"^x: its column emb holds bytes, .*: write np\.frombuffer\(bytes, dtype\)"):
        read(read_parquet, tmp_path / "x")


def test_whole_numbers_as_dimensions_beside_a_text(tmp_path):
    frame = pd.DataFrame({"word": ["a", "b"], "0": [1, 2], "1": [3, 4], "id": [7, 8]})
    frame.to_parquet(tmp_path / "x")
    found = read(read_parquet, tmp_path / "x")
    assert found.vectors.tolist() == [[1, 3], [2, 4]]


def test_a_missing_number_in_a_column_is_said_with_its_row(tmp_path):
    frame = pa.table({"word": ["a", "b", "c"], "d0": [1.0, 2.0, 3.0], "d1": [1.0, 2.0, None], "d2": [0.5, None, 1.0]})
    (tmp_path / "x").write_bytes(parquet(frame))
    with pytest.raises(FileError, match=r"^x, row 2: no number in dimension 3; expected 3 numbers"):
        read(read_parquet, tmp_path / "x")


# Vectors as texts


WRITTEN = {
    "lists": lambda vector: str(vector.tolist()),
    "arrays": lambda vector: np.array2string(vector, threshold=10**6),
    "json": lambda vector: json.dumps(vector.tolist()),
    "tuples": lambda vector: str(tuple(vector.tolist())),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_vectors_that_were_written_as_texts_are_read(tmp_path, name):
    column = [WRITTEN[name](vector) for vector in numbers()]
    pd.DataFrame({"word": SHORT, "vector": column}).to_parquet(tmp_path / "x")
    found = read(read_parquet, tmp_path / "x")
    assert found.words == SHORT
    assert found.content.dtype == "text"
    np.testing.assert_allclose(found.vectors, numbers(), rtol=1e-6 if name != "arrays" else 1e-4, atol=1e-8)
    assert "vectors read from the text in the column vector" in map(str, found.content.assumptions)


@pytest.mark.parametrize("text", ["[0.1, 0.2]", "[0.1, 0.2, x]", "[0.1 .. 0.3]", "", None])
def test_a_text_that_is_no_vector_as_the_first_is_refused_with_its_row(tmp_path, text):
    (tmp_path / "x").write_bytes(parquet(pa.table({"word": ["a", "b"], "vector": ["[1, 2, 3]", text]})))
    with pytest.raises(FileError, match=r"^x, row 2: .*; expected 3 numbers between brackets as in row 1"):
        read(read_parquet, tmp_path / "x")


def test_the_column_of_the_vectors_can_be_told(tmp_path):
    both = pa.table({"word": ["a"], "left": [[1.0, 2.0]], "right": [[3.0, 4.0]]})
    (tmp_path / "x").write_bytes(parquet(both))
    with ByteStream(tmp_path / "x") as stream:
        (rows,) = read_parquet(stream, Options(tensor="right")).rows
    assert rows.vectors.tolist() == [[3, 4]]
    with ByteStream(tmp_path / "x") as stream, pytest.raises(FileError, match="one of lists of numbers, called middle"):
        read_parquet(stream, Options(tensor="middle"))


@pytest.mark.parametrize("name", [None, "word", "anything"])
def test_words_that_are_the_index_of_a_pandas_frame(tmp_path, name):
    frame = pd.DataFrame({"pos": ["noun"] * M, "vector": list(matrix())}, index=pd.Index(WORDS, name=name))
    if name == "anything":
        del frame["pos"]  # its name would not tell which of two columns holds the words
    frame.to_parquet(tmp_path / "x")
    found = read(read_parquet, tmp_path / "x")
    assert found.words == WORDS
    assert_bit_equal(found.vectors, matrix())


@pytest.mark.parametrize(
    ("word", "vector"), [("word", "vector"), ("Token", "EMBEDDING"), ("key", "values"), ("text", "vectors")]
)
def test_columns_are_found_by_their_usual_names_among_others(reading, word, vector):
    others = pa.array(np.ones((M, 2)).tolist())
    names = ["before", word, "other", vector, "number"]
    found = reading(
        pa.table(
            [pa.array(["x"] * M), pa.array(WORDS), others, vectors_as(pa.list_(pa.float32())), pa.array(range(M))],
            names,
        )
    )
    assert found.words == WORDS
    assert_bit_equal(found.vectors, matrix())


def test_the_only_columns_of_their_kind_need_no_usual_name(reading):
    columns = {"a.b": pa.array(WORDS), "": vectors_as(pa.list_(pa.float32())), "word": pa.array(range(M))}
    with pytest.raises(FileError, match="expected one of strings, called word"):
        reading(pa.table(columns | {"more": pa.array(WORDS)}))
    found = reading(
        pa.table({"ω.x": pa.array(WORDS), "a.b": vectors_as(pa.list_(pa.float32())), "n": pa.array(range(M))})
    )
    assert found.words == WORDS


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        (
            {"a": ["x"], "b": ["y"], "vector": [[1.0]]},
            r"a: string, b: string, vector: list<.*>; expected one of strings",
        ),
        ({"a": [1], "b": [2], "vector": [[1.0]]}, r"a: int64, b: int64, vector: list<.*>; expected one of strings"),
        ({"word": ["x"], "score": [1.0], "n": [2]}, r"word: string, score: double, n: int64; expected one of lists"),
        ({"word": ["x"], "a": [[1.0]], "b": [[2.0]]}, r".*; expected one of lists of numbers, called vector"),
        ({"word": ["x"], "a": [["y"]]}, r".*; expected one of lists of numbers"),
        ({"word": ["x"], "a": [[[1.0]]]}, r".*; expected one of lists of numbers"),
        ({f"d{i}": [1.0] for i in range(300)}, r"(d\d: double, ){8}…; expected one of strings"),
        ({"x" * 999: [1.0]}, r"x{60}…: double; expected one of strings"),
    ],
)
def test_where_no_column_stands_out_the_error_lists_the_columns(reading, columns, shown):
    with pytest.raises(FileError, match=f"^x: the columns are {shown}"):
        reading(pa.table(columns))


def test_two_columns_of_one_name_are_refused(reading):
    with pytest.raises(FileError, match="the columns are word: string, word: string, vector: "):
        reading(pa.table([pa.array(["a"]), pa.array(["b"]), pa.array([[1.0]])], ["word", "word", "vector"]))


@pytest.mark.parametrize(
    ("words", "vectors", "problem"),
    [
        (["a", None, "c"], [[1.0]] * 3, "x, row 2: no word; expected one"),
        (["a", "b", "c"], [[1.0], [2.0], None], "x, row 3: no vector; expected 1 number"),
        (["a", "b", "c"], [None, [2.0], [2.0]], "x, row 1: no vector; expected one"),
        (["a", "b"], [[1.0, 2.0], [3.0, None]], "x, row 2: no number in dimension 2; expected 2 numbers"),
        (["a", "b", "c"], [[1.0, 2.0], [1.0, 2.0], [3.0]], "x, row 3: 1 number, expected 2 as in row 1"),
        (["a", "b"], [[1.0, 2.0], [1.0, 2.0, 3.0]], "x, row 2: 3 numbers, expected 2 as in row 1"),
        (["a", "b"], [[], []], "x: an array of shape (2, 0); expected m words by n dimensions"),
        (["a"], [[1.0] * (MAX_DIMENSION + 1)], "x: 65,537 dimensions; expected at most 65,536"),
        (["a", "b" * (MAX_WORD + 1)], [[1.0], [2.0]], "x: a word of 65,537 bytes; expected at most 65,536"),
        ([], [], "x: no row; expected at least one word and its vector"),
    ],
)
@pytest.mark.parametrize("encoded", [False, True])
def test_what_is_missing_or_unequal_is_said_with_its_row(reading, monkeypatch, words, vectors, problem, encoded):
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 8)
    column = pa.array(words, pa.string())
    with pytest.raises(FileError) as caught:
        reading(table(column.dictionary_encode() if encoded else column, pa.array(vectors, pa.list_(pa.float32()))))
    assert str(caught.value) == problem


@pytest.mark.parametrize("vectors", [[[1.0, 2.0], None], [[1.0, 2.0], [None, 1.0]]])
def test_what_is_missing_in_lists_of_one_size_is_refused(reading, vectors):
    with pytest.raises(FileError, match=r"x, row 2: no (vector|number)"):
        reading(table(["a", "b"], pa.array(vectors, pa.list_(pa.float32(), 2))))


def test_a_long_view_is_refused(reading):
    words = pa.array(["a", "short", "b" * (MAX_WORD + 1)]).cast(pa.string_view())
    with pytest.raises(FileError, match="a word of 65,537 bytes; expected at most 65,536"):
        reading(table(words, pa.array([[1.0]] * 3)))
    with pytest.raises(FileError, match="a word of 65,537 bytes; expected at most 65,536"):
        reading(table(words, pa.array([[1.0]] * 3)).slice(1))


def test_parquet_with_bytes_that_are_not_utf8(tmp_path):
    binary = pa.array([b"the", b"caf\xe9", "\ufffd".encode(), b"a\nb\xff"], pa.binary())
    words = pa.Array.from_buffers(pa.string(), 4, binary.buffers())
    (tmp_path / "x").write_bytes(parquet(table(words, pa.array([[1.0]] * 4))))
    found = read(read_parquet, tmp_path / "x")
    assert found.words == ["the", "caf\\xe9", "\ufffd", "a\nb\\xff"]
    assert found.undecodable == 2


def test_an_arrow_stream_without_its_end_mark_is_refused(tmp_path):
    data = arrow_stream(table())
    assert data.endswith(b"\xff\xff\xff\xff\0\0\0\0")
    (tmp_path / "x").write_bytes(data[:-8])
    with pytest.raises(
        FileError, match=r"x, byte [\d,]+: it ends without an end marker; expected a complete Arrow stream"
    ):
        read(read_arrow, tmp_path / "x")


def test_an_arrow_file_whose_lists_reach_beyond_their_numbers_is_refused(tmp_path):
    offsets = np.arange(0, M * N + 1, N, dtype=np.int32)
    data = bytearray(arrow_file(table(vectors=pa.ListArray.from_arrays(pa.array(offsets), pa.array(matrix().ravel())))))
    found = data.index(offsets[:5].tobytes())
    data[found + 16 : found + 20] = (2**30).to_bytes(4, "little")
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(FileError, match="damaged or cannot be read"):
        read(read_arrow, tmp_path / "x")


@pytest.mark.parametrize(
    ("word", "n", "options"),
    [("x" * MAX_WORD, 1, {}), ("x", 100, {}), ("x", 100, {"use_dictionary": False, "compression": "zstd"})],
)
def test_a_small_file_that_repeats_itself_without_end_is_refused(tmp_path, monkeypatch, word, n, options):
    monkeypatch.setattr("embedviz.formats.stream.FREE_BYTES", 1 << 20)
    m = 10_000_000 // (len(word) + 4 * n)
    vectors = pa.array([[1.0] * n] * m, pa.list_(pa.float32()))
    (tmp_path / "x").write_bytes(parquet(table([word] * m, vectors), **options))
    with pytest.raises(FileError, match="it expands to more than 200 times its size"):
        read(read_parquet, tmp_path / "x")


@given(data=st.data())
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("options", [{}, {"compression": "zstd"}])
def test_a_file_cut_anywhere_is_refused(tmp_path_factory, kind, options, data):
    write, reader = KINDS[kind]
    path = tmp_path_factory.mktemp("cut") / "x"
    whole = write(table(), **options)
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    with pytest.raises(FileError):
        read(reader, path)


@given(data=st.data())
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_with_a_damaged_byte_is_refused_or_read_but_nothing_else(tmp_path_factory, kind, data):
    write, reader = KINDS[kind]
    path = tmp_path_factory.mktemp("damaged") / "x"
    damaged = bytearray(write(table()))
    damaged[data.draw(st.integers(0, len(damaged) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(damaged)
    try:
        found = read(reader, path)
    except FileError:
        return
    assert found.vectors.shape == (len(found.words), found.content.dimensions)
