"""What computing on workers costs, measured and fitted: ``python tests/benchmarks/cost.py --folder FOLDER``.

Writes the largest size of ``--millions`` as synthetic vectors in 300 dimensions into the folder, in parts of 62,500
(12 GB for ten million; what is there is not written again), and times each work on the first so many rows by one and
by two workers, a line each. Then it prints what was fitted to the times, and what that makes of larger sizes, as the
tables of docs/cluster.md; ``--write docs/cluster.md`` puts them there. A file just written is read from memory, not
from a disk: the times are those of processors.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402 - a script finds the package only now

import embedviz as ev  # noqa: E402
from embedviz.algebra.reductions import column_mean  # noqa: E402
from embedviz.parts.dataset import Dataset  # noqa: E402
from embedviz.units import size  # noqa: E402
from embedviz.workers.ranges import ranges  # noqa: E402
from tests.benchmarks.cluster import WORKS, local_cluster, say, timed, write  # noqa: E402

N, PART = 300, 62_500
MILLION = 1_000_000
PAPER = ((100 * MILLION, 300), (1_000 * MILLION, 768))
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
TITLES = {"mean": "mean", "gram": "spectrum, Gram", "qr": "spectrum, QR", "neighbors": "neighbors"}


@dataclass(frozen=True)
class Run:
    """A work that was timed.

    Parameters
    ----------
    work : str
        A key of :data:`TITLES`.
    m, n, workers : int
        Of what, and by how many.
    seconds : float
        It took.
    """

    work: str
    m: int
    n: int
    workers: int
    seconds: float


@dataclass(frozen=True)
class Fit:
    """Seconds = start + each · mn / w, and how far the times are from it.

    Parameters
    ----------
    start : float
        Seconds that no worker shortens.
    each : float
        Seconds of one core for each number of the matrix.
    off : float
        The largest deviation, relative to what was measured.
    """

    start: float
    each: float
    off: float


def fitted(runs: list[Run]) -> Fit:
    """Fit by least squares of the relative deviations, none of the two below 0."""
    from scipy.optimize import nnls

    seconds = np.array([run.seconds for run in runs])
    given = np.array([[1.0, run.m * run.n / run.workers] for run in runs]) / seconds[:, None]
    scale = given.max(axis=0)
    found = nnls(given / scale, np.ones(len(runs)))[0] / scale
    return Fit(float(found[0]), float(found[1]), float(np.abs(given @ found - 1).max()))


def of_dimensions(fits: dict[str, Fit], n: int) -> dict[str, float]:
    """Return the seconds of one core for each number in n dimensions: what grows with n is what is beyond the mean."""
    read = fits["mean"].each
    gram = (fits["gram"].each - read) * n / N
    qr = (fits["qr"].each - fits["gram"].each - read) * n / N
    return {"gram": read + gram, "qr": 2 * read + gram + qr, "neighbors": fits["neighbors"].each}


def sent(m: int, n: int) -> int:
    """Return the bytes of the sums of all ranges."""
    return 8 * n * n * len(ranges(np.broadcast_to(np.float32(0), (m, n))))


def tables(runs: list[Run], fits: dict[str, Fit], cores: int) -> str:
    """Return what was measured, fitted and extrapolated, in Markdown."""
    sizes = sorted({run.m for run in runs})
    counts = sorted({run.workers for run in runs})
    by = {(run.work, run.m, run.workers): run.seconds for run in runs}
    head = " | ".join(f"{m:,} x {N}, {w} worker{'s' * (w > 1)}" for m in sizes for w in counts)
    lines = [f"Seconds on {cores} cores, parts in the page cache, the bytes read and sent by formula:", ""]
    lines += [f"| | {head} | start + core seconds for each number | off by at most |"]
    lines += ["|---" * (len(sizes) * len(counts) + 3) + "|"]
    for work, fit in fits.items():
        times = " | ".join(f"{by[work, m, w]:.1f}" if (work, m, w) in by else "" for m in sizes for w in counts)
        lines.append(f"| {TITLES[work]} | {times} | {fit.start:.1f} + {fit.each:.1e} | {fit.off:.0%} |")
    lines += ["", "The sizes that were run, and two that were not, in seconds of one core:", ""]
    lines += ["| m x n | | read | sent | Gram | QR | neighbors |", "|---|---|---|---|---|---|---|"]
    for m, n in [*((m, N) for m in sizes), *PAPER]:
        of = {work: each * m * n for work, each in of_dimensions(fits, n).items()}
        seconds = " | ".join(rounded(each) for each in of.values())
        said = "on paper" if (m, n) in PAPER else "run"
        lines.append(f"| {m:,} x {n} | {said} | {size(4 * m * n)} | {size(sent(m, n))} | {seconds} |")
    return "\n".join([*lines, "", on_paper(fits)])


def on_paper(fits: dict[str, Fit]) -> str:
    """Return what would be the bottleneck of what was not run."""
    said = []
    for (m, n), cores, title in zip(PAPER, (8, 256), ("On paper,", "And"), strict=True):
        seconds = fits["gram"].start + of_dimensions(fits, n)["gram"] * m * n / cores
        said.append(
            f"{title} {m:,} x {n} by Gram takes {rounded(seconds)} seconds on {cores} cores, if its {size(4 * m * n)} "
            f"come at {4 * m * n / seconds / 1e9:.2g} GB/s: where the disks or the network give less, they are the "
            "bottleneck."
        )
    arriving = sent(*PAPER[-1])
    said.append(
        f"The {size(arriving)} of its partial sums arrive at one process, at about 1 GB/s in {arriving / 1e9:.0f} s, "
        "which no further worker shortens. There a tree of sums at the workers would be next; it is not built, as one "
        "that depends on the workers would change the bits."
    )
    return " ".join(said)


def rounded(number: float) -> str:
    """Return a number to two digits."""
    return f"{number:.2g}" if number < 10 else f"{float(f'{number:.2g}'):,.0f}"


def measure(folder: Path, sizes: list[int], workers: list[int], works: list[str]) -> list[Run]:
    """Time every work on every size by any number of workers."""
    doing: dict[str, Callable[..., Any]] = {
        "mean": lambda found, executor: column_mean(found, executor=executor),
        **WORKS,
    }
    runs = []
    whole: Any = ev.open_dataset(folder)
    for count in workers:
        with local_cluster(count) as (_local, cluster):
            few = ev.open_dataset(f"{folder}/part-00000.parquet")
            for work in works:
                doing[work](few, executor=cluster.executor)  # imports what it needs
            for m in sizes:
                first = Dataset(f"first {m}", whole.words.first(m), whole.vectors.first(m))
                for work in works:
                    _answer, seconds = timed(
                        lambda work=work, first=first: doing[work](first, executor=cluster.executor)
                    )
                    say(f"{TITLES[work]:<20}{m:>12,} x {N}  {count} workers {seconds:8.2f} s")
                    runs.append(Run(work, m, N, count, seconds))
    return runs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--millions", type=float, nargs="+", default=[1, 3, 10])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--works", nargs="+", choices=TITLES, default=list(TITLES))
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--write", type=Path, help="the document to put the tables into")
    options = parser.parse_args()
    sizes = sorted(round(each * MILLION / PART) * PART for each in options.millions)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        _none, seconds = timed(lambda: write(folder, sizes[-1], N, sizes[-1] // PART))
        say(f"{sizes[-1]:,} x {N} written in {seconds:.0f} s")
        runs = measure(folder, sizes, options.workers, options.works)
    fits = {work: fitted([run for run in runs if run.work == work]) for work in options.works}
    if set(fits) < set(TITLES):
        say(f"{fits}")
        return
    said = tables(runs, fits, os.cpu_count() or 1)
    say(said)
    if options.write:
        text = options.write.read_text(encoding="utf-8")
        before, rest = text.split(BEGIN)
        after = rest.split(END)[1]
        options.write.write_text(f"{before}{BEGIN}\n{said}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
