"""Which threads come first where there are more than processors: those that draw pages."""

import os
import sys
import threading
from contextlib import suppress

NICE, NICEST = 10, 19
TURN_SECONDS = 0.001


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
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), os.getpriority(os.PRIO_PROCESS, 0) + nice)


def take_short_turns() -> None:
    """Let threads have Python's lock for a millisecond each, not for five, when others wait for it.

    A page gives it up whenever it reads, sends, or has NumPy compute, some hundred times a run, and each time waits for
    a thread that computes in Python to end its turn.
    """
    sys.setswitchinterval(TURN_SECONDS)
