"""Files as a fuzzer makes them, and all that must hold whatever is in them."""

import bz2
import gzip
import io
import lzma
import os
import shutil
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from unittest import mock

import numpy as np
import pyarrow as pa

import embedviz as ev
from embedviz.formats.dialect import find_dialect
from embedviz.formats.files import printable
from embedviz.formats.recognize import archive_of, recognize
from embedviz.formats.rows import MAX_DIMENSION

NAMES = [
    "file.txt", "file.vec", "file.bin", "vectors.tsv", "file.npy", "file.parquet", "file.arrow", "file.safetensors",
    "file", "file.txt.gz", "file.npy.bz2", "vectors.tsv.xz", "file.bin.zst", "metadata.tsv", "words.txt",
    os.fsdecode(b"caf\xe9.npy") if sys.platform == "linux" else "café.npy",
]  # fmt: skip
COMPANION = b"\n<companion>\n"
COMPANION_NAMES = ("words.txt", "metadata.tsv", "vocab.txt")
STARTS = {
    b"{": "tokenizer.json",
    b"\x93NUMPY": "words.npy",
    b"---\n": "vocab.yml",
}  # what begins so goes into one file of this name alone
TINY_BLOCKS = {
    "line_blocks.BLOCK": 7,
    "binary.BLOCK": 7,
    "wordlist.CHUNK": 7,
    "json_text.CHUNK": 7,
    "decompression.PIECE": 7,
    "rewritten.PIECE": 7,
    "fasttext.BLOCK_BYTES": 9,
    "matrix.BLOCK_BYTES": 17,
}
MAX_MESSAGE = 2000


ALL = "all"
TARGETS = {
    "text": ("file.txt", "file.vec"),
    "binary": ("file.bin",),
    "tables": ("file.txt", "file.tsv"),
    "archives": ("file",),
    "unicode": ("file.txt", "vectors.tsv"),
    "records": ("file", "file.parquet", "file.arrow"),
    "arrays": ("file.npy", "file"),
    "tensors": ("file.safetensors",),
    "models": ("file.bin",),
    "lists": ("file.npy", "vectors.tsv", "file.safetensors"),
}
"""The names of the files by what is looked at: a fuzzer that tries all at once seldom comes far with any."""
_TARGETS_OF = {
    "glove": ("text", "unicode", "archives"),
    "word2vec": ("text", "unicode", "archives"),
    "word2vec-binary": ("binary", "archives"),
    "delimited": ("tables", "unicode", "archives"),
    "json": ("records", "archives"),
    "parquet": ("records",),
    "arrow": ("records",),
    "npy": ("arrays",),
    "npz": ("arrays",),
    "safetensors": ("tensors",),
    "fasttext": ("models",),
    "tsv": ("unicode", "tables"),
}


def zstd(data: bytes) -> bytes:
    """Compress as Arrow does."""
    return pa.compress(data, "zstd", asbytes=True)


def zipped(data: bytes) -> bytes:
    """Put a file into a zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("x"), data)
        archive.writestr(zipfile.ZipInfo("README"), b"of 2014\n")
    return buffer.getvalue()


def tarred(data: bytes) -> bytes:
    """Put a file into a tar archive."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        member = tarfile.TarInfo("x")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def encoded(name: str, data: bytes) -> bytes:
    """Write a text in another encoding; what is no UTF-8 stays."""
    try:
        return data.decode().encode(name)
    except UnicodeError:
        return data


PACK: list[Callable[[bytes], bytes]] = [bytes, gzip.compress, bz2.compress, lzma.compress, zstd]
WRAP: dict[str, list[Callable[[bytes], bytes]]] = {
    "archives": [zipped, tarred, bytes],
    "unicode": [partial(encoded, name) for name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be")],
}


def contents(data: bytes) -> tuple[str, bytes]:
    """Return the name of the file that an input stands for, and what is in it before it is wrapped and packed."""
    return NAMES[(data[:1] or b"\0")[0] % len(NAMES)], data[2:]


def targets_of(name: str, content: bytes) -> tuple[str, ...]:
    """Return the targets that a file is a seed of."""
    vectors, _found, companion = content.partition(COMPANION)
    try:
        format: str = recognize(vectors, name)
    except ev.EmbedvizError:  # GloVe's binary has no mark of its own
        return ("archives",) if archive_of(vectors) else ("binary",) if companion else ()
    if format == "glove" and find_dialect(vectors) is not None:
        format = "delimited"
    return (*_TARGETS_OF.get(format, ()), *(("lists",) if companion or name == "vectors.tsv" else ()))


def check(data: bytes, folder: Path, target: str = ALL) -> bool:
    """Write and load a file, whole and in part, and compare; tell whether it could be read.

    Parameters
    ----------
    data : bytes
        The first byte chooses the name of the file, the second how it is compressed and whether it is also read in tiny
        blocks, which must make no difference. What follows :data:`COMPANION` goes into the lists of words beside it,
        or, if it begins so, into an array of words or a tokenizer.
    folder : Path
        For the file. What was in it before is removed, as is the cache.
    target : str
        Limits the names, and the second byte then also chooses one of :data:`WRAP`.

    Returns
    -------
    bool

    Raises
    ------
    Exception
        If anything but an ``EmbedvizError`` is raised on loading, or what is loaded is not as it should be.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    path = _write(data, folder, target)
    whole = _loaded(path, None)
    if data[1:2] >= b"\x80":
        with _tiny_blocks():
            _require_equal(_loaded(path, None), whole)
    if whole is None:
        return False
    m, n = whole.shape
    assert len(whole.words) == len(set(whole.words)) == m > 0 < n <= MAX_DIMENSION
    assert whole.vectors.shape == (m, n)
    assert whole.vectors.dtype == np.float32
    assert np.isfinite(whole.vectors).all()
    assert "".join([whole.id, whole.note, *whole.words]).encode()
    assert whole.columns is None or (whole.columns.num_rows == m and len(whole.columns.to_pylist()) == m)
    assert whole.origin.duplicates >= 0 <= whole.origin.undecodable <= m + whole.origin.duplicates
    again = ev.load(path)
    assert again.id == whole.id
    _require_equal(again, whole)
    k = max(1, m - 1)
    _require_equal(_loaded(path, k), whole.top(k))
    return True


def _write(data: bytes, folder: Path, target: str) -> Path:
    name, packing, rest = data[:1] or b"\0", data[1:2] or b"\0", data[2:]
    names: Sequence[str] = TARGETS.get(target, NAMES)
    wraps = WRAP.get(target, [bytes])
    content, _found, companion = rest.partition(COMPANION)
    special = next((name for start, name in STARTS.items() if companion.startswith(start)), None)
    for beside in COMPANION_NAMES if special is None else (special,):
        (folder / beside).write_bytes(companion or b"a\nb\nc\n")
    path = folder / names[name[0] % len(names)]
    wrap, pack = wraps[packing[0] // len(PACK) % len(wraps)], PACK[packing[0] % len(PACK)]
    path.write_bytes(pack(wrap(content)))
    return path


def _loaded(path: Path, limit: int | None) -> ev.Embedding | None:
    """Load a file into an empty cache, or return None if it is refused, with nothing of it left."""
    cache = Path(os.environ["EMBEDVIZ_CACHE"])
    shutil.rmtree(cache, ignore_errors=True)
    try:
        return ev.load(path, limit=limit)
    except ev.EmbedvizError as error:
        message = str(error)
        assert any(name in message for name in (printable(path.name), *COMPANION_NAMES, *STARTS.values())), message
        assert 0 < len(message.encode()) < MAX_MESSAGE, message
        assert not list(cache.glob("*/*")), message
        return None


def _require_equal(found: ev.Embedding | None, expected: ev.Embedding | None) -> None:
    if found is None or expected is None:
        assert found is expected
        return
    assert list(found.words) == list(expected.words)
    assert found.vectors.tobytes() == expected.vectors.tobytes()
    if found.columns is not None and expected.columns is not None:
        assert found.columns.num_rows == expected.columns.num_rows
        assert found.columns.column_names == expected.columns.column_names


@contextmanager
def _tiny_blocks() -> Iterator[None]:
    with ExitStack() as patches:
        for name, size in TINY_BLOCKS.items():
            patches.enter_context(mock.patch(f"embedviz.formats.{name}", size))
        yield
