import os

import numpy as np
import pytest

from embedviz.ui.space import laid_out
from embedviz.ui.space.laid_out import keep, recall

POINTS = np.random.default_rng(0).standard_normal((50, 3)).astype(np.float32)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path))
    return tmp_path / "projections"


def test_what_was_kept_is_recalled_by_source_method_and_seed():
    keep("pacmap", ("glove/top-50", 3, 0), POINTS)
    np.testing.assert_array_equal(recall("pacmap", ("glove/top-50", 3, 0)), POINTS)
    for method, key in (
        ("scikit-learn", ("glove/top-50", 3, 0)), ("pacmap", ("glove/top-50", 3, 1)),
        ("pacmap", ("glove/top-50", 2, 0)),
        ("pacmap", ("other", 3, 0)),
    ):  # fmt: skip
        assert recall(method, key) is None


def test_another_version_of_the_library_starts_anew(monkeypatch):
    keep("pacmap", ("glove",), POINTS)
    monkeypatch.setattr(laid_out, "_version", lambda _method: "another")
    assert recall("pacmap", ("glove",)) is None


@pytest.mark.parametrize("content", [b"", b"\x93NUMPY", b"nonsense"], ids=["empty", "cut short", "nonsense"])
def test_what_cannot_be_read_is_not_there(cache, content):
    keep("pacmap", ("glove",), POINTS)
    (file,) = cache.rglob("*.npy")
    file.write_bytes(content)
    assert recall("pacmap", ("glove",)) is None


def test_a_picture_counts_within_the_limit_of_the_cache_and_one_that_is_recalled_as_used(cache, monkeypatch):
    for seed in range(2):
        keep("pacmap", (seed,), POINTS)
    for entry in cache.iterdir():
        os.utime(entry, (1, 1))
    size = next(cache.rglob("*.npy")).stat().st_size
    assert recall("pacmap", (0,)) is not None
    monkeypatch.setenv("EMBEDVIZ_CACHE_GB", f"{2.5 * size / 1e9:.12f}")
    keep("pacmap", (2,), POINTS)
    assert [recall("pacmap", (seed,)) is not None for seed in range(3)] == [True, False, True]


def test_where_nothing_can_be_written_nothing_is_kept(cache, monkeypatch):
    cache.parent.joinpath("file").write_text("in the way")
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(cache.parent / "file"))
    keep("pacmap", ("glove",), POINTS)
    assert recall("pacmap", ("glove",)) is None
