import gzip
import io
import json
import lzma
import pickle
import struct
import tarfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import get_args

import numpy as np
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest
from gensim.models import KeyedVectors
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.formats.recognize import HEADER, NUMBER, Format, recognize, title

TABLE = pa.table({"word": ["the", "of"], "vector": [[0.5, 1.0], [2.0, 3.0]]})


def npz(save: Callable[..., None]) -> bytes:
    buffer = io.BytesIO()
    save(buffer, vectors=np.ones((2, 3)))
    return buffer.getvalue()


def zipped(name: str = "vectors.txt") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), "the 1 2\n")  # of a name alone it would hold the time of day
    return buffer.getvalue()


def tarred() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("vectors.txt"))
    return buffer.getvalue()


def empty_zip() -> bytes:
    buffer = io.BytesIO()
    zipfile.ZipFile(buffer, "w").close()
    return buffer.getvalue()


def npy() -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.ones((2, 2)))
    return buffer.getvalue()


def arrow(new: object) -> bytes:
    sink = pa.BufferOutputStream()
    with new(sink, TABLE.schema) as writer:
        writer.write_table(TABLE)
    return sink.getvalue().to_pybytes()


def parquet() -> bytes:
    sink = pa.BufferOutputStream()
    pyarrow.parquet.write_table(TABLE, sink)
    return sink.getvalue().to_pybytes()


def safetensors() -> bytes:
    header = json.dumps({"vectors": {"dtype": "F32", "shape": [1, 1], "data_offsets": [0, 4]}}).encode()
    return struct.pack("<Q", len(header)) + header + b"\0\0\0\0"


@dataclass(frozen=True)
class Named:
    """Binary data, and what a test on it is called."""

    name: str
    data: bytes


def cases(heads: dict[str, list[bytes | Named]]) -> list[object]:
    """Return each head with the name it stands under, ready for a test."""
    return [
        pytest.param(found, head.data, id=f"{found}-{head.name}") if isinstance(head, Named) else (found, head)
        for found, those in heads.items()
        for head in those
    ]


ROW = b" 12345678"  # a binary vector in 2 dimensions that could be text
KNOWN = {
    "glove": [
        b"the 0.5 1.5\nof 2 3\n",
        b"\xef\xbb\xbfthe 0.5 1.5\r\n",
        b"the\t0.5\t1.5\n",
        b". . . 0.5 1.5\n",
        b"caf\xe9 0.5\n",
        b"a\x1cb 0.5\n",
        b"a\x00b 0.5\n",
        b"400000 0.5 1.5\n",
        b"",
        # Words that begin as other files do.
        b'{ 0.5\n" 0.25\n',
        b"<html> 0.5\n",
        b"RIFF 0.5\n",
        b"PK\x03\x04 0.5\n",
        b"GIF8 0.5\n",
        b"7z 0.5\n",
    ],
    "json": [
        b'{"the": [0.5, 1.5]}',
        b'{\n  "the": 1',
        b'[{"word": "the"}]',
        b"{}",
        b"[]",
        b'\xef\xbb\xbf[["the", 0.5]]',
        b"[\n[0.5, 1.5]]",
    ],
    "word2vec": [
        b"2 2\nthe 0.5 1.5\nof 2 3\n",
        Named("byte order mark and header", b"\xef\xbb\xbf2 2\r\nthe 0.5 1.5\r\n"),
        b" 2\t2 \nthe 0.5 1.5\n",
        b"2 2\nthe 0.5 wrong\n",
        b"2 2\nthe caf\xe9 0.5 1.5\n",
        b"2 2",
        b"0 0\n",
        b"-1 -1\n",
        b"5 30000\nthe " + b"0.5 " * 20_000,
    ],
    "word2vec-binary": [
        Named("two words", b"2 2\nthe \0\0\x80?\0\0\0@of \0\0\0\0\0\0\0\0"),
        Named("all bits set", b"1 2\nthe " + b"\xff" * 8),
        Named("normal numbers", b"1 1000\nthe " + np.random.default_rng(0).normal(size=1000).astype("<f4").tobytes()),
        Named("as many zeros as UTF-16 has", b"1 400\nthe " + np.full(400, 0x40004100, "<u4").tobytes()),
    ],
    "fasttext": [struct.pack("<2i", 793712314, 12)],
    "tsv": [b"0.5\t1.5\n2\t3\n", b"0.5\t1.5\r\n2\t3\r\n4\t5", b"0.5\n1.5\n", b"\xef\xbb\xbf1\t2\t3\n", b"1\t2\t3\n4"],
    "npy": [Named("of NumPy", npy())],
    "npz": [Named("plain", npz(np.savez)), Named("compressed", npz(np.savez_compressed))],
    "parquet": [Named("of Arrow", parquet())],
    "arrow": [Named("file", arrow(pa.ipc.new_file)), Named("stream", arrow(pa.ipc.new_stream))],
    "safetensors": [Named("one tensor", safetensors())],
}


@pytest.mark.parametrize(("format", "head"), cases(KNOWN))
def test_a_format_is_told_from_its_first_bytes(format, head):
    assert recognize(head, "file") == format


def test_every_format_is_told_here_and_has_a_title():
    # That of GloVe's program has no mark, only a size; a table is told from GloVe's text when it is loaded.
    assert {*KNOWN, "glove-binary", "delimited"} == set(get_args(Format))
    assert len({title(format) for format in get_args(Format)}) == len(get_args(Format))


FOREIGN = {
    "zip archive": [Named("of one file", zipped())],
    "empty zip archive": [Named("of no file", empty_zip())],
    "tar archive": [Named("of one file", tarred())],
    "7z archive": [b"7z\xbc\xaf\x27\x1c\0\4"],
    "RAR archive": [b"Rar!\x1a\x07\0"],
    "PNG image": [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"],
    "JPEG image": [b"\xff\xd8\xff\xe0\0\x10JFIF"],
    "GIF image": [b"GIF89a"],
    "image, sound or video": [b"RIFF\x24\0\0\0WAVE"],
    "PDF document": [b"%PDF-1.7\n%\xe2\xe3"],
    "HDF5 file": [b"\x89HDF\r\n\x1a\n", Named("Julia", b"HDF5-based Julia Data Format, version 0.1.1\0")],
    "safetensors.torch.save_file": [Named("PyTorch", zipped("model/data.pkl"))],
    "GGUF model": [b"GGUF\3\0\0\0"],
    "dictionary as Python prints it": [b"{'the': [0.5, 1.5], 'of': [2.5, 3.5]}"],
    "SQLite database (Magnitude": [b"SQLite format 3\0"],
    "gzip data within": [Named("gzip twice", gzip.compress(b"the 0.5\n", mtime=0))],
    "xz data within": [Named("xz in something", lzma.compress(b"the 0.5\n"))],
    ".Z data": [Named("compress", b"\x1f\x9d\x90t\xd0")],
    "LZ4 data": [Named("LZ4", b"\x04\x22\x4d\x18\x60\x70\x73\0")],
    "Snappy data": [Named("Snappy", b"\xff\x06\0\0sNaPpY\0")],
    "MATLAB file": [
        Named(f"version {v}", b"MATLAB %s MAT-file, Platform: GLNXA64\0" % v.encode()) for v in ("5.0", "7.3")
    ],
    "write.table": [Named("RData", b"RDX3\nX\n\0\0\0\3"), Named("RDS", b"X\n\0\0\0\3"), b"A\n3\n263168\n"],
    "Word document from before 2007": [Named("OLE", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0")],
    "rich text": [b"{\\rtf1\\ansi\n{\\fonttbl the 0.5}"],
    "Avro file": [Named("Avro", b"Obj\x01\x04\x14avro.codec\0")],
    "serialized Java object": [Named("Java", b"\xac\xed\0\x05sr\0")],
    "a program": [Named("ELF", b"\x7fELF\2\1\1\0")],
    "web server's answer": [
        b"404: Not Found",
        b"HTTP/1.1 404 Not Found\r\nServer: x\r\n",
        b"503 Service Unavailable\n",
    ],
    "Feather file of version 1": [b"FEA1\0\0"],
    "git lfs pull": [b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12345\n"],
    "web page": [
        b"<!DOCTYPE html>\n<html>",
        b"\n <HTML lang=en>",
        b"<?xml version='1.0'?>",
        b"\xef\xbb\xbf<html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
        b"<!-- saved from url=(0014)about:internet -->\n<title>x</title>",
        b"<Error><Code>AccessDenied</Code></Error>",
    ],
    "drawn with lines, as in Markdown": [
        b"|     |   0 |   1 |\n|:----|----:|----:|\n| the | 0.5 | 1.5 |\n",
        b" word | vector\n------+--------\n the  | {0.5,1.5}\n",
        b"+------+-----+\n| word |   0 |\n+======+=====+\n| the  | 0.5 |\n",
    ],
    "floret's table of hashes": [
        b"50000 300 4 5 2 2166136261 < >\n0 0.5 1.5\n",
        Named(
            "as long as its header",
            b"300 6 2 4 1 2166136261 < >\n" + b"".join(b"%d 1 2 3 4 5 .5 \n" % i for i in range(9)),
        ),
    ],
    "sparse vectors": [b"the 0:0.5 7:1.5 9:2e-3\nof 3:0.5 7:1.5\n"],
    "LaTeX document": [b"\\begin{tabular}{lr}\nthe & 0.5 \\\\\n"],
    "ARFF file": [b"@relation words\n@attribute word string\n"],
    "Matrix Market": [b"%%MatrixMarket matrix array real general\n2 2\n0.5\n"],
    "Stata file": [b"<stata_dta><header><release>118</release>"],
    "UTF-16": [
        *(Named(code, "the 0.5\n".encode(code)) for code in ("utf-16", "utf-16-le", "utf-16-be")),
        Named("cut after two letters", b"\xfe\xff\0t\0h"),
    ],
    "UTF-32": [
        Named("utf-32", "the 0.5\n".encode("utf-32")),
        Named("utf-32-be", b"\0\0\xfe\xff" + "the".encode("utf-32-be")),
    ],
    "binary, in no format known": [
        Named("utf-32-le without a mark", "the 0.5\n".encode("utf-32-le")),
        Named("every byte", bytes(range(256)) * 4),
    ],
}


@pytest.mark.parametrize(("found", "head"), cases(FOREIGN))
def test_what_is_no_file_of_vectors_is_refused_by_the_name_of_what_it_is(found, head):
    with pytest.raises(ev.EmbedvizError, match="expected a file of word vectors") as error:
        recognize(head, "some.txt")
    assert str(error.value).startswith("some.txt: it is ")
    assert found in str(error.value)


@pytest.mark.parametrize(
    ("name", "kind"), [("x.txt.br", "Brotli data"), ("x.SZ", "Snappy data"), ("x", "binary, in no")]
)
def test_what_has_no_mark_is_named_by_the_ending_of_its_name(name, kind):
    with pytest.raises(ev.EmbedvizError, match=f"it is {kind}"):
        recognize(b"\x0b\x05\x80the 0.5\x03", name)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_is_refused(protocol):
    keyed = KeyedVectors(2)
    keyed.add_vectors(["the"], np.ones((1, 2), np.float32))
    for value in (keyed, {"the": np.ones(2)}, np.ones((2, 2)), {"the": [0.5, 1.5]}, ["the", 0.5]):
        with pytest.raises(ev.EmbedvizError, match="pickle" if protocol != 1 else "pickle|binary"):
            recognize(pickle.dumps(value, protocol), "vectors.pkl")


@given(st.binary(max_size=300) | st.binary(max_size=40).map(lambda tail: b"3 2\n" + tail))
def test_any_bytes_are_recognized_or_refused(head):
    with suppress(ev.EmbedvizError):
        assert recognize(head, "file") in get_args(Format)


@given(st.text("0123456789+-.eEinfaty_x ", max_size=8) | st.floats().map(repr))
def test_a_number_is_what_python_reads_as_one(token):
    try:
        float(token)
        expected = not token.startswith(" ") and not token.endswith(" ") and "_" not in token
    except ValueError:
        expected = False
    assert (NUMBER.fullmatch(token.encode()) is not None) == expected


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "head",
    [
        *(b"1" * 65_535 + b"x", b" " * 65_536, b"\t " * 32_768, b"[" * 65_536, b"a " + b"1" * 65_000 + b"x"),
        *(b"1 " * 32_768, b"|" * 65_536, b"-" * 65_536, b"|-" * 32_768, b"-+" * 32_768, b"|\n" + b"-" * 65_534),
    ],
)
def test_no_text_takes_long_to_recognize(head):
    NUMBER.fullmatch(head)
    HEADER.match(head)
    assert recognize(head, "file") == "glove"


def test_a_header_of_very_many_digits_is_none():
    assert recognize(b"9" * 5_000 + b" 300\n", "file") == "glove"
