"""One visitor's long trainings and another's short one: ``python tests/benchmarks/turns.py``.

A visitor trains by the lecture preset, alone on a server. Then another starts 200 epochs in 300 dimensions in each of
three tabs, and the first trains again, with another seed. The script ends with a failure where that training does not
begin within one slice of the queue, or takes more than twice its time alone.
"""

import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks import kernel  # noqa: E402 - a script finds the package only now

if __name__ == "__main__":
    kernel.unset()

from embedviz.ui.work.awaiting import POLL_SECONDS  # noqa: E402 - it imports NumPy
from embedviz.ui.work.lane import SLICE_SECONDS  # noqa: E402
from tests.benchmarks.visitor import Visitor  # noqa: E402
from tests.servers import Server, served  # noqa: E402

TABS, LONG = 3, "preset=lecture&epochs=200&dimensions=300&model=skip-gram"
SLOWER = 2.0
START, WAITING = "FormSubmitter:training-Start training", "Waiting"
MOST_SECONDS = 600


@dataclass(frozen=True)
class Trained:
    """How long a visitor waited for a training.

    Parameters
    ----------
    begun, over : float
        Seconds from the pressing of the button until it went on, and until it was seen to be over.
    """

    begun: float
    over: float


async def trained(server: Server, seed: int) -> Trained:
    """Train by the lecture preset."""
    async with Visitor(server.url, [], seed) as visitor:
        await visitor.open("word2vec", f"preset=lecture&seed={seed}")
        start = time.perf_counter()
        await visitor.press(START)
        await visitor.poll(MOST_SECONDS, until=lambda: not visitor.progress.startswith(WAITING))
        begun = time.perf_counter() - start
        if not await visitor.poll(MOST_SECONDS) or visitor.failures:
            raise RuntimeError(f"the training did not end: {visitor.progress} {visitor.failures}")
        return Trained(begun, time.perf_counter() - start)


async def both(server: Server) -> tuple[Trained, Trained]:
    """Return how long a training takes alone, and how long beside three long ones of another visitor."""
    await trained(server, 1)  # the libraries are imported
    alone = await trained(server, 2)
    first = Visitor(server.url, [], 0)
    tabs = [first, *(Visitor(server.url, [], 0, tab_of=first) for _tab in range(TABS - 1))]
    async with tabs[0], tabs[1], tabs[2]:
        for tab in tabs:
            await tab.open("word2vec", LONG)
            await tab.press(START)
            if not tab.polled:
                raise RuntimeError(f"no training was started: {tab.alerts} {tab.failures}")
        watching = [asyncio.create_task(tab.poll(MOST_SECONDS)) for tab in tabs]
        await asyncio.sleep(SLICE_SECONDS)
        beside = await trained(server, 3)
        if any(task.done() for task in watching):
            raise RuntimeError("the long trainings were over before")
        for task in watching:
            task.cancel()
    return alone, beside


def missed(alone: Trained, beside: Trained) -> list[str]:
    """Return a sentence for each bar that is not kept."""
    most = SLICE_SECONDS + alone.begun + POLL_SECONDS
    found = []
    if beside.begun > most:
        found.append(f"it began after {beside.begun:.1f} s, expected at most {most:.1f} s")
    if beside.over > SLOWER * alone.over:
        found.append(f"it took {beside.over:.1f} s, expected at most {SLOWER * alone.over:.1f} s")
    return found


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with served("app.py", place / "log.txt", EMBEDVIZ_CACHE=str(place / "cache")) as running:
            alone, beside = asyncio.run(both(running))
    for name, found in (("alone", alone), ("beside three long ones", beside)):
        print(f"{name}: begun after {found.begun:.1f} s, over after {found.over:.1f} s")
    print(kernel.told(), *missed(alone, beside), sep="\n")
    sys.exit(bool(missed(alone, beside)))
