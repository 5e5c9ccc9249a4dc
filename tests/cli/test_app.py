"""The command that serves the pages, as a real process, from a folder of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

import embedviz as ev
from tests.cli.refusal import assert_refused
from tests.servers import free_port, running

ROOT = Path(ev.__file__).parents[1]


@pytest.fixture
def refused(run_process):
    """Run the command, which must end with status 2 and one line."""

    def check(message: str, *arguments: object, **environment: str) -> None:
        assert_refused(run_process("app", "--headless", *arguments, **environment), message)

    return check


def test_it_serves_the_pages_from_any_folder_with_the_settings_of_the_project(environment, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mine.vec").write_text("2 2\na 1 2\nb 3 4\n")
    (tmp_path / "empty").mkdir()
    port = free_port()
    command = [sys.executable, "-m", "embedviz", "app", "--headless", "--port", str(port), "--data", "../data"]
    log = tmp_path / "log.txt"
    with running(command, port, log, tmp_path / "empty", environment | {"PYTHONPATH": str(ROOT)}) as server:
        with urllib.request.urlopen(f"{server.url}/rank") as response:  # noqa: S310 - our own server
            assert b'<div id="root">' in response.read()
        # "Local URL" it would be, beside others, if the address were not that of .streamlit/config.toml.
        assert re.search(rf"^ +URL: http://localhost:{port}$", log.read_text(), re.MULTILINE)
    assert list((tmp_path / "empty").iterdir()) == []


@pytest.mark.exhaustive  # for its imports
def test_the_server_started_as_a_script_says_how_it_is_started():
    ended = subprocess.run([sys.executable, "app.py"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "streamlit run app.py" in ended.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_ctrl_c_ends_it_without_a_traceback(environment, tmp_path):
    command = [sys.executable, "-m", "embedviz", "app", "--headless", "--port", "0"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background process ignores it
    ) as process:
        for line in process.stdout:
            if b"URL: http://localhost:" in line:
                break
        process.send_signal(signal.SIGINT)
        assert b"Traceback" not in process.stderr.read()
        assert process.wait() == 130


def test_a_port_in_use_is_refused_with_the_remedy(refused):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        message = "is not available (Address already in use): stop what listens there, or choose another with --port"
        refused(f"port {port} {message}", "--port", port)


def test_a_server_that_does_not_start_is_an_error(run_process, tmp_path):
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text('[server]\nsslCertFile = "alone.pem"\n')
    result = run_process("app", "--headless", HOME=str(tmp_path), USERPROFILE=str(tmp_path))
    assert result.returncode == 2
    assert "sslKeyFile" in result.stderr
    assert result.stderr.endswith("embedviz: the server did not start; the lines above say why\n")
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("port", ["-1", "65536", "http", "8501.5"])
def test_a_port_is_a_number_from_0_to_65535(run, port):
    result = run("app", f"--port={port}")
    assert result.returncode == 2
    assert result.stderr.endswith(f"error: argument --port: {port!r}; expected a whole number from 0 to 65,535\n")


@pytest.mark.parametrize(("what", "how"), [
    ("missing", "option"),
    ("a-file", "environment"),
    pytest.param("a-file", "option", marks=pytest.mark.exhaustive),
    pytest.param("missing", "environment", marks=pytest.mark.exhaustive),
])  # fmt: skip
def test_a_data_folder_that_is_none_is_refused(refused, tmp_path, how, what):
    (tmp_path / "a-file").touch()
    named = tmp_path / what
    message = f"{named}: there is no such folder; expected one with files of word vectors: make it or name another"
    if how == "option":
        refused(message, "--data", named)
    else:
        refused(message, EMBEDVIZ_DATA=str(named))


def test_a_cache_that_cannot_be_written_is_refused(refused, tmp_path):
    (tmp_path / "a-file").touch()
    cache = tmp_path / "a-file" / "cache"
    message = (
        "the cache folder cannot be written to (Not a directory); expected room for the vectors there. "
        f"The environment variable EMBEDVIZ_CACHE chooses another folder ({cache})"
    )
    refused(message, EMBEDVIZ_CACHE=str(cache))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_cache_that_may_not_be_written_is_refused(refused, tmp_path):
    tmp_path.chmod(0o500)
    message = (
        "the cache folder cannot be written to (Permission denied); expected room for the vectors there. "
        f"The environment variable EMBEDVIZ_CACHE chooses another folder ({tmp_path})"
    )
    refused(message, EMBEDVIZ_CACHE=str(tmp_path))


def test_without_streamlit_it_says_what_to_install(environment):
    code = (
        "import sys; sys.modules['streamlit'] = None; from embedviz.cli.main import main;"
        "sys.exit(main(['app', '--headless']))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=environment, check=False
    )
    assert (result.returncode, result.stdout) == (2, "")
    expected = r'embedviz: the app needs an optional package \(.*streamlit.*\): pip install .*\[app\]"\n'
    assert re.fullmatch(expected, result.stderr)
