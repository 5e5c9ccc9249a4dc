import codecs
import gzip
import io
import os
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.sources.corpora import unpacking
from embedviz.sources.corpora.unpacking import texts_of

TEXT = "The king rules.\nThe queen réigns.\n"


def read(file: bytes, name: str = "book.txt") -> list[str]:
    return ["".join(text) for text in texts_of(file, name, None)]


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)  # a zip of a name alone holds the time of day
    return packed.getvalue()


def gzipped(text: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0)


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=50))
def test_a_text_comes_out_however_it_is_encoded_and_packed(text):
    expected = [text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")]
    data = text.encode()
    assert (
        read(gzip.compress(data))
        == read(zipped({"a.txt": data}))
        == read(gzip.compress(codecs.BOM_UTF8 + expected[0].encode()))
        == expected
    )
    assert read(codecs.BOM_UTF16_LE + text.encode("utf-16-le")) == read(codecs.BOM_UTF16_BE + text.encode("utf-16-be"))
    if not data.startswith((b"PK", b"\x1f\x8b")):
        assert read(data) == expected


@pytest.mark.parametrize("chunk", [3, 4, 5, 7])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_characters_and_ends_of_lines_may_lie_across_chunks(monkeypatch, chunk, encoding):
    monkeypatch.setattr(unpacking, "CHUNK", chunk)
    assert read("é\r\n中\r😀\n".encode(encoding)) == ["é\n中\n😀\n"]


def test_the_texts_of_an_archive_come_in_the_order_of_their_names_and_nothing_else_does():
    members = {
        "b.txt": b"second",
        "folder/c.TXT": b"third",
        "a.txt": b"first",
        "picture.png": b"\0",
        "__MACOSX/._a.txt": b"\0",
    }
    assert read(zipped(members)) == ["first", "second", "third"]


def test_progress_goes_up_to_the_whole_of_the_file():
    data = os.urandom(2_000_000).hex().encode()
    for content in (data, gzip.compress(data), zipped({"a.txt": data, "b.txt": data})):
        reports: list[ev.Progress] = []
        for text in texts_of(content, "book", reports.append):
            list(text)
        fractions = [report.fraction for report in reports]
        assert len(set(fractions)) > 3
        assert fractions == sorted(fractions)
        assert fractions[-1] == 1
        assert {report.stage for report in reports} == {"Reading book"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", r"^book\.txt: it is empty; expected text$"),
        (b"text \0 text", r"^book\.txt: it holds binary data; expected text$"),
        (b"caf\xe9", r"^book\.txt, byte 4: E9 is not UTF-8; expected text in UTF-8, or in UTF-16 with its"),
        ("国王".encode("gb18030"), r"^book\.txt, byte 1: B9 FA CD F5 is not UTF-8"),
        ("king".encode("utf-16-le"), r"^book\.txt: it holds binary data"),
        ("king".encode("utf-32"), r"^book\.txt: it holds binary data"),
        (codecs.BOM_UTF16_LE + b"k\0i", r"^book\.txt, byte 5: 69 is not UTF-16; expected text in UTF-8"),
        (b"\x1f\x8b", r"^book\.txt: it cannot be read"),
    ],
)
def test_what_is_no_text_is_refused(data, message):
    with pytest.raises(ev.EmbedvizError, match=message):
        read(data)


PACKED = {
    "gzip cut": (gzipped(TEXT)[:-9], r"^book\.txt: it cannot be read \(Compressed file ended"),
    "gzip and more": (gzipped(TEXT) + b"rubbish", r"^book\.txt: it cannot be read \(Not a gzipped file"),
    "zip of nothing": (zipped({}), r"^book\.txt: none of its 0 files is named \.txt; expected at least one$"),
    "zip of other kinds": (zipped({"a.doc": b"", "b.pdf": b""}), r"^book\.txt: none of its 2 files is named \.txt"),
    "zip cut": (
        zipped({"a.txt": b"text " * 99})[:-30],
        r"^book\.txt: a damaged zip archive \(File is not a zip file\)$",
    ),
    "zip by LZMA": (
        zipped({"b/a.txt": b"text"}, zipfile.ZIP_LZMA),
        r"^book\.txt/a\.txt: compressed by method 14; expected",
    ),
    "zip of one that is no text": (
        zipped({"ok.txt": b"ok", "un.txt": b"\xff"}),
        r"^book\.txt/un\.txt, byte 1: FF is not UTF-8",
    ),
    "zip of 1,001 texts": (
        zipped({f"{i}.txt": b"" for i in range(1001)}),
        r"^book\.txt: 1,001 texts; expected at most 1,000$",
    ),
}


@pytest.mark.parametrize(("data", "message"), PACKED.values(), ids=PACKED)
def test_what_holds_no_text_is_refused(data, message):
    with pytest.raises(ev.EmbedvizError, match=message):
        read(data)


def test_where_text_stops_being_text_is_told_exactly(monkeypatch):
    data = codecs.BOM_UTF8 + "é".encode() * 1000 + b"\xff" + b"a" * 1000
    for chunk in (64, 999, 1 << 20):
        monkeypatch.setattr(unpacking, "CHUNK", chunk)
        with pytest.raises(ev.EmbedvizError, match=r"byte 2,004: FF"):
            read(data)


@pytest.mark.parametrize("flag", [b"\x01", b"\x09"])
def test_an_archive_with_a_password_is_refused(flag):
    data = bytearray(zipped({"a.txt": b"text"}))
    data[6:7] = flag
    directory = data.index(b"PK\x01\x02")
    data[directory + 8 : directory + 9] = flag
    with pytest.raises(ev.EmbedvizError, match=r"^book\.txt/a\.txt: it cannot be unpacked \(.*password"):
        read(bytes(data))


def test_an_archive_whose_members_would_begin_before_it_is_refused():
    data = bytearray(zipped({"a.txt": b"text"}))
    end, directory = data.index(b"PK\x05\x06"), data.index(b"PK\x01\x02")
    data[end + 16 : end + 20] = struct.pack("<I", directory + 256)
    with pytest.raises(ev.EmbedvizError, match=r"^book\.txt/a\.txt: it cannot be unpacked \(negative seek value"):
        read(bytes(data))


@given(st.data())
def test_a_damaged_archive_is_read_or_refused(data):
    packed = bytearray(zipped({"a.txt": TEXT.encode() * 20, "b.txt": b"text"}))
    for _time in range(data.draw(st.integers(1, 4))):
        packed[data.draw(st.integers(4, len(packed) - 1))] = data.draw(st.integers(0, 255))
    with suppress(ev.EmbedvizError):
        assert set(read(bytes(packed))) <= {TEXT * 20, "text"}


@pytest.mark.parametrize(
    "pack", [bytes, gzip.compress, lambda data: zipped({"a.txt": data})], ids=["plain", "gzip", "zip"]
)
def test_too_much_text_is_refused_before_any_is_read(monkeypatch, pack):
    monkeypatch.setattr(unpacking, "MOST_BYTES", 5_000_000)
    with pytest.raises(ev.EmbedvizError, match=r"^book: it holds more than 5 MB of text; expected at most that$"):
        next(texts_of(pack(b"word " * 1_000_001), "book", None))


def test_an_archive_that_lies_about_its_size_gives_no_more_than_it_says():
    data = bytearray(zipped({"a.txt": b"word " * 1_000_000}))
    directory = data.index(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = struct.pack("<I", 10)
    with pytest.raises(ev.EmbedvizError, match=r"^book\.txt/a\.txt: it cannot be read \(Bad CRC-32"):
        read(bytes(data))


def test_many_texts_are_bounded_together(monkeypatch):
    monkeypatch.setattr(unpacking, "MOST_BYTES", 1000)
    assert len(read(zipped({"a.txt": b"a" * 500, "b.txt": b"b" * 500}))) == 2
    with pytest.raises(ev.EmbedvizError, match="more than 1 kB of text"):
        read(zipped({"a.txt": b"a" * 500, "b.txt": b"b" * 501}))


def test_a_pipe_a_folder_and_a_missing_file_are_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name, problem in (
        ("pipe", "not a regular file"),
        ("", "not a regular file"),
        ("none", "there is no such file"),
    ):
        with pytest.raises(ev.EmbedvizError, match=f"^book: .*{problem}"):
            list(texts_of(tmp_path / name, "book", None))


def test_a_file_is_closed_when_reading_is_given_up(tmp_path):
    path = tmp_path / "book.txt"
    path.write_text(TEXT)
    texts = texts_of(path, "book", None)
    assert next(next(texts)) == TEXT
    assert str(path) in open_files()
    texts.close()
    assert str(path) not in open_files()


def open_files() -> set[str]:
    folder = "/proc/self/fd"
    return {os.path.realpath(os.path.join(folder, each)) for each in os.listdir(folder)}
