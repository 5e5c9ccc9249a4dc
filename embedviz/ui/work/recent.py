"""The results used last, in a small cache whose makers may show progress.

``st.cache_resource`` refuses functions that draw on what stands outside of them, as a progress bar does.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakValueDictionary


class Recent:
    """The results used last, by key. Threads that ask for one key at once wait for one computation.

    A result that gave way to others is found again as long as anybody holds it, so that there is one copy of it.

    Parameters
    ----------
    max_entries : int
        How many to keep.
    """

    def __init__(self, max_entries: int) -> None:
        self._max_entries = max_entries
        self._results: OrderedDict[Hashable, Any] = OrderedDict()
        self._given_way: WeakValueDictionary[Hashable, Any] = WeakValueDictionary()
        self._making: dict[Hashable, _Making] = {}
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> Any | None:
        """Return the result under a key if it is there, which counts as use.

        Parameters
        ----------
        key : hashable
            Names the result.

        Returns
        -------
        object or None
        """
        with self._lock:
            return self._use(key)[0]

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return the result under a key, making it first if need be.

        Parameters
        ----------
        key : hashable
            Names the result.
        make : callable
            Makes it. What it raises is raised here, and nothing is kept; whoever waited makes it then, one at a time.

        Returns
        -------
        object
        """
        with self._alone(key):
            with self._lock:
                result, is_there = self._use(key)
            if is_there:
                return result
            result = make()
            with self._lock:
                self._keep(key, result)
            return result

    @contextmanager
    def _alone(self, key: Hashable) -> Iterator[None]:
        """Hold what makers of one key wait for; it goes with the last of them, not with the first that fails."""
        with self._lock:
            making = self._making.setdefault(key, _Making())
            making.makers += 1
        try:
            with making.turn:
                yield
        finally:
            with self._lock:
                making.makers -= 1
                if not making.makers:
                    del self._making[key]

    def _use(self, key: Hashable) -> tuple[Any, bool]:
        """Return the result under a key, and whether there is one."""
        if key in self._results:
            self._results.move_to_end(key)
            return self._results[key], True
        result = self._given_way.get(key)
        if result is None:
            return None, False
        self._keep(key, result)
        return result, True

    def _keep(self, key: Hashable, result: Any) -> None:
        self._results[key] = result
        self._results.move_to_end(key)
        self._given_way.pop(key, None)
        while len(self._results) > self._max_entries:
            old, gone = self._results.popitem(last=False)
            with suppress(TypeError):  # some, such as tuples, cannot be held weakly
                self._given_way[old] = gone


@dataclass
class _Making:
    makers: int = 0
    turn: threading.Lock = field(default_factory=threading.Lock)
