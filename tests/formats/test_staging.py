import os
import subprocess
import sys
import time
from pathlib import Path
from subprocess import PIPE

import pytest

import embedviz as ev
from embedviz.errors import places
from embedviz.formats.staging import (
    FOREIGN,
    PART,
    TEMPORARY,
    ZEROS,
    remove_leftovers,
    reserve,
    staged,
    temporary_name,
)

ROOT = Path(ev.__file__).parents[1]


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


def named(start: str = "", **parts: object) -> str:
    """A name as another process gives it."""
    name = temporary_name(start) if start else temporary_name()
    prefix, host, pid, run, rest = name.rsplit("-", 4)
    own = {"host": host, "pid": pid, "run": run, "rest": rest}
    return "-".join([prefix, *map(str, (own | parts).values())])


LIVING = "from embedviz.formats.staging import temporary_name; print(temporary_name(), flush=True); input()"


def test_what_a_process_that_is_gone_has_left_goes_at_once_and_what_is_of_others_stays(tmp_path, dead):
    command = [sys.executable, "-c", LIVING]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True, cwd=ROOT) as alive:
        living = [temporary_name(), alive.stdout.readline().strip()]
        another_run = "0" * 8  # the number of a process that lives was another's before
        left = [named(pid=dead), named(FOREIGN, pid=dead)]
        left += [named(run=another_run), named(pid=alive.pid, run=another_run)]
        theirs = [".bashrc", ".ssh", ".tmp-1", f"{TEMPORARY}{dead}", ".embedviz-notes", f"x{named(pid=dead)}"]
        for name in (*living, *left, *theirs):
            (tmp_path / name).mkdir()
            (tmp_path / name / "part").write_text("x")
            os.utime(tmp_path / name, (0, 0))
        (tmp_path / named(FOREIGN, pid=dead, rest="0" * 16 + PART)).write_text("a file")
        remove_leftovers(tmp_path)
        assert remaining(tmp_path) == sorted([*living, *theirs])
        alive.communicate("\n")
    remove_leftovers(tmp_path)
    assert remaining(tmp_path) == sorted([living[0], *theirs])


def test_what_another_machine_has_left_goes_when_a_day_old(tmp_path, dead):
    foreign = [(named(host="0" * 8, pid=dead), hours) for hours in (23, 25)]
    for name, hours in foreign:
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (time.time() - hours * 3600,) * 2)
    with staged(tmp_path / "a"):
        pass
    assert remaining(tmp_path) == sorted(["a", *(name for name, hours in foreign if hours == 23)])


def test_where_nothing_can_be_written_the_place_is_named(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ev.EmbedvizError) as error, staged(tmp_path / "file" / "a"):
        pass
    assert places(error.value) == (str(tmp_path / "file"),)
    assert str(tmp_path) not in str(error.value)


@pytest.mark.parametrize("by_system", [True, False])
def test_what_is_reserved_takes_its_room_at_once(tmp_path, monkeypatch, by_system):
    if not by_system:
        monkeypatch.delattr(os, "posix_fallocate", raising=False)
    size = ZEROS + 5
    with (tmp_path / "it").open("w+b") as file:
        reserve(file, size)
        found = os.fstat(file.fileno())
    assert found.st_size == size
    assert os.name == "nt" or 512 * found.st_blocks >= size
