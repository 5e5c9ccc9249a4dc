"""Progress from libraries that offer no callback but print their iterations."""

import contextlib
import io
import re
import sys
import threading
from collections.abc import Iterator
from typing import TextIO

from embedviz.progress import Progress, ProgressCallback


class _Listener(io.TextIOBase):
    """A stand-in for standard output: turns lines of one thread into reports, passes those of others on."""

    def __init__(self, report: ProgressCallback, pattern: str, total: int, stage: str, original: TextIO) -> None:
        self._report = report
        self._pattern = re.compile(pattern)
        self._total = total
        self._stage = stage
        self._original = original
        self._thread = threading.get_ident()
        self._done = 0

    def write(self, text: str) -> int:
        if threading.get_ident() != self._thread:
            return self._original.write(text)
        if match := self._pattern.search(text):
            self._done = int(match[1])
        self._report(Progress(self._stage, self._done, self._total))
        return len(text)

    def flush(self) -> None:
        self._original.flush()


@contextlib.contextmanager
def reporting_printed(
    progress: ProgressCallback | None, pattern: str, total: int, stage: str
) -> Iterator[TextIO | None]:
    """Report what this thread prints while the block runs.

    A callback that raises to cancel raises out of the library's own ``print``, and so out of the block.

    Parameters
    ----------
    progress : callable or None
        Called at each line printed; None leaves standard output alone.
    pattern : str
        Regular expression whose first group is the iteration reached.
    total : int
        Iterations in all.
    stage : str
        Name of the stage in the reports.

    Yields
    ------
    text stream or None
        What stands in for standard output.
    """
    if progress is None:
        yield None
        return
    listener = _Listener(progress, pattern, total, stage, sys.stdout)
    with contextlib.redirect_stdout(listener):
        yield listener  # type: ignore[misc]
