import os
import sys
from pathlib import Path

import numpy as np
import platformdirs
import pytest
from platformdirs.macos import MacOS
from platformdirs.unix import Unix
from platformdirs.windows import Windows

import embedviz as ev
from embedviz.formats.cache import (
    Key,
    find,
    is_cached,
    remove_orphans,
    remove_superseded,
)
from embedviz.formats.options import Options
from embedviz.formats.place import cache_folder
from embedviz.formats.rows import Content, Rows
from embedviz.formats.store import write_store
from embedviz.formats.upkeep import clear_cache


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "f.txt"
    path.write_text("a 1\n")
    return path


def fill(key: Key, limit: int | None = None, companions: tuple[Path, ...] = ()) -> Path:
    def rows():
        yield Rows(["a"], np.ones((1, 1), np.float32), str)

    folder = key.folder(limit)
    write_store(folder, Content(1, rows(), companions=companions), name="f.txt", format="glove", size=4)
    return folder


# Where


def test_the_variable_names_the_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path / "x"))
    assert cache_folder() == tmp_path / "x"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EMBEDVIZ_CACHE", "y")
    assert cache_folder() == tmp_path / "y"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("EMBEDVIZ_CACHE", "~/z")
    assert cache_folder() == tmp_path / "z"


@pytest.mark.parametrize(
    ("system", "variable", "value", "expected"),
    [
        (Unix, "XDG_CACHE_HOME", "/xdg", "/xdg/embedviz"),
        (Unix, "XDG_CACHE_HOME", "", "/home/me/.cache/embedviz"),
        (MacOS, "XDG_CACHE_HOME", "", "/home/me/Library/Caches/embedviz"),
        (Windows, "LOCALAPPDATA", "/local", "/local/embedviz"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="its paths are written otherwise")
def test_otherwise_it_is_where_the_system_keeps_caches(monkeypatch, system, variable, value, expected):
    monkeypatch.setenv("EMBEDVIZ_CACHE", "")
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.setenv(variable, value)
    monkeypatch.setattr(platformdirs, "PlatformDirs", system)
    monkeypatch.setattr(platformdirs.windows, "get_win_folder", lambda _name: os.environ["LOCALAPPDATA"])
    assert cache_folder() == Path(expected)


# Keys


def test_the_key_is_the_same_by_any_path_to_the_folder(file, monkeypatch):
    (file.parent / "link").symlink_to(file.parent)
    monkeypatch.chdir(file.parent)
    assert len({Key.of(path) for path in (file, Path("f.txt"), Path("link/f.txt"), Path("./link/f.txt"))}) == 1


def test_the_key_changes_with_size_time_and_target(file):
    keys = {Key.of(file)}
    stat = file.stat()
    file.write_text("a 12\n")
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    keys.add(Key.of(file))
    os.utime(file, ns=(0, stat.st_mtime_ns + 1))
    keys.add(Key.of(file))
    assert len(keys) == 3
    assert len({key.file for key in keys}) == 1
    link = file.with_name("link.txt")
    others = []
    for name in ("one", "two"):
        link.unlink(missing_ok=True)
        file.with_name(name).write_text("a 1\n")
        os.utime(file.with_name(name), ns=(0, 0))
        link.symlink_to(file.with_name(name))
        others.append(Key.of(link))
    assert others[0].file == others[1].file
    assert others[0].state != others[1].state


def test_a_name_that_is_not_unicode_has_a_key(tmp_path):
    path = tmp_path / os.fsdecode(b"\xff.txt")
    path.write_text("a 1\n")
    assert not is_cached(path)


# Finding


def test_a_store_is_found_until_the_file_changes(file):
    assert not is_cached(file)
    folder = fill(Key.of(file))
    assert find(Key.of(file), None).folder == folder
    assert is_cached(file)
    assert is_cached(file, limit=3)
    os.utime(file, ns=(0, 0))
    assert not is_cached(file)


def test_the_first_words_do_not_serve_for_all(file):
    folder = fill(Key.of(file), limit=3)
    assert is_cached(file, limit=3)
    assert not is_cached(file)
    assert not is_cached(file, limit=2)
    assert find(Key.of(file), 3).folder == folder


def test_the_whole_is_preferred_to_the_first_words(file):
    fill(Key.of(file), limit=3)
    folder = fill(Key.of(file))
    assert find(Key.of(file), 3).folder == folder


def test_what_the_reader_is_told_has_a_store_of_its_own(file):
    folder = fill(Key.of(file))
    told = Key.of(file, Options(tensor="a"))
    assert find(told, None) is None
    assert Key.of(file, Options()).folder(None) == folder != told.folder(None)


def test_a_store_is_named_by_twelve_digits(file):
    fill(Key.of(file))
    found = find(Key.of(file), None)
    assert (found.origin.format, found.origin.size) == ("glove", 4)
    assert len(bytes.fromhex(found.digits)) == 6


def test_a_damaged_store_is_removed(file):
    folder = fill(Key.of(file))
    os.truncate(folder / "vectors.npy", 1)
    assert find(Key.of(file), None) is None
    assert not folder.exists()


@pytest.mark.parametrize(
    "change", [Path.unlink, lambda path: path.write_text("other")], ids=["removed", "written anew"]
)
def test_a_store_read_with_a_list_that_changed_is_removed(file, change):
    words = file.with_name("words.txt")
    words.write_text("a\n")
    folder = fill(Key.of(file), companions=(words,))
    assert find(Key.of(file), None) is not None
    change(words)
    assert find(Key.of(file), None) is None
    assert not folder.exists()


def test_stores_read_with_different_lists_have_different_digits(file):
    words = file.with_name("words.txt")
    digits = set()
    for text in ("a\n", "bb\n"):
        words.write_text(text)
        fill(Key.of(file), companions=(words,))
        digits.add(find(Key.of(file), None).digits)
        clear_cache()
    assert len(digits) == 2


@pytest.mark.parametrize("path", ["none", "with\0null", "f.txt/below"])
def test_what_is_no_file_is_not_cached(file, path):
    assert not is_cached(file.parent / path)


# Removing


def test_what_a_new_store_makes_needless_is_removed(file, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("a 1\n")
    of_other = fill(Key.of(other))
    old = [fill(Key.of(file)), fill(Key.of(file), limit=2)]
    os.utime(file, ns=(0, 0))
    key = Key.of(file)
    two, three = fill(key, limit=2), fill(key, limit=3)
    remove_superseded(key, 3)
    assert [folder.exists() for folder in (*old, two, three, of_other)] == [False, False, True, True, True]
    whole = fill(key)
    remove_superseded(key, None)
    assert [folder.exists() for folder in (two, three, whole, of_other)] == [False, False, True, True]


def test_what_was_read_otherwise_stays_until_the_file_changes(file):
    told = fill(Key.of(file, Options(encoding="gb18030")))
    plain = fill(Key.of(file))
    remove_superseded(Key.of(file), None)
    assert [folder.exists() for folder in (told, plain)] == [True, True]
    assert is_cached(file, Options(encoding="gb18030"))
    assert not is_cached(file, Options(encoding="big5"))
    os.utime(file, ns=(0, 0))
    remove_superseded(Key.of(file), None)
    assert [folder.exists() for folder in (told, plain)] == [False, False]


def test_what_was_read_of_a_file_that_is_gone_goes_unless_its_folder_is_gone_too(tmp_path):
    names = ("renamed", "removed", "changed", "stays", "disk/taken out")
    (tmp_path / "disk").mkdir()
    for name in names:
        (tmp_path / name).write_text("x 1\ny 2\n")
        ev.load(tmp_path / name)
        ev.load(tmp_path / name, limit=1)
    assert len(list((cache_folder() / "files").iterdir())) == len(names)
    (tmp_path / "renamed").rename(tmp_path / "new")
    (tmp_path / "removed").unlink()
    (tmp_path / "changed").write_text("x 1\n")
    (tmp_path / "disk").rename(tmp_path / "another disk")
    remove_orphans()
    assert len(list((cache_folder() / "files").iterdir())) == 2
    (tmp_path / "another disk").rename(tmp_path / "disk")
    assert [is_cached(tmp_path / name) for name in ("stays", "disk/taken out")] == [True, True]
    (tmp_path / "stays").rename(tmp_path / "stayed")
    ev.load(tmp_path / "stayed")  # who stores something else looks too
    assert len(list((cache_folder() / "files").iterdir())) == 2
