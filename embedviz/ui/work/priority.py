"""Which threads come first where there are more than processors: those that draw pages."""

import os
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass

from threadpoolctl import threadpool_limits

from embedviz.ui.work.allocator import see_how_many_objects

NICE, NICEST = 10, 19
TURN_SECONDS = 0.0005
SCRIPT = "ScriptRunner.scriptThread"  # the name of Streamlit's threads, each of which draws a page once
BLAS_THREADS = "OPENBLAS_NUM_THREADS"
MOST_WAITED, LEAST_SHARE, LOOKS_SECONDS = 3.0, 0.1, 0.002


def give_way(nice: int = NICE) -> None:
    """Let the calling thread, and those it starts, have a processor only as far as pages do not want it.

    Beside a training, a page's computing then takes as long as without one; with equal rights it takes twice as long.
    Only Linux has priorities of threads; elsewhere this does nothing.

    Parameters
    ----------
    nice : int
        How far, from 0 to 19: what gives way more leaves the processor to what gives way less.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            usual = os.getpriority(os.PRIO_PROCESS, os.getpid())
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), usual + nice)


def take_short_turns() -> None:
    """Let threads have Python's lock for half a millisecond each, not for five, when others wait for it.

    A page gives it up whenever it reads, sends, or has NumPy compute, some hundred times a run, and each time waits for
    a thread that computes in Python to end its turn. Beside one, and a core that is busy besides, a run of a hundred
    such pauses takes half the time.
    """
    sys.setswitchinterval(TURN_SECONDS)


def one_core_a_thread() -> None:
    """Let matrix products have as many threads as ``OPENBLAS_NUM_THREADS`` says, which the server sets to one.

    Two of them wait for each other without letting go of their cores, and whoever asks for a product waits until that
    of another has ended: beside a job and a busy core, a page has waited 0.2 s for an SVD of 51 x 50 numbers, which
    takes 1 ms. What is large is parted among threads of our own. The library reads the variable when it is loaded, as
    it may have been before the server was asked for.
    """
    asked = os.environ.get(BLAS_THREADS, "")
    if asked.isdecimal() and int(asked):
        # By a thread that ends: threadpoolctl lets none set what one that lives has set.
        limiting = threading.Thread(target=threadpool_limits, args=(int(asked),), kwargs={"user_api": "blas"})
        limiting.start()
        limiting.join()


@dataclass(frozen=True)
class Moment:
    """When a thread went on with its work.

    Parameters
    ----------
    at : float
        By ``time.monotonic``.
    used : float
        Seconds of a processor that the thread had had by then.
    """

    at: float
    used: float

    @classmethod
    def now(cls) -> "Moment":
        """Return this very moment of the calling thread."""
        return cls(time.monotonic(), time.thread_time())


def let_pages_be_drawn(since: Moment) -> Moment:
    """Wait while pages are drawn, so that they have Python's lock for themselves.

    One thread runs Python at a time. Each time that a page's thread lets go of that lock, as whenever it sends
    something, it waits for one that computes to end its turn, and longer where other processes keep that one waiting.
    Work that calls this often delays pages by the time between two calls, and by no more.

    Parameters
    ----------
    since : Moment
        When this was last left. It waits at most three times as long as the thread has worked since then, so that work
        goes on also where a page is always drawn. Of the time since then a tenth at least went to its work, or it was
        waiting for something, such as another process, and keeps nobody waiting itself.

    Returns
    -------
    Moment
        When it is left.
    """
    see_how_many_objects()
    now = Moment.now()
    worked = min(now.at - since.at, (now.used - since.used) / LEAST_SHARE)
    latest = now.at + MOST_WAITED * worked
    while time.monotonic() < latest and pages_are_drawn():
        time.sleep(LOOKS_SECONDS)
    return Moment.now()


def pages_are_drawn() -> bool:
    """Tell whether any page is being drawn at this moment."""
    return any(thread.name == SCRIPT for thread in threading.enumerate())
