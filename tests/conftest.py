"""What the tests share: the real GloVe, and ways to listen to progress."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

import embedviz as ev

# A busy machine must not turn a property into an assertion on seconds.
settings.register_profile("embedviz", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("embedviz")


@pytest.fixture(scope="session")
def glove() -> ev.Embedding:
    return ev.open_source("glove-6b-50d")


@pytest.fixture(scope="session")
def glove64(glove: ev.Embedding) -> np.ndarray:
    """The matrix in float64, for brute force."""
    return np.array(glove.vectors, dtype=np.float64, order="C")


@pytest.fixture(scope="session")
def glove_spectrum(glove: ev.Embedding) -> ev.Spectrum:
    return ev.spectrum(glove)


@pytest.fixture(scope="session")
def toy() -> ev.Embedding:
    """Six words in the plane whose geometry can be worked out by hand."""
    vectors = [[2, 0], [0, 1], [3, 4], [-1, 0], [0, 0], [1, 1]]
    return ev.Embedding("toy", ["east", "north", "northeast", "west", "nowhere", "diagonal"], np.array(vectors))


@pytest.fixture(scope="session")
def named() -> Callable[[np.ndarray], ev.Embedding]:
    """Make an embedding of a matrix, its words w0, w1, ..."""
    return lambda vectors: ev.Embedding("test", [f"w{i}" for i in range(len(vectors))], vectors)


@pytest.fixture(scope="session")
def cancel_at() -> Callable[[int], Callable[[ev.Progress], None]]:
    """Make a callback that cancels once so many steps are done."""

    def make(done: int) -> Callable[[ev.Progress], None]:
        def progress(report: ev.Progress) -> None:
            if report.done >= done:
                raise ev.Cancelled

        return progress

    return make
