"""Waiting for what will come, for as long as it may take where others are at work too."""

import time
from collections.abc import Callable

WAIT = 120.0
"""Seconds, which only pass where something does not come at all."""


def wait_until(condition: Callable[[], bool], *, every: float = 0.005) -> None:
    """Ask until the answer is yes.

    Parameters
    ----------
    condition : callable
        Called again and again.
    every : float
        Seconds between two questions.

    Raises
    ------
    AssertionError
        If it never is.
    """
    deadline = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(every)
