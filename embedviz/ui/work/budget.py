"""One budget in bytes for all that the server keeps in memory so as not to open or compute it again.

Open embeddings and encoders, texts, encodings, results, trainings and the outputs of jobs are kept together, in the
order of their last use, whatever their kind: the least recently used gives way first. There is no other cache in the
app of which the bytes are not bounded by what comes with the package.
"""

import os
import threading
import weakref
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from embedviz.ui.work.memory import available, give_back
from embedviz.ui.work.weight import Parts, parts

LIMIT = "EMBEDVIZ_MEMORY_GB"
SHARE, MOST = 0.25, 2e9
RESERVED = 0.125
WORTH_GIVING_BACK = 64_000_000


class Budget:
    """What is kept, by key. Safe to use from any thread.

    What gave way is found again as long as somebody holds it, so that there is one copy of it. Its bytes count as in
    use until nobody does, and leave that much less for what is kept, down to an eighth of the budget. Something larger
    than the whole budget is never kept: whoever asked has it, and others find it as long as that one holds it.

    Parameters
    ----------
    limit : callable
        Returns how many bytes all may take together; asked each time, so that it may change.
    """

    def __init__(self, limit: Callable[[], float]) -> None:
        self._limit = limit
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._in_use: dict[Hashable, _InUse] = {}
        self._gone: deque[_InUse] = deque()
        self._all, self._of_kept = _Tally(), _Tally()
        self._freed = 0
        self._lock = threading.RLock()

    @property
    def kept(self) -> int:
        """Bytes of what is kept."""
        with self._lock:
            return self._of_kept.total

    @property
    def in_use(self) -> int:
        """Bytes of what is not kept, but was and is still held by somebody."""
        with self._lock:
            self._bury()
            return self._all.total - self._of_kept.total

    def find(self, key: Hashable) -> tuple[Any, bool]:
        """Return what is under a key and whether there is anything, which counts as use.

        Parameters
        ----------
        key : hashable
            Names it.

        Returns
        -------
        thing : object
            None if there is nothing, or it is None.
        is_there : bool
        """
        with self._lock:
            found = self._kept.get(key) or self._in_use.get(key)
            thing = found() if found is not None else None
            if found is None or (thing is None and isinstance(found, _InUse)):
                return None, False
            found.uses += 1
            is_weighed = found.uses.bit_count() > 1
            if is_weighed and isinstance(found, _Kept):
                self._kept.move_to_end(key)
                return thing, True
        # It may have grown: what is computed when it is first asked for comes with the first uses.
        weighed = found.parts if is_weighed else parts(key, thing)
        with self._lock:
            # Not by ==, by which two that are held weakly are compared as what they hold.
            if found is self._kept.get(key) or found is self._in_use.get(key):
                self._put(key, thing, weighed, getattr(found, "stays", None), found.uses)
        return thing, True

    def keep(self, key: Hashable, thing: object, stays: Callable[[], bool] | None = None) -> None:
        """Keep something as the most recently used, in place of what was under its key.

        Parameters
        ----------
        key : hashable
            Names it.
        thing : object
            Any.
        stays : callable, optional
            Tells whether it must not give way yet, as a computation that goes on.
        """
        weighed = parts(key, thing)
        with self._lock:
            self._put(key, thing, weighed, stays)
            worth = self._freed >= WORTH_GIVING_BACK
            if worth:
                self._freed = 0
        if worth:
            give_back()

    def drop(self, key: Hashable) -> None:
        """Keep what is under a key no longer; it is not found any more, whoever holds it."""
        with self._lock:
            self._forget(key)

    def shrink(self, limit: float) -> None:
        """Let the least recently used give way now, and give the memory back to the system.

        Parameters
        ----------
        limit : float
            Bytes that may stay, what is in use counted.
        """
        with self._lock:
            self._bury()
            self._let_give_way(limit, reserved=0)
            self._freed = 0
        give_back()

    def _put(
        self, key: Hashable, thing: object, weighed: Parts, stays: Callable[[], bool] | None, uses: int = 0
    ) -> None:
        self._bury()
        self._forget(key)
        self._kept[key] = _Kept(thing, weighed, stays, uses)
        self._all.add(weighed)
        self._of_kept.add(weighed)
        limit = self._limit()
        if sum(weighed.values()) > limit:
            self._give_way(key)
        self._let_give_way(limit, RESERVED)

    def _let_give_way(self, limit: float, reserved: float) -> None:
        for key in list(self._kept) if self._all.total > limit else ():
            in_use = self._all.total - self._of_kept.total
            if self._of_kept.total <= max(limit - in_use, reserved * limit):
                return
            self._give_way(key)

    def _give_way(self, key: Hashable) -> None:
        kept = self._kept[key]
        if kept.stays is not None and kept.stays():
            return
        del self._kept[key]
        self._of_kept.remove(kept.parts)
        try:
            self._in_use[key] = _InUse.of(kept.thing, self._gone.append, key, kept)
        except TypeError:  # some, such as tuples, cannot be held weakly
            self._all_less(kept.parts)
            return
        del kept  # and with it, unless somebody holds it, the thing
        self._bury()

    def _forget(self, key: Hashable) -> None:
        kept, in_use = self._kept.pop(key, None), self._in_use.pop(key, None)
        if kept is not None:
            self._of_kept.remove(kept.parts)
            self._all_less(kept.parts)
        if in_use is not None:
            self._all_less(in_use.parts)

    def _bury(self) -> None:
        """Count no longer what nobody holds. It is not done as things die: that may be anywhere, any lock held."""
        while self._gone:
            gone = self._gone.popleft()
            if self._in_use.get(gone.key) is gone:
                self._forget(gone.key)

    def _all_less(self, weighed: Parts) -> None:
        before = self._all.total
        self._all.remove(weighed)
        self._freed += before - self._all.total


@dataclass(eq=False)
class _Kept:
    thing: Any
    parts: Parts
    stays: Callable[[], bool] | None
    uses: int

    def __call__(self) -> Any:
        return self.thing


class _InUse(weakref.ref):  # type: ignore[type-arg]
    """What gave way, held weakly."""

    __slots__ = ("key", "parts", "uses")
    key: Hashable
    parts: Parts
    uses: int

    @classmethod
    def of(cls, thing: object, gone: Callable[["_InUse"], None], key: Hashable, kept: _Kept) -> "_InUse":
        self = cls(thing, gone)
        self.key, self.parts, self.uses = key, kept.parts, kept.uses
        return self


@dataclass
class _Tally:
    """Bytes of parts, those that belong to several things counted once."""

    total: int = 0
    _holders: dict[int, int] = field(default_factory=dict)
    _sizes: dict[int, int] = field(default_factory=dict)

    def add(self, weighed: Parts) -> None:
        for part, size in weighed.items():
            self._holders[part] = self._holders.get(part, 0) + 1
            known = self._sizes.get(part, 0)
            if size > known:
                self._sizes[part] = size
                self.total += size - known

    def remove(self, weighed: Parts) -> None:
        for part in weighed:
            self._holders[part] -= 1
            if not self._holders[part]:
                del self._holders[part]
                self.total -= self._sizes.pop(part, 0)


@cache
def budget() -> Budget:
    """Return the budget of this process.

    Returns
    -------
    Budget
    """
    return Budget(limit_in_bytes)


def limit_in_bytes() -> float:
    """Return how many bytes all that is kept may take together.

    Returns
    -------
    float
        As the environment variable EMBEDVIZ_MEMORY_GB has it; unless that is a positive number, a quarter of the memory
        that the machine, or the container, has, and at most 2 GB.
    """
    try:
        limit = float(os.environ.get(LIMIT, ""))
    except ValueError:
        limit = 0.0
    return 1e9 * limit if 0 < limit < float("inf") else _usual()


@cache
def _usual() -> float:
    return min(SHARE * available(), MOST)
