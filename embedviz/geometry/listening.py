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
    """Turns lines that are printed into reports."""

    def __init__(self, report: ProgressCallback, pattern: str, total: int, stage: str) -> None:
        self._report = report
        self._pattern = re.compile(pattern)
        self._total = total
        self._stage = stage
        self._done = 0

    def write(self, text: str) -> int:
        if match := self._pattern.search(text):
            self._done = int(match[1])
        self._report(Progress(self._stage, self._done, self._total))
        return len(text)


class _Router(io.TextIOBase):
    """A stand-in for standard output, shared by all threads: each listening thread's lines go to its own listener.

    One for all, because streams that threads put in each other's place cannot be taken away in another order.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: dict[int, _Listener] = {}
        self._reporting: set[int] = set()
        self._original: TextIO = sys.stdout

    def write(self, text: str) -> int:
        thread = threading.get_ident()
        listener = self._listeners.get(thread)
        if listener is None or thread in self._reporting:  # a callback may print, as `progress=print` does
            return self._original.write(text)
        self._reporting.add(thread)
        try:
            return listener.write(text)
        finally:
            self._reporting.discard(thread)

    def flush(self) -> None:
        self._original.flush()

    @contextlib.contextmanager
    def hearing(self, listener: _Listener) -> Iterator[None]:
        thread = threading.get_ident()
        with self._lock:
            if not self._listeners:
                self._original, sys.stdout = sys.stdout, self
            self._listeners[thread] = listener
        try:
            yield
        finally:
            with self._lock:
                del self._listeners[thread]
                if not self._listeners and sys.stdout is self:
                    sys.stdout = self._original


_router = _Router()


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
    listener = _Listener(progress, pattern, total, stage)
    with _router.hearing(listener):
        yield listener  # type: ignore[misc]
