"""Copies that are too large for memory lie in the folder of the cache, and a full disk is an error."""

import errno
import os

import numpy as np
import pytest

import embedviz as ev
from embedviz.diagnosis import filtered
from embedviz.errors import places
from embedviz.formats.place import cache_folder

VECTORS = np.arange(12, dtype=np.float32).reshape(4, 3)


def copies() -> list[ev.Embedding]:
    embedding = ev.Embedding("it", list("abcd"), VECTORS)
    return [
        filtered.without_rows(embedding, np.array([1]), "rows"),
        filtered.without_dimensions(embedding, np.array([0]), "dimensions"),
    ]


@pytest.fixture(autouse=True)
def _on_disk(monkeypatch, tmp_path):
    monkeypatch.setattr(filtered, "IN_MEMORY", 0)
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "of others"))  # which is not there


def test_they_hold_the_rest_and_leave_nothing():
    fewer, narrower = copies()
    assert list(fewer.words) == ["a", "c", "d"]
    np.testing.assert_array_equal(fewer.vectors, np.delete(VECTORS, 1, axis=0))
    np.testing.assert_array_equal(narrower.vectors, VECTORS[:, 1:])
    assert os.name == "nt" or not list(cache_folder().iterdir())


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="here a copy is written to take its room")
def test_a_full_disk_is_said_before_anything_is_written(monkeypatch):
    def full(_file: int, _start: int, _size: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(
        ev.EmbedvizError, match=r"^a copy of 36 B cannot be made in the cache folder .*\(No space left"
    ) as error:
        copies()
    assert places(error.value) == (str(cache_folder()),)
