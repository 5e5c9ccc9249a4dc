"""What processes of tests are told to do; they find it by its name."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from embedviz.formats import reading
from embedviz.progress import Progress, ProgressCallback


def read_and_wait(path: Path, folder: Path, how: reading.How, *, progress: ProgressCallback) -> None:
    """Read, and in the middle of it only report, until that is cancelled."""

    def wait(now: Progress) -> None:
        while True:
            progress(now)
            time.sleep(0.01)

    _read_half(path, folder, how, wait)


def read_and_die(path: Path, folder: Path, how: reading.How, *, progress: ProgressCallback) -> None:
    """Read, and in the middle of it be killed."""
    del progress
    _read_half(path, folder, how, lambda _now: os.kill(os.getpid(), signal.SIGKILL))


def _read_half(path: Path, folder: Path, how: reading.How, then: Callable[[Progress], None]) -> None:
    def report(now: Progress) -> None:
        if any(folder.parent.glob(".tmp-*/*")):
            then(now)

    reading.read_here(path, folder, how, progress=report)


def take(count: int, *, progress: ProgressCallback) -> int:
    """Take memory."""
    del progress
    return len(b"x" * count)


def fail(*, progress: ProgressCallback) -> None:
    """Have a fault."""
    del progress
    raise KeyError("a fault")
