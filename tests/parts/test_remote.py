"""Parts behind URLs: on a server that answers ranges of bytes, and where nothing tells when a part was changed."""

import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import embedviz as ev
from embedviz.errors import EmbedvizError, FileError
from embedviz.parts.rows import PartRows

M, N = 3_000, 8


@pytest.fixture(scope="module")
def matrix():
    return np.random.default_rng(0).standard_normal((M, N)).astype(np.float32)


def part(matrix, rows):
    kept = BytesIO()  # neither compressed nor abridged: other numbers take as many bytes
    table = pa.table({"word": [f"w{row}" for row in rows], "vector": list(matrix[rows])})
    pq.write_table(table, kept, compression="none", use_dictionary=False, row_group_size=200)
    return kept.getvalue()


class Ranges(SimpleHTTPRequestHandler):
    """Serves files, also some bytes of them; keeps what was asked for."""

    asked: list[int] = []  # noqa: RUF012 - of the class, as each request makes an object

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if not wanted or not path.is_file():
            super().do_GET()
            return
        some = path.read_bytes()[int(wanted[1]) : int(wanted[2]) + 1]
        self.asked.append(len(some))
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {wanted[1]}-{wanted[2]}/{path.stat().st_size}")
        self.send_header("Content-Length", str(len(some)))
        self.end_headers()
        self.wfile.write(some)

    def log_message(self, *_what):
        """Say nothing."""


@pytest.fixture
def served(tmp_path):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Ranges, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_parts_on_a_server_have_the_bits_of_the_same_numbers_in_memory(served, matrix, tmp_path):
    pytest.importorskip("aiohttp", reason="fsspec opens http:// by it")
    (tmp_path / "parts").mkdir()
    for i, rows in enumerate(np.array_split(np.arange(M), 3)):
        (tmp_path / "parts" / f"part-{i:05d}.parquet").write_bytes(part(matrix, rows))
    found = ev.open_dataset(f"{served}/parts/")
    assert (found.shape, found.words[M - 1]) == ((M, N), f"w{M - 1}")
    assert ev.spectrum(found).singular_values.tobytes() == ev.spectrum(matrix).singular_values.tobytes()
    whole = sum(path.stat().st_size for path in (tmp_path / "parts").iterdir())
    assert max(Ranges.asked) < whole
    (tmp_path / "parts" / "part-00001.parquet").write_bytes(part(-matrix, np.arange(1_000, 2_000)))
    with pytest.raises(FileError, match=r"^part-00001\.parquet: it has changed since the data set was opened"):
        PartRows(found.vectors.place)[1_500]
    with pytest.raises(EmbedvizError, match="there is no such file or folder"):
        ev.open_dataset(f"{served}/nothing/")


def test_what_has_no_time_of_change_is_known_by_its_bytes(matrix):
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.pipe("/still/p.parquet", part(matrix, np.arange(100)))
    found = ev.open_dataset("memory://still")
    memory.pipe("/still/p.parquet", part(-matrix, np.arange(100)))
    assert memory.size("/still/p.parquet") == found.vectors.place.parts[0].size
    with pytest.raises(FileError, match=r"^p\.parquet: it has changed since the data set was opened; open it again"):
        ev.spectrum(found)
