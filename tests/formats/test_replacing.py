import os

import pytest

from embedviz.errors import FileError
from embedviz.formats.replacing import replacing, require_writable


def test_files_appear_together_once_all_are_whole(tmp_path):
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text("before")
    with replacing([old, new]) as drafts:
        for draft in drafts:
            draft.write_text("after")
        assert old.read_text() == "before"
        assert not new.exists()
    assert old.read_text() == new.read_text() == "after"
    assert sorted(tmp_path.glob("*.*")) == [new, old]


def test_a_failure_leaves_what_was_there_and_nothing_else(tmp_path):
    old = tmp_path / "old.txt"
    old.write_text("before")
    with pytest.raises(UnicodeEncodeError), replacing([old]) as (draft,):
        draft.write_text("half \ud800", encoding="utf-8")
    assert [path.read_text() for path in tmp_path.glob("*.*")] == ["before"]


def test_what_could_be_written_is_not_refused_and_not_made(tmp_path):
    (tmp_path / "there.txt").write_text("before")
    (tmp_path / "link.txt").symlink_to("there.txt")
    for name in ("there.txt", "link.txt", "new.txt"):
        require_writable(tmp_path / name)
    assert not (tmp_path / "new.txt").exists()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("none/new.txt", "No such file or directory"),
        ("file/new.txt", "Not a directory"),
        ("folder", "it is not a regular file"),
        ("round", "Symlink loop|Too many levels"),
        (f"{'x' * 300}.txt", "File name too long"),
        pytest.param("nul\0.txt", "null", id="null-byte"),
    ],
)
def test_what_could_not_be_written_is_refused_at_once_as_it_would_be_in_the_end(tmp_path, name, reason):
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "round").symlink_to("round")
    with pytest.raises(FileError, match=reason) as at_once:
        require_writable(tmp_path / name)
    with pytest.raises(FileError, match=reason) as in_the_end, replacing([tmp_path / name]) as (draft,):
        draft.touch()
    assert str(at_once.value) == str(in_the_end.value)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(FileError, match="Permission denied"):
        require_writable(tmp_path / "new.txt")
