"""What a benchmark is held against, and the failure where it does not hold."""

from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter, sleep

REST = 0.05
"""Seconds before each run. OpenBLAS's threads go on waiting, and take a core, for about 30 ms after a product."""


def quantile(times: Sequence[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def medians(functions: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """Return how many seconds each function takes in the median of interleaved runs."""
    seconds: list[list[float]] = [[] for _function in functions]
    for _round in range(rounds):
        for function, times in zip(functions, seconds, strict=True):
            sleep(REST)
            start = perf_counter()
            function()
            times.append(perf_counter() - start)
    return [median(times) for times in seconds]


def missed(milliseconds: Sequence[float], bars: dict[str, float]) -> list[str]:
    """Return a sentence for each bar that the times do not keep.

    Parameters
    ----------
    milliseconds : sequence of float
        Of all runs.
    bars : dict of str to float
        How many milliseconds the "median", the "p95" and the "slowest" may take at most; each may be left out.

    Returns
    -------
    list of str
    """
    if not milliseconds:
        return ["nothing was measured"]
    found = {"median": median(milliseconds), "p95": quantile(milliseconds, 0.95), "slowest": max(milliseconds)}
    return [
        f"{name}: {found[name]:,.0f} ms, expected at most {bar:,.0f} ms"
        for name, bar in bars.items()
        if found[name] > bar
    ]
