import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from streamlit.testing.v1 import AppTest
from threadpoolctl import threadpool_info, threadpool_limits

import embedviz as ev
from embedviz.ui.work.jobs import Jobs
from embedviz.ui.work.priority import MOST_WAITED, NICE, NICEST, SCRIPT, TURN_SECONDS, Moment, let_pages_be_drawn
from embedviz.ui.work.progress import progress_shown
from embedviz.ui.work.tidying import tidied
from tests.loops import run
from tests.ui.work.works import over
from tests.waiting import WAIT, wait_until


def priority() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def before(seconds: float) -> Moment:
    """The moment that was so long ago, since when this thread has worked."""
    return Moment(time.monotonic() - seconds, time.thread_time() - seconds)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has priorities of threads")
def test_jobs_and_the_threads_they_start_give_way_and_nobody_else_does():
    def work(_progress: object) -> tuple[int, int]:
        with ThreadPoolExecutor(1) as threads:
            return priority(), threads.submit(priority).result()

    before = priority()
    for kind, nice in (("short", NICE), ("long", NICEST)):
        job = Jobs().start("it", work, "session", kind=kind)
        wait_until(lambda job=job: over(job))
        assert job.result == (min(19, before + nice),) * 2
    assert priority() == before


def test_work_waits_while_a_page_is_drawn_but_not_for_ever():
    drawn = threading.Event()
    page = threading.Thread(target=drawn.wait, name=SCRIPT)
    page.start()
    try:
        worked = 0.05
        began = Moment.now()
        waited = let_pages_be_drawn(before(worked)).at - began.at
        assert MOST_WAITED * worked <= waited
        # What waited itself, as for another process, has kept no page waiting: 1,000 times three seconds would be long.
        let_pages_be_drawn(Moment(time.monotonic() - 1000, time.thread_time()))
        threading.Timer(0.05, drawn.set).start()
        let_pages_be_drawn(before(1000))  # would be most of an hour, if it did not see that the page is drawn
        assert drawn.is_set()
    finally:
        drawn.set()
        page.join()


def test_a_job_reports_at_once_where_no_page_is_drawn():
    began = before(1000)
    assert let_pages_be_drawn(began).at - began.at < 1000 + WAIT < 1000 * MOST_WAITED


def test_streamlit_names_its_threads_so():
    def page() -> None:
        import threading

        import streamlit as st

        st.text(threading.current_thread().name)

    assert AppTest.from_function(page).run().text[0].value == SCRIPT


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has priorities of threads")
def test_a_run_of_a_page_that_computes_for_long_gives_way(monkeypatch):
    def found() -> list[int]:
        seen = [priority()]
        with progress_shown() as progress:
            for _time in range(2):
                progress(ev.Progress("Working", 1, 2))
                seen.append(priority())
        return seen

    usual = priority()
    for after, later in ((60.0, usual), (-1.0, min(19, usual + NICE))):
        monkeypatch.setattr("embedviz.ui.work.progress.SHOWN_AFTER", after)
        with ThreadPoolExecutor(1) as one:
            assert one.submit(found).result() == [usual, later, later]
    assert priority() == usual


def test_threads_of_a_server_take_short_turns_at_python_s_lock_and_one_core_each(monkeypatch):
    async def start() -> tuple[float, set[int]]:
        async with tidied(None):
            return sys.getswitchinterval(), threads_of_blas()

    def threads_of_blas() -> set[int]:
        return {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"}

    def set_threads_of_blas(count: int) -> None:
        with ThreadPoolExecutor(1) as executor:  # a thread that ends
            executor.submit(threadpool_limits, count, user_api="blas").result()

    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    before, (threads, *_others) = sys.getswitchinterval(), threads_of_blas()
    set_threads_of_blas(2)
    try:
        assert run(start()) == (pytest.approx(TURN_SECONDS), {1})
    finally:
        set_threads_of_blas(threads)
        sys.setswitchinterval(before)
