"""What files say of words besides their vectors: kept, row by row with the words."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import embedviz as ev
from embedviz.formats.metadata import tidied, typed
from embedviz.formats.save import save
from embedviz.formats.store import open_store, write_embedding

pytestmark = pytest.mark.usefixtures("cache")

FRAME = pd.DataFrame(np.random.default_rng(0).standard_normal((6, 4)).astype("f4"), columns=list("0123")).assign(
    pos=pd.Categorical(["N", "V", "N", "N", "V", "N"]),
    count=[9, 8, 7, 6, 5, 4],
    zip=["001", "2", None, "4", "5", "6"],
    share=[0.5, 0.25, 0.1, 0.1, 0.03, 0.02],
)
FRAME.insert(0, "word", list("abcdec"))  # "c" twice: the second is left out
KEPT = {
    "pos": ["N", "V", "N", "N", "V"],
    "count": [9, 8, 7, 6, 5],
    "zip": ["001", "2", None, "4", "5"],
    "share": [0.5, 0.25, 0.1, 0.1, 0.03],
}


WRITERS: dict[str, Callable[[Path], object]] = {
    "parquet": FRAME.to_parquet,
    "feather": FRAME.to_feather,
    "arrow stream": lambda path: _stream(FRAME, path),
    "csv": lambda path: FRAME.to_csv(path, index=False),
    "csv with an index": FRAME.to_csv,
    "tab": lambda path: FRAME.to_csv(path, index=False, sep="\t"),
}


def _stream(frame: pd.DataFrame, path: Path) -> None:
    table = pa.Table.from_pandas(frame)
    with pa.ipc.new_stream(path, table.schema) as file:
        file.write_table(table, max_chunksize=2)


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_columns_are_kept_in_the_order_of_the_words(tmp_path, write):
    path = tmp_path / "x"
    write(path)
    first = ev.load(path)
    for found in (first, ev.load(path)):
        assert list(found.words) == list("abcde")
        assert found.shape == (5, 4)
        kept = found.columns.to_pydict()
        kept["zip"] = [each or None for each in kept["zip"]]  # CSV does not tell an empty text from none
        assert {name: kept[name] for name in KEPT} == KEPT
        assert found.columns["count"].type == pa.int64()
    some = ev.load(path, limit=2)
    assert some.columns.to_pydict() == first.top(2).columns.to_pydict() == first.columns.slice(0, 2).to_pydict()


def test_columns_outlast_the_store_and_a_file_of_parquet(tmp_path):
    columns = pa.table({"word": ["x", "y"], "vector": [0.5, None], "pos": pa.array(["N", "V"]).dictionary_encode()})
    made = ev.Embedding("made", ["a", "b"], np.eye(2), columns=columns)
    write_embedding(tmp_path / "store", made)
    assert open_store(tmp_path / "store", id="made").columns.equals(columns)
    save(made, tmp_path / "x.parquet")
    again = ev.load(tmp_path / "x.parquet")
    assert again.columns.to_pydict() == {"word (2)": ["x", "y"], "vector (2)": [0.5, None], "pos": ["N", "V"]}
    assert (again.vectors == np.eye(2)).all()


def test_columns_of_a_table_in_memory_are_kept():
    table = pa.table({"token": ["a", "b"], "vector": [[1.0], [2.0]], "pos": ["N", "V"]})
    assert ev.Embedding.from_arrow(table).columns.to_pydict() == {"pos": ["N", "V"]}
    assert ev.Embedding.from_arrow(table.select(["token", "vector"])).columns is None


def test_as_many_rows_as_words_are_asked_for():
    with pytest.raises(ev.EmbedvizError, match="2 words and columns of 3 rows, expected the same number of each"):
        ev.Embedding("made", ["a", "b"], np.eye(2), columns=pa.table({"x": [1, 2, 3]}))


def test_texts_that_are_not_utf8_are_escaped_and_lists_left_out_and_said(tmp_path):
    latin = pa.array([b"caf\xe9", b"the", None]).view(pa.string())
    words = pa.array(["a", "b", "c"])
    table = pa.table({"word": words, "vector": [[1.0, 2]] * 3, "tags": [[1], [], [2, 3]], "note": latin})
    pa.parquet.write_table(table, tmp_path / "x")
    found = ev.load(tmp_path / "x")
    assert found.columns.to_pydict() == {"note": ["caf\\xe9", "the", None]}
    assert "columns that are left out: tags" in list(map(str, found.origin.assumptions))


def test_a_list_of_labels_is_not_taken_for_the_vector_where_columns_are_dimensions(tmp_path):
    pa.parquet.write_table(
        pa.table({"word": ["a", "b"], "0": [0.5, 1.5], "1": [2.5, 3.5], "tags": [[1], [2]]}), tmp_path / "x"
    )
    assert ev.load(tmp_path / "x").vectors.tolist() == [[0.5, 2.5], [1.5, 3.5]]


def test_names_and_numbers_of_columns_together_are_a_header(tmp_path):
    (tmp_path / "x.csv").write_text("token,0,1,weight\nthe,0.5,1.5,3\nof,2.5,3.5,4\n")
    found = ev.load(tmp_path / "x.csv")
    assert (list(found.words), found.vectors.tolist()) == (["the", "of"], [[0.5, 1.5], [2.5, 3.5]])
    assert found.columns.to_pydict() == {"weight": [3, 4]}


@pytest.mark.parametrize("as_text", [False, True], ids=["a column a dimension", "vectors as texts"])
def test_numbers_of_a_table_written_as_text_are_numbers_also_with_gaps(tmp_path, as_text):
    frame = pd.DataFrame({"word": ["a", "b", "c"], "d0": [0.5, 1.5, 2.5], "d1": [1.25, 2.5, 3.5]})
    if as_text:
        frame = pd.DataFrame({"word": frame["word"], "vector": frame[["d0", "d1"]].to_numpy().tolist()})
    frame.assign(rank=[1, 2, 3], score=["1.5", None, "2"], code=["01", "2", None]).to_csv(
        tmp_path / "x.csv", index=False
    )
    found = ev.load(tmp_path / "x.csv")
    assert found.shape == (3, 2)
    assert found.columns.to_pydict() == {"rank": [1, 2, 3], "score": [1.5, None, 2.0], "code": ["01", "2", ""]}


def test_texts_become_numbers_only_where_no_sign_is_lost():
    texts = pa.table({"n": ["1", "", "-3"], "x": ["1.5", "2", ".5"], "code": ["007", "1", "2"], "none": ["", "", ""]})
    found = typed(tidied(texts))
    assert found.to_pydict() == {
        "n": [1, None, -3], "x": [1.5, 2.0, 0.5], "code": ["007", "1", "2"], "none": ["", "", ""],
    }  # fmt: skip
