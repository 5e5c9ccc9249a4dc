"""Who comes next: visitors by turns, and of each visitor what was asked for first."""

from collections import OrderedDict, deque
from collections.abc import Callable, Collection, Hashable
from itertools import zip_longest
from typing import Generic, TypeVar

Each = TypeVar("Each", bound=Hashable)


class Turns(Generic[Each]):
    """What waits, by visitor. However much one of them asks for, another's first comes next but one at the latest.

    Parameters
    ----------
    waits : callable
        Tells whether something still waits: what was done for another visitor meanwhile, or given up, is passed over.
    drop : callable
        Called with what is passed over when its turn comes.
    """

    def __init__(self, waits: Callable[[Each], bool], drop: Callable[[Each], None]) -> None:
        self._waits = waits
        self._drop = drop
        self._waiting: OrderedDict[str, deque[Each]] = OrderedDict()

    def add(self, visitor: str, each: Each) -> None:
        """Let something wait, behind what the visitor asked for before."""
        self._waiting.setdefault(visitor, deque()).append(each)

    def next(self, besides: Collection[str] = ()) -> tuple[str, Each] | None:
        """Take out what comes next.

        Parameters
        ----------
        besides : collection of str
            Visitors who are passed over.

        Returns
        -------
        tuple of str and object, or None
            The visitor, who is the last from now on, and what was asked for; None if nothing waits.
        """
        for visitor in list(self._waiting):
            if visitor in besides:
                continue
            asked = self._waiting.pop(visitor)
            while asked:
                each = asked.popleft()
                if self._waits(each):
                    if asked:
                        self._waiting[visitor] = asked
                    return visitor, each
                self._drop(each)
        return None

    def of(self, visitor: str) -> int:
        """Return how much of a visitor's waits."""
        return sum(map(self._waits, self._waiting.get(visitor, ())))

    def order(self) -> list[Each]:
        """Return all that waits, each once, in the order in which it would be taken out."""
        queues = [filter(self._waits, asked) for asked in self._waiting.values()]
        rounds = zip_longest(*queues)
        return list(dict.fromkeys(each for one in rounds for each in one if each is not None))
