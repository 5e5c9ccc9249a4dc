import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from gensim.models import KeyedVectors

import embedviz as ev


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(folder))
    return folder


@pytest.fixture
def first_load(cache: Path) -> Callable[[Path], ev.Embedding]:
    """Load a file as if for the first time."""

    def load(path: Path) -> ev.Embedding:
        shutil.rmtree(cache, ignore_errors=True)
        return ev.load(path)

    return load


@pytest.fixture
def some(glove: ev.Embedding, measuring: bool) -> ev.Embedding:
    return glove if measuring else glove.top(2_000)


@pytest.fixture
def text(some: ev.Embedding, tmp_path: Path) -> Path:
    """GloVe as it is published, with at most six decimals."""
    path = tmp_path / "glove.txt"
    with path.open("w", newline="\n") as file:
        for word, row in zip(some.words, some.vectors, strict=True):
            file.write(f"{word} {' '.join(map(repr, np.round(row.astype(np.float64), 6).tolist()))}\n")
    return path


@pytest.fixture
def binary(some: ev.Embedding, tmp_path: Path) -> Path:
    keyed = KeyedVectors(some.shape[1])
    keyed.add_vectors(list(some.words), np.ascontiguousarray(some.vectors))
    keyed.save_word2vec_format(tmp_path / "glove.bin", binary=True)
    return tmp_path / "glove.bin"


def test_a_text_is_read_the_first_time_fifteen_times_as_fast_as_gensim_reads_it(text, first_load, faster):
    def theirs() -> KeyedVectors:
        return KeyedVectors.load_word2vec_format(text, no_header=True)

    faster(lambda: first_load(text), theirs, at_least=15, rounds=3)


def test_a_binary_is_read_the_first_time_three_and_a_half_times_as_fast_as_gensim_reads_it(binary, first_load, faster):
    def theirs() -> KeyedVectors:
        return KeyedVectors.load_word2vec_format(binary, binary=True)

    faster(lambda: first_load(binary), theirs, at_least=3.5, rounds=5)


@pytest.mark.usefixtures("cache")
def test_the_same_file_is_opened_again_as_fast_as_its_array_and_its_words_are_read(some, text, tmp_path, faster):
    ev.load(text)
    array, words = tmp_path / "glove.npy", tmp_path / "words.txt"
    np.save(array, np.ascontiguousarray(some.vectors))
    words.write_text("\n".join(some.words), encoding="utf-8")

    def theirs() -> tuple[np.ndarray, list[str]]:
        return np.load(array), words.read_text(encoding="utf-8").split("\n")

    # Ours maps the vectors instead of reading them.
    faster(lambda: ev.load(text), theirs, at_least=0.5, rounds=9)
