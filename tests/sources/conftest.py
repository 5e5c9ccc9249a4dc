"""Folders of their own for the data and for what is kept, and files of vectors to put there."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import embedviz as ev


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> Path:
    """The folder that EMBEDVIZ_CACHE names."""
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch) -> Path:
    """The folder that EMBEDVIZ_DATA names."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("EMBEDVIZ_DATA", str(folder))
    return folder


@pytest.fixture(scope="session")
def write_glove() -> Callable[..., Path]:
    """Write a file of two words in two dimensions as GloVe text."""

    def write(path: Path, first: float = 1) -> Path:
        path.write_text(f"north {first} 0.5\neast 0.25 -3\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def pair() -> ev.Embedding:
    return ev.Embedding("pair", ["north", "east"], np.array([[1, 0.5], [0.25, -3]]), note="made by hand")
