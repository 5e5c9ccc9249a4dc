import os

import pytest

from embedviz.formats.stamp import FileStamp


def test_a_stamp_holds_until_the_file_is_written_again_or_gone(tmp_path, monkeypatch):
    file = tmp_path / "words.txt"
    file.write_text("a\n")
    monkeypatch.chdir(tmp_path)
    stamp = FileStamp.of(file.relative_to(tmp_path))
    assert stamp == FileStamp(str(file), 2, file.stat().st_mtime_ns)
    monkeypatch.chdir("/")
    assert stamp.holds()
    os.utime(file, ns=(0, 1))
    assert not stamp.holds()
    assert FileStamp.of(file).holds()
    file.unlink()
    assert not FileStamp(str(file), 2, 1).holds()
    with pytest.raises(FileNotFoundError):
        FileStamp.of(file)
