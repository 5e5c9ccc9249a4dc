"""What is collected: kept for the test of names, or written down, ``pytest -p tests.collecting --collect-only``."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.names import catalogue

FILE = "EMBEDVIZ_COLLECTED"
"""The variable of the environment that names the file."""


@dataclass(frozen=True)
class Collected:
    """All tests that a process has collected, before any is left out, and when it had."""

    items: tuple[tuple[str, pytest.Item], ...]
    """Each with its name, to which pytest-xdist adds that of its group later."""
    at: float = field(default_factory=time.time)


COLLECTED = pytest.StashKey[Collected]()


def pytest_collection_finish(session: pytest.Session) -> None:
    found = catalogue((item.nodeid, item) for item in session.items)
    Path(os.environ[FILE]).write_text("\n".join(found), encoding="utf-8")
