"""The results used last, in a small cache whose makers may show progress.

``st.cache_resource`` refuses functions that draw on what stands outside of them, as a progress bar does.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any


class Recent:
    """The results used last, by key. Threads that ask for one key at once wait for one computation.

    Parameters
    ----------
    max_entries : int
        How many to keep.
    """

    def __init__(self, max_entries: int) -> None:
        self._max_entries = max_entries
        self._results: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> Any | None:
        """Return the result under a key if it is kept.

        Parameters
        ----------
        key : hashable
            Names the result.

        Returns
        -------
        object or None
        """
        with self._lock:
            return self._results.get(key)

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return the result under a key, making it first if need be.

        Parameters
        ----------
        key : hashable
            Names the result.
        make : callable
            Makes it. What it raises is raised here, and nothing is kept.

        Returns
        -------
        object
        """
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                if key in self._results:
                    self._results.move_to_end(key)
                    return self._results[key]
            try:
                result = make()
            except BaseException:
                with self._lock:
                    self._making.pop(key, None)
                raise
            with self._lock:
                self._results[key] = result
                while len(self._results) > self._max_entries:
                    old, _result = self._results.popitem(last=False)
                    self._making.pop(old, None)
            return result
