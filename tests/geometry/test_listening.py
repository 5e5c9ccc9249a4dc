import io
import sys
import threading

import pytest

import embedviz as ev
from embedviz.geometry.listening import reporting_printed

PATTERN = r"step (\d+)"


def test_iterations_that_are_printed_become_reports():
    reports = []
    with reporting_printed(reports.append, PATTERN, 10, "Working"):
        print("step 3: loss 0.5")
        print("a line without a number")
        print("step 10")
    assert {(report.stage, report.total) for report in reports} == {("Working", 10)}
    assert list(dict.fromkeys(report.done for report in reports)) == [3, 10]


def test_nothing_reaches_standard_output_and_afterwards_everything_does(capsys):
    with reporting_printed(lambda _: None, PATTERN, 10, "Working"):
        print("step 1")
    print("after")
    assert capsys.readouterr().out == "after\n"


def test_without_a_callback_standard_output_is_left_alone(capsys):
    with reporting_printed(None, PATTERN, 10, "Working") as listener:
        print("step 1")
    assert listener is None
    assert capsys.readouterr().out == "step 1\n"


def test_a_callback_that_cancels_stops_the_block_and_restores_standard_output(cancel_at):
    before = sys.stdout
    passed = []

    def work() -> None:
        with reporting_printed(cancel_at(2), PATTERN, 10, "Working"):
            for step in range(10):
                print(f"step {step}")
                passed.append(step)

    with pytest.raises(ev.Cancelled):
        work()
    assert passed == [0, 1]
    assert sys.stdout is before


def test_what_another_thread_prints_passes(capsys):
    reports = []
    with reporting_printed(reports.append, PATTERN, 10, "Working"):
        other = threading.Thread(target=print, args=("step 5 of another",))
        other.start()
        other.join()
    assert reports == []
    assert capsys.readouterr().out == "step 5 of another\n"


def test_blocks_that_overlap_in_two_threads_hear_their_own_and_restore_standard_output(monkeypatch):
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    heard = {"first": [], "second": []}
    second_began, first_ended = threading.Event(), threading.Event()

    def first() -> None:
        with reporting_printed(heard["first"].append, PATTERN, 10, "first"):
            second_began.wait()
            print("step 1")
        first_ended.set()

    def second() -> None:
        with reporting_printed(heard["second"].append, PATTERN, 10, "second"):
            second_began.set()
            first_ended.wait()
            print("step 2")

    # The first begins before the second, and ends before it.
    threads = [threading.Thread(target=target) for target in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sys.stdout is out
    assert {report.done for report in heard["first"]} == {1}
    assert {report.done for report in heard["second"]} == {2}
    assert out.getvalue() == ""


def test_a_callback_may_print_itself(capsys):
    with reporting_printed(lambda progress: print("at", progress.done), r"iteration (\d+)", 10, "stage"):
        print("iteration 3", end="")
    assert set(capsys.readouterr().out.splitlines()) == {"at 3"}
