"""How much memory each of the processes at work may take, so that all together do not take more than there is."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

LEAST = 16


class Shares:
    """What was promised to the processes at work. Safe to use from any thread."""

    def __init__(self) -> None:
        self._promised = 0
        self._lock = threading.Lock()

    @contextmanager
    def promised(self, together: int) -> Iterator[int]:
        """Promise the next process its share until the block ends.

        Parameters
        ----------
        together : int
            Bytes for all processes.

        Yields
        ------
        int
            Half of what those at work leave, and a sixteenth of all at least: nine at a time may take 1.25 of it.
        """
        with self._lock:
            share = max((together - self._promised) // 2, together // LEAST)
            self._promised += share
        try:
            yield share
        finally:
            with self._lock:
                self._promised -= share
