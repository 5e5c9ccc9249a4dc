"""The command line, in this process and as one of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import embedviz as ev
from embedviz.cli.main import main

ROOT = Path(ev.__file__).parents[1]


@pytest.fixture(scope="module")
def cache(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def environment(cache) -> dict[str, str]:
    return os.environ | {"EMBEDVIZ_CACHE": str(cache), "COLUMNS": "80", "PYTHONUTF8": "1", "PYTHONUNBUFFERED": ""}


@pytest.fixture
def run(cache, capsys, monkeypatch):
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(cache))
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: object) -> subprocess.CompletedProcess:
        """Run a command in this process, which spares it all imports."""
        capsys.readouterr()
        try:
            status = main([*map(str, arguments)])
        except SystemExit as ended:  # argparse's way
            status = ended.code or 0
        return subprocess.CompletedProcess(arguments, status, *capsys.readouterr())

    return run


@pytest.fixture(scope="module")
def run_process(environment):
    def run_process(*arguments: object, **more: str) -> subprocess.CompletedProcess:
        """Run a command as a process of its own, with some variables of the environment set besides."""
        command = [sys.executable, "-m", "embedviz", *map(str, arguments)]
        result = subprocess.run(command, capture_output=True, cwd=ROOT, env=environment | more, check=False)
        # Text mode would take the carriage returns of the progress for line ends.
        result.stdout, result.stderr = (
            out.decode().replace(os.linesep, "\n") for out in (result.stdout, result.stderr)
        )
        return result

    return run_process
