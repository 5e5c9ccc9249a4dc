import os
import signal
import threading
import weakref
from collections.abc import Callable, Iterator
from contextvars import copy_context
from pathlib import Path

import numpy as np
import pytest

import embedviz as ev
from embedviz import i18n
from embedviz.ui.work import jobs as module
from embedviz.ui.work import lane
from embedviz.ui.work.budget import Budget
from embedviz.ui.work.jobs import KEPT, Job, Jobs
from embedviz.ui.work.recent import Recent
from tests.benchmarks.visitor import Visitor
from tests.loops import run
from tests.servers import Server, served
from tests.ui.work.works import Work, over
from tests.waiting import WAIT, wait_until

# Job


def test_a_job_ends_with_its_result_and_the_last_progress():
    job = Job(lambda progress: progress(ev.Progress("Working", 2, 2)) or 42)
    job.watch("a")
    assert job.state == "queued"
    job.run()
    assert (job.state, job.result, job.progress) == ("done", 42, ev.Progress("Working", 2, 2))


def test_an_error_raised_on_purpose_is_its_message():
    def work(_: object) -> None:
        raise ev.EmbedvizError("3 words; expected 4")

    job = Job(work)
    job.watch("a")
    job.run()
    assert (job.state, job.error) == ("failed", "3 words; expected 4")


def test_any_other_error_is_not_shown_but_logged(caplog):
    def work(_: object) -> None:
        raise RuntimeError("secret path")

    job = Job(work)
    job.watch("a")
    job.run()
    assert job.state == "failed"
    assert job.error
    assert "secret" not in job.error
    assert "secret path" in caplog.text


def test_a_job_goes_on_as_long_as_one_session_waits_and_is_cancelled_when_the_last_leaves():
    work = Work()
    job = Job(work)
    job.watch("a")
    job.watch("b")
    thread = threading.Thread(target=job.run)
    thread.start()
    assert work.begun.wait(WAIT)
    job.leave("a")
    assert job.state == "running"
    job.leave("b")
    work.go_on.set()
    thread.join(WAIT)
    assert (job.state, job.result) == ("cancelled", None)


def test_a_job_that_one_of_two_left_is_done():
    work = Work()
    job = Job(work)
    job.watch("a")
    job.watch("b")
    job.leave("a")
    work.go_on.set()
    job.run()
    assert (job.state, job.result) == ("done", "result")


def test_a_job_lets_go_of_its_work_once_it_is_done():
    def work(_: object) -> int:
        return 42

    held = weakref.ref(work)
    job = Job(work)
    del work
    job.watch("a")
    job.run()
    assert job.result == 42
    assert held() is None


# Jobs


@pytest.fixture
def queue(monkeypatch) -> Iterator[Jobs]:
    """A queue in which nothing has another's beside it because a busy machine keeps the test waiting."""
    monkeypatch.setattr(module, "SLICE_SECONDS", 1000.0)
    jobs = Jobs()
    yield jobs
    jobs._lanes["short"]._executor.shutdown(cancel_futures=True)


def test_progress_can_be_read_while_the_work_goes_on(queue):
    work = Work()
    job = queue.start("key", work, "a")
    assert work.begun.wait(WAIT)
    assert (job.state, job.progress) == ("running", ev.Progress("Working", 3, 8))
    work.go_on.set()
    wait_until(lambda: over(job))
    assert queue.find("key").result == "result"


def test_equal_keys_share_one_computation(queue):
    work = Work()
    jobs = [queue.start("key", work, session) for session in "aab"]
    work.go_on.set()
    wait_until(lambda: over(jobs[0]))
    again = queue.start("key", work, "c")
    assert {id(job) for job in [*jobs, again]} == {id(jobs[0])}
    assert (work.runs, again.result) == (1, "result")


def test_one_works_while_the_others_wait_their_turn(queue):
    works = [Work(i) for i in range(3)]
    jobs = [queue.start(i, work, "a") for i, work in enumerate(works)]
    for i, work in enumerate(works):
        assert work.begun.wait(WAIT)
        assert [job.state for job in jobs] == ["done"] * i + ["running"] + ["queued"] * (2 - i)
        work.go_on.set()
        wait_until(lambda i=i: over(jobs[i]))
    assert [job.result for job in jobs] == [0, 1, 2]


def test_a_job_cancelled_in_the_queue_does_none_of_its_work(queue):
    first, second = Work(), Work()
    queue.start("first", first, "a")
    waiting = queue.start("second", second, "a")
    waiting.leave("a")
    first.go_on.set()
    second.go_on.set()
    wait_until(lambda: over(waiting))
    assert waiting.state == "cancelled"
    assert second.runs == 0


@pytest.mark.parametrize("error", [None, ev.EmbedvizError("no")])
def test_what_was_cancelled_or_failed_can_be_started_again(queue, error):
    first, second = Work(error=error), Work("second time")
    job = queue.start("key", first, "a")
    if error is None:
        job.leave("a")
    first.go_on.set()
    wait_until(lambda: over(job))
    assert job.state == ("cancelled" if error is None else "failed")
    second.go_on.set()
    again = queue.start("key", second, "a")
    wait_until(lambda: over(again))
    assert again.result == "second time"


def test_after_an_unexpected_error_the_worker_goes_on(queue):
    failing, sound = Work(error=RuntimeError("a bug")), Work()
    failing.go_on.set()
    sound.go_on.set()
    failed = queue.start("failing", failing, "a")
    job = queue.start("sound", sound, "a")
    wait_until(lambda: over(job))
    assert (failed.state, job.state) == ("failed", "done")


def test_what_is_forgotten_is_done_again(queue):
    for expected in ("first", "second"):
        job = queue.start("key", lambda _, expected=expected: expected, "a")
        wait_until(lambda job=job: over(job))
        assert queue.find("key").result == expected
        queue.forget("key")
    assert queue.find("key") is None


def test_a_key_nobody_started_has_no_job(queue):
    assert queue.find("key") is None


def test_a_result_gives_way_to_others_once_nobody_looks_for_it_any_more(queue, monkeypatch):
    budget = Budget(lambda: 1)
    queue._done = Recent(budget)
    monkeypatch.setattr(module, "RELOAD_SECONDS", 1000.0)
    for i in range(3):
        job = queue.start(i, lambda _, i=i: np.full(1_000_000, i, np.int8), "a")
        wait_until(lambda job=job: over(job) and not queue._jobs)
    assert [queue.find(i).result[0] for i in range(3)] == [0, 1, 2]
    monkeypatch.setattr(module, "RELOAD_SECONDS", -1.0)
    queue._lanes["short"]._executor.shutdown()  # whose threads may hold the last
    del job
    budget.shrink(0)
    assert [queue.find(i) for i in range(3)] == [None] * 3


def test_of_jobs_that_came_to_nothing_the_oldest_go(queue, monkeypatch):
    kept = 4
    monkeypatch.setattr("embedviz.ui.work.jobs.KEPT", kept)
    for i in range(kept + 5):
        work = Work(error=ev.EmbedvizError("no"))
        work.go_on.set()
        job = queue.start(i, work, f"session {i}")
        wait_until(lambda job=job: over(job))
    assert sum(queue.find(i) is not None for i in range(kept + 5)) <= kept + 1


def test_jobs_that_have_not_ended_are_never_dropped(queue):
    works = [Work(i) for i in range(KEPT + 3)]
    for i, work in enumerate(works):
        queue.start(i, work, f"session {i}")
    assert all(queue.find(i) is not None for i in range(KEPT + 3))
    for work in works:
        work.go_on.set()


def waiting_behind(queue: Jobs, asked: list[str]) -> tuple[Work, list[Job], list[str]]:
    """Start a job that goes on until it is told, then a job for each letter of a visitor; note who has a turn."""
    first, turns = Work(), []
    queue.start("first", first, "z")
    assert first.begun.wait(WAIT)
    jobs = [
        queue.start(i, lambda _, visitor=visitor: turns.append(visitor), f"tab {i} of {visitor}", visitor)
        for i, visitor in enumerate(asked)
    ]
    return first, jobs, turns


def test_visitors_take_turns_however_many_tabs_one_has(queue):
    first, jobs, turns = waiting_behind(queue, list("aaabcb"))
    assert [queue.place(job) for job in jobs] == [1, 4, 6, 2, 3, 5]
    first.go_on.set()
    wait_until(lambda: all(map(over, jobs)))
    assert "".join(turns) == "abcaba"
    assert [queue.place(job) for job in jobs] == [0] * 6


def test_a_place_in_the_queue_moves_up_when_somebody_before_gives_up(queue):
    first, jobs, turns = waiting_behind(queue, list("abc"))
    jobs[0].leave("tab 0 of a")
    jobs[1].cancel()
    assert [queue.place(job) for job in jobs] == [0, 0, 1]
    first.go_on.set()
    wait_until(lambda: all(map(over, jobs)))
    assert turns == ["c"]
    assert [job.state for job in jobs] == ["cancelled", "cancelled", "done"]


def test_a_visitor_who_joins_a_job_waits_no_longer_than_for_one_of_their_own(queue):
    first, jobs, turns = waiting_behind(queue, list("aaaab"))
    assert queue.place(jobs[3]) == 5
    joined = queue.start(3, Work(), "tab of c", "c")
    assert joined is jobs[3]
    assert queue.place(joined) == 3
    first.go_on.set()
    wait_until(lambda: all(map(over, jobs)))
    assert len(turns) == 5


def test_a_visitor_has_only_so_many_jobs_waiting_and_others_are_not_concerned(queue):
    first, jobs, _turns = waiting_behind(queue, ["a"] * module.MOST_WAITING)
    with pytest.raises(ev.EmbedvizError, match=r"8 of your computations are already waiting, the maximum"):
        queue.start("one more", Work(), "yet another tab", "a")
    other = queue.start("of another", lambda _: 1, "b")
    jobs[0].cancel()
    in_its_place = queue.start("one more", lambda _: 2, "yet another tab", "a")
    first.go_on.set()
    wait_until(lambda: over(in_its_place) and over(other))
    assert (in_its_place.result, other.result) == (2, 1)


@pytest.mark.parametrize("visitor", ["a", "b"], ids=["not for the same visitor", "for another visitor"])
def test_a_long_job_pauses_for_the_next_of_another_visitor_and_then_goes_on(monkeypatch, visitor):
    monkeypatch.setattr(lane, "SLICE_SECONDS", 0.0)
    queue, done = Jobs(slices=True), []
    begun, asked = threading.Event(), threading.Event()

    def long(progress: Callable[[ev.Progress], None]) -> str:
        begun.set()
        assert asked.wait(WAIT)
        progress(ev.Progress("Working", 1, 2))
        done.append("long")
        return "long"

    job = queue.start("long", long, "tab of a", "a")
    assert begun.wait(WAIT)
    short = queue.start("short", lambda _: done.append("short"), "another tab", visitor)
    asked.set()
    wait_until(lambda: over(job) and over(short))
    queue._lanes["short"]._executor.shutdown()
    assert done == (["short", "long"] if visitor == "b" else ["long", "short"])
    assert job.result == "long"


def test_a_slow_file_delays_neither_another_visitor_s_nor_a_computation_but_the_next_of_the_same_visitor():
    queue, slow = Jobs(), Work()
    first = queue.start("slow", slow, "tab 1", "a", kind="files")
    assert slow.begun.wait(WAIT)
    second = queue.start("their next", lambda _: 2, "tab 2", "a", kind="files")
    others = [
        queue.start("of another", lambda _: 3, "b", kind="files"),
        queue.start("computed", lambda _: 4, "tab 3", "a"),
    ]
    wait_until(lambda: all(map(over, others)))
    assert (first.state, second.state, queue.place(second)) == ("running", "queued", 1)
    slow.go_on.set()
    wait_until(lambda: over(first) and over(second))
    assert [job.result for job in (first, second, *others)] == ["result", 2, 3, 4]


def test_what_goes_on_for_longer_than_a_slice_has_another_visitor_s_beside_it(monkeypatch):
    monkeypatch.setattr(module, "SLICE_SECONDS", 0.05)
    queue, endless = Jobs(), [Work(), Work()]
    first = queue.start(0, endless[0], "tab 1", "a")
    assert endless[0].begun.wait(WAIT)
    second = queue.start("their next", lambda _: 2, "tab 2", "a")
    others = [queue.start(1, endless[1], "b"), queue.start("of another", lambda _: 3, "c")]
    wait_until(lambda: over(others[1]))
    assert [job.state for job in (first, second, *others)] == ["running", "queued", "running", "done"]
    for work in endless:
        work.go_on.set()
    wait_until(lambda: all(map(over, (first, second, *others))))
    assert [job.result for job in (first, second, *others)] == ["result", 2, "result", 3]


def test_what_takes_long_delays_nothing_but_what_takes_long():
    queue, picture = Jobs(), Work()
    first = queue.start("picture", picture, "tab 1", "a", kind="long")
    assert picture.begun.wait(WAIT)
    second = queue.start("another", lambda _: 2, "tab 2", "b", kind="long")
    others = [queue.start(name, lambda _: 3, f"tab {name}", name) for name in "ab"]
    wait_until(lambda: all(map(over, others)))
    assert (first.state, second.state, queue.place(second)) == ("running", "queued", 1)
    picture.go_on.set()
    wait_until(lambda: over(second))


def test_a_job_that_two_visitors_wait_for_is_done_once():
    queue, blocking, shared = Jobs(), [Work() for _worker in range(module.FILE_WORKERS)], Work()
    for number, work in enumerate(blocking):
        queue.start(number, work, f"of {number}", kind="files")
    jobs = [queue.start("shared", shared, visitor, kind="files") for visitor in "abcd"]
    shared.go_on.set()
    for work in blocking:
        work.go_on.set()
    wait_until(lambda: over(jobs[0]))
    assert (set(jobs), shared.runs, jobs[0].result) == ({jobs[0]}, 1, "result")


# Of which no page shows the work


@pytest.mark.parametrize("beside", [False, True], ids=["that waits", "that goes on beside it"])
@pytest.mark.parametrize("comes_back", [False, True], ids=["whoever left", "not whoever came back"])
def test_a_job_that_no_page_shows_ends_for_another(monkeypatch, comes_back, beside):
    monkeypatch.setattr(module, "SLICE_SECONDS", 1e-9 if beside else 1000.0)
    queue, left, wanted = Jobs(), Work(), Work("wanted")
    job = queue.start("left", left, "tab of a", "a")
    assert left.begun.wait(WAIT)
    job.turn_away("tab of a")
    if comes_back:
        job.watch("tab of a")
    other = queue.start("wanted", wanted, "tab of b", "b")
    assert not beside or wanted.begun.wait(WAIT)
    left.go_on.set()
    wait_until(lambda: over(job))
    wanted.go_on.set()
    wait_until(lambda: over(other))
    assert (job.state, job.gave_way) == (("done", False) if comes_back else ("cancelled", True))
    assert other.result == "wanted"


def test_a_job_that_no_page_shows_goes_on_as_long_as_nobody_or_only_such_ones_wait(queue):
    left, also_left = Work(), Work()
    job, other = queue.start("left", left, "a"), queue.start("also left", also_left, "b")
    assert left.begun.wait(WAIT)
    job.turn_away("a")
    other.turn_away("b")
    assert (queue.place(other), other.is_awaited, other.is_shown) == (0, True, False)
    left.go_on.set()
    wait_until(lambda: over(job) and over(other))
    assert (job.state, other.state, other.gave_way, also_left.runs) == ("done", "cancelled", True, 0)


def test_a_job_that_one_of_two_pages_still_shows_is_shown():
    job = Job(Work())
    job.watch("a")
    job.watch("b")
    job.turn_away("a")
    assert job.is_shown
    job.turn_away("b")
    assert not job.is_shown


# On a server


@pytest.mark.parametrize("sent", [
    pytest.param(signal.SIGTERM, id="terminated", marks=pytest.mark.exhaustive),
    pytest.param(signal.SIGINT, id="interrupted"),
])  # fmt: skip
def test_a_server_that_is_stopped_stops_its_job_and_logs_no_traceback(tmp_path: Path, sent: signal.Signals):
    async def let_it_train(server: Server) -> None:
        async with Visitor(server.url, [], seed=0) as visitor:
            await visitor.open("compare")
            os.kill(server.pid, sent)

    with served("app.py", tmp_path / "log.txt", EMBEDVIZ_CACHE=str(tmp_path)) as server:
        run(let_it_train(server))
        wait_until(server.has_ended)
    assert "Traceback" not in (tmp_path / "log.txt").read_text()


def test_a_failure_is_told_in_the_language_of_whoever_asked():
    def broken(_progress) -> None:
        raise KeyError("a fault of the program")

    def ask() -> Job:
        i18n.speak("zh")
        return Job(broken)

    job = copy_context().run(ask)
    job.watch("reader")
    thread = threading.Thread(target=job.run)
    thread.start()
    thread.join()
    assert job.state == "failed"
    assert job.error == "计算失败；原因见服务器日志。"
