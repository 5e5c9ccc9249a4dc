import os

import pytest

from embedviz.formats.stamp import FileStamp


def test_a_stamp_holds_until_the_file_is_written_again_or_gone(tmp_path, monkeypatch):
    file = tmp_path / "words.txt"
    file.write_text("a\n")
    monkeypatch.chdir(tmp_path)
    stamp = FileStamp.of(file.relative_to(tmp_path))
    found = file.stat()
    assert stamp == FileStamp(str(file), 2, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
    monkeypatch.chdir("/")
    assert stamp.holds()
    os.utime(file, ns=(0, 1))
    assert not stamp.holds()
    assert FileStamp.of(file).holds()
    file.unlink()
    assert not FileStamp(str(file), 2, 1).holds()
    with pytest.raises(FileNotFoundError):
        FileStamp.of(file)


def test_another_file_of_the_same_size_and_time_is_not_the_same(tmp_path):
    file, other = tmp_path / "words.txt", tmp_path / "other.txt"
    for path, text in ((file, "a\n"), (other, "b\n")):
        path.write_text(text)
        os.utime(path, ns=(1, 1))
    stamp = FileStamp.of(file)
    other.replace(file)
    assert FileStamp.of(file).size == stamp.size
    assert FileStamp.of(file).modified == stamp.modified
    assert not stamp.holds()
