from functools import partial

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

import embedviz as ev
from embedviz.formats.table import MatrixFile, map_matrix, read_words
from embedviz.formats.vocabularies import VocabularyFiles

shapes = st.tuples(st.integers(1, 9), st.integers(1, 9))
numbers = st.floats(width=32, allow_nan=False)
texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(shapes.flatmap(lambda shape: npst.arrays(np.float32, shape, elements=numbers)), st.integers(1, 4))
def test_a_matrix_comes_back_to_the_bit_here_and_in_numpy(tmp_path_factory, matrix, step):
    path = tmp_path_factory.mktemp("table") / "m.npy"
    with MatrixFile(path, matrix.shape[1]) as file:
        for start in range(0, len(matrix), step):
            file.add(matrix[start : start + step])
    for found in (np.load(path, allow_pickle=False), map_matrix(path, matrix.shape)):
        assert found.dtype == np.float32
        assert found.shape == matrix.shape
        assert found.tobytes() == matrix.tobytes()


def test_the_largest_header_has_room(tmp_path):
    with MatrixFile(tmp_path / "m.npy", 2**16) as file:
        file._m = 10**12
    assert np.lib.format.read_magic((tmp_path / "m.npy").open("rb")) == (1, 0)
    with (tmp_path / "m.npy").open("rb") as file:
        file.seek(8)
        assert np.lib.format.read_array_header_1_0(file) == ((10**12, 2**16), False, np.dtype("<f4"))
        assert file.tell() == 128


def test_rows_in_fortran_order_are_written_in_c_order(tmp_path):
    matrix = np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3))
    with MatrixFile(tmp_path / "m.npy", 3) as file:
        file.add(matrix)
    assert map_matrix(tmp_path / "m.npy", (2, 3)).tolist() == [[0, 1, 2], [3, 4, 5]]


def test_a_mapped_matrix_cannot_be_written(tmp_path):
    with MatrixFile(tmp_path / "m.npy", 1) as file:
        file.add(np.ones((1, 1), np.float32))
    with pytest.raises(ValueError, match="read-only"):
        map_matrix(tmp_path / "m.npy", (1, 1))[0, 0] = 2


def test_a_matrix_of_another_shape_is_refused(tmp_path):
    with MatrixFile(tmp_path / "m.npy", 2) as file:
        file.add(np.ones((3, 2), np.float32))
    with pytest.raises(ValueError, match=r"m\.npy"):
        map_matrix(tmp_path / "m.npy", (2, 3))


@given(st.lists(st.lists(texts, min_size=1), max_size=4))
def test_words_in_any_batches_come_back(tmp_path_factory, batches):
    path = tmp_path_factory.mktemp("table") / "words.arrow"
    schema = pa.schema([("word", pa.large_string())])
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as file:
        for words in batches:
            file.write_batch(pa.record_batch([pa.array(words, pa.large_string())], schema=schema))
    assert read_words(path) == [word for words in batches for word in words]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"ARROW1",
        pytest.param(b"ARROW1\0\0" + b"\xff" * 100, id="rubbish behind the mark of Arrow"),
        b"no arrow file at all",
    ],
)
def test_what_is_no_file_of_words_is_refused(tmp_path, content):
    (tmp_path / "words.arrow").write_bytes(content)
    with pytest.raises(ValueError):  # noqa: PT011 - what Arrow says of it may change
        read_words(tmp_path / "words.arrow")


def test_an_arrow_file_of_something_else_is_refused(tmp_path):
    table = pa.table({"number": [1, 2]})
    with pa.OSFile(str(tmp_path / "x.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as file:
        file.write_table(table)
    with pytest.raises(ValueError, match=r"x\.arrow"):
        read_words(tmp_path / "x.arrow")


@pytest.mark.parametrize("make", [partial(MatrixFile, dimensions=3), VocabularyFiles], ids=["matrix", "words"])
def test_a_file_that_cannot_be_made_says_how_to_choose_another_folder(tmp_path, make):
    with pytest.raises(ev.EmbedvizError, match=r"written to \(No such file or directory\); .* EMBEDVIZ_CACHE"):
        make(tmp_path / "none" / "x")
