import sys
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.sparse import random as sparse

import embedviz as ev
from embedviz.ui.work.weight import parts, weight

MANY = 20_000


@dataclass(frozen=True, slots=True)
class Slotted:
    array: np.ndarray


def held(array: np.ndarray) -> list[np.ndarray]:
    return [array]


def nested(array: np.ndarray) -> dict[str, object]:
    return {"a": {1: (array, array)}}


def embedded(array: np.ndarray) -> ev.Embedding:
    return ev.Embedding("x", map(str, range(8)), array)


@pytest.mark.parametrize("make", [held, Slotted, nested, embedded], ids=lambda make: make.__name__)
def test_an_array_counts_once_and_exactly_wherever_it_is(make):
    array = np.ones((8, 10_000), np.float32)
    array.setflags(write=False)
    assert array.nbytes <= weight(make(array)) < array.nbytes + 5_000


def test_a_view_counts_as_all_that_it_keeps_in_memory():
    array = np.ones((1_000, 50))
    assert weight(array[3:5, ::2]) == pytest.approx(array.nbytes, abs=500)
    assert weight(np.frombuffer(bytes(50_000), np.int8)[:1]) == pytest.approx(50_000, abs=500)
    assert weight(array[:4], array[4:], array.T) == pytest.approx(array.nbytes, abs=500)


def test_a_map_of_a_file_counts_nothing(tmp_path):
    mapped = np.lib.format.open_memmap(tmp_path / "x.npy", "w+", np.float32, (1_000, 100))
    for each in (mapped, mapped[:10], np.asarray(mapped), np.asarray(mapped)[5]):
        assert weight(each) < 1_000


def test_what_two_objects_share_is_one_part():
    array = np.ones(10_000)
    one, other = parts([array]), parts({"x": array[::2]})
    assert [one[part] for part in one.keys() & other.keys()] == [pytest.approx(array.nbytes, abs=200)]


def test_words_count_as_their_buffers_and_the_orders_they_are_found_by():
    words = [f"word-{i}" for i in range(MANY)]
    vocabulary = ev.Embedding("x", words, np.ones((MANY, 1))).words
    buffers = sum(map(len, words)) + 8 * (MANY + 1)
    assert weight(vocabulary) == pytest.approx(buffers, abs=2_000)
    assert weight(vocabulary, vocabulary.first(9)) == pytest.approx(buffers, abs=2_000)
    vocabulary.index("word-1")
    vocabulary.complete("word-1")
    assert weight(vocabulary) == pytest.approx(buffers + 4 * MANY, abs=2_000)
    vocabulary.suggest("wort-1")
    assert weight(vocabulary) == pytest.approx(buffers + (2 * 4 + 8) * MANY, abs=3_000)


def test_texts_in_sentences_are_estimated():
    sentences = [tuple(f"word-{i}-{j}" for j in range(i % 7)) for i in range(MANY)]
    exact = sys.getsizeof(sentences) + sum(sys.getsizeof(s) + sum(map(sys.getsizeof, s)) for s in sentences)
    assert weight(sentences) == pytest.approx(exact, rel=0.25)


def test_sparse_matrices_and_objects_that_hold_each_other_are_weighed():
    matrix = sparse(1_000, 1_000, density=0.05, random_state=0, format="csr")
    cycle: list[object] = [matrix]
    cycle.append(cycle)
    exact = matrix.data.nbytes + matrix.indices.nbytes + matrix.indptr.nbytes
    assert weight(cycle) == pytest.approx(exact, rel=0.01)


@pytest.mark.parametrize(
    "thing", [None, 3, "word", (), print, np, 0.5, object()], ids=lambda thing: type(thing).__name__
)
def test_anything_can_be_weighed(thing):
    assert 0 <= weight(thing) < 200
