"""Computations on one thread: matrix products, where threads of their own take turns; loops of OpenMP, beside pages."""

import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

from threadpoolctl import ThreadpoolController, threadpool_limits

BRING_BLAS = ("scipy", "scipy.linalg", "sklearn", "torch", "faiss", "gensim")


class _OneThread:
    """BLAS on one thread while anybody is inside.

    The number of threads is a setting of the whole process: the first to come sets it, the last to go puts it back.
    Since version 3.8 threadpoolctl heeds only the thread that set it, so one thread is kept to do both. Looking for the
    libraries takes longer than a sentence may: that is done anew only when one has been loaded that may bring its own.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._keeper: ThreadPoolExecutor | None = None
        self._limits: Any = None
        self._known: frozenset[str] = frozenset()
        self._controller: ThreadpoolController | None = None

    def enter(self) -> None:
        with self._lock:
            if self._inside == 0:
                loaded = frozenset(name for name in BRING_BLAS if name in sys.modules)
                if self._controller is None or loaded != self._known:
                    self._controller, self._known = ThreadpoolController(), loaded
                limits = partial(self._controller.limit, limits=1, user_api="blas")
                self._keeper = ThreadPoolExecutor(1)
                self._limits = self._keeper.submit(lambda: limits().__enter__()).result()
            self._inside += 1

    def leave(self) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0 and self._keeper is not None and self._limits is not None:
                self._keeper.submit(self._limits.__exit__, None, None, None).result()
                self._keeper.shutdown()


_one_thread = _OneThread()


def _forget() -> None:
    """Start anew in a forked process: nobody is inside there, and what another thread had locked stays locked."""
    global _one_thread
    _one_thread = _OneThread()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Keep BLAS to one thread while the block runs, and as long as any other such block does.

    On small matrices its threads spend more time waiting for each other than computing, and take the cores from others.

    Yields
    ------
    None
    """
    entered = _one_thread
    entered.enter()
    try:
        yield
    finally:
        entered.leave()


@contextmanager
def one_openmp_thread() -> Iterator[None]:
    """Keep OpenMP to one thread while the block runs, in this thread only.

    Its threads wait for each other at the end of each loop, without letting go of their cores: where others compute
    too, k-means takes ten times as long on two of them as on one.

    Yields
    ------
    None
    """
    with threadpool_limits(1, user_api="openmp"):
        yield
