import os
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

import embedviz as ev
from embedviz.formats.upkeep import cached_sizes
from embedviz.sources import Source
from embedviz.ui.library import exports
from embedviz.ui.library.exports import (
    FOLDER,
    MOST_KEPT,
    command,
    export_path,
    format_names,
    is_downloadable,
    write_export,
)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def source(title: str, version: str = "") -> Source:
    return Source("upload:x", title, lambda _progress: None, "upload", version)


@pytest.mark.parametrize("format", format_names())
def test_a_file_reads_back_as_what_was_written(toy, tmp_path, format):
    path = write_export(source("toy.npy"), toy, format, None)
    assert path == export_path(source("toy.npy"), format)
    assert path.stem == "toy"
    if format == "tsv":
        with zipfile.ZipFile(path) as archive:
            assert archive.namelist() == ["toy.tsv", "toy_metadata.tsv"]
            archive.extractall(tmp_path)
        assert [left.name for left in path.parent.iterdir()] == ["toy.zip"]
        path = tmp_path / "toy.tsv"
    read = ev.load(path)
    assert list(read.words) == list(toy.words)
    assert np.array_equal(read.vectors, toy.vectors)


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("GloVe 6B, 50 dimensions", "GloVe_6B_50_dimensions"),
        ("a.tar.vec.gz", "a.tar"),
        ("../../etc/passwd", "etc_passwd"),
        ("词向量", "vectors"),
        ("词向量 v2：Ångström", "v2_Angstrom"),
        (".txt", "txt"),
        ("***", "vectors"),
        ("x" * 80, "x" * 60),
    ],
)
def test_a_file_has_the_name_of_its_source_without_the_old_ending(cache, title, stem):
    path = export_path(source(title), "word2vec")
    assert path.name == f"{stem}.vec"
    assert path.parent.parent == cache / "exports"


def test_another_version_is_another_file():
    assert export_path(source("a", "1"), "glove") != export_path(source("a", "2"), "glove")


def test_only_a_few_files_are_kept_and_the_oldest_go(toy):
    paths = []
    for i in range(MOST_KEPT + 2):
        paths.append(write_export(source("a", str(i)), toy, "parquet", None))
        os.utime(paths[-1].parent, (i, i))
    assert [path.exists() for path in paths] == [False] * 2 + [True] * MOST_KEPT


def test_they_count_within_the_limit_of_the_cache(toy, monkeypatch):
    first = write_export(source("a"), toy, "glove", None)
    assert cached_sizes() == {FOLDER: first.stat().st_size}
    monkeypatch.setenv("EMBEDVIZ_CACHE_GB", "1e-9")
    assert write_export(source("b"), toy, "glove", None).exists()
    assert not first.exists()


@pytest.mark.parametrize("format", ["glove", "tsv"])
def test_cancelling_leaves_no_file(toy, cache, cancel_at, format):
    with pytest.raises(ev.Cancelled):
        write_export(source("a"), toy, format, cancel_at(1))
    assert [path for path in (cache / "exports").rglob("*") if path.is_file()] == []


def test_progress_of_a_pair_is_told_for_writing_and_packing(toy):
    reports: list[ev.Progress] = []
    path = write_export(source("a"), toy, "tsv", reports.append)
    with zipfile.ZipFile(path) as archive:
        packed = sum(file.file_size for file in archive.infolist())
    assert (reports[0].total, reports[-1].done, reports[-1].total) == (6, packed, packed)


def test_a_file_that_turns_out_too_large_is_removed_and_the_command_told(toy, monkeypatch):
    monkeypatch.setattr(exports, "MOST_BYTES", 60)
    with pytest.raises(
        ev.EmbedvizError, match=r"a\.txt is .* large; expected at most 60 B .*python -m embedviz convert"
    ):
        write_export(source("a"), toy, "glove", None)
    assert cached_sizes() == {}


def test_glove_can_be_downloaded_and_what_is_ten_times_larger_is_left_to_the_command_line(glove, named):
    assert all(is_downloadable(glove, format) for format in format_names())
    large = named(np.broadcast_to(np.float32(1), (1000, 200_000)))
    assert not any(is_downloadable(large, format) for format in format_names())


def test_a_folder_that_cannot_be_written_is_told(toy, cache):
    cache.write_text("a file where the folder should be")
    with pytest.raises(ev.EmbedvizError, match=r"the cache folder cannot be written to"):
        write_export(source("a"), toy, "parquet", None)


def test_the_command_writes_the_file(tmp_path, monkeypatch):
    (tmp_path / "my words.txt").write_text("one 1 2\ntwo 3 4\n")
    monkeypatch.setenv("EMBEDVIZ_DATA", str(tmp_path))
    mine = ev.catalogue()["file:my words.txt"]
    _python, *arguments = shlex.split(command(mine, "tsv"))
    environment = {**os.environ, "PYTHONPATH": str(Path(ev.__file__).parents[1])}
    subprocess.run([sys.executable, *arguments], cwd=tmp_path, check=True, env=environment)
    np.testing.assert_array_equal(np.loadtxt(tmp_path / "my_words.tsv"), [[1, 2], [3, 4]])
