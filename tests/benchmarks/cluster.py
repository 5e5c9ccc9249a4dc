"""A data set in parts on a cluster of this machine, beside one process and dask's own SVD; fails under its bars.

``python tests/benchmarks/cluster.py 3000000 300 48`` writes so many rows, dimensions and parts of synthetic vectors
into a temporary folder (or that of ``--folder``, where they stay), and prints a line for each run: seconds, and whether
the bits are those of one process. Bars: bit-equal throughout, and within 1.3 times the time of one process, which takes
threads on all cores; the workers have 1 GB each.
"""

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import embedviz as ev
from embedviz.algebra import spectrum as spectra
from embedviz.workers.cluster import connect

SLOWER = 1.3
MEMORY = "1GB"
ROW_GROUP = 8_192


def write(folder: Path, m: int, n: int, parts: int) -> None:
    """Write synthetic vectors whose singular values fall by a factor of 30, part after part."""
    folder.mkdir(parents=True, exist_ok=True)
    bounds = np.linspace(0, m, parts + 1).astype(int).tolist()
    for i, (start, stop) in enumerate(pairwise(bounds)):
        path = folder / f"part-{i:05d}.parquet"
        if path.exists():
            continue
        rows = np.random.default_rng(i).standard_normal((stop - start, n), dtype=np.float32)
        rows *= np.geomspace(1, 30, n, dtype=np.float32)
        offsets = np.arange(0, rows.size + 1, n, dtype=np.int32)
        vectors = pa.ListArray.from_arrays(offsets, rows.ravel())
        table = pa.table({"word": [f"w{row}" for row in range(start, stop)], "vector": vectors})
        pq.write_table(table, path, row_group_size=ROW_GROUP, use_dictionary=["word"])


def numbers(found: Any) -> bytes:
    """Return the bits of an answer."""
    return bytes(found.singular_values if hasattr(found, "singular_values") else found.scores)


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def by_dask(found: Any, local: Any) -> float:
    """Return the seconds that dask's own SVD takes of the same rows, which its workers read from the same parts."""
    import dask
    import dask.array as da
    from distributed import Client

    place = found.vectors.place
    read = dask.delayed(lambda place, part: place.open()[part.start : part.start + part.rows])
    blocks = [
        da.from_delayed(
            read(place.within(range(part.start, part.start + part.rows)), part), (part.rows, place.shape[1]), np.float32
        )
        for part in place.parts
    ]
    with Client(local, set_as_default=False) as client:
        _u, values, _v = da.linalg.svd(da.concatenate(blocks))
        return timed(lambda: client.compute(values).result(timeout=900))[1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, usual in (("m", 100_000), ("n", 300), ("parts", 48)):
        parser.add_argument(name, type=int, nargs="?", default=usual)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--no-dask", action="store_true", help="leave dask's own SVD out")
    parser.add_argument("--no-qr", action="store_true", help="leave the QR factorization out")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        _none, seconds = timed(lambda: write(folder, options.m, options.n, options.parts))
        print(f"{'written':<32}{seconds:8.1f} s")
        return compare(folder, options)


def compare(folder: Path, options: argparse.Namespace) -> int:
    from distributed import LocalCluster

    found, seconds = timed(lambda: ev.open_dataset(folder))
    print(f"{'opened':<32}{seconds:8.1f} s  {found!r}")
    again, seconds = timed(lambda: ev.open_dataset(folder))
    print(f"{'opened again':<32}{seconds:8.1f} s  {again.id == found.id}")
    failed = []
    settings = {
        "n_workers": options.workers,
        "threads_per_worker": 1,
        "memory_limit": MEMORY,
        "dashboard_address": ":0",
    }
    with LocalCluster(**settings) as local:
        cluster = connect(local.scheduler_address)
        list(cluster.executor.map(abs, range(8)))  # all workers are up
        works: dict[str, Callable[..., Any]] = {
            "spectrum, gram": lambda **how: ev.spectrum(found, **how),
            "neighbors": lambda executor=None, **_how: ev.neighbors(found, "w7", 10, executor=executor),
        }
        if not options.no_qr:
            works["spectrum, qr"] = lambda **how: by_qr(found, **how)
        for name, work in works.items():
            work(executor=cluster.executor)  # who works for the first time imports what it needs
            alone, one = timed(work)
            together, many = timed(lambda work=work: work(executor=cluster.executor))
            failed += told(name, one, many, numbers(alone) == numbers(together))
            if "spectrum" in name:
                killer = Killer(cluster, options.m)
                together, many = timed(
                    lambda work=work, killer=killer: work(executor=cluster.executor, progress=killer)
                )
                same = numbers(alone) == numbers(together)
                print(f"{f'{name}, a worker killed':<32}{many:8.1f} s  {'same bits' if same else 'OTHER BITS'}")
                failed += [] if same and killer.done else [f"{name}, a worker killed"]
                cluster._client.wait_for_workers(options.workers, timeout=60)
        if not options.no_dask:
            try:
                print(f"{'dask.array.linalg.svd':<32}{by_dask(found, local):8.1f} s")
            except Exception as error:
                print(f"{'dask.array.linalg.svd':<32}  failed  {type(error).__name__}: {str(error)[:200]}")
        cluster.close()
    print("failed: " + "; ".join(failed) if failed else "all bars are met")
    return bool(failed)


def told(name: str, one: float, many: float, same: bool) -> list[str]:
    """Print a comparison, and return what is under its bar."""
    said = "same bits" if same else "OTHER BITS"
    print(f"{name:<32}{one:8.1f} s alone {many:8.1f} s by workers, {many / one:.2f} times  {said}")
    failed = [] if same else [f"{name}: other bits"]
    return failed + ([f"{name}: {many / one:.2f} times one process"] if many > SLOWER * one else [])


def by_qr(found: Any, **how: Any) -> Any:
    usual = spectra.GRAM_TRUSTED_ABOVE
    spectra.GRAM_TRUSTED_ABOVE = 1.0
    try:
        return ev.spectrum(found, **how)
    finally:
        spectra.GRAM_TRUSTED_ABOVE = usual


class Killer:
    """Kills a worker once half of the rows are done."""

    def __init__(self, cluster: Any, m: int) -> None:
        self._cluster, self._m, self.done = cluster, m, 0

    def __call__(self, progress: ev.Progress) -> None:
        if not self.done and progress.done >= self._m // 2:
            self.done = progress.done
            os.kill(next(iter(self._cluster._client.run(os.getpid).values())), signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
