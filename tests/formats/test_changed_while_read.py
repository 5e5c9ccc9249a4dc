"""Files that somebody cuts, lengthens, replaces or removes while they are read: an error, never the end of the process.

Each format is read in a process of its own, whose exit status tells whether a signal ended it.
"""

import gzip
import io
import json
import struct
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import feather, parquet
from safetensors.numpy import save_file

import embedviz as ev

ROOT = Path(__file__).parents[2]
M, N = 9000, 150  # 5.4 MB of float32, so that most of it is yet to be read when the first rows are stored
WORDS = [f"w{i}" for i in range(M)]

CHANGING = """
import json, os, shutil, sys
from pathlib import Path
import embedviz as ev

def cut(path):
    os.truncate(path, 100)

def lengthen(path):
    with path.open("ab") as file:
        file.write(bytes(5000))

def replace(path):
    os.truncate(shutil.copy(path, f"{path}.new"), 5000)
    os.replace(f"{path}.new", path)

def overwrite(path):  # what cp does
    path.write_bytes(bytes(path.stat().st_size // 2))

def attempts(whole, changes, times):
    found = {}
    for change in changes:
        for at in times:
            path = whole.with_name(f"{change.__name__}{at}{whole.suffix}")
            shutil.copy(whole, path)
            for beside in whole.parent.glob("whole_*"):
                shutil.copy(beside, whole.with_name(path.stem + beside.name.removeprefix("whole")))
            calls = []

            def report(progress):
                calls.append(progress)
                if len(calls) == at:
                    change(path)

            try:
                ev.load(path, progress=report)
                found[path.name] = "read"
            except ev.EmbedvizError as error:
                found[path.name] = str(error)
    found["afterwards"] = ev.load(whole).shape
    return found

few, *files = sys.argv[1:]
few = few == "True"
for whole in map(Path, files):
    changes = (cut, overwrite) if few else (cut, lengthen, replace, overwrite, Path.unlink)
    print(json.dumps(attempts(whole, changes, (1,) if few else (1, 2))), flush=True)
"""


def vectors() -> np.ndarray:
    return np.random.default_rng(0).standard_normal((M, N), dtype=np.float32)


def words_beside(path: Path) -> None:
    path.with_name("whole_words.txt").write_text("\n".join(WORDS))


def write_npy(order: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        np.save(path, np.asarray(vectors(), order=order))
        words_beside(path)

    return write


def write_safetensors(path: Path) -> None:
    save_file({"vectors": vectors()}, path)
    words_beside(path)


def table() -> pa.Table:
    return pa.table({"word": WORDS, "vector": list(vectors())})


def write_stream(path: Path) -> None:
    with pa.ipc.new_stream(path, table().schema) as writer:
        writer.write_table(table(), max_chunksize=1000)


def write_fasttext(path: Path) -> None:
    ngrams = 500
    head = struct.pack("<14id", 793_712_314, 12, N, 5, 5, 1, 5, 1, 2, 2, ngrams, 3, 4, 100, 1e-4)
    head += struct.pack("<3i2q", M, M, 0, M, -1)
    head += b"".join(word.encode() + b"\0" + struct.pack("<qb", 1, 0) for word in WORDS)
    numbers = np.concatenate([vectors(), np.ones((ngrams, N), np.float32)])
    path.write_bytes(head + struct.pack("<b2q", 0, M + ngrams, N) + numbers.tobytes() + struct.pack("<b2q", 0, 0, N))


def write_saved(path: Path) -> None:
    ev.save(ev.Embedding("it", WORDS, vectors()), path)


def write_lines(line: Callable[[str, list[float]], str]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        rows = vectors().round(3).astype(float).tolist()
        path.write_text("".join(f"{line(word, row)}\n" for word, row in zip(WORDS, rows, strict=True)))

    return write


def write_pair(path: Path) -> None:
    write_lines(lambda _word, row: "\t".join(map(str, row)))(path)
    path.with_name("whole_metadata.tsv").write_text("\n".join(WORDS))


def write_zip(path: Path) -> None:
    write_saved(path.with_suffix(".bin"))
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(path.with_suffix(".bin"), "it.bin")
    path.with_suffix(".bin").unlink()


def write_tar(path: Path) -> None:
    write_saved(path.with_suffix(".bin"))
    with tarfile.open(path, "w") as archive:
        archive.add(path.with_suffix(".bin"), "it.bin")
    path.with_suffix(".bin").unlink()


def write_packed(path: Path) -> None:
    buffer = io.BytesIO()
    parquet.write_table(table(), buffer)
    path.write_bytes(gzip.compress(buffer.getvalue(), 1))


FORMATS = {
    "text": ("whole.txt", write_saved),
    "word2vec-text": ("whole.vec", write_saved),
    "word2vec-binary": ("whole.bin", write_saved),
    "fasttext": ("whole.bin", write_fasttext),
    "npy-c": ("whole.npy", write_npy("C")),
    "npy-fortran": ("whole.npy", write_npy("F")),
    "parquet": ("whole.parquet", lambda path: parquet.write_table(table(), path, row_group_size=1000)),
    "parquet-gzip": ("whole.gz", write_packed),
    "arrow-file": ("whole.arrow", lambda path: feather.write_feather(table(), path, "uncompressed", chunksize=1000)),
    "arrow-stream": ("whole.arrows", write_stream),
    "safetensors": ("whole.safetensors", write_safetensors),
    "npz": ("whole.npz", lambda path: np.savez(path, vectors=vectors(), words=np.array(WORDS))),
    "json-lines": ("whole.jsonl", write_lines(lambda word, row: json.dumps({"word": word, "vector": row}))),
    "csv": ("whole.csv", write_lines(lambda word, row: ",".join([word, *map(str, row)]))),
    "tsv-pair": ("whole.tsv", write_pair),
    "zip": ("whole.zip", write_zip),
    "tar": ("whole.tar", write_tar),
}


# Lines, a mapped matrix and a library's reader; the others read as these do, and some are packed or long.
KINDS = ["text", "npy-c", "parquet"]
FEW = ["npz", "json-lines", "csv", "tsv-pair", "zip", "tar"]


@pytest.mark.skipif(sys.platform == "win32", reason="what is open there cannot be changed")
@pytest.mark.parametrize("formats", [
    pytest.param(KINDS, id="a kind each"),
    pytest.param([x for x in FORMATS if x not in (*KINDS, *FEW)], id="others", marks=pytest.mark.exhaustive),
    pytest.param(FEW, id="packed or long, two changes", marks=pytest.mark.exhaustive),
])  # fmt: skip
def test_a_file_that_changes_while_it_is_read_is_an_error_and_the_rest_goes_on(tmp_path, cache, formats):
    files = []
    for format in formats:
        name, write = FORMATS[format]
        files.append(tmp_path / format / name)
        files[-1].parent.mkdir()
        write(files[-1])
    command = [sys.executable, "-c", CHANGING, str(formats is FEW), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False, cwd=ROOT)
    answers = done.stdout.splitlines()
    ended_in = [*formats, "the end"][len(answers)]
    assert done.returncode == 0, (ended_in, done.returncode, done.stderr[-2000:])
    assert ended_in == "the end"
    for format, answer in zip(formats, answers, strict=True):
        found = json.loads(answer)
        assert found.pop("afterwards") == [M, N], format
        assert len(found) == (2 if formats is FEW else 10), format
        for changed, message in found.items():
            assert message == f"{changed}: it changed while it was read; expected it to stay as it is: open it again"
    assert len(list((cache / "files").iterdir())) == len(formats)  # of the files that stayed as they are
