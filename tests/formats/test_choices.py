import io
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet
from safetensors.numpy import save

from embedviz.formats.choices import Choices, choices_of

MATRIX = np.eye(3, dtype=np.float32)


def npz(**arrays: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def table(**columns: list) -> bytes:
    file = io.BytesIO()
    parquet.write_table(pa.table(columns), file)
    return file.getvalue()


def arrow(write: Callable[..., pa.ipc.RecordBatchStreamWriter]) -> bytes:
    file, found = io.BytesIO(), pa.table({"word": ["a"], "p": [[1.0, 2.0]], "q": [[3.0, 4.0]]})
    with write(file, found.schema) as writer:
        writer.write_table(found)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"a 1 2\nb 3 4\n", Choices(layout=True, encoding=True), id="plain text"),
        pytest.param(b"word;x;y\na;1;2\nb;3;4\n", Choices(layout=True, encoding=True), id="table"),
        pytest.param(b"2 2\na 1 2\nb 3 4\n", Choices(encoding=True), id="text with a header of counts"),
        pytest.param(save({"a": MATRIX, "b": MATRIX, "c": MATRIX[0]}), Choices(matrices=("a", "b")), id="tensors"),
        pytest.param(save({"a": MATRIX}), Choices(), id="one tensor"),
        pytest.param(npz(x=MATRIX, y=MATRIX), Choices(encoding=True, matrices=("x", "y")), id="arrays"),
        pytest.param(
            table(word=["a"], p=[[1.0, 2.0]], q=[[3.0, 4.0]]), Choices(matrices=("p", "q")), id="columns of lists"
        ),
        *(
            pytest.param(arrow(write), Choices(matrices=("p", "q")), id=f"columns of lists in an Arrow {name}")
            for name, write in (("file", pa.ipc.new_file), ("stream", pa.ipc.new_stream))
        ),
        pytest.param(b"\x80\x04\x95", Choices(), id="a pickle"),
        pytest.param(b"plain words\n", Choices(layout=True, encoding=True), id="no vectors"),
        pytest.param(b"", Choices(), id="empty"),
    ],
)
def test_what_can_be_told_of_a_file_is_found_from_its_beginning(tmp_path, content, expected):
    path = tmp_path / "file"
    path.write_bytes(content)
    assert choices_of(path) == expected


def test_the_files_that_may_list_the_words_are_those_beside(tmp_path):
    (tmp_path / "outside.txt").write_text("a\nb\n")
    tmp_path /= "folder"
    tmp_path.mkdir()
    np.save(tmp_path / "x.npy", MATRIX)
    (tmp_path / "linked.txt").symlink_to("../outside.txt")
    for name in ("terms.txt", "b.tsv.gz", "vocab.json", "other.npy", "x.bin", "x.parquet", ".hidden.txt"):
        (tmp_path / name).write_bytes(b"a\n")
    assert choices_of(tmp_path / "x.npy").lists == ("b.tsv.gz", "other.npy", "terms.txt", "vocab.json")
    (tmp_path / "plain.txt").write_text("a 1 2\nb 3 4\n")
    assert choices_of(tmp_path / "plain.txt").lists == ()


def test_nothing_is_to_be_told_of_a_file_that_is_not_there(tmp_path):
    assert not choices_of(tmp_path / "missing")
