"""Who computes what is large: the workers of the scheduler that EMBEDVIZ_SCHEDULER names, or this server."""

import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.parts.dataset import Excerpt
from embedviz.workers.cluster import Cluster, Reconnecting, scheduler_address
from embedviz.workers.rows import place_of

# A connection is looked after in a thread of its own: no page waits for a scheduler that is gone.
EVERY_SECONDS, FIRST_SECONDS = 5, 1
MOST_ASKED = 256
PATIENCE_SECONDS = 3
ASKED_AGAIN_SECONDS = {True: 60, False: 15}
"""By whether the workers see the source: those that were too slow to say so may have been importing what it takes."""

T = TypeVar("T")


@dataclass(frozen=True)
class Computing:
    """Who computes for a source.

    Parameters
    ----------
    executor : Executor or None
        The workers; None for this server.
    workers : int
        How many there are.
    dashboard : str
        The address of the scheduler's page.
    problem : str
        Why a scheduler that is named has nothing to do with it.
    """

    executor: Executor | None = None
    workers: int = 0
    dashboard: str = ""
    problem: str = ""


def computing(embedding: Embedding) -> Computing | None:
    """Return who computes for a source.

    Parameters
    ----------
    embedding : Embedding
        Of an excerpt, its whole.

    Returns
    -------
    Computing or None
        None where no scheduler is named.
    """
    address = scheduler_address()
    if not address:
        return None
    cluster, problem = _watch(address).get()
    if cluster is None:
        return Computing(problem=problem)
    problem = _refusal(cluster, whole_of(embedding))
    if problem:
        return Computing(problem=problem)
    return Computing(cluster.executor, cluster.workers, cluster.dashboard)


def computed(embedding: Embedding, work: Callable[[Executor | None], T]) -> T:
    """Have something computed by the workers if they can, and by this server if they cannot or are gone meanwhile.

    Parameters
    ----------
    embedding : Embedding
        What is worked on.
    work : callable
        Takes the executor, or None.

    Returns
    -------
    object
        What it returns: the same to the last bit, whoever computes.
    """
    who = computing(embedding)
    if who is None or who.executor is None:
        return work(None)
    try:
        return work(who.executor)
    except EmbedvizError:
        _forget(embedding)
        now = computing(embedding)
        if now is not None and now.executor is not None:
            raise  # the workers are there, so the reason is another
        return work(None)


def whole_of(embedding: Embedding) -> Embedding:
    """Return all the words that an excerpt is of; of anything else itself."""
    return embedding.whole if isinstance(embedding, Excerpt) else embedding


_asked: dict[Hashable, tuple[float, str]] = {}


def _refusal(cluster: Cluster, embedding: Embedding) -> str:
    """Return why the workers cannot open a source, as they have said a while ago; empty if they can."""
    key = cluster.address, cluster.workers, embedding.id
    known = _asked.get(key)
    if known is None or time.monotonic() - known[0] > ASKED_AGAIN_SECONDS[not known[1]]:
        place = place_of(embedding.vectors)
        said = _("its vectors are in no file") if place is None else cluster.refusal(place, timeout=PATIENCE_SECONDS)
        if len(_asked) >= MOST_ASKED:
            _asked.clear()
        known = _asked[key] = time.monotonic(), said
    return known[1]


def _forget(embedding: Embedding) -> None:
    for key in [key for key in _asked if key[-1] == whole_of(embedding).id]:  # type: ignore[index]
        _asked.pop(key, None)


class _Watch:
    """Looks after the connection to a scheduler, and answers at once."""

    def __init__(self, address: str) -> None:
        self._connection = Reconnecting(address)
        self._found: tuple[Cluster | None, str] | None = None
        self._first, self._closed = threading.Event(), threading.Event()
        threading.Thread(target=self._look, daemon=True, name="scheduler").start()

    def get(self) -> tuple[Cluster | None, str]:
        """Return the cluster, or why there is none."""
        self._first.wait(FIRST_SECONDS)
        if self._found is None:
            return None, _("the scheduler has not answered yet")
        cluster, problem = self._found
        return (cluster, "") if cluster is not None and cluster.is_up else (None, problem or _("the scheduler is gone"))

    def _look(self) -> None:
        while not self._closed.is_set():
            self._found = self._connection.get()
            self._first.set()
            self._closed.wait(EVERY_SECONDS)
        self._connection.close()

    def close(self) -> None:
        """Leave the scheduler."""
        self._closed.set()


@cache
def _watch(address: str) -> _Watch:
    return _Watch(address)
