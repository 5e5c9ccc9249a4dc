"""What the tests of files share: a cache of their own."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder, empty and not there yet."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(folder))
    return folder
