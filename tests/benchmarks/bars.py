"""What a benchmark is held against, and the failure where it does not hold."""

from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter, process_time, sleep

LOOK, MOST_REST = 0.02, 1.0


def quantile(times: Sequence[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def medians(functions: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """Return how many seconds each function takes in the median of interleaved runs."""
    seconds: list[list[float]] = [[] for _function in functions]
    for _round in range(rounds):
        for function, times in zip(functions, seconds, strict=True):
            come_to_rest()
            start = perf_counter()
            function()
            times.append(perf_counter() - start)
    return [median(times) for times in seconds]


def come_to_rest() -> None:
    """Wait until this process computes nothing, for a second at most.

    What ran last may leave threads that take a core from the next: OpenBLAS's wait for another product for 2^28 ticks
    of the clock, 131 ms at 2 GHz.
    """
    until = perf_counter() + MOST_REST
    used = LOOK
    while used > LOOK / 10 and perf_counter() < until:
        before = process_time()
        sleep(LOOK)
        used = process_time() - before


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
