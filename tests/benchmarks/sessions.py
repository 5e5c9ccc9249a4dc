"""Ten sessions at once on one server: ``python tests/benchmarks/sessions.py [sessions]``.

A server is started, one visitor opens every page, so that what all share is in the caches, and then ten visitors at
once go through all pages, each in an order of its own. On each page they make six changes of its widgets, to values
drawn at random, and think for 1 to 3 seconds before each step. What a button starts (a training, an encoding of the
corpus) is not in it: that runs with a progress bar. Each time is from the request to the message that the script has
finished, all that is to be drawn having arrived: the waiting for the other sessions is in it, the browser's work is
not. The visitors run on the same machine as the server.

It ends with a failure where the bar is missed or a step went wrong.

Memory is the server's, by Linux: of the vectors, which are a file mapped into it, and of everything else.
"""

import asyncio
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks import kernel  # noqa: E402 - a script finds the package only now

if __name__ == "__main__":
    kernel.unset()

from embedviz.sources import open_source  # noqa: E402 - it imports NumPy
from tests.benchmarks.reruns import Rerun, judged, line  # noqa: E402
from tests.benchmarks.visitor import Visitor  # noqa: E402
from tests.servers import Server, served  # noqa: E402

BARS = {"p95": 1_500.0}
THINKING = (1.0, 3.0)  # seconds
VECTORS = "glove_6B_50d_emb.npy"
FREQUENT, COMMON = 300, 20_000


@dataclass(frozen=True)
class Memory:
    """Of a process, in bytes.

    Parameters
    ----------
    maps : int
        How many times the file of the vectors is mapped.
    vectors : int
        What they take, a page that several of them show counted once.
    own : int
        What is in memory and in no file.
    """

    maps: int
    vectors: int
    own: int

    @classmethod
    def of(cls, pid: int) -> "Memory":
        """Read it, on Linux."""
        smaps = Path(f"/proc/{pid}/smaps").read_text(encoding="utf-8")
        areas = re.split(r"^(?=[0-9a-f]+-[0-9a-f]+ )", smaps, flags=re.MULTILINE)
        mapped = [area for area in areas if area.partition("\n")[0].endswith(VECTORS)]
        return cls(
            maps=len(mapped),
            vectors=sum(_size(area, "Pss") for area in mapped),
            own=sum(_size(area, "Anonymous") for area in areas),
        )


@dataclass(frozen=True)
class Load:
    """What many sessions at once were to one server.

    Parameters
    ----------
    sessions : int
        How many.
    reruns : list of Rerun
        Of all of them; of the one before them too, whose session opened every page first.
    before, after : Memory or None
        Of the server, before they came and when they had seen everything; None where there is no Linux.
    """

    sessions: int
    reruns: list[Rerun]
    before: Memory | None
    after: Memory | None


def _size(area: str, name: str) -> int:
    return sum(1024 * int(size) for size in re.findall(rf"^{name}: +(\d+) kB$", area, flags=re.MULTILINE))


async def load(
    server: Server,
    sessions: int,
    changes: int,
    thinking: tuple[float, float] = THINKING,
    pages: Sequence[str] | None = None,
) -> Load:
    """Let so many visitors at once go through the pages of a server, after one who opens them all.

    Parameters
    ----------
    server : Server
        Of the app.
    sessions, changes : int
        How many visitors, and how many widgets each changes on a page.
    thinking : tuple of float
        How many seconds a visitor waits before each step, at least and at most.
    pages : sequence of str, optional
        Their names in the URL; all if not given.

    Returns
    -------
    Load
    """
    words = [word for word in open_source("glove-6b-50d").words[FREQUENT:COMMON] if word.isalpha()]

    def memory() -> Memory | None:
        return Memory.of(server.pid) if sys.platform == "linux" else None

    found = await visit(Visitor(server.url, words, seed=0), 0, (0, 0), pages)
    before = memory()
    visits = (visit(Visitor(server.url, words, seed), changes, thinking, pages) for seed in range(1, 1 + sessions))
    for reruns in await asyncio.gather(*visits):
        found += reruns
    return Load(sessions, found, before, memory())


async def visit(
    visitor: Visitor, changes: int, thinking: tuple[float, float], pages: Sequence[str] | None
) -> list[Rerun]:
    """Go through pages in some order.

    Parameters
    ----------
    visitor : Visitor
        Not yet connected; it makes all choices.
    changes : int
        Of widgets, on each page.
    thinking : tuple of float
        Seconds before each step, at least and at most.
    pages : sequence of str, optional
        All if not given.

    Returns
    -------
    list of Rerun
        Those that open a page name no widget.
    """
    found: list[Rerun] = []
    choose = visitor.choose

    async def step(page: str, key: str) -> None:
        await asyncio.sleep(choose.uniform(*thinking))
        failures = len(visitor.failures)
        start = time.perf_counter()
        await (visitor.change(key) if key else visitor.open(page))
        milliseconds = 1000 * (time.perf_counter() - start)
        found.append(Rerun(page or "home", key, milliseconds, "; ".join(visitor.failures[failures:])))

    async with visitor:
        await step("", "")
        others = [page for page in visitor.pages if page] if pages is None else pages
        for page in choose.sample(others, len(others)):
            await step(page, "")
            for _change in range(changes if visitor.widgets else 0):
                await step(page, choose.choice(sorted(visitor.widgets)))
    return found


def table(found: Load) -> str:
    """Write the times by page and the memory, for a reader."""
    warm = [rerun for rerun in found.reruns if rerun.widget]
    opened = [rerun for rerun in found.reruns if not rerun.widget]
    pages = sorted({rerun.page for rerun in warm})
    by_page = {page: [rerun.milliseconds for rerun in warm if rerun.page == page] for page in pages}
    lines = [
        f"{'milliseconds':<24}{'runs':>6}{'median':>10}{'p95':>10}{'most':>10}",
        *(line(page, times) for page, times in by_page.items()),
        line("all reruns", [rerun.milliseconds for rerun in warm]),
        f"bar{BARS['p95']:>47,.0f}",
        line("all pages opened", [rerun.milliseconds for rerun in opened]),
    ]
    if found.before and found.after:
        grown = (found.after.own - found.before.own) / found.sessions
        lines += [
            "",
            f"the vectors: {found.after.vectors / 1e6:,.0f} MB, shared by {found.after.maps} maps of their file",
            f"all else: {found.before.own / 1e6:,.0f} MB before, {found.after.own / 1e6:,.0f} MB after, "
            f"{grown / 1e6:,.1f} MB a session",
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with served("app.py", place / "log.txt", EMBEDVIZ_CACHE=str(place / "cache")) as running:
            measured = asyncio.run(load(running, count, changes=6))
    print(table(measured))
    sys.exit(judged(measured.reruns, BARS))
