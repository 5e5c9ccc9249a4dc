"""What other libraries write of words and vectors, written by them and read back equal."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from gensim.models import KeyedVectors
from gensim.scripts.word2vec2tensor import word2vec2tensor
from pyarrow import csv, feather, ipc, parquet
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
    "pyarrow.csv": lambda path: csv.write_csv(pa.Table.from_pandas(FRAME.reset_index()), path),
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
