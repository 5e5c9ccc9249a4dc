import gc
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator

import pytest

from embedviz.ui.work.budget import Budget
from embedviz.ui.work.recent import Recent, remembered
from tests.waiting import WAIT


def in_threads(*works: Callable[[], object]) -> list[threading.Thread]:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    return threads


@pytest.fixture
def switching_often() -> Iterator[None]:
    """Let threads take turns a thousand times as often as usual."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(5e-6)
    yield
    sys.setswitchinterval(usual)


def test_a_result_that_is_none_is_kept():
    kept, made = Recent(), []
    for _ in range(2):
        kept.get("key", lambda: made.append(1))
    assert made == [1]


def test_those_who_ask_for_one_key_at_once_wait_for_one_computation():
    kept, made, got = Recent(), [], []
    go_on, begun = threading.Event(), threading.Event()

    def make() -> object:
        begun.set()
        assert go_on.wait(WAIT)
        made.append(object())
        return made[-1]

    threads = in_threads(*[lambda: got.append(kept.get("key", make))] * 8)
    assert begun.wait(WAIT)
    assert got == []
    go_on.set()
    for thread in threads:
        thread.join(WAIT)
    assert len(made) == 1
    assert got == made * 8


def test_one_who_asks_for_another_key_does_not_wait():
    kept = Recent()
    go_on, begun = threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        assert go_on.wait(WAIT)
        return "slow"

    (thread,) = in_threads(lambda: kept.get("slow", slow))
    assert begun.wait(WAIT)
    assert kept.get("fast", lambda: "fast") == "fast"
    assert thread.is_alive()
    go_on.set()
    thread.join(WAIT)
    assert kept.get("slow", lambda: "again") == "slow"


def test_a_failure_is_raised_and_keeps_nothing():
    kept = Recent()
    for attempt in range(2):
        with pytest.raises(ZeroDivisionError, match=str(attempt)):
            kept.get("key", lambda attempt=attempt: (_ for _ in ()).throw(ZeroDivisionError(attempt)))
    assert kept.get("key", lambda: "made") == "made"


def test_when_the_first_of_two_fails_the_second_makes_it_itself():
    kept, got = Recent(), []
    go_on, begun = threading.Event(), threading.Event()

    def fail() -> None:
        begun.set()
        assert go_on.wait(WAIT)
        raise ZeroDivisionError

    def first() -> None:
        with pytest.raises(ZeroDivisionError):
            kept.get("key", fail)
        got.append("failure")

    threads = in_threads(first)
    assert begun.wait(WAIT)
    threads += in_threads(lambda: got.append(kept.get("key", lambda: "made")))
    go_on.set()
    for thread in threads:
        thread.join(WAIT)
    assert sorted(got) == ["failure", "made"]


@pytest.mark.usefixtures("switching_often")
def test_many_threads_that_push_each_others_results_out_all_get_their_own():
    kept, wrong = Recent(Budget(lambda: 1)), []

    def ask(thread: int) -> None:
        try:
            for i in range(3000):
                key = (thread + i) % 2
                if kept.get(key, lambda key=key: key) != key:
                    wrong.append(key)
        except Exception as error:
            wrong.append(error)

    threads = in_threads(*[lambda i=i: ask(i) for i in range(6)])
    for thread in threads:
        thread.join(WAIT)
    assert wrong == []


class Held:
    """Something that can be held weakly, as an embedding can."""


def test_what_gave_way_is_found_again_as_long_as_somebody_holds_it():
    budget = Budget(lambda: 1)
    kept = Recent(budget)
    held = kept.get("a", Held)
    for key in "bcd":
        kept.get(key, Held)
    assert budget.kept == 0
    assert kept.find("a") is held
    assert kept.get("a", Held) is held
    former = weakref.ref(held)
    del held
    gc.collect()
    assert former() is None
    assert kept.find("a") is None
    assert isinstance(kept.get("a", Held), Held)


@pytest.mark.usefixtures("switching_often")
def test_never_two_make_one_key_at_once_not_even_after_failures():
    kept, now, most = Recent(), [], []

    def make() -> None:
        now.append(1)
        most.append(len(now))
        time.sleep(0.001)
        now.pop()
        raise ValueError("it cannot be made")

    def ask() -> None:
        for _ in range(5):
            with pytest.raises(ValueError, match="cannot be made"):
                kept.get("key", make)

    for thread in in_threads(*[ask] * 8):
        thread.join(WAIT)
    assert len(most) == 40
    assert max(most) == 1
    assert kept._making == {}


def test_a_function_remembers_by_its_arguments_but_for_those_that_begin_with_an_underscore():
    made = []

    @remembered
    def add(first: int, _hidden: object, second: int = 2) -> None:
        """Return nothing."""
        made.append((first, second))

    assert add.__doc__ == "Return nothing."
    assert add(1, object()) is add(first=1, _hidden=[]) is None
    add(1, object(), 3)
    add(1, object(), second=3)
    assert made == [(1, 2), (1, 3)]


def test_two_functions_do_not_share_what_they_remember():
    one, other = (remembered(lambda key, name=name: (name, key)) for name in "ab")
    assert (one("key"), other("key")) == (("a", "key"), ("b", "key"))
