"""A bar that is missed fails, and NumPy runs its own kernel."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.benchmarks.bars import medians, missed
from tests.benchmarks.reruns import Rerun, judged

ROOT = Path(__file__).parents[2]
BARS = {"median": 150.0, "p95": 400.0}


@pytest.mark.parametrize(("milliseconds", "expected"), [
    pytest.param([100.0] * 100, [], id="kept"),
    pytest.param([150.0] * 95 + [400.0] * 5, [], id="just kept"),
    pytest.param([200.0] * 100, ["median: 200 ms, expected at most 150 ms"], id="median"),
    pytest.param([100.0] * 90 + [900.0] * 10, ["p95: 900 ms, expected at most 400 ms"], id="p95"),
    pytest.param([], ["nothing was measured"], id="nothing"),
])  # fmt: skip
def test_a_bar_that_is_missed_is_told_with_both_numbers(milliseconds, expected):
    assert missed(milliseconds, BARS) == expected


def test_a_script_fails_by_a_bar_that_is_missed_and_by_a_run_that_went_wrong(capsys):
    opened = Rerun("rank", "", 9_000, "")  # the first run of a page has no bar
    assert judged([opened, Rerun("rank", "k", 20, "")], BARS) == 0
    assert judged([opened, Rerun("rank", "k", 500, "")], BARS) == 1
    assert "expected at most 150 ms" in capsys.readouterr().out
    assert judged([opened, Rerun("rank", "k", 20, "oh no")], BARS) == 1
    assert "oh no" in capsys.readouterr().out


def test_the_median_of_interleaved_runs_tells_slow_from_fast():
    fast, slow = medians([lambda: None, lambda: time.sleep(0.02)], rounds=3)
    assert fast < 0.02 <= slow


def test_a_run_begins_when_what_the_last_one_left_is_at_rest():
    threads: list[threading.Thread] = []

    def compute() -> None:
        until = time.perf_counter() + 0.3
        while time.perf_counter() < until:
            pass

    def leave() -> None:
        threads.append(threading.Thread(target=compute))
        threads[-1].start()

    def begin() -> None:
        assert not threads[-1].is_alive()

    medians([leave, begin], rounds=2)
    assert len(threads) == 2


CASE = """
import time

def test_it(faster):
    faster(lambda: time.sleep(0.01), lambda: time.sleep({peer}), at_least=2, rounds=3)
"""


@pytest.mark.parametrize(("options", "peer", "status"), [
    pytest.param(["--benchmark-enable"], 0.05, pytest.ExitCode.OK, id="kept"),
    pytest.param(["--benchmark-enable"], 0.001, pytest.ExitCode.TESTS_FAILED, id="missed"),
    pytest.param(["--benchmark-disable"], 0.001, pytest.ExitCode.OK, id="not measured"),
])  # fmt: skip
def test_a_benchmark_fails_by_its_ratio_and_says_which_kernel_ran(tmp_path, options, peer, status):
    (tmp_path / "conftest.py").write_text("from tests.benchmarks.conftest import *\n")
    (tmp_path / "test_made.py").write_text(CASE.format(peer=peer))
    command = [sys.executable, "-m", "pytest", *options, f"--rootdir={tmp_path}", "-c", os.devnull, str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OPENBLAS_CORETYPE": "Prescott"}
    ran = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == status, ran.stdout
    is_measured = "--benchmark-enable" in options
    assert ("(OPENBLAS_CORETYPE=Prescott was unset)" in ran.stdout) == is_measured
    assert ("peer / ours" in ran.stdout) == is_measured
    assert ("expected at least 2" in ran.stdout) == (status == pytest.ExitCode.TESTS_FAILED)
    if is_measured:
        told = "from tests.benchmarks import kernel; print(kernel.told())"
        own = {name: value for name, value in environment.items() if not name.startswith("OPENBLAS_")}
        plain = subprocess.run([sys.executable, "-c", told], env=own, capture_output=True, text=True, check=True)
        assert plain.stdout.split(" (")[0].strip() in ran.stdout
