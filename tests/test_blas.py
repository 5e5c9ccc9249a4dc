import threading

import numpy as np  # noqa: F401 - brings BLAS
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from embedviz.blas import one_blas_thread


def threads() -> list[int]:
    # Not those of a BLAS on OpenMP, as faiss brings, which are each thread's own.
    found = (library for library in threadpool_info() if library["user_api"] == "blas")
    return [library["num_threads"] for library in found if library["threading_layer"] != "openmp"]


@pytest.fixture(autouse=True)
def two_threads():
    """Start each test with two, set by a thread that has ended: one that lives would keep others from setting them."""
    before = threads()[0]
    _in_a_thread(2)
    yield
    _in_a_thread(before)


def _in_a_thread(count: int) -> None:
    thread = threading.Thread(target=threadpool_limits, args=(count,), kwargs={"user_api": "blas"})
    thread.start()
    thread.join()


def test_blas_is_on_one_thread_within_and_as_before_after():
    with one_blas_thread():
        assert set(threads()) == {1}
    assert set(threads()) == {2}


def test_an_error_within_puts_the_threads_back():
    with pytest.raises(KeyError), one_blas_thread():
        raise KeyError
    assert set(threads()) == {2}


def test_two_blocks_that_overlap_end_as_they_began():
    entered, leave = threading.Event(), threading.Event()

    def other() -> None:
        with one_blas_thread():
            entered.set()
            leave.wait()

    thread = threading.Thread(target=other, daemon=True)
    with one_blas_thread():
        thread.start()
        entered.wait()
    assert set(threads()) == {1}
    leave.set()
    thread.join()
    assert set(threads()) == {2}


def test_no_thread_is_left_behind(left_running):
    with one_blas_thread():
        pass
    assert not left_running()
