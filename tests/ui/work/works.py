"""Work whose course a test decides."""

import threading
from collections.abc import Callable

import embedviz as ev
from embedviz.ui.work.jobs import Job
from tests.waiting import WAIT


class Work:
    """Work that begins, reports, and goes on when told."""

    def __init__(self, result: object = "result", error: Exception | None = None) -> None:
        self.result, self.error = result, error
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.runs = 0

    def __call__(self, progress: Callable[[ev.Progress], None]) -> object:
        self.runs += 1
        progress(ev.Progress("Working", 3, 8))
        self.begun.set()
        assert self.go_on.wait(WAIT)
        progress(ev.Progress("Working", 8, 8))
        if self.error is not None:
            raise self.error
        return self.result


def over(job: Job) -> bool:
    return job.state not in {"queued", "running"}
