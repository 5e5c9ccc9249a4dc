"""A data set in parts on a cluster of this machine, beside one process and dask's own SVD; fails under its bars.

``python tests/benchmarks/cluster.py 3000000 300 48`` writes so many rows, dimensions and parts of synthetic vectors
into a temporary folder (or that of ``--folder``, where they stay), and prints a line for each run as it ends: seconds,
and whether the bits are those of one process. Bars: bit-equal throughout, also with a worker killed half way, and
within 1.3 times the time of one process, which takes threads on all cores; the workers have one thread and 1 GB each.
``--steps gram neighbors`` leaves out the others. Dask's own SVD runs in a process of its own with workers of the same
memory, which is ended after ``--dask-seconds``; then a quarter of the parts is tried, as long as it does not finish.
"""

import argparse
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402 - a script finds the package only now
import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

import embedviz as ev  # noqa: E402
from embedviz.algebra import spectrum as spectra  # noqa: E402
from embedviz.algebra.reductions import QR_BLOCK_BYTES, QR_LEAST_BYTES  # noqa: E402
from embedviz.workers.cluster import Cluster, connect  # noqa: E402
from embedviz.workers.ranges import ranges  # noqa: E402

SLOWER = 1.3
MEMORY = "1GB"
ROW_GROUP = 8_192
STEPS = ("gram", "neighbors", "qr", "dask")


def write(folder: Path, m: int, n: int, parts: int) -> None:
    """Write synthetic vectors whose singular values fall by a factor of 30, part after part."""
    folder.mkdir(parents=True, exist_ok=True)
    bounds = np.linspace(0, m, parts + 1).astype(int).tolist()
    jobs = [(folder / f"part-{i:05d}.parquet", i, start, stop, n) for i, (start, stop) in enumerate(pairwise(bounds))]
    missing = [job for job in jobs if not job[0].exists()]
    if len(missing) < 4 or m * n < 1 << 24:
        for job in missing:
            write_part(*job)
        return
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as writers:
        list(writers.map(write_part, *zip(*missing, strict=True)))


def write_part(path: Path, seed: int, start: int, stop: int, n: int) -> None:
    rows = np.random.default_rng(seed).standard_normal((stop - start, n), dtype=np.float32)
    rows *= np.geomspace(1, 30, n, dtype=np.float32)
    offsets = np.arange(0, rows.size + 1, n, dtype=np.int32)
    vectors = pa.ListArray.from_arrays(offsets, rows.ravel())
    table = pa.table({"word": [f"w{row}" for row in range(start, stop)], "vector": vectors})
    partial = path.with_suffix(".partial")
    pq.write_table(table, partial, row_group_size=ROW_GROUP, use_dictionary=["word"])
    partial.rename(path)


def by_gram(found: Any, executor: Executor | None = None) -> bytes:
    return bytes(ev.spectrum(found, executor=executor).singular_values)


def by_qr(found: Any, executor: Executor | None = None) -> bytes:
    """Have all directions factored, as of a matrix that the Gram matrix cannot be trusted for at all."""
    usual = spectra.GRAM_TRUSTED_ABOVE
    spectra.GRAM_TRUSTED_ABOVE = 1.0
    try:
        return by_gram(found, executor)
    finally:
        spectra.GRAM_TRUSTED_ABOVE = usual


def near(found: Any, executor: Executor | None = None) -> bytes:
    nearest = ev.neighbors(found, "w7", 10, executor=executor)
    return bytes(nearest.scores) + bytes(nearest.positions)


WORKS: dict[str, Callable[..., bytes]] = {"gram": by_gram, "neighbors": near, "qr": by_qr}
NAMES = {"gram": "spectrum, Gram", "neighbors": "neighbors", "qr": "spectrum, QR", "dask": "dask.array.linalg.svd"}


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


@contextmanager
def local_cluster(workers: int) -> Iterator[tuple[Any, Cluster]]:
    """Start workers as they are deployed: processes of one thread and so much memory."""
    from distributed import LocalCluster

    settings = {"n_workers": workers, "threads_per_worker": 1, "memory_limit": MEMORY, "dashboard_address": ":0"}
    with LocalCluster(**settings) as local:
        cluster = connect(local.scheduler_address)
        try:
            yield local, cluster
        finally:
            cluster.close()


class KillsHalfWay(Executor):
    """Kills a process once so many tasks are done."""

    def __init__(self, executor: Executor, tasks: int, pid: int) -> None:
        self._executor, self._left, self._pid = executor, tasks, pid
        self.has_killed = False

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        future = self._executor.submit(function, *arguments, **named)
        future.add_done_callback(self._count)
        return future

    def _count(self, _future: Future[Any]) -> None:
        self._left -= 1
        if not self._left:
            self.has_killed = True
            os.kill(self._pid, signal.SIGKILL)


def say(text: str) -> None:
    print(text, flush=True)


def compare(found: Any, name: str, cluster: Cluster, options: argparse.Namespace) -> list[str]:
    """Time a work here, by the workers, and by the workers of whom one is killed; return which bars are missed."""
    work, failed = WORKS[name], []
    alone, one = zip(*(timed(lambda: work(found)) for _round in range(options.rounds)), strict=True)
    together, many = zip(
        *(timed(lambda: work(found, executor=cluster.executor)) for _round in range(options.rounds)), strict=True
    )
    here, there, same = median(one), median(many), {*alone} == {*together}
    say(
        f"{NAMES[name]:<32}{here:8.2f} s alone {there:8.2f} s by workers, {there / here:.2f} times  "
        f"{'same bits' if same else 'OTHER BITS'}"
    )
    failed += [] if same else [f"{NAMES[name]}: other bits"]
    failed += [f"{NAMES[name]}: {there / here:.2f} times one process"] if there > SLOWER * here else []
    pid = next(iter(cluster._client.run(os.getpid).values()))
    killer = KillsHalfWay(cluster.executor, tasks_until_half(found.vectors, name), pid)
    again, seconds = timed(lambda: work(found, executor=killer))
    same = killer.has_killed and again == alone[0]
    told = "same bits" if same else "OTHER BITS" if killer.has_killed else "NOBODY WAS KILLED"
    say(f"{f'{NAMES[name]}, a worker killed':<32}{seconds:8.2f} s  {told}")
    cluster._client.wait_for_workers(options.workers, timeout=60)
    return failed + ([] if same else [f"{NAMES[name]}, a worker killed"])


def tasks_until_half(vectors: Any, name: str) -> int:
    """Return how many tasks are done when half of a work is; of QR, which comes after Gram, half of that."""
    tasks = len(ranges(vectors))
    if name != "qr":
        return max(1, tasks // 2)
    return tasks + max(1, len(ranges(vectors, least=QR_LEAST_BYTES, block_bytes=QR_BLOCK_BYTES)) // 2)


def dask_svd(folder: Path, parts: int, workers: int) -> None:
    """Print the seconds that dask's own SVD takes of the first parts, which its workers read as ours do."""
    import dask
    import dask.array as da
    from distributed import Client

    place = ev.open_dataset(folder).vectors.place  # type: ignore[attr-defined]
    read = dask.delayed(lambda place, part: place.open()[part.start : part.start + part.rows])
    blocks = [
        da.from_delayed(
            read(place.within(range(part.start, part.start + part.rows)), part), (part.rows, place.shape[1]), np.float32
        )
        for part in place.parts[:parts]
    ]
    with local_cluster(workers) as (local, _cluster), Client(local, set_as_default=False) as client:
        client.run(lambda: __import__("embedviz.parts.rows"))
        _u, values, _v = da.linalg.svd(da.concatenate(blocks))
        found, seconds = timed(lambda: client.compute(values).result())
        say(f"{seconds} {found[0]}")


def beside_dask(found: Any, folder: Path, cluster: Cluster, options: argparse.Namespace) -> None:
    """Tell how long dask's own SVD takes of all parts, or of fewer, as long as it does not finish."""
    parts = options.parts
    while parts:
        rows = sum(part.rows for part in found.vectors.place.parts[:parts])
        name = f"{NAMES['dask']}, {rows:,} rows"
        answer, problem = in_time([str(folder), str(parts), str(options.workers)], options.dask_seconds)
        if answer is not None:
            first = found.vectors.first(rows)
            values, ours = timed(lambda first=first: ev.spectrum(first, executor=cluster.executor).singular_values)
            seconds, largest = answer
            off = abs(values[0] - largest) / largest
            say(f"{name:<48}{seconds:8.2f} s; embedviz {ours:.2f} s; the largest value differs by {off:.0e}")
            return
        say(f"{name:<48}{problem}")
        parts //= 4


def in_time(arguments: list[str], seconds: float) -> tuple[list[float] | None, str]:
    """Return the numbers that this script prints about dask in a process of its own, or how it ended."""
    child = subprocess.Popen(
        [sys.executable, __file__, "--dask", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        said, complained = child.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        return None, f"did not finish within {seconds:.0f} s"
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)  # its workers with it
        child.wait()
    if child.returncode:
        last = next((line for line in reversed(complained.splitlines()) if "Error" in line or "Killed" in line), "")
        return None, f"failed: {last[:200]}"
    return [float(number) for number in said.split()], ""


def main(options: argparse.Namespace, folder: Path) -> list[str]:
    _none, seconds = timed(lambda: write(folder, options.m, options.n, options.parts))
    say(f"{'written':<32}{seconds:8.2f} s")
    found, seconds = timed(lambda: ev.open_dataset(folder))
    say(f"{'opened':<32}{seconds:8.2f} s  {found!r}")
    again, seconds = timed(lambda: ev.open_dataset(folder))
    say(f"{'opened again':<32}{seconds:8.2f} s  {again.id == found.id}")
    failed: list[str] = []
    with local_cluster(options.workers) as (_local, cluster):
        few = ev.open_dataset(f"{folder}/part-00000.parquet")
        for name in WORKS:  # who works for the first time imports what it needs
            WORKS[name](few, executor=cluster.executor)
        for name in WORKS:
            if name in options.steps:
                failed += compare(found, name, cluster, options)
        if "dask" in options.steps:
            beside_dask(found, folder, cluster, options)
    return failed


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, usual in (("m", 100_000), ("n", 300), ("parts", 48)):
        parser.add_argument(name, type=int, nargs="?", default=usual)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--rounds", type=int, default=1, help="of which the median counts")
    parser.add_argument("--steps", nargs="+", choices=STEPS, default=STEPS)
    parser.add_argument("--dask-seconds", type=float, default=150)
    return parser.parse_args()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--dask"]:
        dask_svd(Path(sys.argv[2]), *map(int, sys.argv[3:]))
        sys.exit()
    given = parsed()
    with tempfile.TemporaryDirectory() as temporary:
        problems = main(given, given.folder or Path(temporary))
    say("missed: " + "; ".join(problems) if problems else "all bars are met")
    sys.exit(bool(problems))
