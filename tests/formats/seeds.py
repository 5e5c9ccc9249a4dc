"""Small files of every format, from which a fuzzer begins."""

import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
from gensim.models import FastText
from gensim.models.fasttext import save_facebook_model
from pyarrow import parquet
from safetensors.numpy import save

import embedviz as ev
from tests.formats.fuzzing import COMPANION, NAMES, TARGETS, targets_of
from tests.formats.test_quantized import MODELS

JSON = (
    '{"the": [0.5, 1], "of": [2, 3]}',
    '[{"word": "the", "vector": [0.5, 1], "pos": "D"}, {"word": "of", "vector": [2, 3], "pos": "P"}]',
    '{"w": "the", "v": "[0.5, 1]"}\n{"w": "of", "v": "[2, 3]"}\n',
    '["the", 0.5, 1]\n["of", 2, 3]\n',
    '{"w": "the", "v": {"1": 0.5, "0": 1}},\n{"w": "of", "v": {"0": 2, "1": 3}},\n',
    '{"update": {"_id": "1"}}\n{"doc": {"w": "the", "v": [1, 2]}}\n{"create": {}}\n{"w": "of", "v": [3, 4]}\n',
    '{"the": [0.5, 1], "of": [2, 3], "the": [4, 5]}',
    '{"0": {"the": 0.5, "of": 2}, "1": {"the": 1, "of": 3}}',
    '{"columns": ["0", "1"], "index": ["the", "of"], "data": [[0.5, 1], [2, 3]]}',
    '{"words": ["the", "of"], "vectors": [[0.5, 1], [2, 3]]}',
    '{"hits": {"hits": [{"_source": {"w": "the", "v": [0.5, 1]}}, {"_source": {"w": "of", "v": [2, 3]}}]}}',
)
LISTS = (
    '{"the": 2, "of": 0, "a": 1}',
    '{"0": "the", "2": "of"}',
    '{"config": {"word_index": "{\\"the\\": 1}"}}',
    "the\t2\nof\t0\na\t1\n",
    "the 30\nof 20\na 10\n",
    "id,word\n2,a\n0,b\n1,c\n",
    "12\n2\tthe\t5\n0\tof\t4\n1\ta\t3\n",
    '"x"\n"3" "the"\n"1" "of"\n"2" "a"\n',
    "the -0.125\nof -1.125\na -2.125\n",
    "word\nthe\n\nof\n\na\n",
    '"the"\n"of"\n"a"\n"b"\n',
    '[{"word": "the", "id": 2}, {"word": "of", "id": 0}, {"word": "a", "id": 1}]',
    "---\nthe: 2\n\"of\": 0\n'a': 1\n",
    "---\n- the\n- of\n- a\n",
)
TABLES = (
    'word,a,b\nthe,0.5,1\n"new, york",2,3\n',
    ";0;1\nthe;0,5;1,25\nof;2;3\n",
    'id\tword\tvector\n7\tthe\t"[0.5, 1]"\n8\tof\t"[2 3]"\n',
    '"V1" "V2"\n"the" 0.5 1\n"of" 2 3\n',
    "the|0.5|1\rof|2|3\ra|4|5\r",
    ",a,a\n,x,y\nthe,0.5,1\n",
    '"the","0,5","1,5"\r\n"of","2,5","3,5"\r\n',
    "word,a,b\n\nthe,0.5,1\n,,\nof,2,3\n,,\n",
    "the\u00a00.5\u00a01.5\nof\u00a02.5\u00a03.5\n",
    "\n2\u30002\nthe\u30000.5 1\n\nof\u30002 3.5\n",
    "the,\u00a00.5,\u00a01.5\nof,\u00a02.5,\u00a03.5\n",
    "the [0.5, 1.5]\n\nof [2.5, 3.5]\n",
    "the: 0.5,1.5\nof: 2.5,3.5\n",
    "the={0.5 1.5},\nof={2.5 3.5},\n",
    "the 0.5 1\r\r\nof 2 3\r\r\n",
    "\ufeffthe 0.5 1\n\n \n\ufeffof 2 3\n",
    'word,vector\nthe,"[ 0.5\n 1. ]"\nof,"[ 2.\n 3. ]"\n',
    'word,vector\nthe,"[np.float32(0.5), np.float32(1.0)]"\nof,"[np.float32(2.0), np.float32(3.0)]"\n',
)


def seeds() -> dict[str, list[tuple[str, bytes]]]:
    """Return small files of each format, by the target that they are for, each with its name."""
    found: dict[str, list[tuple[str, bytes]]] = {target: [] for target in TARGETS}
    for name, content in _seeds():
        for target in targets_of(name, content):
            found[target].append((name, content))
    return found


def _seeds() -> list[tuple[str, bytes]]:
    words, vectors = ["the", "of", "naïve"], np.arange(6, dtype=np.float32).reshape(3, 2) / 7
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        embedding = ev.Embedding("seed", words, vectors)
        for ending in (".txt", ".vec", ".bin", ".tsv", ".parquet", ".safetensors"):
            ev.save(embedding, folder / f"file{ending}")
        (folder / "file.tsv").rename(folder / "vectors.tsv")
        np.save(folder / "file.npy", vectors)
        found = [(name, (folder / name).read_bytes()) for name in NAMES if (folder / name).exists()]
        for m in (20, 1):
            corpus = [[f"w{i}" for i in range(m)], ["apple", "apples"]] * 3
            model = FastText(corpus, vector_size=2, min_count=1, bucket=4, max_n=4, epochs=1, workers=1, seed=1)
            save_facebook_model(model, str(folder / "model"))
            found.append(("file.bin", (folder / "model").read_bytes()))
    table = pa.table({"word": words, "vector": list(vectors)})
    for new in (pa.ipc.new_file, pa.ipc.new_stream):
        sink = pa.BufferOutputStream()
        with new(sink, table.schema) as writer:
            writer.write_table(table)
        found.append(("file.arrow", sink.getvalue().to_pybytes()))
    found += _of_programs(words, vectors)
    rows = b"".join(b"%s %s" % (word.encode(), row.tobytes()) for word, row in zip(words, vectors, strict=True))
    found.append(("file.bin", b"3 2\n" + rows))
    odd = [
        "\ufeffthe 1 2\r\nof 3\t4 \r\na\u00a0b c\u3000 5 6",
        ". . . 0.5 1e-3\nat name@domain.com nan 1\nthe 3 4\nthe 5 6\n",
        "2 3\nthe 1 2 3\nnext\u0085line 4 5 6\n",
        "400000 2\nthe 1 2\n",
        "1\t2\n3\t4\n\n<companion>\nword\tcount\na\t1\nb\t2\n",
    ]
    found += [("vectors.tsv" if COMPANION.decode() in text else "file.txt", text.encode()) for text in odd]
    return found


def _pair() -> bytes:
    """Zip vectors and the list of their words."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("vectors.tsv"), "0.5\t1\n2\t3\n")
        archive.writestr(zipfile.ZipInfo("metadata.tsv"), "label\tpos\nthe\tD\nof\tP\n")
    return buffer.getvalue()


def _of_programs(words: list[str], vectors: np.ndarray) -> list[tuple[str, bytes]]:
    def written(write: Callable[[io.BytesIO], object]) -> bytes:
        buffer = io.BytesIO()
        write(buffer)
        return buffer.getvalue()

    tokenizer = json.dumps({"model": {"vocab": {word: i for i, word in enumerate(words)}}}).encode()
    static = {"embeddings": vectors, "mapping": np.array([2, 0, 1]), "weights": np.array([0.5, 1, 2])}
    skip_gram = {"u_embeddings.weight": vectors, "v_embeddings.weight": vectors}
    wide = pa.table({"word": words, "pos": ["x", "x", "y"], "d0": vectors[:, 0], "d1": vectors[:, 1]})
    texts = pa.table({"id": [7, 8, 9], "vector": ["[0.5, 1]", "[2 3]", "(4, 5)"]})
    phrases = zip(["new york", "", "the"], vectors, strict=True)
    records = np.array(list(zip(words, vectors.tolist(), strict=True)), [("word", "U8"), ("vector", "f4", (2,))])
    signed = {word: i for i, word in enumerate(("\u0120the", "\u0120of", "\u0120na\u00c3\u00afve"))}
    bytewise = json.dumps({"model": {"type": "BPE", "vocab": signed}, "decoder": {"type": "ByteLevel"}}).encode()
    kinds = pa.struct(
        [
            ("type", pa.int8()),
            ("size", pa.int32()),
            ("indices", pa.list_(pa.int32())),
            ("values", pa.list_(pa.float64())),
        ]
    )
    cells = [{"type": 1, "size": None, "indices": None, "values": row} for row in vectors.tolist()]
    cells[1] = {"type": 0, "size": 2, "indices": [1], "values": [0.5]}
    spark = pa.table({"word": words, "vector": pa.array(cells, kinds)})
    lined = b"3 2\n" + b"".join(b"%s %s\n" % (w.encode(), v.tobytes()) for w, v in zip(words, vectors, strict=True))
    return [
        ("file.safetensors", save(static) + COMPANION + tokenizer),
        ("file.safetensors", save(skip_gram) + COMPANION + tokenizer),
        ("file.safetensors", save({"embeddings": vectors}) + COMPANION + bytewise),
        ("file.parquet", written(lambda file: parquet.write_table(spark, file))),
        ("file.npy", written(lambda file: np.save(file, records))),
        ("file", written(lambda file: np.savez(file, d0=vectors[:, 0], d1=vectors[:, 1], word=np.array(words)))),
        ("file", _pair()),
        ("file.parquet", written(lambda file: parquet.write_table(wide, file))),
        ("file.parquet", written(lambda file: parquet.write_table(texts, file))),
        ("file", written(lambda file: np.savez(file, vectors=vectors, words=np.array(words)))),
        ("file", written(lambda file: np.savez_compressed(file, np.asfortranarray(vectors)))),
        ("file", written(lambda file: np.savez(file, **dict(zip(words, vectors, strict=True))))),
        ("file.safetensors", save(dict(zip(words, vectors, strict=True)))),
        ("file.npy", written(lambda file: np.save(file, vectors)) + COMPANION + written(lambda f: np.save(f, words))),
        ("file.bin", np.linspace(0.1, 1, 18).tobytes() + COMPANION + b"a 3\nb 2\nc 1\n"),
        ("file.bin", b"3 2\n" + b"".join(word.encode() + b" " + row.tobytes() + b"\n" for word, row in phrases)),
        ("file.bin", lined.replace(b"\n", b"\r\n")),
        *(("file", text.encode()) for text in (*JSON, *TABLES)),
        *(("file.npy", written(lambda file: np.save(file, vectors)) + COMPANION + listed.encode()) for listed in LISTS),
        ("vectors.tsv", b"1\t2\n3\t4\n" + COMPANION + b"id\tword\tpos\n2\ta\tN\n1\tb\tV\n"),
        *(("file.bin", model.data()) for model in MODELS.values()),
    ]
