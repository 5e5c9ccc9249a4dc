"""Ratios of speed, each measured in one run on one machine. Run with ``pytest tests/benchmarks --benchmark-enable``."""

from collections.abc import Callable
from statistics import median
from time import perf_counter

import pytest

Ratio = Callable[..., float]


@pytest.fixture
def measuring(request: pytest.FixtureRequest) -> bool:
    """Whether to measure; otherwise each benchmark runs once, on less, to show that it works."""
    return bool(request.config.getoption("benchmark_enable"))


@pytest.fixture
def ratio(benchmark, measuring: bool, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Ratio:
    """Return how many times as long as ours a peer takes, by the medians of interleaved runs.

    Infinity where nothing is measured, so that what asks for at least so much holds.
    """

    def compare(ours: Callable[[], object], peer: Callable[[], object], rounds: int) -> float:
        if not measuring:
            benchmark(ours)
            return float("inf")
        seconds: dict[Callable[[], object], list[float]] = {ours: [], peer: []}
        for _ in range(rounds):
            for function, times in seconds.items():
                start = perf_counter()
                function()
                times.append(perf_counter() - start)
        benchmark.pedantic(ours, rounds=rounds)
        medians = {function: median(times) for function, times in seconds.items()}
        found = medians[peer] / medians[ours]
        benchmark.extra_info["peer_over_ours"] = found
        with capsys.disabled():
            times = f"ours {1e3 * medians[ours]:,.1f} ms, peer {1e3 * medians[peer]:,.1f} ms"
            print(f"\n{request.node.name}: {times}, peer / ours = {found:.2f}")
        return found

    return compare
