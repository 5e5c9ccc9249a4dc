import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from embedviz.ui.work.jobs import Jobs
from embedviz.ui.work.priority import NICE, NICEST
from tests.ui.work.test_jobs import over, wait_until


def priority() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has priorities of threads")
def test_jobs_and_the_threads_they_start_give_way_and_nobody_else_does():
    def work(_progress: object) -> tuple[int, int]:
        with ThreadPoolExecutor(1) as threads:
            return priority(), threads.submit(priority).result()

    before = priority()
    for kind, nice in (("short", before + NICE), ("long", min(19, before + NICEST))):
        job = Jobs().start("it", work, "session", kind=kind)
        wait_until(lambda job=job: over(job))
        assert job.result == (nice, nice)
    assert priority() == before
