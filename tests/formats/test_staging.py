import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

import embedviz as ev
from embedviz.formats.staging import TEMPORARY, remove_leftovers, staged, temporary_folder, temporary_name


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


@pytest.fixture
def dead() -> int:
    """The number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    return ended.pid


def named(**parts: object) -> str:
    """A name as another process gives it."""
    own = dict(zip(("host", "pid", "run", "rest"), temporary_name().removeprefix(TEMPORARY).split("-"), strict=True))
    return TEMPORARY + "-".join(map(str, (own | parts).values()))


def test_what_a_process_that_is_gone_has_left_goes_at_once(tmp_path, dead):
    living = [temporary_name(), named(pid=os.getppid(), run="0f")]
    for name in (*living, named(pid=dead, run="0f"), named(run="0f")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "part").write_text("x")
    (tmp_path / named(pid=dead, run="0f")).write_text("a file")
    remove_leftovers(tmp_path)
    assert remaining(tmp_path) == sorted(living)


def test_what_others_have_left_goes_when_a_day_old(tmp_path, dead):
    foreign = [(named(host="0f", pid=dead), 25), (named(host="0f", pid=dead), 23), (".new-1", 25), (".new-2", 23)]
    for name, hours in foreign:
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (time.time() - hours * 3600,) * 2)
    with staged(tmp_path / "a"):
        pass
    assert remaining(tmp_path) == sorted(["a", *(name for name, hours in foreign if hours == 23)])


def test_a_process_that_is_killed_in_it_leaves_nothing_behind_the_next(tmp_path):
    script = """
import os, pathlib, signal, sys
from embedviz.formats.staging import temporary_folder
with temporary_folder(pathlib.Path(sys.argv[1])) as folder:
    (folder / "half").write_bytes(bytes(1000))
    os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=Path(ev.__file__).parents[1], check=False)
    assert len(remaining(tmp_path)) == 1
    with temporary_folder(tmp_path) as mine:
        assert remaining(tmp_path) == [mine.name]
    assert remaining(tmp_path) == []


def test_where_nothing_can_be_written_the_place_is_named(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ev.EmbedvizError, match=re.escape(str(tmp_path / "file"))), staged(tmp_path / "file" / "a"):
        pass
