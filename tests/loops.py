"""Coroutines in tests: a process that has run Playwright's tests has an event loop, and a thread has only one."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Found = TypeVar("Found")


def run(coroutine: Coroutine[object, object, Found]) -> Found:
    """Run a coroutine to its end, in a thread of its own; return what it returns."""
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(asyncio.run, coroutine).result()
