import asyncio
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedviz.sources import open_source
from tests.benchmarks.sessions import Load, load, table
from tests.benchmarks.visitor import Visitor
from tests.servers import Server, served

PAGES = ["one_hot", "rank", "space"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served("app.py", tmp_path_factory.mktemp("server") / "log.txt") as running:
        yield running


@pytest.fixture(scope="module")
def found(server: Server) -> Load:
    """What the second visitors met: the first have what is made once, such as the regions of a map, made for all."""

    def visited() -> Load:
        return asyncio.run(load(server, sessions=2, changes=2, thinking=(0, 0), pages=PAGES))

    visited()
    wait_for_rest(server.pid)
    return visited()


def wait_for_rest(pid: int) -> None:
    """Wait until a process computes no more, a minute at most."""
    for _time in range(60):
        before = busy_seconds(pid)
        time.sleep(1)
        if busy_seconds(pid) - before < 0.1:
            return


def busy_seconds(pid: int) -> float:
    """Return the seconds of the processor that a process has taken; 0 where the system does not tell."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0
    user, system = stat.read_text().rpartition(") ")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def test_every_session_opens_every_page_and_changes_its_widgets(found):
    assert [rerun for rerun in found.reruns if rerun.failed] == []
    opened = [rerun.page for rerun in found.reruns if not rerun.widget]
    changed = [rerun.page for rerun in found.reruns if rerun.widget]
    assert sorted(opened) == sorted([*PAGES, "home"] * 3)
    assert sorted(changed) == sorted(PAGES * 2 * 2)
    assert all(page in table(found) for page in PAGES)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read as Linux tells it")
def test_the_sessions_share_one_copy_of_the_vectors(found):
    size = open_source("glove-6b-50d").vectors.nbytes
    assert 0 < found.after.vectors < 1.01 * size
    assert found.after.own - found.before.own < size


def test_a_change_of_a_widget_reaches_the_script(server):
    async def changed() -> set[str]:
        seen = set()
        async with Visitor(server.url, ["king"], seed=0) as visitor:
            await visitor.open("one_hot")
            for _time in range(8):
                await visitor.change("pair")
                seen.add(visitor.query)
        return seen

    assert asyncio.run(changed()) == {"", "pair=distance"}


def test_the_pages_are_those_of_the_navigation(server):
    async def pages() -> set[str]:
        async with Visitor(server.url, [], seed=0) as visitor:
            await visitor.open("")
        return set(visitor.pages)

    assert asyncio.run(pages()) >= {"", *PAGES}
