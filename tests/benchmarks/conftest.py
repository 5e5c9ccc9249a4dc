"""Ratios of speed, each measured in one run on one machine. Run with ``pytest tests/benchmarks --benchmark-enable``."""

from collections.abc import Callable

import pytest

from tests.benchmarks import kernel
from tests.benchmarks.bars import medians

Faster = Callable[..., None]


def measures(config: pytest.Config) -> bool:
    """Whether to measure; otherwise each benchmark runs once, on less, to show that it works."""
    return bool(config.getoption("benchmark_enable"))


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if measures(config) and not hasattr(config, "workerinput") and kernel.unset():
        # NumPy is imported already, with the kernel of the environment.
        config.pluginmanager.getplugin("capturemanager").stop_global_capturing()
        kernel.start_anew(["-m", "pytest", *config.invocation_params.args])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if measures(config):
        terminalreporter.write_line(kernel.told())


@pytest.fixture
def measuring(request: pytest.FixtureRequest) -> bool:
    return measures(request.config)


@pytest.fixture
def faster(benchmark, measuring: bool, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Faster:
    """Fail where a peer does not take at least so many times as long as ours, by the medians of interleaved runs.

    Where nothing is measured both run once, and nothing is said of their speed.
    """

    def compare(ours: Callable[[], object], peer: Callable[[], object], *, at_least: float, rounds: int) -> None:
        if not measuring:
            benchmark(ours)
            peer()
            return
        seconds = medians([ours, peer], rounds)
        benchmark.pedantic(ours, rounds=rounds)
        found = seconds[1] / seconds[0]
        benchmark.extra_info["peer_over_ours"] = found
        times = f"ours {1e3 * seconds[0]:,.1f} ms, peer {1e3 * seconds[1]:,.1f} ms, peer / ours = {found:.2f}"
        with capsys.disabled():
            print(f"\n{request.node.name}: {times}")
        assert found >= at_least, f"{times}; expected at least {at_least}"

    return compare
