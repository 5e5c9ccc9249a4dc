import gzip
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.errors import EmbedvizError, FileError, UnknownSourceError, places
from embedviz.formats.room import Room
from embedviz.formats.staging import temporary_name
from embedviz.sources.sent import keep_file
from embedviz.sources.shelf import keep, remove, rename
from embedviz.sources.shelved import kept, shelf_size


@pytest.fixture
def folder(cache) -> Path:
    """The folder that holds what is kept."""
    return cache / "shelf"


def titles() -> list[str]:
    return [source.title for source in kept()]


def test_nothing_is_kept_at_first():
    assert kept() == []
    assert shelf_size() == 0


def test_an_embedding_that_is_kept_opens_with_the_same_words_and_numbers(pair):
    source = keep(pair, title="Two points", kind="trained")
    assert source.id.startswith("trained:two-points-")
    assert (source.title, source.kind, source.ready) == ("Two points", "trained", True)
    opened = ev.open_source(source.id)
    assert opened.id == source.id
    assert opened.note == "made by hand"
    assert opened.words[:] == pair.words[:]
    np.testing.assert_array_equal(opened.vectors, pair.vectors)
    assert not opened.vectors.flags.writeable
    assert isinstance(opened.vectors, np.memmap)


def test_a_file_that_is_kept_is_needed_no_longer(tmp_path, write_glove):
    path = write_glove(tmp_path / "upload.txt", first=7)
    reports = []
    source = keep_file(path, title="upload.txt", progress=reports.append)
    assert reports[-1].done == reports[-1].total == path.stat().st_size
    path.unlink()
    assert source.kind == "upload"
    opened = ev.open_source(source.id)
    assert opened.origin.format == "GloVe text"
    np.testing.assert_array_equal(opened["north"], [7, 0.5])


def test_a_kept_file_needs_its_companion_no_longer(tmp_path):
    np.save(tmp_path / "x.npy", np.eye(3, dtype=np.float32))
    (tmp_path / "x.txt").write_text("a\nb\nc\n", encoding="utf-8")
    source = keep_file(tmp_path / "x.npy", title="x.npy")
    for name in ("x.npy", "x.txt"):
        (tmp_path / name).unlink()
    assert ev.open_source(source.id).words[:] == ("a", "b", "c")


def test_a_broken_file_keeps_nothing(folder, tmp_path):
    (tmp_path / "broken.vec").write_text("2 2\nnorth 1 2\neast 3\n")
    with pytest.raises(FileError, match=r"broken\.vec, line 3"):
        keep_file(tmp_path / "broken.vec", title="broken")
    assert kept() == []
    assert list(folder.iterdir()) == []


def test_what_is_cancelled_keeps_nothing(folder, pair, tmp_path, write_glove, cancel_at):
    with pytest.raises(ev.Cancelled):
        keep_file(write_glove(tmp_path / "upload.txt"), title="upload", progress=cancel_at(0))
    with pytest.raises(ev.Cancelled):
        keep(pair, title="pair", kind="trained", progress=cancel_at(0))
    assert list(folder.iterdir()) == []


def test_two_of_one_title_are_both_kept_and_told_apart(pair, toy):
    first, second = (keep(embedding, title="same", kind="upload") for embedding in (pair, toy))
    assert [first.title, second.title] == titles() == ["same", "same (2)"]
    assert ev.open_source(first.id).shape == pair.shape
    assert ev.open_source(second.id).shape == toy.shape
    assert keep(pair, title="same (2)", kind="upload").title == "same (2) (2)"


def test_a_long_title_that_is_taken_stays_within_its_length(pair):
    keep(pair, title="x" * 80, kind="upload")
    assert keep(pair, title="x" * 80, kind="upload").title == "x" * 76 + " (2)"


def test_the_kept_are_listed_by_title(pair):
    for title in ("b", "C", "a"):
        keep(pair, title=title, kind="upload")
    assert titles() == ["a", "b", "C"]


@pytest.mark.parametrize("title", ["", "   ", "x" * 81])
def test_a_title_too_short_or_too_long_is_refused(pair, title):
    with pytest.raises(EmbedvizError, match=f"a title of {len(title.strip())} characters; expected 1 to 80"):
        keep(pair, title=title, kind="upload")


@pytest.mark.parametrize("title", ["a\nb", "a\0b", "a\x1bb", "a\u2028b", "a\ud800b", "a\x85b"])
def test_a_title_that_cannot_be_shown_is_refused(folder, pair, title):
    with pytest.raises(EmbedvizError, match="line break or control character"):
        keep(pair, title=title, kind="upload")
    assert not folder.exists()


@given(
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=80).filter(
        lambda title: title.strip()
    )
)
def test_every_other_title_is_kept_as_it_is_under_an_id_of_plain_characters(tmp_path_factory, title):
    pair = ev.Embedding("pair", ["a", "b"], np.eye(2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMBEDVIZ_CACHE", str(tmp_path_factory.mktemp("cache")))
        source = keep(pair, title=title, kind="upload")
        assert [source.title] == titles() == [title.strip()]
        assert source.id.isascii()
        assert len(source.id) < 60
        assert set(source.id.removeprefix("upload:")) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_a_new_title_changes_nothing_else(pair):
    source = keep(pair, title="before", kind="trained")
    opened = source.open(None)
    renamed = rename(source.id, "  after ")
    assert (renamed.id, renamed.title, renamed.kind) == (source.id, "after", "trained")
    assert renamed.version == source.version
    assert titles() == ["after"]
    assert ev.open_source(source.id).note == "made by hand"
    np.testing.assert_array_equal(opened.vectors, pair.vectors)


def test_a_title_that_another_has_gets_a_number_and_its_own_stays(pair):
    keep(pair, title="taken", kind="upload")
    other = keep(pair, title="other", kind="upload")
    assert rename(other.id, "other").title == "other"
    assert rename(other.id, "taken").title == "taken (2)"


def test_a_bad_new_title_leaves_the_old_one(pair):
    source = keep(pair, title="before", kind="upload")
    with pytest.raises(EmbedvizError, match="expected 1 to 80"):
        rename(source.id, " ")
    assert titles() == ["before"]


def test_what_is_removed_is_gone_and_who_has_it_open_keeps_it(folder, pair):
    source = keep(pair, title="gone", kind="upload")
    opened = source.open(None)
    remove(source.id)
    assert kept() == []
    assert list(folder.iterdir()) == []
    np.testing.assert_array_equal(opened.vectors, pair.vectors)
    with pytest.raises(UnknownSourceError):
        source.open(None)


@pytest.mark.parametrize(
    "act", [remove, lambda id: rename(id, "new"), ev.open_source], ids=["remove", "rename", "open"]
)
@pytest.mark.parametrize(
    "id",
    [
        "upload:../../victim",
        "upload:/etc",
        "upload:..",
        "upload:.",
        "upload:",
        "upload:{slug}/",
        "upload:./{slug}",
        "upload:{slug}/../{slug}",
        "upload:{slug}\0",
        "upload:{slug}\n",
        "trained:{slug}",
        "file:{slug}",
        "{slug}",
        "upload:other-00000000",
        "upload:.new-0011223344556677",
    ],
)
def test_no_id_but_that_of_a_kept_one_does_anything(tmp_path, folder, pair, act, id):
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "precious").write_text("precious")
    source = keep(pair, title="kept", kind="upload")
    (folder / ".new-0011223344556677").mkdir()
    with pytest.raises(UnknownSourceError):
        act(id.format(slug=source.id.removeprefix("upload:")))
    assert (victim / "precious").read_text() == "precious"
    assert titles() == ["kept"]


def test_a_link_on_the_shelf_is_not_followed(folder, pair):
    source = keep(pair, title="kept", kind="upload")
    (folder / "link-00112233").symlink_to(folder / source.id.removeprefix("upload:"))
    assert titles() == ["kept"]


@pytest.mark.parametrize(
    "label",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 60_000,
        b'{"title": 1, "kind": "upload", "note": ""}',
        b'{"title": "", "kind": "upload", "note": ""}',
        b'{"title": "a\\nb", "kind": "upload", "note": ""}',
        b'{"title": "a", "kind": "built-in", "note": ""}',
        b'{"title": "a", "kind": [], "note": ""}',
        b'{"title": "a", "kind": "upload", "note": 3}',
        b'{"title": "a", "kind": "upload"}',
        b" " * 100_000 + b'{"title": "a", "kind": "upload", "note": ""}',
        None,
    ],
)
def test_what_has_lost_its_label_goes_by_its_slug_and_can_be_removed(folder, pair, label):
    slug = keep(pair, title="kept", kind="upload").id.removeprefix("upload:")
    (folder / slug / "label.json").unlink()
    if label is not None:
        (folder / slug / "label.json").write_bytes(label)
    assert titles() == [slug]
    assert ev.open_source(f"upload:{slug}").words[:] == pair.words[:]
    remove(f"upload:{slug}")
    assert kept() == []


@pytest.mark.parametrize("name", ["vectors.npy", "words.arrow", "meta.json"])
@pytest.mark.parametrize("keep_bytes", [None, 0, 20])
def test_what_is_damaged_is_listed_says_so_and_can_be_removed(folder, pair, name, keep_bytes):
    source = keep(pair, title="kept", kind="upload")
    path = folder / source.id.removeprefix("upload:") / name
    if keep_bytes is None:
        path.unlink()
    else:
        os.truncate(path, keep_bytes)
    assert titles() == ["kept"]
    with pytest.raises(EmbedvizError, match=r"kept .*damaged.*remove it"):
        ev.open_source(source.id)
    remove(source.id)
    assert kept() == []


def test_no_more_are_kept_than_there_may_be(folder, pair):
    for i in range(50):
        (folder / f"full-{i:08x}").mkdir(parents=True)
    with pytest.raises(EmbedvizError, match=r"50 sources are kept already.*remove one first"):
        keep(pair, title="one more", kind="upload")
    remove("upload:full-00000000")
    keep(pair, title="one more", kind="upload")
    assert "one more" in titles()


@pytest.fixture
def nearly_full(folder) -> None:
    """A shelf that holds, in a sparse file, 20 GB but 2,000 bytes."""
    (folder / "large-00000000").mkdir(parents=True)
    with (folder / "large-00000000" / "vectors.npy").open("wb") as file:
        file.truncate(20_000_000_000 - 2_000)


@pytest.mark.usefixtures("nearly_full")
def test_no_more_bytes_are_kept_than_there_may_be(folder):
    assert shelf_size() == 20_000_000_000 - 2_000
    large = ev.Embedding("large", ["a"], np.ones((1, 600)))
    with pytest.raises(EmbedvizError, match=r"2.4 kB, and 20 GB of 20 GB are taken.*remove something first"):
        keep(large, title="large", kind="upload")
    assert len(list(folder.iterdir())) == 1


@pytest.mark.usefixtures("nearly_full")
def test_a_file_for_which_there_is_no_room_is_given_up_before_its_end(folder, tmp_path):
    path = tmp_path / "zeros.txt"
    path.write_text("".join(f"w{i}" + " 0" * 50 + "\n" for i in range(50_000)))
    reports = []
    with pytest.raises(EmbedvizError, match="remove something first"):
        keep_file(path, title="zeros", progress=reports.append)
    assert 0 < reports[-1].done < path.stat().st_size
    assert len(list(folder.iterdir())) == 1


def written(path: Path, kind: str) -> Path:
    """Write 100,000 vectors of 100 zeros, 40 MB that take well under 1 MB, so that they must be unpacked."""
    m, n = 100_000, 100
    words, zeros = [f"w{i}" for i in range(m)], np.zeros((m, n), np.float32)
    if kind == "npz":
        np.savez_compressed(path, vectors=zeros, words=np.array(words))
    elif kind == "parquet":
        import pyarrow as pa
        from pyarrow import parquet as pq

        lists = pa.FixedSizeListArray.from_arrays(pa.array(zeros.ravel()), n)
        pq.write_table(pa.table({"word": words, "vector": lists}), path, compression="zstd", row_group_size=5_000)
    else:
        with gzip.open(path, "wb", 1) as file:
            file.write(f"{m} {n}\n".encode() + b"".join(word.encode() + b" " + bytes(4 * n) for word in words))
    return path


@pytest.mark.parametrize("kind", ["npz", "parquet", "bin.gz"])
def test_what_unpacks_to_more_than_there_is_room_for_is_refused_while_it_is_written(cache, tmp_path, monkeypatch, kind):
    monkeypatch.setattr("embedviz.sources.shelf.MOST_BYTES", 10_000_000)
    path = written(tmp_path / f"zeros.{kind}", kind)
    assert path.stat().st_size < 1_000_000
    took: list[int] = []
    plain = Room.take
    monkeypatch.setattr(Room, "take", lambda room, count: (plain(room, count), took.append(room.taken)))
    with pytest.raises(EmbedvizError, match=r"and 0 B of 10 MB are taken"):
        keep_file(path, title="zeros")
    assert took
    assert took[-1] <= 10_000_000
    assert [file for file in cache.rglob("*") if file.is_file()] == []


def test_what_was_abandoned_is_removed_a_day_later(folder, pair):
    host = temporary_name().split("-")[1]
    old, fresh = (temporary_name().replace(host, "0" * len(host)) for _each in range(2))  # of another machine
    for name in (old, fresh, ".theirs"):
        (folder / name / "store").mkdir(parents=True)
    day_ago = time.time() - 25 * 3600
    for name in (old, ".theirs"):
        os.utime(folder / name, (day_ago, day_ago))
    keep(pair, title="kept", kind="upload")
    assert sorted(path.name for path in folder.glob(".*")) == sorted([fresh, ".theirs"])


def test_a_folder_that_cannot_be_written_is_named(tmp_path, monkeypatch, pair):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(EmbedvizError, match=r"^the cache folder cannot be .*EMBEDVIZ_CACHE") as error:
        keep(pair, title="kept", kind="upload")
    assert places(error.value) == (str(tmp_path / "file/cache/shelf"),)
    assert kept() == []


def test_a_title_is_never_seen_half_written(pair):
    source = keep(pair, title="a" * 80, kind="trained")
    done = threading.Event()

    def rename_often() -> None:
        for i in range(100):
            rename(source.id, "ab"[i % 2] * 80)
        done.set()

    seen = set()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(rename_often)
        while not done.is_set():
            seen.update((entry.kind, entry.title) for entry in kept())
    assert seen == {("trained", "a" * 80), ("trained", "b" * 80)}


def test_what_is_kept_at_the_same_time_under_one_title_is_numbered(pair):
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _i: keep(pair, title="same", kind="upload"), range(8)))
    assert sorted(source.title for source in made) == sorted(["same", *(f"same ({i})" for i in range(2, 9))])
    assert len({source.id for source in made}) == 8


def test_a_very_long_note_is_cut():
    source = keep(ev.Embedding("x", ["a"], np.ones((1, 1)), note="🙂" * 9_000), title="long", kind="trained")
    assert titles() == ["long"]
    assert source.open(None).note == "🙂" * 4_000
