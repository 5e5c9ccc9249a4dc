"""A file larger than it may take of memory: ``python tests/benchmarks/large.py [words]``, three million unless given.

A word2vec binary of so many words in 300 dimensions is written, 3.6 GB of it. A process of its own reads it, opens it
again, and asks for its spectrum and for ten neighbors; it may have 4 GB of memory and no swap where this user can make
a control group, and can allocate 4 GB elsewhere. The script tells the seconds, and ends with a failure where that
process does not come to its end, or has had more than 500 MB of its own: pages of mapped files do not count, as they
are given back when somebody needs the memory.
"""

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402 - a script finds the package only now

import embedviz as ev  # noqa: E402

MANY, N, BLOCK = 3_000_000, 300, 10_000
LIMIT, OWN_MEGABYTES = 4 << 30, 500
GROUPS = Path("/sys/fs/cgroup")
KINDS = (
    (GROUPS, "memory.max", "memory.swap.max", 0),
    (GROUPS / "memory", "memory.limit_in_bytes", "memory.memsw.limit_in_bytes", LIMIT),
)
"""Where control groups of the second version are made, and of the first; what limits memory, and what swap, to what."""


def write(path: Path, many: int) -> None:
    random = np.random.default_rng(0)
    with path.open("wb") as file:
        file.write(f"{many} {N}\n".encode())
        for start in range(0, many, BLOCK):
            rows = random.standard_normal((min(BLOCK, many - start), N), dtype=np.float32)
            file.write(b"".join(f"w{start + i} ".encode() + row.tobytes() for i, row in enumerate(rows)))


def measure(path: Path) -> dict[str, float]:
    """Return the seconds of each step, and the megabytes that this process has had of its own."""
    taken: dict[str, float] = {}

    def timed(name: str, function: Callable[[], object]) -> None:
        began = time.perf_counter()
        function()
        taken[name] = time.perf_counter() - began

    with own_memory() as most:
        timed("read the first time", lambda: ev.load(path))
        timed("opened again", lambda: ev.load(path))
        found = ev.load(path)
        timed("spectrum", lambda: ev.spectrum(found))
        timed("ten neighbors", lambda: ev.neighbors(found, "w7", 10))
        timed("ten neighbors again", lambda: ev.neighbors(found, "w8", 10))
    return taken | {"megabytes": most[0]}


@contextmanager
def own_memory() -> Iterator[list[float]]:
    """Watch how many megabytes of memory that is in no file this process has: the most, after the block."""
    most, over = [0.0], threading.Event()

    def look() -> None:
        while not over.wait(0.01):
            (kilobytes,) = re.findall(r"RssAnon:\s+(\d+) kB", Path("/proc/self/status").read_text())
            most[0] = max(most[0], int(kilobytes) / 1024)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield most
    finally:
        over.set()
        watcher.join()


@contextmanager
def limited() -> Iterator[tuple[Callable[[], None], str]]:
    """Make what limits a process that is about to begin, and say what it is."""
    group = next((made for kind in KINDS if (made := _group(*kind)) is not None), None)
    if group is None:
        yield lambda: resource.setrlimit(resource.RLIMIT_DATA, (LIMIT, LIMIT)), "4 GB of allocations"
        return
    try:
        yield lambda: (group / "cgroup.procs").write_text(str(os.getpid())) and None, "a control group of 4 GB"
    finally:
        group.rmdir()


def _group(folder: Path, limit: str, swap: str, swapped: int) -> Path | None:
    """Make a control group with the limit, and no swap if that can be had; None where this user cannot."""
    group = folder / f"embedviz-{os.getpid()}"
    try:
        group.mkdir()
    except OSError:
        return None
    try:
        _set(group / limit, LIMIT)
    except OSError:  # it may be a mere folder, in which the system has made no such file
        group.rmdir()
        return None
    with suppress(OSError):
        _set(group / swap, swapped)
    return group


def _set(path: Path, number: int) -> None:
    with path.open("r+") as file:
        file.write(str(number))


def main(many: int) -> list[str]:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "large.bin"
        write(path, many)
        print(f"{many:,} x {N}: {path.stat().st_size / 1e9:.1f} GB written", flush=True)
        with limited() as (limit, said):
            print(f"in {said}", flush=True)
            answer = subprocess.run(
                [sys.executable, __file__, "--measure", str(path)],
                env=os.environ | {"EMBEDVIZ_CACHE": str(Path(place) / "cache")},
                stdout=subprocess.PIPE,
                text=True,
                check=False,
                preexec_fn=limit,
            )
    if answer.returncode:
        return [f"it ended with {answer.returncode}"]
    found = json.loads(answer.stdout)
    megabytes = found.pop("megabytes")
    for name, seconds in found.items():
        print(f"{name:<24}{seconds:8.2f} s")
    print(f"{'memory of its own':<24}{megabytes:8.0f} MB")
    return [f"{megabytes:.0f} MB, expected at most {OWN_MEGABYTES}"] if megabytes > OWN_MEGABYTES else []


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(Path(sys.argv[2]))))
    elif failures := main(int(sys.argv[1]) if len(sys.argv) > 1 else MANY):
        sys.exit("\n".join(failures))
