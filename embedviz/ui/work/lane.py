"""Threads that do jobs of one kind, in which visitors take turns."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Protocol

from embedviz.errors import Cancelled
from embedviz.ui.work.priority import NICE, give_way
from embedviz.ui.work.turns import Turns

SLICE_SECONDS = 2.0


class GaveWay(Cancelled):
    """Raised out of work that nobody looks at and that another waits for."""


class Waiting(Protocol):
    """What waits for its turn."""

    pause: Callable[[Any], None] | None

    def __hash__(self) -> int:
        """Each is another."""

    @property
    def waits(self) -> bool:
        """Whether it is still to be begun."""

    @property
    def is_shown(self) -> bool:
        """Whether somebody looks at it."""

    def claim(self) -> None:
        """Note that it waits no more: somebody is about to do it."""

    def drop(self) -> None:
        """Let go of it, as nobody waits for it."""

    def run(self) -> None:
        """Do it."""


class Lane:
    """A queue whose workers do what waits, of each visitor one thing at a time.

    Parameters
    ----------
    workers : int
        How many visitors' work goes on at once.
    over : callable
        Called in a worker whenever something is done.
    slices : bool
        Whether the work of one worker pauses, at a report, for that of another visitor, so that what is long delays
        nobody. Only for work that holds no lock while it reports. Without slices, work that nobody looks at ends at a
        report when other work waits.
    patience : float
        Seconds: whatever goes on for so long keeps the next visitor's waiting no more, and both go on, by as many
        workers as there are. For work that cannot pause. Without patience, all workers begin what waits at once.
    nice : int
        As for :func:`embedviz.ui.work.priority.give_way`.
    """

    def __init__(
        self,
        workers: int,
        over: Callable[[], None],
        *,
        slices: bool = False,
        patience: float = 0.0,
        nice: int = NICE,
    ) -> None:
        begin = partial(give_way, nice)
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix="embedviz-job", initializer=begin)
        self._turns: Turns[Waiting] = Turns(lambda each: each.waits, lambda each: each.drop())
        self._over = over
        self._slices, self._patience = slices, patience
        self._running: dict[str, tuple[float, Waiting]] = {}  # by visitor: since when, and what
        self._began = 0.0
        self._lock = threading.Lock()
        self._ended = threading.Condition(self._lock)

    def add(self, visitor: str, each: Waiting) -> None:
        """Let something wait for a visitor's turn."""
        each.pause = self._let_others if self._slices else self._give_way
        with self._lock:
            self._turns.add(visitor, each)
        self._executor.submit(self._work)

    def of(self, visitor: str) -> int:
        """Return how much of a visitor's waits."""
        with self._lock:
            return self._turns.of(visitor)

    def place(self, each: Waiting) -> int:
        """Return the place of something in the queue, from 1; 0 if it does not wait."""
        with self._lock:
            order = self._turns.order()
        return order.index(each) + 1 if each in order else 0

    def _work(self) -> None:
        """Do what waits, until nothing does but what waits for a visitor's former work to end."""
        while self._do_next():
            pass

    def _do_next(self) -> bool:
        with self._lock:
            while (left := self._left()) > 0:
                self._ended.wait(left)
            found = self._turns.next(besides=self._running)
            if found is None:
                return False
            visitor, each = found
            each.claim()
            self._began = time.monotonic()
            self._running[visitor] = self._began, each
        try:
            each.run()
        finally:
            with self._lock:
                del self._running[visitor]
                self._began = time.monotonic()
                self._ended.notify_all()
            self._over()
        return True

    def _left(self) -> float:
        """Return for how many seconds what goes on keeps the next waiting."""
        last = max((began for began, _each in self._running.values()), default=float("-inf"))
        return last + self._patience - time.monotonic()

    def _give_way(self, each: Waiting) -> None:
        if each.is_shown:
            return
        with self._lock:
            is_wanted = bool(self._turns.order())
            beside = [other for _began, other in self._running.values() if other is not each]
        if is_wanted or (self._patience and any(other.is_shown for other in beside)):
            raise GaveWay

    def _let_others(self, _each: Waiting) -> None:
        """Do another visitor's next work now, in this thread, if the present one had its slice of time."""
        if len(self._running) == 1 and time.monotonic() - self._began >= SLICE_SECONDS:
            self._do_next()
