import gc
import io
import os
import subprocess
import sys
import tempfile
from contextlib import suppress

import numpy as np
import pytest

import embedviz as ev
from embedviz.formats.options import NOTHING_TOLD, Options
from embedviz.formats.staging import temporary_name
from embedviz.sources.reading import file_of
from embedviz.sources.shelved import kept
from embedviz.ui.library.uploads import Bundle
from embedviz.ui.work.tidying import leftovers_size, tidied
from tests.loops import run

TEXT = b"one 1 2\ntwo 3 4\n"


class Sent(io.BytesIO):
    def __init__(self, name: str, content: bytes = TEXT) -> None:
        super().__init__(content)
        self.name = name


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def keep_uploads(sent, progress, options=NOTHING_TOLD):
    bundle = Bundle(sent)
    try:
        return bundle.keep(options, progress)
    finally:
        bundle.drop()


def titles(*sent: Sent) -> list[str]:
    return [source.title for source in keep_uploads(sent, None)]


def test_what_was_sent_is_kept(cache):
    (source,) = keep_uploads([Sent("a.txt")], None)
    embedding = ev.open_source(source.id)
    assert list(embedding.words) == ["one", "two"]
    np.testing.assert_array_equal(embedding.vectors, [[1, 2], [3, 4]])
    assert list((cache / "uploads").iterdir()) == []


def test_what_is_on_disk_is_held_in_memory_no_more_by_the_time_it_is_read():
    sent = [Sent("a.txt"), Sent("b.txt")]
    closed = []
    keep_uploads(sent, lambda _progress: closed.append([each.closed for each in sent]))
    assert closed[0] == [True, True]


def test_files_that_do_not_belong_together_are_a_source_each():
    assert titles(Sent("b.txt"), Sent("a.txt")) == ["a.txt", "b.txt"]


@pytest.mark.parametrize("name", ["metadata.tsv", "metadata (1).tsv", "labels.tsv"])
def test_a_tsv_pair_is_one_source(name):
    (source,) = keep_uploads([Sent(name, b"5\n7\n"), Sent("vectors.tsv", b"0.1\t2\n3\t4\n")], None)
    assert source.title == "vectors.tsv"
    assert list(ev.open_source(source.id).words) == ["5", "7"]


@pytest.mark.parametrize("name", ["../../a.txt", "/etc/a.txt", "x/../../a.txt"])
def test_a_name_leads_to_no_other_folder(cache, name):
    assert titles(Sent(name)) == ["a.txt"]
    (found,) = cache.parent.rglob("a.txt")
    assert found.parent.parent.parent == cache / "shelf"


@pytest.mark.parametrize("name", ["", ".", "..", "a\0b.txt", "a" * 300, ".hidden.txt"])
def test_a_name_that_cannot_be_used_is_refused(cache, name):
    with pytest.raises(ev.EmbedvizError):
        keep_uploads([Sent(name)], None)
    assert list((cache / "uploads").iterdir()) == []
    assert kept() == []


def test_the_lists_that_were_sent_along_are_kept_with_each_of_the_files():
    array = io.BytesIO()
    np.save(array, np.eye(2))
    sent = keep_uploads([Sent("x.npy", array.getvalue()), Sent("y.vec"), Sent("x.txt", b"a\nb\n")], None)
    kept_with = {source.title: sorted(path.name for path in file_of(source).parent.iterdir()) for source in sent}
    assert kept_with == {"x.npy": ["x.npy", "x.txt"], "y.vec": ["x.txt", "y.vec"]}


def test_two_files_of_one_name_are_refused():
    with pytest.raises(ev.EmbedvizError, match=r"a\.txt: two uploads share this name"):
        keep_uploads([Sent("a.txt"), Sent("a.txt")], None)


def test_a_long_name_is_cut_for_the_title():
    (title,) = titles(Sent("a" * 100 + ".txt"))
    assert title == "a" * 79 + "…"


def test_an_error_names_the_file_as_it_was_sent_and_nothing_is_left(cache):
    with pytest.raises(ev.EmbedvizError, match=r"^broken\.txt, line 2: 1 number"):
        keep_uploads([Sent("broken.txt", b"one 1 2\ntwo 3\n")], None)
    assert list((cache / "uploads").iterdir()) == []
    assert kept() == []


def test_what_cannot_be_read_can_be_read_differently_without_being_sent_again(cache):
    array = io.BytesIO()
    np.savez(array, p=np.eye(2), q=2 * np.eye(2), words=np.array(["a", "b"]))
    bundle = Bundle([Sent("a.vec"), Sent("two.npz", array.getvalue())])
    for _attempt in range(2):
        with pytest.raises(ev.EmbedvizError, match=r"^two\.npz: its arrays are p: float64"):
            bundle.keep(NOTHING_TOLD, None)
        assert bundle.unread.name == "two.npz"
    (source,) = bundle.keep(Options(tensor="q"), None)
    assert ev.open_source(source.id)["b"].tolist() == [0, 2]
    assert sorted(each.title for each in kept()) == ["a.vec", "two.npz"]
    assert bundle.unread is None
    assert list((cache / "uploads").iterdir()) == []


def test_what_nobody_holds_any_more_is_removed(cache):
    bundle = Bundle([Sent("broken.txt", b"one 1 2\ntwo 3\n")])
    with suppress(ev.EmbedvizError):
        bundle.keep(NOTHING_TOLD, None)
    assert bundle.unread.exists()
    del bundle
    gc.collect()
    assert list((cache / "uploads").iterdir()) == []


def test_cancelling_leaves_nothing(cache, cancel_at):
    with pytest.raises(ev.Cancelled):
        keep_uploads([Sent("a.txt", TEXT * 1000)], cancel_at(1))
    assert list((cache / "uploads").iterdir()) == []
    assert kept() == []


def test_a_server_that_starts_removes_what_one_that_was_killed_has_left(cache):
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    left = temporary_name().replace(f"-{os.getpid()}-", f"-{ended.pid}-")
    for place in ("uploads", "exports", "files", "shelf", "."):
        (cache / place / left).mkdir(parents=True)
        (cache / place / left / "half").write_bytes(bytes(10))
        (cache / place / "kept").write_text("whole")

    assert leftovers_size() == 50

    async def start() -> None:
        async with tidied(None):
            assert sorted(path.name for path in cache.rglob("*") if path.is_file()) == ["kept"] * 5
            assert [path for path in cache.rglob(".tmp-*") if str(path) != tempfile.gettempdir()] == []

    run(start())
    assert leftovers_size() == 0


def test_a_folder_that_cannot_be_written_is_told(cache):
    cache.write_text("a file where the folder should be")
    with pytest.raises(ev.EmbedvizError, match="cannot be stored"):
        keep_uploads([Sent("a.txt")], None)
