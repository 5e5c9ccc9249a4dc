import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from starlette.formparsers import MultiPartParser
from starlette.requests import Request

from embedviz.formats.place import cache_folder
from embedviz.ui.work.tidying import tidied
from tests.loops import run

ROOT = Path(__file__).parents[3]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are made by fork")
def test_what_is_killed_leaves_all_data_whole_and_nothing_behind_the_next_start():
    """``tests/benchmarks/killed.py`` does the same at random moments, ten times each."""
    command = [sys.executable, str(ROOT / "tests" / "benchmarks" / "killed.py"), "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    kinds = 7 if sys.platform == "linux" else 6
    assert (done.returncode, done.stdout.count("killed 1 of 1 times")) == (0, kinds), done.stdout + done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="where an open file lies is told by Linux")
def test_uploads_on_their_way_lie_in_the_folder_of_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "of the system"))  # which is not there
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="it"\r\n\r\n'
    body = head + bytes(MultiPartParser.spool_max_size + 1) + b"\r\n--x--\r\n"
    headers = [(b"content-type", b"multipart/form-data; boundary=x")]

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def sent() -> str:
        async with tidied(None):
            form = await Request({"type": "http", "headers": headers}, receive).form()
            return os.readlink(f"/proc/self/fd/{form['file'].file.fileno()}")

    assert Path(run(sent())).is_relative_to(cache_folder())
    assert tempfile.tempdir == str(tmp_path / "of the system")
    assert not list(cache_folder().iterdir())
