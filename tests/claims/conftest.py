"""A small trained source, and what claims are checked with, made once."""

import pytest

import embedviz as ev
from embedviz.claims.catalogue import Yardsticks, yardsticks
from embedviz.sources.corpora import generated


@pytest.fixture(scope="session")
def trained() -> ev.Embedding:
    """An embedding of some hundred words in 12 dimensions."""
    return ev.train(generated(0, 3_000), dimensions=12, epochs=3, snapshots=1).embedding


@pytest.fixture(scope="session")
def against() -> Yardsticks:
    return yardsticks(ev.Elmo.load())
