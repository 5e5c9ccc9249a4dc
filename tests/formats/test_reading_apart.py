"""Files that are read in a process of its own, as the app reads them."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import embedviz as ev
from embedviz.formats import reading
from embedviz.i18n import spoken
from embedviz.processes import calling
from embedviz.processes.calling import processes_allowed
from tests.processes import works

M, N = 4000, 12


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A text of more than 256 kB."""
    vectors = np.random.default_rng(0).standard_normal((M, N), dtype=np.float32)
    (path,) = ev.save(ev.Embedding("it", [f"字{i}" for i in range(M)], vectors), tmp_path / "it.txt")
    return path


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that were started."""
    found: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen):
        def __init__(self, *arguments: object, **named: object) -> None:
            super().__init__(*arguments, **named)
            found.append(self)

    monkeypatch.setattr(calling.subprocess, "Popen", Noted)
    return found


def load_apart(file: Path, **named: object) -> ev.Embedding:
    with processes_allowed(4 << 30):
        return ev.load(file, **named)


def left(cache: Path) -> list[Path]:
    return [path for path in cache.rglob("*") if path.is_file()]


def test_a_process_reads_what_is_read_in_place_and_reports(file, cache, started, monkeypatch):
    stages = []
    apart = load_apart(file, progress=lambda now: stages.append((now.stage, now.total)))
    assert [process.returncode for process in started] == [0]
    assert ("Reading it.txt", file.stat().st_size) in stages
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(cache.with_name("other")))
    here = ev.load(file)
    assert len(started) == 1
    assert here.vectors.filename != apart.vectors.filename
    assert (list(here.words), here.id) == (list(apart.words), apart.id)
    np.testing.assert_array_equal(apart.vectors, here.vectors)
    monkeypatch.setattr(reading, "WORTH_A_PROCESS", file.stat().st_size + 1)
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(cache.with_name("third")))
    load_apart(file)
    assert len(started) == 1


def test_what_a_process_finds_wrong_is_told_in_the_readers_language(file, cache, started):
    with file.open("a", encoding="utf-8") as more:
        more.write("cut 1 2 3\n")
    with spoken("zh"):
        with pytest.raises(ev.FileError) as found:
            load_apart(file)
        with pytest.raises(ev.FileError) as expected:
            ev.load(file)
    assert len(started) == 1
    assert str(found.value) == str(expected.value)
    assert "第" in str(found.value)
    assert found.value.file == expected.value.file
    assert left(cache) == []


def test_a_process_ends_by_itself_and_leaves_nothing_when_nobody_waits_for_it_any_more(
    file, cache, started, monkeypatch
):
    monkeypatch.setattr(reading, "read_here", works.read_and_wait)

    def cancel(_now: ev.Progress) -> None:
        if any(cache.glob("files/.tmp-*/*")):
            raise ev.Cancelled

    with pytest.raises(ev.Cancelled):
        load_apart(file, progress=cancel)
    assert [process.returncode for process in started] == [1]  # and no signal
    assert left(cache) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals")
def test_a_process_that_is_killed_is_an_error_and_leaves_nothing(file, cache, monkeypatch):
    monkeypatch.setattr(reading, "read_here", works.read_and_die)
    with pytest.raises(ev.FileError, match=r"^it\.txt: its process ended before it was done \(SIGKILL\)"):
        load_apart(file)
    assert left(cache) == []
