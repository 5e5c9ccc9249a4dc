"""Fetching by name, from a small server that answers as the hub does."""

import json
import socket
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest

from embedviz.context import hub
from embedviz.context.hub import fetched
from embedviz.errors import Cancelled, EmbedvizError
from embedviz.progress import Progress

constants = pytest.importorskip(
    "huggingface_hub.constants", reason="the optional extra 'transformers' is not installed"
)
COMMIT = "0123456789abcdef0123456789abcdef01234567"
NAME = "owner/model"
WHOLE = {
    "config.json": b"{}",
    "tokenizer.json": b'{"a": 1}',
    "model.safetensors": b"weights",
    "pytorch_model.bin": b"a pickle",
    "modeling_own.py": b"raise SystemExit",
    "onnx/model.safetensors": b"the same again",
}


class Hub(ThreadingHTTPServer):
    """A hub with one model."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.files = files
        self.said: dict[str, bytes] | None = None
        self.asked: list[str] = []


class Answer(BaseHTTPRequestHandler):
    server: Hub

    def log_message(self, *_args: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.server.asked.append(path)
        files = self.server.files
        if path in (f"/api/models/{NAME}", f"/api/models/{NAME}/revision/main"):
            siblings = [
                {"rfilename": name, "size": len(content)} for name, content in (self.server.said or files).items()
            ]
            self.send(json.dumps({"id": NAME, "sha": COMMIT, "siblings": siblings}).encode())
        elif path.startswith(f"/api/models/{NAME}/tree/"):
            rows = [{"type": "file", "path": name, "size": len(files[name]), "oid": name} for name in files]
            self.send(json.dumps(rows).encode())
        elif path.startswith(f"/{NAME}/resolve/"):
            self.send(files[path.split("/", 5)[5]])
        else:
            self.send_error(404)

    def send(self, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Type", "application/json")
        self.send_header("ETag", f'"{hash(content):x}"')
        self.send_header("X-Repo-Commit", COMMIT)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)


@pytest.fixture
def hub_at(tmp_path, monkeypatch) -> Callable[[int], None]:
    """Take a port of this machine for the hub, and a folder of the test's own for the cache."""

    def use(port: int) -> None:
        endpoint = f"http://127.0.0.1:{port}"
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setattr(constants, "ENDPOINT", endpoint)
        monkeypatch.setattr(
            constants, "HUGGINGFACE_CO_URL_TEMPLATE", endpoint + "/{repo_id}/resolve/{revision}/{filename}"
        )

    return use


@pytest.fixture
def server(hub_at) -> Iterator[Hub]:
    with Hub(dict(WHOLE)) as found:
        hub_at(found.server_port)
        Thread(target=found.serve_forever, daemon=True).start()
        yield found
        found.shutdown()


@pytest.mark.usefixtures("server")
def test_what_a_model_needs_is_fetched_and_nothing_else():
    folder = fetched(NAME)
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {"config.json", "tokenizer.json", "model.safetensors"}
    assert (folder / "model.safetensors").read_bytes() == b"weights"


def test_what_was_fetched_is_there_without_the_hub(server):
    folder = fetched(NAME)
    server.asked.clear()
    assert fetched(NAME) == folder
    assert server.asked == []


@pytest.mark.usefixtures("server")
def test_what_another_program_fetched_in_part_is_completed():
    weights = fetched(NAME) / "model.safetensors"
    weights.unlink()
    assert (fetched(NAME) / "model.safetensors").read_bytes() == b"weights"


def test_a_pickle_is_not_even_fetched(server):
    del server.files["model.safetensors"]
    with pytest.raises(EmbedvizError, match=r"no model\.safetensors"):
        fetched(NAME)
    assert not [path for path in server.asked if "resolve" in path]


def test_what_is_too_large_is_not_fetched(server, monkeypatch):
    monkeypatch.setattr(hub, "MAX_BYTES", 16)
    with pytest.raises(EmbedvizError, match="its files are 17 B, expected at most 16 B"):
        fetched(NAME)
    assert not [path for path in server.asked if "resolve" in path]


@pytest.mark.usefixtures("server")
def test_how_much_is_there_is_told_in_bytes():
    told: list[tuple[int, int]] = []
    fetched(NAME, progress=lambda report: told.append((report.done, report.total)))
    assert told[-1] == (17, 17)
    assert told == sorted(told)


@pytest.mark.usefixtures("server")
def test_whoever_waits_no_longer_ends_it():
    def stop(_report: Progress) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        fetched(NAME, progress=stop)


def test_a_hub_that_sends_more_than_it_says_is_stopped(server, monkeypatch):
    monkeypatch.setattr(hub, "MAX_BYTES", 100)
    server.files["model.safetensors"] = b"x" * 1_000
    monkeypatch.setattr(server, "said", {**server.files, "model.safetensors": b""})
    with pytest.raises(EmbedvizError, match="expected at most 100 B"):
        fetched(NAME)


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("name", ["owner/other", "", "a b", "/etc", "../..", "owner/model/more"])
def test_a_name_that_the_hub_does_not_have_is_an_error(name):
    with pytest.raises(Exception, match=r".") as raised:
        fetched(name)
    assert isinstance(raised.value, OSError | ValueError)


@pytest.mark.timeout(30)
def test_a_hub_that_does_not_answer_is_not_waited_for(hub_at, monkeypatch):
    monkeypatch.setattr(hub, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hub_at(silent.getsockname()[1])
        with pytest.raises(Exception, match="timed out"):
            fetched(NAME)
