"""Files on their way: held while somebody looks at them, and sent in pieces by a route of our own."""

import gc
import os
from pathlib import Path
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette

from embedviz.sources import Source
from embedviz.ui.library import sending
from embedviz.ui.library.exports import MOST_KEPT, write_export
from embedviz.ui.library.sending import EXPORT_ROUTES, Download
from tests.answers import get

APP = Starlette(routes=EXPORT_ROUTES)
CONTENT = bytes(range(256)) * 40


@pytest.fixture(autouse=True)
def _many_pieces(monkeypatch) -> None:
    monkeypatch.setattr(sending, "CHUNK", 1_000)


def fetched(*addresses: str) -> list[bytes]:
    """What browsers have of addresses, all at once; nothing where nothing is."""
    paths = [f"/{unquote(address)}" for address in addresses]
    return [body if status == 200 else b"" for status, _headers, body in get(APP, *paths)]


@pytest.fixture
def path(tmp_path) -> Path:
    path = tmp_path / "naïve 'words'.vec"
    path.write_bytes(CONTENT)
    return path


@pytest.mark.parametrize("before", ["", "/a/course"])
def test_a_file_is_sent_whole_under_its_name_and_not_compressed(path, before):
    link = Download(path)
    ((status, headers, body),) = get(APP, f"{before}/{unquote(link.address)}")
    assert (status, body) == (200, CONTENT)
    assert headers["content-length"] == str(len(CONTENT)) == str(link.size)
    assert headers["content-encoding"] == "identity"
    assert headers["content-disposition"] == "attachment; filename*=UTF-8''na%C3%AFve%20%27words%27.vec"


def is_held(descriptor: int, file: os.stat_result) -> bool:
    """Tell whether a descriptor is that of a file; once it is closed, another may have its number."""
    try:
        return os.path.samestat(os.fstat(descriptor), file)
    except OSError:
        return False


def test_a_link_leads_to_its_file_as_long_as_somebody_looks_at_it(path):
    link = Download(path)
    address, descriptor, file = link.address, link._descriptor, path.stat()
    other = path.with_name("new")
    other.write_bytes(b"newer")
    assert link.is_of(path)
    other.replace(path)
    assert not link.is_of(path)
    assert fetched(address) == [CONTENT]
    path.unlink()
    assert not link.is_of(path)
    assert is_held(descriptor, file)
    del link
    gc.collect()
    assert not is_held(descriptor, file)
    assert fetched(address) == [b""]
    with pytest.raises(OSError, match="No such file"):
        Download(path)


def test_a_download_waits_for_its_file_though_newer_ones_took_its_place(toy, tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path / "cache"))
    sources = [Source(f"file:{i}", f"toy {i}", lambda _progress: toy, "file") for i in range(MOST_KEPT + 1)]
    first = write_export(sources[0], toy, "glove", None)
    content, link = first.read_bytes(), Download(first)
    for source in sources[1:]:
        write_export(source, toy, "glove", None)
    assert not first.exists()
    assert fetched(link.address) == [content]


def test_two_browsers_at_once_have_it_whole_and_who_guesses_has_nothing(path):
    link = Download(path)
    assert fetched(link.address, link.address, "export/guessed/it") == [CONTENT, CONTENT, b""]
    assert Download(path).address != link.address
