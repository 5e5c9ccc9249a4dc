"""The command line, as a real process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import embedviz as ev

ROOT = Path(ev.__file__).parents[1]


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def environment(cache) -> dict[str, str]:
    return os.environ | {"EMBEDVIZ_CACHE": str(cache), "COLUMNS": "80", "PYTHONUTF8": "1", "PYTHONUNBUFFERED": ""}


@pytest.fixture(scope="module")
def run(environment):
    def run(*arguments: object, **more: str) -> subprocess.CompletedProcess:
        """Run a command with some variables of the environment set besides."""
        command = [sys.executable, "-m", "embedviz", *map(str, arguments)]
        result = subprocess.run(command, capture_output=True, cwd=ROOT, env=environment | more, check=False)
        # Text mode would take the carriage returns of the progress for line ends.
        result.stdout, result.stderr = (
            out.decode().replace(os.linesep, "\n") for out in (result.stdout, result.stderr)
        )
        return result

    return run
