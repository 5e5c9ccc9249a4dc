"""Ten sessions at once on one server: ``python tests/benchmarks/sessions.py [sessions] [--hostile | --crowd]``.

A server is started, one visitor opens every page, so that what all share is in the caches, and then ten visitors at
once go through all pages, each in an order of its own. On each page they make six changes of its widgets, to values
drawn at random, and think for 1 to 3 seconds before each step. What a button starts (a training, an encoding of the
corpus) is not in it: that runs with a progress bar. Each time is from the request to the message that the script has
finished, all that is to be drawn having arrived: the waiting for the other sessions is in it, the browser's work is
not. The visitors run on the same machine as the server.

With ``--hostile`` another visitor does its worst meanwhile, from a process of its own: edits long texts, opens ten
sources of 400,000 words in turn, sends files, starts trainings and goes. With ``--crowd`` all sessions do that, forty
unless given, for a minute; the server's memory is looked at before, meanwhile, and two minutes after all have left.
"Before" is when one visitor has opened every page: the libraries that pages need are imported then, and what they need
only for a training, a curved picture or an upload is not, so that it counts as left.

It ends with a failure where a bar is missed or a step went wrong.

Memory is the server's, by Linux: of the vectors, which are a file mapped into it, and of everything else.
"""

import argparse
import asyncio
import re
import sys
import tempfile
import time
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks import kernel  # noqa: E402 - a script finds the package only now

if __name__ == "__main__":
    kernel.unset()

from embedviz.sources import open_source  # noqa: E402 - it imports NumPy
from tests.benchmarks import hostile  # noqa: E402
from tests.benchmarks.reruns import Rerun, judged, line  # noqa: E402
from tests.benchmarks.visitor import Visitor  # noqa: E402
from tests.servers import Server, served  # noqa: E402

BARS = {"p95": 400.0}
BARS_BESIDE = {"p95": 400.0, "slowest": 1_500.0}
CROWD, CROWD_SECONDS = 40, 60.0
SLOWEST = 8
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
    beside: Coroutine[None, None, object] | None = None,
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
    beside : coroutine, optional
        What goes on meanwhile, and is ended with them.

    Returns
    -------
    Load
    """
    words = [word for word in open_source("glove-6b-50d").words[FREQUENT:COMMON] if word.isalpha()]

    def memory() -> Memory | None:
        return Memory.of(server.pid) if sys.platform == "linux" else None

    found = await visit(Visitor(server.url, words, seed=0), 0, (0, 0), pages)
    before = memory()
    another = asyncio.create_task(beside) if beside is not None else None
    visits = (visit(Visitor(server.url, words, seed), changes, thinking, pages) for seed in range(1, 1 + sessions))
    for reruns in await asyncio.gather(*visits):
        found += reruns
    if another is not None:
        if another.done():
            another.result()
        another.cancel()
        with suppress(asyncio.CancelledError):
            await another
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


def table(found: Load, bars: dict[str, float] = BARS) -> str:
    """Write the times by page and the memory, for a reader."""
    warm = [rerun for rerun in found.reruns if rerun.widget]
    opened = [rerun for rerun in found.reruns if not rerun.widget]
    slowest = sorted(warm, key=lambda rerun: -rerun.milliseconds)[:SLOWEST]
    pages = sorted({rerun.page for rerun in warm})
    by_page = {page: [rerun.milliseconds for rerun in warm if rerun.page == page] for page in pages}
    lines = [
        f"{'milliseconds':<24}{'runs':>6}{'median':>10}{'p95':>10}{'most':>10}",
        *(line(page, times) for page, times in by_page.items()),
        line("all reruns", [rerun.milliseconds for rerun in warm]),
        f"bars{bars['p95']:>46,.0f}" + (f"{bars['slowest']:>10,.0f}" if "slowest" in bars else ""),
        line("all pages opened", [rerun.milliseconds for rerun in opened]),
        "",
        "the slowest",
        *(f"  {each.page + ' ' + each.widget:<30}{each.milliseconds:>10,.0f}" for each in slowest),
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


def usual(server: Server, sessions: int) -> int:
    """Measure sessions alone; return the exit status."""
    found = asyncio.run(load(server, sessions, changes=6))
    print(table(found))
    return judged(found.reruns, BARS)


def beside_a_hostile_one(server: Server, sessions: int, data: Path) -> int:
    """Measure sessions while another visitor does its worst; return the exit status."""
    worst = hostile.apart(server.url, data, sessions + 1)
    found = asyncio.run(load(server, sessions, changes=4, beside=worst))
    print(table(found, BARS_BESIDE))
    return judged(found.reruns, BARS_BESIDE)


def crowd(server: Server, sessions: int, data: Path) -> int:
    """Measure the memory that hostile sessions take and leave; return the exit status."""
    asyncio.run(load(server, 0, changes=0))  # one visitor opens every page
    found = asyncio.run(hostile.crowd(server, data, sessions, CROWD_SECONDS))
    print(hostile.table(found), *found.missed(), sep="\n")
    return int(bool(found.missed()))


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("sessions", type=int, nargs="?")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--hostile", action="store_true")
    how.add_argument("--crowd", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    options = asked()
    with tempfile.TemporaryDirectory() as folder:
        place, variables = Path(folder), {}
        if options.hostile or options.crowd:
            hostile.write_sources(place / "data")
            variables = {"EMBEDVIZ_DATA": str(place / "data"), "EMBEDVIZ_MEMORY_GB": str(hostile.BUDGET_GB)}
        with served("app.py", place / "log.txt", EMBEDVIZ_CACHE=str(place / "cache"), **variables) as running:
            if options.crowd:
                status = crowd(running, options.sessions or CROWD, place / "data")
            elif options.hostile:
                status = beside_a_hostile_one(running, options.sessions or 10, place / "data")
            else:
                status = usual(running, options.sessions or 10)
    sys.exit(status)
