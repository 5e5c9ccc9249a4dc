import numpy as np
import pytest

import embedviz as ev


@pytest.fixture(scope="module")
def vast() -> ev.Embedding:
    """Large by its shape alone: 2,000 words in 65,536 dimensions, in four bytes."""
    numbers = np.broadcast_to(np.float32(1), (2_000, 65_536))
    return ev.Embedding("vast", [f"w{i}" for i in range(2_000)], numbers, checked=True)
