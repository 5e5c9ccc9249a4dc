"""Look for files that ``embedviz.load`` mishandles: ``python scripts/fuzz_formats.py CORPUS -max_total_time=900``.

Needs atheris (``pip install atheris``; Linux or macOS). CORPUS is a folder that keeps the inputs worth mutating; an
empty one is filled with a small file of every format, and with what was worth keeping of earlier runs. The other
arguments are libFuzzer's. An input that fails is written to ``crash-*``, ``timeout-*`` or ``oom-*`` in the working
folder; with such a file in the place of CORPUS, only that is tried. What must hold of an input, and what its bytes
mean, is in ``tests/formats/fuzzing.py``.
"""

import importlib
import os
import pkgutil
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import atheris
import numpy as np
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).parents[1]))

with atheris.instrument_imports(include=["embedviz"]):
    import embedviz as ev
    from embedviz import formats

    for module in pkgutil.iter_modules(formats.__path__, "embedviz.formats."):
        importlib.import_module(module.name)

from tests.formats.fuzzing import COMPANION, NAMES, PACK, check
from tests.formats.test_found_by_fuzzing import kept
from tests.formats.test_quantized import MODELS

LIMITS = ["-timeout=10", "-rss_limit_mb=2048", "-max_len=16384"]
TOKENS = r"""
\x20 \x0a \x0d\x0a \x09 \x00 \xef\xbb\xbf \xc2\xa0 \xc2\x85 \xe3\x80\x80
nan -inf 1e39 1e-46 -0 .5 1_0 0x1p3 65536 65537 50000000 1000000000 -1 0 2\x203\x0a
\x00\x00\xc0\x7f \x00\x00\x80\x7f \xff\xff\xff\xff
\x1f\x8b\x08 BZh91AY&SY \xfd7zXZ\x00 \x28\xb5\x2f\xfd
\xba\x16\x4f\x2f\x0c\x00\x00\x00 \x93NUMPY\x01\x00 PAR1 ARROW1\x00\x00
PK\x03\x04 \x80\x05 \x80\x02 <html> \xff\xfe {\x22
"""  # as libFuzzer's dictionaries spell them

JSON = (
    '{"the": [0.5, 1], "of": [2, 3]}',
    '[{"word": "the", "vector": [0.5, 1], "pos": "D"}, {"word": "of", "vector": [2, 3], "pos": "P"}]',
    '{"w": "the", "v": "[0.5, 1]"}\n{"w": "of", "v": "[2, 3]"}\n',
    '["the", 0.5, 1]\n["of", 2, 3]\n',
    '{"0": {"the": 0.5, "of": 2}, "1": {"the": 1, "of": 3}}',
    '{"columns": ["0", "1"], "index": ["the", "of"], "data": [[0.5, 1], [2, 3]]}',
    '{"words": ["the", "of"], "vectors": [[0.5, 1], [2, 3]]}',
)
LISTS = (
    '{"the": 2, "of": 0, "a": 1}',
    '{"0": "the", "2": "of"}',
    '{"config": {"word_index": "{\\"the\\": 1}"}}',
    "the\t2\nof\t0\na\t1\n",
    "the 30\nof 20\na 10\n",
    "id,word\n2,a\n0,b\n1,c\n",
)


def main() -> None:
    """Fuzz in another process, since libFuzzer ends its own without cleaning up."""
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - a parent, in which a folder is made
    with tempfile.TemporaryDirectory(prefix="embedviz-fuzz-", dir=memory) as folder:
        process = os.fork()
        if not process:
            fuzz(Path(folder))
        _process, status = os.waitpid(process, 0)
    sys.exit(os.waitstatus_to_exitcode(status))


def fuzz(folder: Path) -> NoReturn:
    """Fuzz until a limit is reached or an input fails.

    Parameters
    ----------
    folder : Path
        For scratch files.
    """
    warnings.simplefilter("error", RuntimeWarning)
    os.environ["EMBEDVIZ_CACHE"] = str(folder / "cache")
    for argument in sys.argv[1:]:
        if os.path.isdir(argument) and not os.listdir(argument):
            write_seeds(Path(argument))
    dictionary = folder / "tokens"
    dictionary.write_text("".join(f'"{token}"\n' for token in TOKENS.split()))
    atheris.Setup(
        [sys.argv[0], *LIMITS, f"-dict={dictionary}", *sys.argv[1:]], lambda data: check(data, folder / "inputs")
    )
    atheris.Fuzz()
    os._exit(0)


def write_seeds(folder: Path) -> None:
    """Write an input for each format and compression, and those kept of earlier runs."""
    for number, data in enumerate(kept()):
        (folder / f"kept-{number}").write_bytes(data)
    for number, (name, content) in enumerate(seeds()):
        header = bytes([NAMES.index(name), 0])
        (folder / f"seed-{number}").write_bytes(header + content)
        (folder / f"seed-{number}-tiny").write_bytes(bytes([header[0], 0xFF]) + content)
        for kind, pack in enumerate(PACK[1:], 1):
            (folder / f"seed-{number}-{kind}").write_bytes(bytes([header[0], kind]) + content)
            (folder / f"seed-{number}-packed-{kind}").write_bytes(header + pack(content))


def seeds() -> list[tuple[str, bytes]]:
    """Return a name and the bytes of a small file of each format."""
    from gensim.models import FastText
    from gensim.models.fasttext import save_facebook_model

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
    found += new_seeds(words, vectors)
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


def new_seeds(words: list[str], vectors: np.ndarray) -> list[tuple[str, bytes]]:
    """Return small files of models, archives, frames and programs."""
    import io
    import json

    from pyarrow import parquet
    from safetensors.numpy import save

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
    return [
        ("file.safetensors", save(static) + COMPANION + tokenizer),
        ("file.safetensors", save(skip_gram) + COMPANION + tokenizer),
        ("file.parquet", written(lambda file: parquet.write_table(wide, file))),
        ("file.parquet", written(lambda file: parquet.write_table(texts, file))),
        ("file", written(lambda file: np.savez(file, vectors=vectors, words=np.array(words)))),
        ("file", written(lambda file: np.savez_compressed(file, np.asfortranarray(vectors)))),
        ("file.npy", written(lambda file: np.save(file, vectors)) + COMPANION + written(lambda f: np.save(f, words))),
        ("file.bin", np.linspace(0.1, 1, 18).tobytes() + COMPANION + b"a 3\nb 2\nc 1\n"),
        ("file.bin", b"3 2\n" + b"".join(word.encode() + b" " + row.tobytes() + b"\n" for word, row in phrases)),
        *(("file", text.encode()) for text in JSON),
        *(("file.npy", written(lambda file: np.save(file, vectors)) + COMPANION + listed.encode()) for listed in LISTS),
        ("vectors.tsv", b"1\t2\n3\t4\n" + COMPANION + b"id\tword\tpos\n2\ta\tN\n1\tb\tV\n"),
        *(("file.bin", model.data()) for model in MODELS.values()),
    ]


if __name__ == "__main__":
    main()
