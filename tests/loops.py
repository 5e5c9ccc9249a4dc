"""Coroutines in tests: a process that has run Playwright's tests has an event loop, and a thread has only one."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor


def run(coroutine: Coroutine[object, object, object]) -> None:
    """Run a coroutine to its end, in a thread of its own."""
    with ThreadPoolExecutor(1) as executor:
        executor.submit(asyncio.run, coroutine).result()
