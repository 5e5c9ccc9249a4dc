"""Real Streamlit servers, for a browser or another client to visit."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import sample

from tests.waiting import WAIT

ROOT = Path(__file__).parents[1]
STOP_SECONDS = 10
PORTS = range(20_000, 32_000)


@dataclass(frozen=True)
class Server:
    """A running server.

    Parameters
    ----------
    url : str
        Its address.
    process : subprocess.Popen
        What runs it.
    """

    url: str
    process: subprocess.Popen[bytes]

    @property
    def pid(self) -> int:
        """The id of its process."""
        return self.process.pid

    def has_ended(self) -> bool:
        """Tell whether the process is gone."""
        return self.process.poll() is not None


@contextmanager
def served(script: str, log: Path, **environment: str) -> Iterator[Server]:
    """Run a script on a port of its own, ready to answer, until the context is left.

    Parameters
    ----------
    script : str
        Its path below the root of the repository.
    log : Path
        Where the server's output goes.
    **environment : str
        Variables of the environment besides those of this process.

    Yields
    ------
    Server

    Raises
    ------
    RuntimeError
        If it does not start; the message holds its output.
    """
    port = free_port()
    options = {"server.port": port, "server.headless": "true", "server.address": "127.0.0.1"}
    command = [sys.executable, "-m", "streamlit", "run", script]
    command += [f"--{name}={value}" for name, value in options.items()]
    with running(command, port, log, ROOT, os.environ | environment) as server:
        yield server


def free_port() -> int:
    """Return a port that nobody listens at, below those that systems give to connections: it is free for a while."""
    for port in sample(PORTS, len(PORTS)):
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port
    raise RuntimeError(f"no port of {PORTS} is free")


@contextmanager
def running(
    command: Sequence[str], port: int, log: Path, folder: Path, environment: Mapping[str, str]
) -> Iterator[Server]:
    """Run a command that serves at a port, ready to answer, until the context is left.

    Parameters
    ----------
    command : sequence of str
        The program and its arguments.
    port : int
        Where it will listen.
    log : Path
        Where its output goes.
    folder : Path
        Where it is started.
    environment : mapping of str to str
        All its variables.

    Yields
    ------
    Server

    Raises
    ------
    RuntimeError
        If it does not start; the message holds its output.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        server = Server(f"http://127.0.0.1:{port}", process)
        deadline = time.monotonic() + WAIT
        while not _answers(server):
            if time.monotonic() > deadline or process.poll() is not None:
                raise RuntimeError(f"{' '.join(command)} did not start:\n{log.read_text()}")
            time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(server: Server) -> bool:
    try:
        with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=1):  # noqa: S310 - our own server
            return True
    except (urllib.error.URLError, OSError):
        return False
