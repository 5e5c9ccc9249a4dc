"""Files that are not what they should be, with the very words of each error; and odd ones, read all the same."""

import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import re
import struct
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest
import safetensors.numpy
from gensim.models import FastText, KeyedVectors
from PIL import Image

import embedviz as ev

ROOT = Path(__file__).parents[2]
WORDS = ["the", "of"]
GOOD = np.array([[0.5, 1], [2, 3]], np.float32)
NAN, INFINITE = GOOD.copy(), GOOD.copy()
NAN[1, 1], INFINITE[1, 0] = np.nan, -np.inf
WIDE = np.zeros((2, 65_537), np.float32)
LIMITS = "expected 1 to 20,000,000 words in 1 to 65,536 dimensions"
FINITE = "expected finite numbers"
FOREIGN = "expected a file of word vectors"
PICKLE = (
    "file: it is a pickle, which could run any program when opened (gensim's .model and .kv are pickles): save it "
    f"again with gensim's save_word2vec_format; {FOREIGN}"
)
BOMB = f"file: it expands to more than 200 times its size; {FOREIGN}"


# Files of each format, good ones and bad


def glove(*rows: str) -> bytes:
    return "".join(f"{row}\n" for row in rows).encode()


def binary(header: str, vectors: np.ndarray = GOOD) -> bytes:
    rows = zip(WORDS, vectors.astype("<f4"), strict=True)
    return header.encode() + b"\n" + b"".join(f"{word} ".encode() + row.tobytes() + b"\n" for word, row in rows)


def fasttext(vectors: np.ndarray = GOOD, n: int | None = None, entries: int = 2) -> bytes:
    m, width = vectors.shape
    head = struct.pack("<14id", 793_712_314, 12, width if n is None else n, 5, 5, 1, 5, 1, 2, 2, 0, 3, 6, 100, 1e-4)
    dictionary = struct.pack("<3i2q", entries, entries, 0, 9, -1)
    dictionary += b"".join(word.encode() + struct.pack("<bqb", 0, 1, 0) for word in WORDS)
    return head + dictionary + struct.pack("<b2q", 0, m, width) + vectors.tobytes() + struct.pack("<b2q", 0, 0, width)


def npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def npy_of_shape(*shape: int) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(buffer, {"descr": "<f4", "fortran_order": False, "shape": shape})
    return buffer.getvalue() + GOOD.tobytes()


def table(vectors: list[list[float]] | np.ndarray = GOOD, words: list[str] = WORDS) -> pa.Table:
    return pa.table({"word": pa.array(words, pa.string()), "vector": pa.array(list(vectors), pa.list_(pa.float32()))})


def parquet(found: pa.Table | None = None, **options: str) -> bytes:
    sink = pa.BufferOutputStream()
    pyarrow.parquet.write_table(table() if found is None else found, sink, **options)
    return sink.getvalue().to_pybytes()


def arrow(found: pa.Table | None = None, new: Callable = pa.ipc.new_file) -> bytes:
    found = table() if found is None else found
    sink = pa.BufferOutputStream()
    with new(sink, found.schema) as writer:
        writer.write_table(found)
    return sink.getvalue().to_pybytes()


def tensors(vectors: np.ndarray = GOOD, words: list[str] = WORDS) -> bytes:
    spelled = np.frombuffer(json.dumps(words).encode(), np.uint8)
    return safetensors.numpy.save({"vectors": vectors, "words": spelled})


def zstd(data: bytes) -> bytes:
    return pa.compress(data, "zstd", asbytes=True)


def zipped(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:  # not compressed, so that line 1 ends as a row of numbers does
        archive.writestr("vectors.txt", data)
    return buffer.getvalue()


def tarred(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        member = tarfile.TarInfo("vectors.txt")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def image(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, kind)
    return buffer.getvalue()


def keyed() -> KeyedVectors:
    made = KeyedVectors(2)
    made.add_vectors(WORDS, GOOD)
    return made


def kv_file(folder: Path) -> bytes:
    keyed().save(str(folder / "saved"))
    return (folder / "saved").read_bytes()


def model_file(folder: Path) -> bytes:
    FastText([WORDS], vector_size=2, min_count=1, bucket=5).save(str(folder / "saved"))
    return (folder / "saved").read_bytes()


def npz_file(folder: Path) -> bytes:
    np.savez(folder / "saved.npz", GOOD, GOOD)
    return (folder / "saved.npz").read_bytes()


PACK = {"gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress, "zstd": zstd}


def cut_short(kind: str) -> tuple[bytes, str]:
    packed = PACK[kind](glove("the 0.5 1", "of 2 3"))[:-1]
    return packed, f"file, byte {len(packed):,}: the {kind} data end too early; expected their end mark"


def bomb(kind: str) -> Callable[[Path], bytes]:
    """Make 400 MB of at most 400 KB: rows of 65,536 zeros, all of one word, so that nothing of them would be kept."""
    pack = PACK[kind]
    return lambda _folder: pack(b"20000000 65536\n") + 100 * pack(16 * (b"a " + bytes(4 * 65_536)))


# What is refused


# The bytes, or how to make them, and the error, in which (?) stands for what another library says.
Bad = tuple[bytes | Callable[[Path], bytes], str]
BESIDE = {"words.txt": b"the\nof\n", "metadata.tsv": b"the\nof\n"}

EMPTY: dict[str, Bad] = {
    "nothing": (b"", "file: it is empty; expected word vectors"),
    "nothing, compressed": (gzip.compress(b""), "file: it is empty; expected word vectors"),
    "blanks": (b" \n\t\r\n", "file: only blanks; expected words and their vectors"),
    "a byte order mark": (b"\xef\xbb\xbf", "file: only blanks; expected words and their vectors"),
    "only a header": (
        b"2 2\n",
        "file, line 1: the header promises 2 words in 2 dimensions, which take at least 10 bytes; 0 follow",
    ),
    "only a header, without its end": (
        b"2 2",
        "file, line 1: the header promises 2 words in 2 dimensions, which take at least 10 bytes; 0 follow",
    ),
    "only a header, compressed": (gzip.compress(b"2 2\n"), "file: the header on line 1 promises 2 words, found 0"),
    "only the header of .npy": (npy_of_shape(2, 2)[:-16], "file: 128 bytes, expected 144 for an array of shape (2, 2)"),
    "only the header of a fastText model": (
        fasttext()[:64],
        "file, byte 64: the file ends after 0 bytes of the dictionary; expected 28",
    ),
    "only the header of safetensors": (tensors()[:-16], "file: it is damaged or cannot be read (?)"),
    "no rows, Parquet": (parquet(table([], [])), "file: no row; expected at least one word and its vector"),
    "no rows, Arrow": (arrow(table([], [])), "file: no row; expected at least one word and its vector"),
    "only the schema of an Arrow stream": (
        arrow(table([], []), pa.ipc.new_stream),
        "file: no row; expected at least one word and its vector",
    ),
}

MORE_OR_FEWER_ROWS: dict[str, Bad] = {
    "more promised, text": (
        glove("3 1", "first 1", "second 2"),
        "file: the header on line 1 promises 3 words, found 2",
    ),
    "more promised than there are bytes, text": (
        glove("9 2", "the 0.5 1", "of 2 3"),
        "file, line 1: the header promises 9 words in 2 dimensions, which take at least 45 bytes; 17 follow",
    ),
    "more promised, binary": (binary("3 2") + 9 * b"\n", "file: the header on line 1 promises 3 words, found 2"),
    "more promised than there are bytes, binary": (
        binary("3 2"),
        "file, line 1: the header promises 3 words in 2 dimensions, which take at least 27 bytes; 25 follow",
    ),
    "more promised, binary, compressed": (
        gzip.compress(binary("3 2")),
        "file: the header on line 1 promises 3 words, found 2",
    ),
    "more promised, .npy": (npy_of_shape(3, 2), "file: 144 bytes, expected 152 for an array of shape (3, 2)"),
    "more promised, fastText": (
        fasttext(entries=3),
        "file, byte 117: entry 3 of the dictionary is of kind 2; expected words (0), then labels (1)",
    ),
    "more vectors than words, .npy": (
        npy(np.ones((3, 2))),
        "words.txt: 2 words, expected 3, one for each vector in file",
    ),
    "more vectors than words, TSV": (
        b"1\t2\n3\t4\n5\t6\n",
        "metadata.tsv: 2 words, expected 3, one for each vector in file",
    ),
    "more vectors than words, safetensors": (
        tensors(np.ones((3, 2))),
        "file: 2 words, expected 3, one for each vector in file",
    ),
    "fewer promised, text": (
        glove("1 2", "the 0.5 1", "of 2 3"),
        "file, line 3: a row beyond the 1 word that the header on line 1 promises",
    ),
    "fewer promised, binary": (
        binary("1 2"),
        "file: the header on line 1 promises 1 word, found 2",
    ),
    "fewer promised, .npy": (npy_of_shape(1, 2), "file: 144 bytes, expected 136 for an array of shape (1, 2)"),
    "fewer promised, fastText": (fasttext() + b"more", "file, byte 167: 4 more bytes; expected the end"),
    "fewer vectors than words, .npy": (
        npy(np.ones((1, 2))),
        "words.txt: 2 words, expected 1, one for each vector in file",
    ),
    "fewer vectors than words, TSV": (b"1\t2\n", "metadata.tsv: 2 words, expected 1, one for each vector in file"),
    "fewer vectors than words, safetensors": (
        tensors(np.ones((1, 2))),
        "file: 2 words, expected 1, one for each vector in file",
    ),
}

MORE_OR_FEWER_NUMBERS: dict[str, Bad] = {
    "too few, GloVe": (glove("the 0.5 1", "of 2"), "file, line 2: 1 number, expected 2 as on line 1"),
    "too few, word2vec": (glove("2 2", "the 0.5 1", "of 2"), "file, line 3: 1 number, expected 2 as on line 1"),
    "too few, binary": (
        binary("2 3"),
        "file, line 1: the header promises 2 words in 3 dimensions, which take at least 26 bytes; 25 follow",
    ),
    "too few, TSV": (60 * b"0.5\t1\n" + b"2\n", "file, line 61: 1 number, expected 2 as on line 1"),
    "too few, Parquet": (parquet(table([[1, 2], [3]])), "file, row 2: 1 number, expected 2 as in row 1"),
    "too few, Arrow": (arrow(table([[1, 2], [3]])), "file, row 2: 1 number, expected 2 as in row 1"),
    "too many, GloVe": (glove("the 0.5 1", "of 2 3 4"), "file, line 2: 3 numbers, expected 2 as on line 1"),
    "too many, word2vec": (glove("2 2", "the 0.5 1", "of 2 3 4"), "file, line 3: 3 numbers, expected 2 as on line 1"),
    "too many, binary": (
        binary("2 1"),
        "file, byte 24: more bytes after the 2 words that the header promises; expected the end",
    ),
    "too many, TSV": (60 * b"0.5\t1\n" + b"2\t3\t4\n", "file, line 61: 3 numbers, expected 2 as on line 1"),
    "too many, Parquet": (parquet(table([[1, 2], [3, 4, 5]])), "file, row 2: 3 numbers, expected 2 as in row 1"),
    "too many, Arrow": (arrow(table([[1, 2], [3, 4, 5]])), "file, row 2: 3 numbers, expected 2 as in row 1"),
}

NO_NUMBERS: dict[str, Bad] = {
    "a word for a number, GloVe": (
        glove("the 0.5 1", "of 2 three"),
        "file, line 2: 'three' as number 2 of 2; expected a number",
    ),
    "a word for a number, word2vec": (
        glove("2 2", "the 0.5 1", "of 2 three"),
        "file, line 3: 'three' as number 2 of 2; expected a number",
    ),
    "a word for the first number of all": (
        glove("the half", "of 3"),
        "file, line 1: no numbers at the end of 'the half'; expected a word and its vector",
    ),
    "a decimal comma": (glove("the 0.5 1", "of 2,5 3"), "file, line 2: '2,5' as number 1 of 2; expected a number"),
    "a word for a number, TSV": (
        60 * b"0.5\t1\n" + b"2\tthree\n",
        "file, line 61: 'three' as number 2 of 2; expected a number",
    ),
    "a word in a header": (glove("two 2", "the 0.5 1", "of 2 3"), "file, line 2: 2 numbers, expected 1 as on line 1"),
    "words for vectors, Parquet": (
        parquet(pa.table({"word": WORDS, "vector": WORDS})),
        "file: the columns are word: string, vector: string; expected one of lists of numbers, called vector",
    ),
    "no number, Arrow": (
        arrow(table([[1, 2], [None, 4]])),
        "file, row 2: no number in dimension 1; expected 2 numbers",
    ),
    "prose": (
        b"It was the best of times,\nit was the worst of times,\n",
        "file, line 1: no numbers at the end of 'It was the best of times,'; expected a word and its vector",
    ),
}

NOT_FINITE: dict[str, Bad] = {
    "NaN, GloVe": (glove("the 0.5 1", "of 2 nan"), f"file, line 2: nan in dimension 2 of 'of'; {FINITE}"),
    "NaN, word2vec": (glove("2 2", "the 0.5 1", "of 2 NaN"), f"file, line 3: nan in dimension 2 of 'of'; {FINITE}"),
    "NaN, binary": (binary("2 2", NAN), f"file, word 2 (byte 17): nan in dimension 2 of 'of'; {FINITE}"),
    "NaN, fastText": (fasttext(NAN), f"file, word 2: nan in dimension 2 of 'of'; {FINITE}"),
    "NaN, TSV": (b"0.5\t1\n2\tnan\n", f"file, line 2: nan in dimension 2 of 'of'; {FINITE}"),
    "NaN, .npy": (npy(NAN), f"file, row 2: nan in dimension 2 of 'of'; {FINITE}"),
    "NaN, Parquet": (parquet(table(NAN)), f"file, row 2: nan in dimension 2 of 'of'; {FINITE}"),
    "NaN, Arrow": (arrow(table(NAN)), f"file, row 2: nan in dimension 2 of 'of'; {FINITE}"),
    "NaN, safetensors": (tensors(NAN), f"file, row 2: nan in dimension 2 of 'of'; {FINITE}"),
    "infinity, GloVe": (glove("the 0.5 1", "of -inf 3"), f"file, line 2: -inf in dimension 1 of 'of'; {FINITE}"),
    "infinity, beyond float32": (
        glove("the 0.5 1", "of -1e39 3"),
        f"file, line 2: -inf in dimension 1 of 'of'; {FINITE}",
    ),
    "infinity, binary": (binary("2 2", INFINITE), f"file, word 2 (byte 17): -inf in dimension 1 of 'of'; {FINITE}"),
    "infinity, fastText": (fasttext(INFINITE), f"file, word 2: -inf in dimension 1 of 'of'; {FINITE}"),
    "infinity, .npy": (npy(INFINITE.astype(np.float64)), f"file, row 2: -inf in dimension 1 of 'of'; {FINITE}"),
    "infinity, beyond float32, .npy": (
        npy(GOOD.astype(np.float64) * 1e39),
        f"file, row 1: inf in dimension 1 of 'the'; {FINITE}",
    ),
    "infinity, Parquet": (parquet(table(INFINITE)), f"file, row 2: -inf in dimension 1 of 'of'; {FINITE}"),
    "infinity, safetensors": (tensors(INFINITE), f"file, row 2: -inf in dimension 1 of 'of'; {FINITE}"),
}

CUT: dict[str, Bad] = {
    "GloVe, in a row": (glove("the 0.5 1", "of 2")[:-1], "file, line 2: 1 number, expected 2 as on line 1"),
    "word2vec, after a row": (glove("2 2", "longer 0.5 1"), "file: the header on line 1 promises 2 words, found 1"),
    "binary, in a vector": (
        gzip.compress(binary("2 2")[:-5]),
        "file, word 2 (byte 16): the file ends at byte 24; expected the word, a space and 8 bytes of its vector",
    ),
    "binary, in a word": (
        gzip.compress(binary("2 2")[:-10]),
        "file, word 2 (byte 16): the file ends at byte 19; expected the word, a space and 8 bytes of its vector",
    ),
    "fastText, in the dictionary": (
        fasttext()[:100],
        "file, byte 64: the file ends after 8 bytes of 2 entries of the dictionary; expected 20",
    ),
    "fastText, in the matrix": (
        fasttext()[:-22],
        "file, byte 117: the file ends after 11 bytes of a matrix of shape (2, 2); expected 16",
    ),
    ".npy": (npy(GOOD)[:-1], "file: 143 bytes, expected 144 for an array of shape (2, 2)"),
    ".npy, in its header": (npy(GOOD)[:40], "file: its .npy header is damaged or cut short"),
    "Parquet": (parquet()[:-1], "file: it is damaged or cannot be read (?)"),
    "Arrow": (arrow()[:-1], "file: it is damaged or cannot be read (?)"),
    "Arrow, a stream": (
        arrow(new=pa.ipc.new_stream)[:-8],
        "file, byte 528: it ends without an end marker; expected a complete Arrow stream",
    ),
    "safetensors": (tensors()[:-1], "file: it is damaged or cannot be read (?)"),
    **{kind: cut_short(kind) for kind in ("gzip", "bzip2", "xz")},
    "zstd": (zstd(glove("the 0.5 1", "of 2 3"))[:-1], "file, byte 25: damaged zstd data (?)"),
}

ABSURD_SIZES: dict[str, Bad] = {
    "a billion words, text": (
        glove("1000000000 300", "the 0.5 1"),
        f"file, line 1: the header promises 1,000,000,000 words in 300 dimensions; {LIMITS}",
    ),
    "a billion words, binary": (
        binary("1000000000 2"),
        f"file, line 1: the header promises 1,000,000,000 words in 2 dimensions; {LIMITS}",
    ),
    "a billion words, .npy": (npy_of_shape(10**9, 2), "file: 1,000,000,000 words; expected at most 20,000,000"),
    "a billion words, fastText": (
        fasttext(entries=10**9),
        "file, byte 64: a dictionary of 1,000,000,000 entries, 1,000,000,000 words and 0 labels; "
        "expected 1 to 20,000,000 words, and as many entries as words and labels together",
    ),
    "ten million words, text": (
        glove("10000000 300", "the 0.5 1"),
        "file, line 1: the header promises 10,000,000 words in 300 dimensions, which take at least "
        "6,010,000,000 bytes; 10 follow",
    ),
    "ten million words, binary": (
        binary("10000000 2"),
        "file, line 1: the header promises 10,000,000 words in 2 dimensions, which take at least 90,000,000 "
        "bytes; 25 follow",
    ),
    "ten million words, .npy": (
        npy_of_shape(10_000_000, 2),
        "file: 144 bytes, expected 80,000,128 for an array of shape (10000000, 2)",
    ),
    "ten million words, fastText": (
        fasttext(entries=10_000_000),
        "file, byte 64: the file ends after 75 bytes of 10,000,000 entries of the dictionary; expected 100,000,000",
    ),
    "no words, text": (
        glove("0 2", "the 0.5 1"),
        f"file, line 1: the header promises 0 words in 2 dimensions; {LIMITS}",
    ),
    "no words, .npy": (npy_of_shape(0, 2), "file: an array of shape (0, 2); expected m words by n dimensions"),
    "no words, fastText": (
        fasttext(entries=0),
        "file, byte 64: a dictionary of 0 entries, 0 words and 0 labels; expected 1 to 20,000,000 "
        "words, and as many entries as words and labels together",
    ),
    "fewer than no words, text": (
        glove("-2 2", "the 0.5 1"),
        f"file, line 1: the header promises -2 words in 2 dimensions; {LIMITS}",
    ),
    "no dimensions, text": (
        glove("2 0", "the", "of"),
        f"file, line 1: the header promises 2 words in 0 dimensions; {LIMITS}",
    ),
    "no dimensions, binary": (binary("2 0"), f"file, line 1: the header promises 2 words in 0 dimensions; {LIMITS}"),
    "no dimensions, .npy": (npy_of_shape(2, 0), "file: an array of shape (2, 0); expected m words by n dimensions"),
    "no dimensions, fastText": (fasttext(n=0), "file, byte 0: 0 dimensions; expected 1 to 65,536"),
    "no dimensions, Parquet": (
        parquet(table([[], []])),
        "file: an array of shape (2, 0); expected m words by n dimensions",
    ),
    "no dimensions, safetensors": (
        tensors(np.ones((2, 0))),
        "file: an array of shape (2, 0); expected m words by n dimensions",
    ),
    "less than no dimensions, text": (
        glove("2 -1", "the 0.5 1"),
        f"file, line 1: the header promises 2 words in -1 dimensions; {LIMITS}",
    ),
    "less than no dimensions, fastText": (fasttext(n=-1), "file, byte 0: -1 dimensions; expected 1 to 65,536"),
    "less than no dimensions, .npy": (
        npy_of_shape(2, -2),
        "file: an array of shape (2, -2); expected m words by n dimensions",
    ),
    "65,537 dimensions, GloVe": (glove("the" + 65_537 * " 0"), "file, line 1: 65,537 numbers; expected at most 65,536"),
    "65,537 dimensions, word2vec": (
        glove("1 65537", "the" + 65_537 * " 0"),
        f"file, line 1: the header promises 1 word in 65,537 dimensions; {LIMITS}",
    ),
    "65,537 dimensions, binary": (
        binary("2 65537", WIDE),
        f"file, line 1: the header promises 2 words in 65,537 dimensions; {LIMITS}",
    ),
    "65,537 dimensions, fastText": (fasttext(n=65_537), "file, byte 0: 65,537 dimensions; expected 1 to 65,536"),
    "65,537 dimensions, TSV": (b"0" + 65_536 * b"\t0" + b"\n", "file: 65,537 dimensions; expected at most 65,536"),
    "65,537 dimensions, .npy": (npy(WIDE), "file: 65,537 dimensions; expected at most 65,536"),
    "65,537 dimensions, Parquet": (parquet(table(WIDE)), "file: 65,537 dimensions; expected at most 65,536"),
    "65,537 dimensions, Arrow": (arrow(table(WIDE)), "file: 65,537 dimensions; expected at most 65,536"),
    "65,537 dimensions, safetensors": (tensors(WIDE), "file: 65,537 dimensions; expected at most 65,536"),
}

ENDLESS: dict[str, Bad] = {
    **{f"bomb, {kind}": (bomb(kind), BOMB) for kind in PACK},
    "one line, GloVe": (
        lambda _folder: b"the" + 3_000_000 * b" 0",
        "file, line 1: 4,194,304 bytes and more without an end of the line; expected a word and its vector",
    ),
    "one line, word2vec": (
        lambda _folder: b"1 2\nthe" + 3_000_000 * b" 0",
        "file, line 2: 4,194,304 bytes and more without an end of the line; expected a word and its vector",
    ),
    "one line, TSV": (
        lambda _folder: b"0" + 3_000_000 * b"\t0",
        "file, line 1: 4,194,304 bytes and more without an end of the line; expected a word and its vector",
    ),
    "one line, compressed": (
        lambda _folder: gzip.compress(b"the 1\n" + bytes(10_000_000)),
        "file, line 2: 4,194,304 bytes and more without an end of the line; expected a word and its vector",
    ),
    "one word, binary": (
        binary("3 2") + 70_000 * b"a",
        "file, word 3 (byte 28): no space in 65,536 bytes; expected a word, a space and its vector",
    ),
    "one word, fastText": (
        fasttext().replace(b"the", 70_000 * b"a"),
        "file, byte 92: a word without an end mark and a count; expected both after at most 65,536 bytes",
    ),
    "one word, Parquet": (
        parquet(table(words=["a" * 70_000, "of"])),
        "file: a word of 70,000 bytes; expected at most 65,536",
    ),
    "blank lines": (
        lambda _folder: b"the 1\n" + 5_000_000 * b"\n",
        "file, line 2: 4,194,304 bytes and more of blank lines",
    ),
}

OTHER_FILES: dict[str, Bad] = {
    "gensim's .kv": (kv_file, PICKLE),
    "gensim's .model": (model_file, PICKLE),
    **{
        f"a pickle of protocol {protocol}": (pickle.dumps(keyed(), protocol), PICKLE)
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
    },
    "UTF-16 that ends within a character": (
        "the 0.5 1\nof 2 3\n".encode("utf-16")[:-1],
        "file: it begins as UTF-16 text and goes on otherwise (truncated data)",
    ),
    "UTF-16 of a web page": (
        "<!DOCTYPE html>\n<html><title>404 Not Found</title></html>\n".encode("utf-16-le"),
        f"file: it is a web page, probably saved in place of the file; {FOREIGN}",
    ),
    "UTF-32 of no vectors": (
        "hello\n".encode("utf-32-be"),
        "file, line 1: no numbers at the end of 'hello'; expected a word and its vector",
    ),
    "a web page": (
        b"<!DOCTYPE html>\n<html><title>404 Not Found</title></html>\n",
        f"file: it is a web page, probably saved in place of the file; {FOREIGN}",
    ),
    "zip": (
        zipped(b"Copyright 2014\n"),
        "file: it is a zip archive of vectors.txt; expected a file of word vectors in it",
    ),
    ".npz": (
        npz_file,
        "file: its arrays are arr_0: float32 (2, 2), arr_1: float32 (2, 2); expected one m by n matrix of numbers, or "
        "among several one called vectors",
    ),
    "tar.gz": (
        gzip.compress(tarred(b"Copyright 2014\n")),
        "file: it is a tar archive of vectors.txt; expected a file of word vectors in it",
    ),
    "tar that is cut": (tarred(3000 * b"the 0.5 1\n")[:9000], "file: the archive ends within vectors.txt"),
    "PNG": (image("PNG"), f"file: it is a PNG image; {FOREIGN}"),
    "JPEG": (image("JPEG"), f"file: it is a JPEG image; {FOREIGN}"),
    ".npy of objects": (
        npy(np.array([["the", 0.5]], object)),
        "file: an array of object; expected floating-point or whole numbers",
    ),
    ".npy of strings": (
        npy(np.array([["the", "0.5"]])),
        "file: an array of <U3; expected floating-point or whole numbers",
    ),
}

BAD = {
    f"{title}: {case}": bad
    for title, cases in {
        "empty": EMPTY,
        "rows": MORE_OR_FEWER_ROWS,
        "numbers in a row": MORE_OR_FEWER_NUMBERS,
        "no number": NO_NUMBERS,
        "not finite": NOT_FINITE,
        "cut": CUT,
        "size": ABSURD_SIZES,
        "endless": ENDLESS,
        "other": OTHER_FILES,
    }.items()
    for case, bad in cases.items()
}


SLOW = ("endless: bomb, bzip2", "endless: bomb, gzip")  # a second each to pack; those of xz and zstd are packed sooner


@pytest.mark.parametrize("case", [pytest.param(case, marks=[pytest.mark.exhaustive] * (case in SLOW)) for case in BAD])
def test_a_bad_file_is_refused_in_these_words_leaves_nothing_and_can_be_mended(tmp_path, cache, case):
    data, expected = BAD[case]
    write(tmp_path, data if isinstance(data, bytes) else data(tmp_path))
    assert_refused(tmp_path / "file", expected)
    assert not list(cache.glob("*/*"))
    write(tmp_path, glove("the 0.5 1", "of 2 3"))
    assert_good(ev.load(tmp_path / "file"))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (b"", "words.txt: it is empty; expected word vectors"),
        (b"the\n", "words.txt: 1 word, expected 2, one for each vector in file"),
        pytest.param(
            "the\nof\n".encode("utf-16")[:-1],
            "words.txt: it begins as UTF-16 text and goes on otherwise (truncated data)",
            id="UTF-16 cut",
        ),
        (70_000 * b"a", "words.txt, line 1: more than 65,536 bytes; expected one word per line"),
        pytest.param(
            gzip.compress(b"the\nof\n", mtime=0)[:-1],
            "words.txt, byte 26: the gzip data end too early; expected their end mark",
            id="gzip data cut",
        ),
        (
            None,
            "file: it holds vectors but no words, and beside it is no list of them; looked for file.txt, file.words, "
            "file.words.txt, file_words.txt, file.vocab, file.vocab.txt, file.tsv, file_words.npy, words.txt, "
            "vocab.txt, words.npy, wordsList.npy, vocab.npy, …",
        ),
    ],
)
def test_a_bad_list_of_words_is_refused_by_its_own_name(tmp_path, cache, words, expected):
    write(tmp_path, npy(GOOD))
    for name in BESIDE if words is None else ():
        (tmp_path / name).unlink()
    if words is not None:
        (tmp_path / "words.txt").write_bytes(words)
    assert_refused(tmp_path / "file", expected)
    assert not list(cache.glob("*/*"))


def test_what_is_no_file_is_refused(tmp_path, cache):
    assert_refused(tmp_path / "none.txt", "none.txt: there is no such file")
    (tmp_path / "folder.txt").mkdir()
    assert_refused(tmp_path / "folder.txt", f"folder.txt: it is a folder; {FOREIGN}")
    assert not cache.exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path, cache):
    os.mkfifo(tmp_path / "pipe.txt")
    assert_refused(tmp_path / "pipe.txt", f"pipe.txt: it is not a regular file; {FOREIGN}")
    assert not cache.exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="may read everything")
def test_a_file_without_permission_is_refused(tmp_path, cache):
    write(tmp_path, glove("the 0.5 1"))
    (tmp_path / "file").chmod(0)
    assert_refused(tmp_path / "file", "file: it cannot be read (Permission denied)")
    assert not cache.exists()


BOUNDED = """
import resource, sys
import embedviz as ev
ev.load(sys.argv[1])
with open("/proc/self/status") as status:
    used = next(int(line.split()[1]) << 10 for line in status if line.startswith("VmData"))
resource.setrlimit(resource.RLIMIT_DATA, (used + 60_000_000, used + 60_000_000))
for path in sys.argv[2:]:
    try:
        ev.load(path)
    except ev.EmbedvizError as error:
        print(error)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
def test_bombs_of_400_mb_are_refused_within_60_mb(tmp_path):
    paths = [tmp_path / kind / "file" for kind in ("small", "xz", "zstd")]
    for path in paths:
        path.parent.mkdir()
        write(path.parent, binary("2 2") if path.parent.name == "small" else bomb(path.parent.name)(tmp_path))
    found = subprocess.run(
        [sys.executable, "-c", BOUNDED, *paths], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert found.stdout.splitlines() == 2 * [BOMB], found.stderr


# What is odd and read all the same


Odd = tuple[bytes, list[str], int, int]
TEXT = "the 0.5 1\nof 2 3\n"
# The bytes, the words in them, how many rows are left out for their word, how many words are not UTF-8.
ODD: dict[str, Odd] = {
    "duplicates, GloVe": (glove("the 0.5 1", "of 2 3", "the 7 8", "of 9 10"), WORDS, 2, 0),
    "duplicates, word2vec": (glove("3 2", "the 0.5 1", "the 7 8", "of 2 3"), WORDS, 1, 0),
    "duplicates, binary": (binary("4 2") + binary("", 9 * GOOD)[1:], WORDS, 2, 0),
    "duplicates, Parquet": (parquet(table([*GOOD, [7, 8]], [*WORDS, "the"])), WORDS, 1, 0),
    "duplicates, safetensors": (tensors(np.vstack([GOOD, GOOD]), WORDS + WORDS), WORDS, 2, 0),
    "byte order mark, GloVe": (TEXT.encode("utf-8-sig"), WORDS, 0, 0),
    "byte order mark, word2vec": (f"2 2\n{TEXT}".encode("utf-8-sig"), WORDS, 0, 0),
    "byte order mark, TSV": ("0.5\t1\n2\t3\n".encode("utf-8-sig"), WORDS, 0, 0),
    "CRLF, GloVe": (TEXT.replace("\n", "\r\n").encode(), WORDS, 0, 0),
    "CRLF, word2vec": (f"2 2\n{TEXT}".replace("\n", "\r\n").encode(), WORDS, 0, 0),
    "CRLF, TSV": (b"0.5\t1\r\n2\t3\r\n", WORDS, 0, 0),
    "tabs, GloVe": (b"the\t0.5\t1\nof\t2\t3\n", WORDS, 0, 0),
    "tabs, word2vec": (b"2\t2\nthe\t0.5\t1\nof\t2\t3\n", WORDS, 0, 0),
    "several blanks": (b"the  0.5\t 1\nof \t2   3\n", WORDS, 0, 0),
    "trailing blanks, GloVe": (b"the 0.5 1 \nof 2 3\t\n", WORDS, 0, 0),
    "trailing blanks, word2vec": (b"2 2 \nthe 0.5 1 \nof 2 3 \n", WORDS, 0, 0),
    "trailing blanks, TSV": (b"0.5\t1\t\n2\t3\t\n", WORDS, 0, 0),
    "trailing blanks and CRLF": (b"the 0.5 1 \r\nof 2 3 \r\n", WORDS, 0, 0),
    "blank lines at the end": (b"the 0.5 1\nof 2 3\n\n \r\n\n", WORDS, 0, 0),
    "no last newline, GloVe": (b"the 0.5 1\nof 2 3", WORDS, 0, 0),
    "no last newline, word2vec": (b"2 2\nthe 0.5 1\nof 2 3", WORDS, 0, 0),
    "no last newline, TSV": (b"0.5\t1\n2\t3", WORDS, 0, 0),
    "no newlines, binary": (binary("2 2").replace(GOOD[0].tobytes() + b"\n", GOOD[0].tobytes())[:-1], WORDS, 0, 0),
    "no-break space": ("the\u00a0best 0.5 1\n\u00a0 2 3\n".encode(), ["the\u00a0best", "\u00a0"], 0, 0),
    "U+0085": ("next\u0085line 0.5 1\n\u0085 2 3\n".encode(), ["next\u0085line", "\u0085"], 0, 0),
    "U+3000": ("東\u3000京 0.5 1\n\u3000 2 3\n".encode(), ["東\u3000京", "\u3000"], 0, 0),
    "U+2028 and U+FEFF": ("a\u2028b 0.5 1\na\ufeffb 2 3\n".encode(), ["a\u2028b", "a\ufeffb"], 0, 0),
    "U+0085, word2vec": ("2 2\nnext\u0085line 0.5 1\n\u0085 2 3\n".encode(), ["next\u0085line", "\u0085"], 0, 0),
    "U+0085, binary": (binary("2 2").replace(b"the", "\u0085".encode()), ["\u0085", "of"], 0, 0),
    "control characters": (b"a\x1cb 0.5 1\na\x0cb 2 3\n", ["a\x1cb", "a\x0cb"], 0, 0),
    "a lone carriage return": (b"a\rb 0.5 1\nof 2 3\n", ["a\rb", "of"], 0, 0),
    "spaces in words": (b". . . 0.5 1\nat name@domain.com 2 3\n", [". . .", "at name@domain.com"], 0, 0),
    "words that are numbers": (b"1997 0.5 1\nnan 2 3\n", ["1997", "nan"], 0, 0),
    "not UTF-8, GloVe": (b"caf\xe9 0.5 1\nof 2 3\n", ["caf\\xe9", "of"], 0, 1),
    "not UTF-8, binary": (binary("2 2").replace(b"the", b"\xff\xfe"), ["\\xff\\xfe", "of"], 0, 1),
    "not UTF-8, fastText": (fasttext().replace(b"of\0", b"\xe9\0"), ["the", "\\xe9"], 0, 1),
    "not UTF-8, and different": (b"\xe9 0.5 1\n\xff 2 3\n", ["\\xe9", "\\xff"], 0, 2),
    "not UTF-8, and U+FFFD": (b"\xe9 0.5 1\n\xef\xbf\xbd 2 3\n", ["\\xe9", "\ufffd"], 0, 1),
    "half of a surrogate pair": (b"\xed\xa0\x80 0.5 1\nof 2 3\n", ["\\xed\\xa0\\x80", "of"], 0, 1),
    "U+FFFD itself": ("\ufffd 0.5 1\nof 2 3\n".encode(), ["\ufffd", "of"], 0, 0),
}


@pytest.mark.parametrize("case", ODD)
def test_what_is_odd_is_read_and_what_was_changed_is_counted(tmp_path, case):
    data, words, duplicates, undecodable = ODD[case]
    write(tmp_path, data)
    found = ev.load(tmp_path / "file")
    assert_good(found, words)
    assert (found.origin.duplicates, found.origin.undecodable) == (duplicates, undecodable)


def write(folder: Path, data: bytes) -> None:
    """Write a file, and beside it the lists that some formats need."""
    for name, content in BESIDE.items():
        (folder / name).write_bytes(content)
    (folder / "file").write_bytes(data)


def assert_refused(path: Path, expected: str) -> None:
    with pytest.raises(ev.EmbedvizError) as error:
        ev.load(path)
    assert re.fullmatch(re.escape(expected).replace(re.escape("(?)"), r"\(.+\)"), str(error.value)), str(error.value)


def assert_good(found: ev.Embedding, words: list[str] = WORDS) -> None:
    assert list(found.words) == words
    assert found.vectors.tolist() == GOOD.tolist()
