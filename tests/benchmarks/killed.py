"""Work that is killed in the middle of it: ``python tests/benchmarks/killed.py [times] [seed]``.

Each kind of work that writes files is done in a process of its own, which is killed: ten times, unless given, at
random moments, or, if it is to be once, at the first report of its progress. What reads files does so once more by a
process of its own, as the app has it: that one has to end by itself when the other is killed. After each time a server
starts. Then all data must be whole and no file or folder may be left that belongs to nobody, or the script ends with a
failure.
"""

import asyncio
import ctypes
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402 - a script finds the package only now

import embedviz as ev  # noqa: E402
from embedviz.formats.options import Options  # noqa: E402
from embedviz.formats.place import cache_folder  # noqa: E402
from embedviz.formats.store import open_store  # noqa: E402
from embedviz.processes.calling import processes_allowed  # noqa: E402
from embedviz.progress import ProgressCallback  # noqa: E402
from embedviz.sources import Source  # noqa: E402
from embedviz.sources.labels import read_label  # noqa: E402
from embedviz.sources.sent import keep_file, read_anew  # noqa: E402
from embedviz.sources.shelved import kept  # noqa: E402
from embedviz.ui.library.exports import write_export  # noqa: E402
from embedviz.ui.library.uploads import Bundle  # noqa: E402
from embedviz.ui.work.tidying import tidied  # noqa: E402

TITLE = "before.csv"
APART, BYTES_APART = " apart", 4 << 30
ORPHANS_SECONDS = 20.0
_PR_SET_CHILD_SUBREAPER = 36  # of Linux's prctl.h


class Sent(BytesIO):
    """A file as a browser sends it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.read_bytes())
        self.name = path.name


def expected(words: int) -> ev.Embedding:
    """Return the vectors that all files hold."""
    numbers = np.random.default_rng(0).standard_normal((words, 20), dtype=np.float32)
    return ev.Embedding("it", [f"w{i}" for i in range(words)], numbers)


def prepare(place: Path, words: int) -> None:
    """Write the files to be read, and put one on the shelf."""
    (place / "data").mkdir()
    (place / "out").mkdir()
    embedding = expected(words)
    ev.save(embedding, place / "data" / "read.txt")
    ev.save(embedding, place / "data" / "packed.bin.gz")
    ev.save(embedding, place / "out" / "there.parquet")
    table = place / TITLE
    rows = zip(embedding.words, embedding.vectors, strict=True)
    table.write_text("\n".join(";".join([word, *map(repr, map(float, row))]) for word, row in rows))
    keep_file(table, title=TITLE)


def _read(place: Path, progress: ProgressCallback) -> None:
    ev.load(place / "data" / "read.txt", progress=progress)


def _unpack(place: Path, progress: ProgressCallback) -> None:
    ev.load(place / "data" / "packed.bin.gz", progress=progress)


def _upload(place: Path, progress: ProgressCallback) -> None:
    Bundle([Sent(place / "data" / "read.txt")]).keep(Options(), progress)


def _read_anew(_place: Path, progress: ProgressCallback) -> None:
    (source,) = (source for source in kept() if source.title == TITLE)
    read_anew(source.id, Options(separator=";"), progress=progress)


def _export(place: Path, progress: ProgressCallback) -> None:
    source = Source("file:it", "it", lambda _progress: expected(3), "file")
    write_export(source, ev.load(place / "out" / "there.parquet"), "tsv", progress)


def _convert(place: Path, progress: ProgressCallback) -> None:
    ev.save(ev.load(place / "out" / "there.parquet"), place / "out" / "new.vec.gz", progress=progress)


WORK: dict[str, Callable[[Path, ProgressCallback], None]] = {
    "first read": _read,
    "unpacking": _unpack,
    "upload": _upload,
    "read anew": _read_anew,
    "export": _export,
    "command line": _convert,
}


READS = ("first read", "unpacking", "upload", "read anew")


def kinds(times: int) -> list[str]:
    """Return what is to be killed: all kinds of work, and those that read files, or one of them, by another process."""
    apart = READS[:1] if times == 1 else READS
    return [*WORK, *(kind + APART for kind in apart if sys.platform == "linux")]


def killed_at(kind: str, place: Path, report: int) -> bool:
    """Do work in a process that kills itself at a report of its progress; return whether it came to that."""
    reports = 0

    def count(progress: ev.Progress) -> None:
        nonlocal reports
        reports += progress.total > 1  # what waits for another process reports before that has begun
        if reports == report:
            os.kill(os.getpid(), signal.SIGKILL)

    return _ended(_begun(kind, place, count)) == signal.SIGKILL


def killed_within(kind: str, place: Path, seconds: float) -> bool:
    """Do work in a process that is killed so many seconds after it began; return whether it was not over by then."""
    process = _begun(kind, place, lambda _progress: None)
    time.sleep(seconds)
    os.kill(process, signal.SIGKILL)
    return _ended(process) == signal.SIGKILL


def _begun(kind: str, place: Path, progress: ProgressCallback) -> int:
    process = os.fork()
    if process == 0:
        status = 1
        try:
            with processes_allowed(BYTES_APART) if kind.endswith(APART) else nullcontext():
                WORK[kind.removesuffix(APART)](place, progress)
            status = 0
        finally:
            os._exit(status)
    return process


def _ended(process: int) -> int:
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if status > 0:
        raise RuntimeError(f"the work ended with {status}")
    return -status


def _adopt() -> None:
    """Let processes whose own parent is killed be this one's, so that it can wait for them, on Linux."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _orphans_ended() -> bool:
    """Wait until all processes have ended whose parent was killed; return whether they have."""
    deadline = time.monotonic() + ORPHANS_SECONDS
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.01)
        except ChildProcessError:
            return True
    return False


def wrong(place: Path, words: int) -> list[str]:
    """Return what is not as it must be in the folders of :func:`prepare` and the cache, once a server has started."""
    cache, it = cache_folder(), expected(words)
    found = [f"{path.relative_to(place)} belongs to no one" for path in place.rglob("*") if _is_nobodys(path, cache)]

    def compare(what: str, embedding: ev.Embedding) -> None:
        if list(embedding.words) != list(it.words) or not np.array_equal(embedding.vectors, it.vectors):
            found.append(f"{what} does not hold what it should")

    for store in cache.glob("files/*"):
        compare(store.name, open_store(store, id="it"))
    for source in kept():
        compare(source.title, source.open(None))
    for packed in cache.glob("exports/[!.]*/*"):
        with zipfile.ZipFile(packed) as archive:
            archive.extractall(place / "export")
        compare(packed.name, ev.load(place / "export" / "it.tsv"))
        shutil.rmtree(place / "export")
    for file in (*place.glob("data/*"), *place.glob("out/*")):
        compare(file.name, ev.load(file))
    return found


def _is_nobodys(path: Path, cache: Path) -> bool:
    if path.name.startswith("."):
        return True
    if path.parent in (place := cache.parent, place / "data", place / "out"):
        return path.name not in {
            "data",
            "out",
            "cache",
            TITLE,
            "read.txt",
            "packed.bin.gz",
            "there.parquet",
            "new.vec.gz",
        }
    if path.parent in (cache / "uploads", cache / "drafts"):
        return True
    is_reading = path.name.startswith("read-") and path.parent.parent == cache / "shelf"
    return (path.is_dir() and path.parent != cache and not any(path.iterdir())) or (
        is_reading and read_label(path.parent).reading != path.name
    )


def _started() -> None:
    async def start() -> None:
        async with tidied(None):
            pass

    asyncio.run(start())


def _seconds(kind: str, place: Path) -> float:
    _changed(place)
    began = time.perf_counter()
    _ended(_begun(kind, place, lambda _progress: None))
    return time.perf_counter() - began


def _changed(place: Path) -> None:
    for file in place.glob("data/*"):
        os.utime(file)  # so that it is read again


def main(place: Path, words: int, times: int, seed: int) -> list[str]:
    """Kill each kind of work, once at a report or so many times at random, and let a server start each time."""
    draw = random.Random(seed)  # noqa: S311 - moments of a test
    prepare(place, words)
    _adopt()
    found = []
    for kind in kinds(times):
        killed, duration = 0, 0.0
        if times > 1:
            duration = min(_seconds(kind, place) for _time in range(2))
        for _time in range(times):
            _changed(place)
            if times == 1:
                killed += killed_at(kind, place, 1)
            else:
                killed += killed_within(kind, place, draw.uniform(0, duration))
            if not _orphans_ended():
                found.append(f"{kind}: a process goes on that nobody waits for")
            _started()
            found += wrong(place, words)
        print(f"{kind}: killed {killed} of {times} times before it was over ({duration:.2f} s)", flush=True)
        if not killed:
            found.append(f"{kind} was never killed")
    return found


if __name__ == "__main__":
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EMBEDVIZ_CACHE"] = str(Path(folder) / "cache")
        problems = main(Path(folder), 3_000 if times == 1 else 20_000, times, seed)
    print(*problems, sep="\n")
    sys.exit(bool(problems))
