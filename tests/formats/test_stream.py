import bz2
import gzip
import lzma
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.errors import places
from embedviz.formats.room import Room
from embedviz.formats.stream import HEAD, MAGIC, ByteStream


def zstd(data: bytes) -> bytes:
    return pa.compress(data, codec="zstd", asbytes=True)


PACK: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "lzma": partial(lzma.compress, format=lzma.FORMAT_ALONE),
    "zstd": zstd,
}
COMPRESSIONS = [kind for kind in PACK if kind]
DATA = "".join(f"w{i} {x:.6f}\n" for i, x in enumerate(np.random.default_rng(0).normal(size=20_000))).encode()


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stream") / "vectors.txt"


def read(path: Path, count: int = 1 << 16) -> bytes:
    with ByteStream(path) as stream:
        data = b"".join(iter(lambda: stream.read(count), b""))
        assert stream.offset == len(data)
        return data


@pytest.mark.parametrize("kind", PACK)
@given(st.binary(min_size=1, max_size=300), st.integers(1, 400))
def test_what_was_packed_comes_out_whatever_the_size_of_a_read(scratch, kind, data, count):
    if not kind:
        data = b"a" + data  # not to look compressed
    scratch.write_bytes(PACK[kind](data))
    assert read(scratch, count) == data
    with ByteStream(scratch) as stream:
        assert (stream.head, stream.compression, stream.size) == (data, kind, scratch.stat().st_size)
        assert stream.plain().read() == data
        assert stream.plain().bytes_at(len(data) // 2, 1) == data[len(data) // 2 :][:1]


@pytest.mark.parametrize("kind", PACK)
def test_the_head_is_read_again_with_the_rest(scratch, kind):
    scratch.write_bytes(PACK[kind](DATA))
    with ByteStream(scratch) as stream:
        assert stream.head == DATA[:HEAD]
        assert stream.read(10) + stream.read(HEAD) + stream.read(len(DATA)) + stream.read(1) == DATA
    assert read(scratch, 1 << 20) == DATA


@pytest.mark.parametrize("kind", COMPRESSIONS)
def test_files_joined_end_to_end_are_read_as_one(scratch, kind):
    pack = PACK[kind]
    scratch.write_bytes(pack(DATA[:1000]) + pack(b"") + pack(DATA[1000:]))
    assert read(scratch) == DATA


@pytest.mark.parametrize("kind", ["gzip", "xz"])
def test_zeros_that_pad_a_compressed_file_are_skipped(scratch, kind):
    scratch.write_bytes(PACK[kind](DATA) + bytes(2048))
    assert read(scratch) == DATA


@pytest.mark.parametrize("kind", COMPRESSIONS)
@given(st.data())
def test_compressed_data_cut_anywhere_are_refused(scratch, kind, data):
    whole = PACK[kind](DATA[:3000])
    scratch.write_bytes(whole[: data.draw(st.integers(10, len(whole) - 1))])
    with pytest.raises(ev.EmbedvizError, match=rf"^vectors\.txt, byte .*{kind} data"):
        read(scratch)


@pytest.mark.parametrize("kind", COMPRESSIONS)
@pytest.mark.parametrize(
    "rubbish",
    [b"x", b"not a compressed stream", b"BZh9 and so on", pytest.param(bytes(range(1, 200)), id="bytes 1 to 199")],
)
def test_what_does_not_belong_after_compressed_data_is_refused(scratch, kind, rubbish):
    scratch.write_bytes(PACK[kind](DATA) + rubbish)
    with pytest.raises(ev.EmbedvizError, match=rf"^vectors\.txt, byte .*{kind} data"):
        read(scratch)


@pytest.mark.parametrize("kind", COMPRESSIONS)
@given(st.data())
def test_a_damaged_byte_is_refused_where_a_checksum_tells(scratch, kind, data):
    whole = bytearray(PACK[kind](DATA[:3000]))
    whole[data.draw(st.integers(MAGIC, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    scratch.write_bytes(whole)
    with suppress(ev.EmbedvizError):
        assert read(scratch) == DATA[:3000] or kind == "zstd"  # which Arrow writes without a checksum


@pytest.mark.parametrize("kind", COMPRESSIONS)
@pytest.mark.parametrize("unit", [b"\0", b"the 0.1 0.2\n"])
def test_what_expands_beyond_all_reason_is_refused(scratch, monkeypatch, kind, unit):
    monkeypatch.setattr("embedviz.formats.stream.FREE_BYTES", 8 << 20)  # instead of a quarter of a gigabyte
    scratch.write_bytes(64 * PACK[kind](unit * ((1 << 20) // len(unit))))
    with ByteStream(scratch) as stream:
        with pytest.raises(ev.EmbedvizError, match="expands to more than 200 times its size"):
            list(iter(lambda: stream.read(1 << 20), b""))
        assert stream.offset < 32 << 20
    with ByteStream(scratch) as stream, pytest.raises(ev.EmbedvizError, match="expands to more than 200 times"):
        stream.plain()


@pytest.mark.parametrize("kind", COMPRESSIONS)
def test_what_packs_as_vectors_do_may_expand_without_bound(scratch, monkeypatch, kind):
    monkeypatch.setattr("embedviz.formats.stream.FREE_BYTES", 0)
    scratch.write_bytes(PACK[kind](DATA))
    assert read(scratch) == DATA


def test_xz_does_not_get_all_the_memory_it_asks_for(scratch, monkeypatch):
    monkeypatch.setattr("embedviz.formats.decompression.XZ_MEMORY", 1 << 20)
    scratch.write_bytes(lzma.compress(DATA))  # asks for 8 MB
    with pytest.raises(ev.EmbedvizError, match=r"damaged xz data \(Memory usage limit"):
        read(scratch)


@pytest.mark.parametrize("kind", PACK)
def test_progress_rises_to_the_bytes_on_disk(scratch, kind):
    scratch.write_bytes(PACK[kind](DATA))
    reports = []
    with ByteStream(scratch, reports.append) as stream:
        while stream.read(10_000):
            pass
    done = [report.done for report in reports]
    assert done == sorted(done)
    assert done[-1] == scratch.stat().st_size
    assert {(report.stage, report.total) for report in reports} == {("Reading vectors.txt", done[-1])}


def test_an_unpacked_copy_has_no_name_and_so_leaves_nothing_whatever_happens(scratch, cache):
    scratch.write_bytes(gzip.compress(DATA))
    with ByteStream(scratch) as stream:
        assert stream.plain() is stream.plain()
        assert stream.plain().size == len(DATA)
        assert cache.is_dir()
        assert os.name == "nt" or not list(cache.iterdir())
    scratch.write_bytes(gzip.compress(DATA)[:-1])
    with ByteStream(scratch) as stream, pytest.raises(ev.EmbedvizError, match="data end too early"):
        stream.plain()
    assert not list(cache.iterdir())


def test_a_copy_that_finds_no_room_is_an_error_with_the_folder(scratch, monkeypatch):
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(scratch / "missing"))
    scratch.write_bytes(gzip.compress(DATA))
    with (
        ByteStream(scratch) as stream,
        pytest.raises(ev.EmbedvizError, match=r"cannot be unpacked into .* \(Not a directory") as error,
    ):
        stream.plain()
    assert places(error.value) == (str(scratch / "missing"),)


def test_a_copy_is_given_up_where_its_room_ends_and_one_that_fits_is_whole(scratch, cache):
    data = bytes(1000) + b"end"
    scratch.write_bytes(gzip.compress(data))
    room = Room(1002, lambda size: ev.EmbedvizError(f"no room for {size} bytes"))
    with ByteStream(scratch, room=room) as stream, pytest.raises(ev.EmbedvizError, match="no room for 1003 bytes"):
        stream.plain()
    assert not list(cache.iterdir())
    exact = Room(1003, lambda size: ev.EmbedvizError(f"no room for {size} bytes"))
    with ByteStream(scratch, room=exact) as stream:
        assert stream.plain().read() == data
    assert exact.taken == 1003


@pytest.mark.parametrize("count", [1 << 60, -1, None, 3])
def test_more_than_there_is_may_be_asked_of_a_plain_file(scratch, count):
    scratch.write_bytes(b"abcde")
    with ByteStream(scratch) as stream:
        plain = stream.plain()
        plain.seek(1)
        assert plain.read(count) == (b"bcd" if count == 3 else b"bcde")


def test_bytes_that_were_there_and_are_no_more_are_an_error(scratch):
    scratch.write_bytes(DATA)
    with ByteStream(scratch) as stream:
        plain = stream.plain()
        os.truncate(scratch, 10)
        assert plain.bytes_at(0, 10) == DATA[:10]
        with pytest.raises(ev.EmbedvizError, match=r"^vectors\.txt: it changed while it was read"):
            plain.bytes_at(5, 10)


def test_a_word_that_begins_as_a_bzip2_file_does_is_a_word(scratch):
    scratch.write_bytes(b"BZh9 0.5\n")
    assert read(scratch) == b"BZh9 0.5\n"


@pytest.mark.parametrize("kind", PACK)
def test_a_file_with_nothing_in_it_is_refused(scratch, kind):
    scratch.write_bytes(PACK[kind](b""))
    with pytest.raises(ev.EmbedvizError, match=r"^vectors\.txt: it is empty; expected word vectors"):
        ByteStream(scratch)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders")
def test_what_is_no_readable_file_is_refused_by_what_it_is(tmp_path):
    file = tmp_path / "file.txt"
    file.write_bytes(b"the 0.5\n")
    os.mkfifo(tmp_path / "pipe")
    for path, message in (
        (tmp_path / "none.txt", r"^none\.txt: there is no such file"),
        (tmp_path, r": it is a folder; expected a file of word vectors$"),
        (tmp_path / "pipe", r"^pipe: it is not a regular file; expected a file of word vectors$"),
        (Path(os.devnull), r"^null: it is not a regular file"),
        (file / "inner", r"^inner: it cannot be read \(Not a directory\)"),
        (tmp_path / "null\0byte", r"it cannot be read \(.*null"),
        (tmp_path / ("long" * 100), r"it cannot be read \(File name too long\)"),
    ):
        with pytest.raises(ev.EmbedvizError, match=message):
            ByteStream(path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="may read everything")
def test_a_file_without_permission_is_refused(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_bytes(b"the 0.5\n")
    path.chmod(0)
    with pytest.raises(ev.EmbedvizError, match=r"^secret\.txt: it cannot be read \(Permission denied\)"):
        ByteStream(path)


@pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode")
def test_a_name_that_is_no_utf8_can_be_shown(tmp_path):
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    path.write_bytes(b"the 0.5\n")
    with ByteStream(path) as stream:
        assert stream.name == "caf\ufffd.txt"


def test_the_end_of_a_long_text_is_read_without_moving_on(tmp_path):
    data = b"".join(b"%d\n" % i for i in range(30_000))
    path = tmp_path / "long.txt"
    path.write_bytes(data)
    with ByteStream(path) as stream:
        assert stream.tail(100) == data[-100:]
        assert stream.tail(len(data) + 1) == data
        assert stream.read(70_000) == data[:70_000]
        assert stream.read(len(data)) == data[70_000:]
