import os
import pickle
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.formats.place import cache_folder
from embedviz.formats.vocabularies import PARTS, VocabularyFiles, kept_vocabulary, map_vocabulary
from embedviz.ui.work.weight import weight

text = st.text(st.sampled_from("aB_é東\0\U0001f600"), max_size=4)


def written(folder: Path, *blocks: list[str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    with VocabularyFiles(folder, indexed_from=0) as files:
        for words in blocks:
            files.add(words)
    return folder


@given(st.lists(st.lists(text, max_size=5), max_size=4), text)
def test_a_mapped_vocabulary_does_what_one_in_memory_does(tmp_path_factory, blocks, sought):
    words = [word for block in blocks for word in block]
    folder = written(tmp_path_factory.mktemp("words"), *blocks)
    found, expected = map_vocabulary(folder), ev.Vocabulary(words)
    assert sorted(path.name for path in folder.iterdir()) == sorted(PARTS)
    assert found == tuple(words)
    assert pickle.loads(pickle.dumps(found)) == words  # noqa: S301 - our own
    assert [found.index(word) for word in words] == [words.index(word) for word in words]
    for each in (sought, *words):
        assert (each in found) == (each in words)
        for ask in ("complete", "suggest", "spelled_like"):
            assert getattr(found, ask)(each, 3) == getattr(expected, ask)(each, 3)
    with pa.OSFile(str(folder / "words.arrow")) as file:
        assert pa.ipc.open_file(file).read_all().to_pydict() == {"word": words}


def test_few_words_are_written_without_what_finds_them(tmp_path):
    with VocabularyFiles(tmp_path, indexed_from=4) as files:
        files.add(["the", "cat", "sat"])
    assert [path.name for path in tmp_path.iterdir()] == ["words.arrow"]
    found = map_vocabulary(tmp_path)
    assert (found.index("sat"), found.suggest("Cat")[0], found.complete("c")) == (2, "cat", ["cat"])


def test_it_takes_no_memory_that_counts_and_outlasts_its_files(tmp_path):
    folder = written(tmp_path / "v", [f"word-{i}" for i in range(20_000)])
    found = map_vocabulary(folder)
    assert found.suggest("Word-7")[0] == "word-7"
    assert weight(found, found.first(9)) < 5_000
    shutil.rmtree(folder)
    assert found.index("word-123") == 123


@pytest.mark.parametrize("name", PARTS)
def test_what_are_no_such_files_is_refused(tmp_path, name):
    folder, other = written(tmp_path / "v", ["a", "b"]), written(tmp_path / "w", [f"w{i}" for i in range(99)])
    shutil.copy(other / name, folder / name)
    with pytest.raises(ValueError, match="words"):
        map_vocabulary(folder)
    (folder / name).write_bytes(b"ARROW1")
    with pytest.raises(ValueError):  # noqa: PT011 - what Arrow and NumPy say of it may change
        map_vocabulary(folder)


def test_words_are_kept_in_the_cache_and_made_again_where_they_are_damaged(tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path))
    asked = []

    def blocks():
        asked.append(True)
        return [["a", "b"], ["c"]]

    for _time in range(2):
        assert kept_vocabulary("x", blocks) == ["a", "b", "c"]
    assert (len(asked), isinstance(kept_vocabulary("x", blocks)._texts.data, np.memmap)) == (1, True)
    (order,) = cache_folder().rglob("order.npy")
    order.write_bytes(bytes(order.stat().st_size))
    assert kept_vocabulary("x", blocks).index("c") == 2
    assert len(asked) == 2
    # What no file of Unicode holds, and where no file can be: in memory.
    assert kept_vocabulary("y", lambda: [["\ud83d", "b"]]) == ["\ud83d", "b"]
    (tmp_path / "file").touch()
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path / "file"))
    assert kept_vocabulary("z", blocks).index("b") == 1


def test_who_cancels_the_sorting_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path))
    monkeypatch.setattr("embedviz.formats.vocabularies.BLOCK", 2)

    def step():
        raise ev.Cancelled

    with pytest.raises(ev.Cancelled):
        kept_vocabulary("x", lambda: [["a", "b"]], step=step)
    assert [name for _folder, _folders, names in os.walk(tmp_path) for name in names] == []
