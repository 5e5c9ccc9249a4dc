import os
from pathlib import Path

import numpy as np
import pytest

import embedviz as ev
from embedviz.formats.cache import is_cached
from embedviz.formats.place import cache_folder
from embedviz.formats.rows import Content, Rows
from embedviz.formats.staging import temporary_name
from embedviz.formats.store import open_store, write_store
from embedviz.formats.upkeep import cached_sizes, clear_cache, limit_in_bytes, make_room


def write(kind: str, name: str, *, age: int, bytes: int = 1_000) -> Path:
    """Write an entry of a kind, used last so long ago."""
    entry = cache_folder() / kind / name
    entry.mkdir(parents=True)
    (entry / "it").write_bytes(b"1" * bytes)
    os.utime(entry, (1e9 - age, 1e9 - age))
    return entry


def limit(monkeypatch: pytest.MonkeyPatch, bytes: float) -> None:
    monkeypatch.setenv("EMBEDVIZ_CACHE_GB", f"{bytes / 1e9:.12f}")


def test_one_limit_holds_for_all_kinds_and_the_least_recently_used_of_any_goes_first(monkeypatch):
    kinds = ["files", "projections", "exports", "of a later version"]
    entries = [write(kind, f"{age}", age=age) for age in (5, 1, 3) for kind in kinds]
    uploaded = write("shelf", "mine", age=9_999)
    half = write("projections", temporary_name(), age=9_999)
    limit(monkeypatch, 7_500)
    make_room(entries[0])  # the oldest, but written just now
    gone = [path.relative_to(cache_folder()).as_posix() for path in entries if not path.exists()]
    assert gone == ["projections/5", "exports/5", "of a later version/5", "files/3", "exports/3"]
    assert uploaded.exists()
    assert half.exists()
    assert cached_sizes() == {"files": 2_000, "projections": 2_000, "exports": 1_000, "of a later version": 2_000}
    clear_cache()
    assert sorted(cache_folder().glob("*/*")) == sorted([uploaded, half])
    assert sum(cached_sizes().values()) == 0


def test_clearing_leaves_what_is_open_and_what_is_being_written_usable():
    opened, written = cache_folder() / "files" / "opened", cache_folder() / "files" / "written"

    def rows(*, clears: bool):
        yield Rows(["new"], np.ones((1, 1), np.float32), str)
        if clears:
            clear_cache()

    write_store(opened, Content(1, rows(clears=False)), name="f.txt", format="glove", size=4)
    held = open_store(opened, id="it")
    write_store(written, Content(1, rows(clears=True)), name="f.txt", format="glove", size=4)
    assert not opened.exists()
    assert list(open_store(written, id="it").words) == ["new"]
    assert held.vectors.tolist() == [[1]]


def test_a_store_that_is_opened_counts_as_used_and_the_newest_stays(tmp_path, monkeypatch):
    paths = [tmp_path / f"{name}.txt" for name in "abcd"]
    for path in paths[:3]:
        path.write_text("x 1 2\ny 3 4\n")
        ev.load(path)
    for entry in (cache_folder() / "files").iterdir():
        os.utime(entry, (1, 1))
    one = cached_sizes()["files"] / 3
    assert ev.load(paths[0]).shape == (2, 2)
    limit(monkeypatch, 2.5 * one)
    paths[3].write_text("x 1 2\ny 3 4\n")
    ev.load(paths[3])
    assert [is_cached(path) for path in paths] == [True, False, False, True]
    limit(monkeypatch, 1)
    kept = ev.load(paths[1])
    assert [is_cached(path) for path in paths] == [False, True, False, False]
    assert kept.vectors.tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(("given", "limit"), [("2.5", 2.5e9), ("", 50e9), ("0", 50e9), ("-1", 50e9), ("much", 50e9)])
def test_the_limit_is_a_setting(monkeypatch, given, limit):
    monkeypatch.setenv("EMBEDVIZ_CACHE_GB", given)
    assert limit_in_bytes() == limit
