"""The parts of a hostile visitor do what they say, on a small scale."""

import asyncio
import sys
import time

import pytest

from tests.benchmarks import hostile
from tests.benchmarks.hostile import Crowd, edits, resident, sources, trainings, uploads
from tests.benchmarks.visitor import Visitor
from tests.servers import Server, served


@pytest.mark.exhaustive
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read as Linux tells it")
def test_each_part_is_played_on_a_real_server(tmp_path, monkeypatch):
    for name, small in {"SOURCES": 2, "WORDS": 5_000, "LINES": 2, "EDITS": 2, "UPLOADS": 1, "SENT_WORDS": 500}.items():
        monkeypatch.setattr(hostile, name, small)
    hostile.write_sources(tmp_path / "data")

    async def play(server: Server) -> list[str]:
        visitor = Visitor(server.url, [], 1)
        async with visitor:
            for part in (edits, sources, uploads, trainings):
                await part(visitor, tmp_path / "data", time.monotonic() + 60)
        return [*visitor.failures, *visitor.alerts[-1:], visitor.query]

    variables = {"EMBEDVIZ_DATA": str(tmp_path / "data"), "EMBEDVIZ_CACHE": str(tmp_path / "cache")}
    with served("app.py", tmp_path / "log.txt", **variables) as server:
        told = asyncio.run(play(server))
        assert resident(server.pid) > 50e6
    assert "run=" in told[-1], told
    assert len(list((tmp_path / "cache" / "files").glob("*-all"))) == 2  # beside the words of GloVe
    assert len(list((tmp_path / "cache" / "shelf").iterdir())) == 1


@pytest.mark.parametrize(
    ("most", "after", "names"),
    [(2.3e9, 4.4e8, []), (2.4e9, 4.4e8, ["at most"]), (2.3e9, 4.6e8, ["two minutes after"])],
    ids=["kept", "too much", "too much left"],
)
def test_memory_above_a_bar_is_said(most, after, names):
    found = Crowd(40, 300_000_000, int(most), int(after), {}, [], 1e9).missed()
    assert [sentence.partition(":")[0] for sentence in found] == names
