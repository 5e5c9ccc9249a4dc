"""Results of one kind, kept within the budget of the process; and functions whose results are.

Streamlit's own caches count results, not their bytes, and refuse functions that draw on what stands outside of them, as
a progress bar does.
"""

import inspect
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from embedviz.ui.work.budget import Budget, budget

Given = ParamSpec("Given")
Made = TypeVar("Made")


class Recent:
    """Results of one kind, by key. Threads that ask for one key at once wait for one computation.

    Parameters
    ----------
    within : Budget, optional
        What they are kept in; that of the process, unless given.
    """

    def __init__(self, within: Budget | None = None) -> None:
        self._within = within
        self._name = object()
        self._making: dict[Hashable, _Making] = {}
        self._lock = threading.Lock()

    @property
    def _budget(self) -> Budget:
        return budget() if self._within is None else self._within

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
        return self._budget.find((self._name, key))[0]

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
            Made again by the next to ask if it is larger than the whole budget, unless somebody still holds it.
        """
        result, is_there = self._budget.find((self._name, key))
        if is_there:
            return result
        with self._alone(key):
            result, is_there = self._budget.find((self._name, key))
            if not is_there:
                result = make()
                self._budget.keep((self._name, key), result)
            return result

    def keep(self, key: Hashable, result: object, stays: Callable[[], bool] | None = None) -> None:
        """Keep a result, see :meth:`embedviz.ui.work.budget.Budget.keep`."""
        self._budget.keep((self._name, key), result, stays)

    def drop(self, key: Hashable) -> None:
        """Keep the result under a key no longer."""
        self._budget.drop((self._name, key))

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


def remembered(make: Callable[Given, Made]) -> Callable[Given, Made]:
    """Let a function return what it returned before for the same arguments, to all sessions.

    Parameters
    ----------
    make : callable
        Each of its arguments can be hashed, but for those whose names begin with an underscore: they are not looked at.

    Returns
    -------
    callable
        The same function, but for the computing.
    """
    recent = Recent()
    signature = inspect.signature(make)

    @wraps(make)
    def recall(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        given = signature.bind(*args, **kwargs).arguments
        key = tuple(value for name, value in given.items() if not name.startswith("_"))
        found: Made = recent.get(key, lambda: make(*args, **kwargs))
        return found

    return recall


@dataclass
class _Making:
    makers: int = 0
    turn: threading.Lock = field(default_factory=threading.Lock)
