"""Files of word vectors in zip and tar archives, as they are published."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Mapping

import numpy as np
import pytest
from safetensors.numpy import save

import embedviz as ev
from embedviz.formats import archives
from embedviz.formats.choices import Choices, choices_of

WORDS = ["the", "of", "new york", "naïve", "windows 10"]
VECTORS = np.random.default_rng(0).standard_normal((5, 4)).astype(np.float32)
BODY = "".join(f"{word} {' '.join(map(repr, row))}\n" for word, row in zip(WORDS, VECTORS.tolist(), strict=True))
TEXT, HEADED = BODY.encode(), f"5 4\n{BODY}".encode()
BINARY = b"5 4\n" + b"".join(
    word.encode() + b" " + row.tobytes() + b"\n" for word, row in zip(WORDS, VECTORS, strict=True)
)
TABLE = ("word;a;b;c;d\n" + BODY.replace("new york", "new_york").replace("s 10", "s_10").replace(" ", ";")).encode()
BESIDES = {
    "README.md": b"Vectors of 2014\nin 50\n",
    "LICENSE": b"Copyright 2014\n",
    "vocab.txt": b"the 12\nof 11\n",
    "__MACOSX/._x.txt": TEXT,
    "d/.hidden.txt": TEXT,
}


def npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def zipped(files: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        # A ZipInfo that is made so is of 1980; a name alone would take the time of day into the test's parameters.
        for name, data in {"d/": b"", **files}.items():
            archive.writestr(zipfile.ZipInfo(name), data, compression)
    return buffer.getvalue()


def tarred(files: Mapping[str, bytes], format: int = tarfile.GNU_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=format) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return buffer.getvalue()


PACK: dict[str, Callable[[Mapping[str, bytes]], bytes]] = {
    "zip": zipped,
    "zip, stored": lambda files: zipped(files, zipfile.ZIP_STORED),
    "zip, bzip2": lambda files: zipped(files, zipfile.ZIP_BZIP2),
    "tar": tarred,
    "tar, pax": lambda files: tarred(files, tarfile.PAX_FORMAT),
    "tar.gz": lambda files: gzip.compress(tarred(files), mtime=0),
    "tar.bz2": lambda files: bz2.compress(tarred(files)),
    "tar.xz": lambda files: lzma.compress(tarred(files)),
}


@pytest.mark.parametrize("pack", PACK.values(), ids=PACK)
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.txt", TEXT),
        ("d/x.vec", HEADED),
        ("x.bin", BINARY),
        ("x.txt.gz", gzip.compress(TEXT, mtime=0)),
        ("x.vec.xz", lzma.compress(HEADED)),
        ("x.txt", BODY.encode("utf-16")),
    ],
    ids=["text", "word2vec in a folder", "binary", "gzip", "xz", "UTF-16"],
)
def test_the_one_file_of_vectors_in_an_archive_is_read(tmp_path, pack, name, data):
    path = tmp_path / "archive"
    path.write_bytes(pack({**BESIDES, name: data}))
    found = ev.load(path)
    assert list(found.words) == WORDS
    np.testing.assert_array_equal(found.vectors, VECTORS)
    assert f"read from the archive: {name}" in map(str, found.origin.assumptions)


TOKENIZER = json.dumps({"model": {"type": "WordPiece", "vocab": {word: i for i, word in enumerate(WORDS)}}}).encode()
LIST = "\n".join(WORDS).encode()
NUMBERS = "".join("\t".join(map(repr, row)) + "\n" for row in VECTORS.tolist()).encode()
TABLE_OF_WORDS = ("word\tcount\n" + "".join(f"{word}\t{9 - i}\n" for i, word in enumerate(WORDS))).encode()
WITH_LISTS = {
    "Model2Vec": {
        "m/config.json": b"{}", "m/model.safetensors": save({"embeddings": VECTORS}), "m/modules.json": b"[]",
        "m/tokenizer.json": TOKENIZER, "tokenizer.json": b"of another folder",
    },
    "an array": {"vectors.npy": npy(VECTORS), "words.txt": LIST},
    "two arrays": {"v/wordVectors.npy": npy(VECTORS), "v/wordsList.npy": npy(np.array(WORDS))},
    "a pair for the projector": {"x/vectors.tsv": NUMBERS, "x/metadata.tsv": TABLE_OF_WORDS},
    "a pair, compressed": {"vectors.tsv.gz": gzip.compress(NUMBERS, mtime=0), "metadata.tsv": TABLE_OF_WORDS},
}  # fmt: skip


@pytest.mark.parametrize("pack", [PACK["zip"], PACK["tar.gz"]], ids=["zip", "tar.gz"])
@pytest.mark.parametrize("files", WITH_LISTS.values(), ids=WITH_LISTS)
def test_vectors_in_an_archive_take_their_words_from_the_list_beside_them(tmp_path, monkeypatch, files, pack):
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "archive"
    path.write_bytes(pack({"README.md": BESIDES["README.md"], "LICENSE": BESIDES["LICENSE"], **files}))
    for found in (ev.load(path), ev.load(path)):  # the second comes from the cache
        assert list(found.words) == WORDS
        np.testing.assert_array_equal(found.vectors, VECTORS)
    assert found.columns is None or found.columns.to_pydict() == {"count": [9, 8, 7, 6, 5]}
    assert not list((tmp_path / "cache" / "unpacked").iterdir())
    assert choices_of(path).matrices == ()


def test_lists_in_an_archive_that_are_too_large_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("embedviz.formats.unpacking.MOST_BYTES", 20)
    (tmp_path / "x.zip").write_bytes(zipped(WITH_LISTS["an array"]))
    with pytest.raises(ev.EmbedvizError, match=r"^x.zip/vectors.npy: the lists beside .* take more than 20 bytes"):
        ev.load(tmp_path / "x.zip")


@pytest.mark.parametrize("pack", [PACK["zip"], PACK["tar.gz"]], ids=["zip", "tar.gz"])
def test_of_several_one_is_named(tmp_path, pack):
    path = tmp_path / "glove.6B"
    path.write_bytes(pack({"glove/a.50d.txt": TEXT, "glove/a.csv": TABLE, **BESIDES}))
    with pytest.raises(ev.EmbedvizError, match=r"several files of vectors: glove/a.50d.txt, glove/a.csv; expected one"):
        ev.load(path)
    assert choices_of(path).matrices == ("glove/a.50d.txt", "glove/a.csv")
    for name in ("a.csv", "glove/a.csv"):
        found = ev.load(path, tensor=name, separator=";")
        assert [word.replace("_", " ") for word in found.words] == WORDS
        np.testing.assert_array_equal(found.vectors, VECTORS)
    with pytest.raises(ev.EmbedvizError, match=r"archive of glove/a.50d.txt, glove/a.csv, README"):
        ev.load(path, tensor="b.txt")


def test_names_of_a_large_compressed_archive_are_not_looked_for(tmp_path, monkeypatch):
    (tmp_path / "x.tgz").write_bytes(PACK["tar.gz"]({"a.txt": TEXT, "b.txt": TEXT}))
    monkeypatch.setattr("embedviz.formats.choices.MOST_UNPACKED", 10)
    assert choices_of(tmp_path / "x.tgz") == Choices()


def encrypted() -> bytes:
    data = bytearray(zipped({"x.txt": TEXT}))
    data[data.index(b"PK\3\4", 1) + 6] |= 1
    data[data.rindex(b"PK\1\2") + 8] |= 1
    return bytes(data)


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("xl/workbook.xml", "an Excel workbook: save the sheet as CSV"),
        ("word/document.xml", "a Word document"),
        ("content.xml", "an OpenDocument file"),
        ("model.weights.h5", "a Keras model"),
    ],
)
def test_a_document_is_called_what_it_is(tmp_path, name, kind):
    (tmp_path / "x").write_bytes(zipped({"config.json": b'{"the": [0.5, 1]}', name: b"<x/>"}))
    with pytest.raises(ev.EmbedvizError, match=f"^x: it is {kind}.*; expected a file of word vectors"):
        ev.load(tmp_path / "x")


def of_one() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("x.txt"), 50 * TEXT, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (zipped({"vectors.npz.txt": b""}), r"^x: it is a zip archive of vectors.npz.txt; expected a file of word"),
        (zipped({}), r"^x: it is a zip archive of no file; expected"),
        (zipped({"x.txt": TEXT})[:-30], r"^x: the archive is damaged or cannot be read"),
        (flipped(of_one(), 120), r"^x/x.txt: damaged zip data \(Error -3"),
        (encrypted(), r"^x: x.txt in it is encrypted; expected none"),
        (
            zipped({"a.npy.gz": npy(VECTORS)}),
            "^x/a.npy.gz: it holds vectors but no words, and beside it is no list of them",
        ),
        (tarred({"x.txt": TEXT})[:600], r"^x: the archive ends within x.txt"),
    ],
    ids=["empty file", "no file", "cut zip", "damaged zip", "encrypted", "an array", "cut tar"],
)
def test_what_is_wrong_with_an_archive_is_said(tmp_path, data, message):
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(ev.EmbedvizError, match=message):
        ev.load(tmp_path / "x")


def test_a_long_header_of_a_tar_archive_is_not_read(tmp_path):
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 2 * archives.MAX_TAR_HEADER
    (tmp_path / "x").write_bytes(gzip.compress(header.tobuf() + bytes(header.size + 1024)))
    with pytest.raises(ev.EmbedvizError, match="a header of 2,097,152 bytes"):
        ev.load(tmp_path / "x")


def test_a_small_archive_of_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("embedviz.formats.stream.FREE_BYTES", 1 << 16)
    (tmp_path / "x").write_bytes(zipped({"x.txt": b"the 1 2\n" + b"of 0.0 0.0\n" * 500_000}))
    with pytest.raises(ev.EmbedvizError, match=r"it expands to more than 200 times its size"):
        ev.load(tmp_path / "x")
