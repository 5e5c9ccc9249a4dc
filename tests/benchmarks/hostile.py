"""What a hostile or clumsy visitor does to a server, as parts to be played by sessions at once.

``python tests/benchmarks/hostile.py URL FOLDER SEED`` is one, until it is ended.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402 - a script finds the package only now

import embedviz as ev  # noqa: E402
from tests.benchmarks.turns import START  # noqa: E402
from tests.benchmarks.visitor import Visitor  # noqa: E402
from tests.servers import Server  # noqa: E402

SOURCES, WORDS, DIMENSIONS = 10, 400_000, 25
LINES, CHARACTERS, EDITS = 200, 900, 7
UPLOADS, SENT_WORDS, SENT_DIMENSIONS = 3, 50_000, 100
LONG = "preset=lecture&epochs=200&dimensions=300&model=skip-gram"
BUDGET_GB, WORKING_BYTES, LEFT_BYTES = 1.0, 1e9, 150e6
PATIENCE = 30.0
QUIET_SECONDS, POLL_SECONDS = 120.0, 0.25

Part = Callable[[Visitor, Path, float], Coroutine[None, None, None]]


def write_sources(folder: Path) -> None:
    """Write ten files of 400,000 words."""
    folder.mkdir()
    words = [f"word{i}" for i in range(WORDS)]
    for number in range(SOURCES):
        vectors = np.random.default_rng(number).standard_normal((WORDS, DIMENSIONS), dtype=np.float32)
        ev.save(ev.Embedding("it", words, vectors), folder / f"large{number}.bin")


async def edits(visitor: Visitor, _data: Path, until: float) -> None:
    """Edit long texts on Polysemy, again before the last edit is encoded."""
    await visitor.open("polysemy", "word=own")
    words = ["table", "river", "lamp", "the", "of", "bank", "light", "stone", "idea", "green"]
    for edit in range(EDITS):
        lines = []
        for number in range(LINES):
            drawn = visitor.choose.choices(words, k=CHARACTERS // 5)
            lines.append(f"{number} {edit} table " + " ".join(drawn)[:CHARACTERS])
        await visitor.write("own_sentences", "\n".join(lines))
        await visitor.poll(min(10.0, until - time.monotonic()))
        if time.monotonic() > until:
            return


async def sources(visitor: Visitor, data: Path, until: float) -> None:
    """Open one large file after the other."""
    names = sorted(path.name for path in data.iterdir())
    for name in visitor.choose.sample(names, len(names)):
        await visitor.open(visitor.choose.choice(["rank", "distance", "space", "library"]), f"source=file:{name}")
        await visitor.poll(until - time.monotonic())
        if time.monotonic() > until:
            return


async def uploads(visitor: Visitor, _data: Path, until: float) -> None:
    """Send files, and add them."""
    for number in range(UPLOADS):
        vectors = visitor.choose.randbytes(4 * SENT_WORDS * SENT_DIMENSIONS // 64)
        numbers = np.frombuffer(vectors, np.uint8).astype(np.float32)
        rows = np.resize(numbers, (SENT_WORDS, SENT_DIMENSIONS))
        header = f"{SENT_WORDS} {SENT_DIMENSIONS}\n".encode()
        content = header + b"".join(b"w%d " % i + row.tobytes() for i, row in enumerate(rows))
        await visitor.open("library")
        await visitor.attach("files", f"sent{number}.bin", content)
        await visitor.press("FormSubmitter:add-Add")
        await visitor.poll(until - time.monotonic())
        if time.monotonic() > until:
            return


async def trainings(visitor: Visitor, _data: Path, _until: float) -> None:
    """Start a long training, look at it for a moment, and go."""
    await visitor.open("word2vec", LONG)
    await visitor.press(START)
    await visitor.poll(3.0)


PARTS: tuple[Part, ...] = (edits, sources, uploads, trainings)


@dataclass(frozen=True)
class Crowd:
    """What a crowd was to a server.

    Parameters
    ----------
    sessions : int
        How many there were.
    before, most, after : int
        Memory of the server that is in RAM, in bytes: before they came, at most, two minutes after all had left.
    alerts : dict of str to int
        What they were told, and how often.
    failures : list of str
        Exceptions on their pages.
    budget : float
        Bytes that the server may keep.
    """

    sessions: int
    before: int
    most: int
    after: int
    alerts: dict[str, int]
    failures: list[str]
    budget: float

    def missed(self) -> list[str]:
        """Return a sentence for each bar that is not kept."""
        found = list(self.failures)
        bars = {
            "at most": (self.most, self.before + self.budget + WORKING_BYTES),
            "two minutes after": (self.after, self.before + LEFT_BYTES),
        }
        for name, (size, bar) in bars.items():
            if size > bar:
                found.append(f"{name}: {size / 1e6:,.0f} MB, expected at most {bar / 1e6:,.0f} MB")
        return found


def resident(pid: int) -> int:
    """Return the memory of a process, and of those it has started, that is in RAM, as Linux tells it, in bytes."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        started = " ".join(each.read_text() for each in Path(f"/proc/{pid}/task").glob("*/children")).split()
    except OSError:  # it has ended by now
        return 0
    own = 1024 * sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    return own + sum(resident(int(child)) for child in started)


async def crowd(server: Server, data: Path, sessions: int, seconds: float, quiet: float = QUIET_SECONDS) -> Crowd:
    """Let a crowd of sessions do its worst, each a part after the other from a place of its own, and then leave.

    Parameters
    ----------
    server : Server
        Of the app, whose data folder holds :func:`write_sources`.
    data : Path
        That folder.
    sessions : int
        How many at once.
    seconds : float
        How long, about.
    quiet : float
        How many seconds after they left the memory is looked at.

    Returns
    -------
    Crowd
    """
    most = before = resident(server.pid)
    until = time.monotonic() + seconds
    playing = [asyncio.create_task(play(server.url, data, seed, until)) for seed in range(1, 1 + sessions)]
    together = asyncio.gather(*playing)
    while not together.done():
        await asyncio.sleep(POLL_SECONDS)
        most = max(most, resident(server.pid))
    visitors = await together
    deadline = time.monotonic() + quiet
    while time.monotonic() < deadline:
        await asyncio.sleep(POLL_SECONDS)
        most = max(most, resident(server.pid))
    told = [alert for visitor in visitors for alert in visitor.alerts]
    alerts = {alert: told.count(alert) for alert in dict.fromkeys(told)}
    failures = [failure for visitor in visitors for failure in visitor.failures]
    return Crowd(sessions, before, most, resident(server.pid), alerts, failures, BUDGET_GB * 1e9)


async def play(url: str, data: Path, seed: int, until: float, parts: Sequence[Part] = PARTS) -> Visitor:
    """Be a visitor who plays one part after the other, each in a session of its own, until a time is over."""
    visitor = first = Visitor(url, [], seed)
    number = seed
    while time.monotonic() < until:
        async with visitor:
            with suppress(TimeoutError):  # who has waited long enough goes in the middle of it
                await asyncio.wait_for(
                    parts[number % len(parts)](visitor, data, until), min(PATIENCE, until - time.monotonic())
                )
        number += 1
        alerts, failures = visitor.alerts, visitor.failures
        visitor = Visitor(url, [], seed * 1000 + number, tab_of=first)
        visitor.alerts, visitor.failures = alerts, failures
    return visitor


async def apart(url: str, data: Path, seed: int) -> None:
    """Let a visitor play in a process of its own, until cancelled: what it is busy with delays no other visitor."""
    process = await asyncio.create_subprocess_exec(sys.executable, __file__, url, str(data), str(seed))
    try:
        raise RuntimeError(f"the hostile visitor ended with {await process.wait()}")
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


def table(found: Crowd) -> str:
    """Write the memory, for a reader."""
    megabytes = [f"{size / 1e6:,.0f} MB" for size in (found.before, found.most, found.after)]
    told = [f"told {count} times: {alert}" for alert, count in found.alerts.items()]
    return "\n".join(
        [
            f"{found.sessions} hostile sessions: {megabytes[0]} before, {megabytes[1]} at most, {megabytes[2]} after",
            *told,
        ]
    )


if __name__ == "__main__":
    address, folder, number = sys.argv[1:]
    asyncio.run(play(address, Path(folder), int(number), until=float("inf")))
