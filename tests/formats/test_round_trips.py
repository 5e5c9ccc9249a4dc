"""What other libraries write of words and vectors, written by them and read back equal."""

import csv as quoting
import json
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from gensim.models import KeyedVectors
from gensim.scripts.word2vec2tensor import word2vec2tensor
from pyarrow import csv, feather, ipc, orc, parquet
from safetensors import numpy as safetensors

import embedviz as ev

M, N = 40, 6
VECTORS = np.random.default_rng(0).standard_normal((M, N), dtype=np.float32)
WORDS = [
    "the",
    "naïve",
    "東京",
    "new_york",
    "1997",
    "C++",
    "e\u0301",
    "🙂",
    "<unk>",
    "#tag",
    *(f"w{i}" for i in range(30)),
]
FRAME = pd.DataFrame(VECTORS, index=pd.Index(WORDS, name="word"), columns=[f"d{i}" for i in range(N)])
NESTED = pd.DataFrame({"word": WORDS, "vector": VECTORS.tolist()})
LISTS = pa.table({"word": WORDS, "vector": pa.array(VECTORS.tolist(), pa.list_(pa.float32()))})


def keyed() -> KeyedVectors:
    found = KeyedVectors(N)
    found.add_vectors(WORDS, VECTORS)
    return found


def ipc_file(path: Path, write: Callable[..., ipc.RecordBatchStreamWriter]) -> None:
    with write(path, LISTS.schema) as file:
        file.write_table(LISTS, max_chunksize=7)


LARGE = pa.schema([("word", pa.large_string()), ("vector", pa.large_list(pa.float64()))])


def written_by_python(path: Path, dialect: str) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = ([word, *row] for word, row in zip(WORDS, VECTORS.tolist(), strict=True))
        quoting.writer(file, dialect=dialect).writerows([["word", *FRAME.columns], *rows])


def listed(path: Path, save: Callable[[Path], object]) -> None:
    save(path)
    path.with_name("words.txt").write_text("\n".join(WORDS), encoding="utf-8")


def tokenizer(path: Path) -> None:
    safetensors.save_file({"embeddings": VECTORS}, path)
    vocabulary = {word: i for i, word in enumerate(WORDS)}
    path.with_name("tokenizer.json").write_text(
        json.dumps({"model": {"type": "WordPiece", "vocab": vocabulary, "unk_token": "<unk>"}})
    )


def tensors(path: Path) -> None:
    keyed().save_word2vec_format(path.with_name("vectors.bin"), binary=True)
    word2vec2tensor(str(path.with_name("vectors.bin")), str(path.parent / "x"), binary=True)


def fasttext(path: Path) -> None:
    """Write as fastText's own program does, with a blank at each line's end; for its models see test_fasttext.py."""
    rows = zip(WORDS, VECTORS.tolist(), strict=True)
    path.write_text(f"{M} {N}\n" + "".join(f"{word} {' '.join(map(repr, row))} \n" for word, row in rows))


WRITERS: dict[str, Callable[[Path], object]] = {
    "pandas.csv": lambda path: FRAME.to_csv(path),
    "pandas.csv.gz": lambda path: FRAME.to_csv(path),
    "pandas.tsv": lambda path: FRAME.to_csv(path, sep="\t"),
    "pandas-blanks.txt": lambda path: FRAME.to_csv(path, sep=" ", header=False),
    "pandas-quoted.csv": lambda path: FRAME.to_csv(path, quoting=quoting.QUOTE_ALL, lineterminator="\r\n"),
    "pandas-decimal-comma.csv": lambda path: FRAME.to_csv(path, sep=";", decimal=","),
    "pandas-utf-16.csv": lambda path: FRAME.to_csv(path, encoding="utf-16", index_label="token"),
    "pandas-excel.csv": lambda path: FRAME.to_csv(path, encoding="utf-8-sig", sep=";"),
    "pandas-numbered.csv": lambda path: FRAME.reset_index().to_csv(path),
    "pandas-numbers.csv": lambda path: FRAME.set_axis(range(N), axis=1).rename_axis(None).to_csv(path),
    "pandas-bars.txt": lambda path: FRAME.to_csv(path, sep="|", header=False),
    "pandas.csv.zip": lambda path: FRAME.to_csv(path),
    "pandas.csv.tar.gz": lambda path: FRAME.to_csv(path),
    "pandas.json.xz": lambda path: NESTED.to_json(path, orient="records", double_precision=15),
    "pandas-columns.json": lambda path: NESTED.to_json(path, double_precision=15),
    "pandas-series-split.json": lambda path: NESTED.set_index("word")["vector"].to_json(
        path, orient="split", double_precision=15
    ),
    "pandas-table.json": lambda path: FRAME.to_json(path, orient="table", double_precision=15),
    "pandas-without-index.parquet": lambda path: FRAME.reset_index().to_parquet(path, index=False, compression="zstd"),
    "pandas-packed.feather": lambda path: NESTED.to_feather(path, compression="zstd"),
    "pandas-lists.csv": lambda path: NESTED.to_csv(path, index=False),
    "pandas-lists.parquet": lambda path: NESTED.to_parquet(path),
    "pandas-series.json": lambda path: NESTED.set_index("word")["vector"].to_json(path, double_precision=15),
    "pandas-records.npy": lambda path: np.save(
        path, FRAME.to_records(index_dtypes={"word": "U8"}, column_dtypes="<f4")
    ),
    "pandas.parquet": lambda path: FRAME.to_parquet(path),
    "pandas.feather": lambda path: FRAME.reset_index().to_feather(path),
    "pandas-records.json": lambda path: FRAME.reset_index().to_json(path, orient="records", double_precision=15),
    "pandas-lines.jsonl": lambda path: FRAME.reset_index().to_json(
        path, orient="records", lines=True, double_precision=15
    ),
    "pandas-split.json": lambda path: FRAME.to_json(path, orient="split", double_precision=15),
    "json.json": lambda path: path.write_text(json.dumps(dict(zip(WORDS, VECTORS.tolist(), strict=True)))),
    "numpy.npy": lambda path: listed(path, lambda file: np.save(file, VECTORS)),
    "numpy-fortran.npy": lambda path: listed(path, lambda file: np.save(file, np.asfortranarray(VECTORS))),
    "numpy.npz": lambda path: np.savez(path, vectors=VECTORS, words=np.array(WORDS)),
    "numpy-packed.npz": lambda path: np.savez_compressed(path, vectors=VECTORS, words=np.array(WORDS)),
    "numpy.txt": lambda path: listed(path, lambda file: np.savetxt(file, VECTORS, fmt="%.9g")),
    "numpy-in-order.npz": lambda path: np.savez(path, VECTORS, np.array(WORDS)),
    "numpy-list-beside.npz": lambda path: listed(path, lambda file: np.savez(file, VECTORS)),
    "numpy-commas.csv": lambda path: listed(path, lambda file: np.savetxt(file, VECTORS, delimiter=",")),
    "numpy-titles.csv": lambda path: listed(
        path, lambda file: np.savetxt(file, VECTORS, delimiter=";", header="a;b;c;d;e;f", comments="")
    ),
    "numpy-shape.txt": lambda path: listed(
        path, lambda file: np.savetxt(file, VECTORS, header=f"{M} {N}", comments="")
    ),
    "numpy-comment.txt.gz": lambda path: listed(path, lambda file: np.savetxt(file, VECTORS, header=f"{M} {N}")),
    "numpy-words.txt": lambda path: np.savetxt(
        path, np.column_stack([WORDS, VECTORS.astype(str)]), fmt="%s", encoding="utf-8"
    ),
    "numpy-dictionary.npz": lambda path: np.savez(path, **dict(zip(WORDS, VECTORS, strict=True))),
    "gensim.vec": lambda path: keyed().save_word2vec_format(path),
    "gensim-bare.txt": lambda path: keyed().save_word2vec_format(path, write_header=False),
    "gensim.bin": lambda path: keyed().save_word2vec_format(path, binary=True),
    "gensim.txt.gz": lambda path: keyed().save_word2vec_format(str(path)),
    "x_tensor.tsv": tensors,
    "fasttext.vec": fasttext,
    "python.csv": lambda path: written_by_python(path, "excel"),
    "python.tsv": lambda path: written_by_python(path, "excel-tab"),
    "pyarrow.csv": lambda path: csv.write_csv(pa.Table.from_pandas(FRAME.reset_index()), path),
    "pyarrow-without-titles.csv": lambda path: csv.write_csv(
        pa.Table.from_pandas(FRAME.reset_index()),
        path,
        csv.WriteOptions(include_header=False, delimiter="\t", quoting_style="all_valid"),
    ),
    "pyarrow-large.parquet": lambda path: parquet.write_table(LISTS.cast(LARGE), path),
    "pyarrow.parquet": lambda path: parquet.write_table(LISTS, path),
    "pyarrow.feather": lambda path: feather.write_feather(LISTS, path),
    "pyarrow.arrow": lambda path: ipc_file(path, ipc.new_file),
    "pyarrow-stream.arrows": lambda path: ipc_file(path, ipc.new_stream),
    "safetensors.safetensors": tokenizer,
}


@pytest.mark.parametrize("name", WRITERS)
def test_what_a_library_writes_is_read_back_equal(tmp_path, name):
    WRITERS[name](tmp_path / name)
    found = ev.load(tmp_path / name)
    assert list(found.words) == WORDS
    assert found.vectors.tolist() == VECTORS.tolist()
    assert found.origin.duplicates == 0


def h5py_file(path: Path) -> None:
    with h5py.File(path, "w") as file:
        file["vectors"], file["words"] = VECTORS, [word.encode() for word in WORDS]


UNREAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "pandas.pkl": (FRAME.to_pickle, "a pickle of pandas, .*: save it again with to_parquet"),
    "pandas.pkl.gz": (FRAME.to_pickle, "a pickle of pandas, .*: save it again with to_parquet"),
    "gensim.kv": (lambda path: keyed().save(str(path)), "a pickle, .*: save it again with gensim's save_word2vec_form"),
    "numpy.npy": (lambda path: np.save(path, dict(zip(WORDS, VECTORS, strict=True))), "an object, .* which is a pickl"),
    "h5py.h5": (h5py_file, "an HDF5 file: save its matrix with numpy.save, and the words in a list beside it"),
    "pyarrow.orc": (lambda path: orc.write_table(LISTS, path), "an ORC file: write Parquet"),
}


@pytest.mark.parametrize("name", UNREAD)
def test_what_is_not_read_is_named_with_the_way_out(tmp_path, name):
    write, message = UNREAD[name]
    write(tmp_path / name)
    with pytest.raises(ev.EmbedvizError, match=f"^{name}: (it is )?{message}"):
        ev.load(tmp_path / name)


def test_objects_of_numbers_are_rows_or_columns_by_the_names_of_the_dimensions(tmp_path):
    words = [f"word {chr(97 + i)}" for i in range(26)]
    frame = FRAME[:26].set_axis(words)
    for orient in ("columns", "index"):
        frame.to_json(tmp_path / "x.json", orient=orient, double_precision=15)
        found = ev.load(tmp_path / "x.json")
        assert (list(found.words), found.vectors.tolist()) == (words, VECTORS[:26].tolist())
