import os
import re
import time

import pytest

import embedviz as ev
from embedviz.formats.staging import beside, staged


def remaining(folder):
    return sorted(path.name for path in folder.iterdir())


def test_it_takes_its_name_once_it_is_full(tmp_path):
    with staged(tmp_path / "a" / "b") as folder:
        (folder / "file").write_text("full")
        assert not (tmp_path / "a" / "b").exists()
    assert (tmp_path / "a" / "b" / "file").read_text() == "full"
    assert remaining(tmp_path / "a") == ["b"]


def test_it_vanishes_if_it_cannot_be_filled(tmp_path):
    def fill():
        with staged(tmp_path / "a") as folder:
            (folder / "file").write_text("half")
            raise ev.Cancelled

    with pytest.raises(ev.Cancelled):
        fill()
    assert remaining(tmp_path) == []


def test_what_is_there_by_then_stays(tmp_path):
    with staged(tmp_path / "a") as slow:
        (slow / "file").write_text("slow")
        with staged(tmp_path / "a") as fast:
            (fast / "file").write_text("fast")
    assert (tmp_path / "a" / "file").read_text() == "fast"
    assert remaining(tmp_path) == ["a"]


def test_what_a_crash_left_a_day_ago_is_removed(tmp_path):
    left, young = beside(tmp_path / "a"), beside(tmp_path / "a")
    assert left != young
    for path, hours in ((left, 25), (young, 23)):
        path.mkdir()
        os.utime(path, (time.time() - hours * 3600,) * 2)
    with staged(tmp_path / "a"):
        assert not left.exists()
    assert remaining(tmp_path) == sorted([young.name, "a"])


def test_where_nothing_can_be_written_the_place_is_named(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ev.EmbedvizError, match=re.escape(str(tmp_path / "file"))), staged(tmp_path / "file" / "a"):
        pass
