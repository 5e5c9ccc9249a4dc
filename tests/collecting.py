"""A plugin of pytest that writes down what it collects: ``pytest -p tests.collecting --collect-only``."""

import os
from pathlib import Path

import pytest

from tests.names import catalogue

FILE = "EMBEDVIZ_COLLECTED"
"""The variable of the environment that names the file."""


def pytest_collection_finish(session: pytest.Session) -> None:
    Path(os.environ[FILE]).write_text("\n".join(catalogue(session.items)), encoding="utf-8")
