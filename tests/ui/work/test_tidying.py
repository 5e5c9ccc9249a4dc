import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are made by fork")
def test_what_is_killed_leaves_all_data_whole_and_nothing_behind_the_next_start():
    """``tests/benchmarks/killed.py`` does the same at random moments, ten times each."""
    command = [sys.executable, str(ROOT / "tests" / "benchmarks" / "killed.py"), "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout.count("killed 1 of 1 times")) == (0, 6), done.stdout + done.stderr
