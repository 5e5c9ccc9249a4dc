import math
import re

import numpy as np
import pytest

import embedviz as ev
from embedviz.errors import UnknownWordError
from embedviz.subwords import Subwords


def test_glove_answers_for_its_words(glove):
    assert glove.shape == (400_000, 50)
    assert len(glove) == 400_000
    assert "bank" in glove
    assert "no such word" not in glove
    assert glove.words[glove.index("bank")] == "bank"
    np.testing.assert_array_equal(glove["bank"], glove.vectors[glove.index("bank")])


def test_rows_come_in_the_order_asked_for(toy):
    np.testing.assert_array_equal(toy.rows(["west", "east", "west"]), [[-1, 0], [2, 0], [-1, 0]])
    assert toy.rows([]).shape == (0, 2)


@pytest.mark.parametrize(
    "ask",
    [lambda e: e["south"], lambda e: e.rows(["east", "south"]), lambda e: e.index("south")],
    ids=["item", "rows", "index"],
)
def test_an_unknown_word_is_refused(toy, ask):
    with pytest.raises(UnknownWordError, match="'south' is not among the 6 words"):
        ask(toy)


# Words outside the vocabulary


@pytest.fixture
def parted() -> ev.Embedding:
    """Two words, and vectors of n-grams for all others of at least three letters."""
    vectors = np.random.default_rng(0).standard_normal((50, 3), dtype=np.float32)
    return ev.Embedding("parted", ["cat", "of"], np.eye(2, 3), subwords=Subwords(5, 6, vectors))


def test_a_word_outside_the_vocabulary_has_the_vector_of_its_parts(parted):
    assert "cats" not in parted
    assert parted.has_vector("cats")
    np.testing.assert_array_equal(parted["cats"], parted.subwords.vector("cats"))
    with pytest.raises(UnknownWordError):
        parted.index("cats")


def test_a_word_of_the_vocabulary_has_its_row_whatever_its_parts(parted):
    assert parted.has_vector("cat")
    assert parted.has_vector("of")
    np.testing.assert_array_equal(parted["cat"], parted.vectors[0])


def test_a_word_without_parts_has_no_vector(parted):
    assert not parted.has_vector("at")
    for ask in (parted.__getitem__, parted.index, lambda word: parted.rows(["cat", word])):
        with pytest.raises(UnknownWordError, match="'at' is not among the 2 words"):
            ask("at")


def test_rows_mix_words_of_the_vocabulary_with_others(parted):
    rows = parted.rows(["cats", "of", "cats", "cat"])
    assert rows.dtype == np.float32
    np.testing.assert_array_equal(rows, [parted["cats"], parted["of"], parted["cats"], parted["cat"]])
    assert parted.rows([]).shape == (0, 3)


def test_without_parts_only_the_vocabulary_has_vectors(toy):
    assert toy.has_vector("east")
    assert not toy.has_vector("south")


def test_top_knows_the_parts_too(parted):
    np.testing.assert_array_equal(parted.top(1)["cats"], parted["cats"])


@pytest.mark.parametrize("dtype", [np.float64, np.float16, np.int64, bool])
def test_vectors_are_kept_in_float32(dtype):
    assert ev.Embedding("e", ["a"], np.ones((1, 2), dtype=dtype)).vectors.dtype == np.float32


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64])
@pytest.mark.parametrize("part", [slice(None), slice(1, 3)], ids=["the array", "a view of it"])
def test_an_embedding_does_not_change_when_the_array_it_was_given_does(dtype, part):
    vectors = np.ones((4, 3), dtype=dtype)
    given = vectors[part]
    embedding = ev.Embedding("e", map(str, range(len(given))), given)
    norms = embedding.norms.copy()
    vectors[:] = 7
    np.testing.assert_array_equal(embedding.vectors, np.ones(given.shape))
    np.testing.assert_array_equal(ev.Embedding("e", embedding.words, embedding.vectors).norms, norms)
    with pytest.raises(ValueError, match="read-only"):
        embedding.vectors[0, 0] = 2
    assert vectors.flags.writeable


def test_nor_when_memory_behind_a_view_that_is_locked_does():
    vectors = np.ones((2, 3), dtype=np.float32)
    view = vectors[:]
    view.setflags(write=False)
    embedding = ev.Embedding("e", ["a", "b"], view)
    vectors[:] = 7
    assert (embedding.vectors == 1).all()
    memory = bytearray(np.ones((2, 3), dtype=np.float32).tobytes())
    numbers = np.frombuffer(memory, np.float32).reshape(2, 3)
    numbers.setflags(write=False)
    embedding = ev.Embedding("e", ["a", "b"], numbers)
    memory[:] = bytes(len(memory))
    assert (embedding.vectors == 1).all()


@pytest.mark.parametrize("order", ["C", "F"])
def test_float32_that_nobody_can_change_is_shared_not_copied(order):
    vectors = np.ones((2, 3), dtype=np.float32, order=order)
    vectors.setflags(write=False)
    assert np.shares_memory(ev.Embedding("e", ["a", "b"], vectors).vectors, vectors)
    frozen = np.frombuffer(vectors.tobytes(), np.float32).reshape(2, 3)
    assert np.shares_memory(ev.Embedding("e", ["a", "b"], frozen).vectors, frozen)


@pytest.mark.parametrize("mode", ["r+", "c"])
def test_a_memory_map_that_can_be_written_is_locked(tmp_path, mode):
    np.save(tmp_path / "v.npy", np.ones((2, 3), dtype=np.float32))
    vectors = np.load(tmp_path / "v.npy", mmap_mode=mode)
    embedding = ev.Embedding("e", ["a", "b"], vectors)
    assert isinstance(embedding.vectors, np.memmap)
    assert np.shares_memory(embedding.vectors, vectors)
    with pytest.raises(ValueError, match="read-only"):
        vectors[0, 0] = 2


# What float32 holds


@pytest.mark.parametrize("scale", [5e-324, 1e-200, 1e-60, 1e-40])
def test_numbers_all_too_small_for_float32_are_refused_with_the_largest(scale):
    with pytest.raises(
        ev.EmbedvizError, match=rf"^e: the largest number is {2 * scale:.3g}; expected at least 1.2e-38"
    ):
        ev.Embedding("e", ["a", "b"], np.array([[1, 2], [0, -1]]) * scale)


def test_numbers_that_become_0_beside_larger_ones_are_counted():
    with pytest.warns(RuntimeWarning, match="^e: 2 numbers too small for float32, now 0$"):
        embedding = ev.Embedding("e", ["a", "b"], np.array([[1.0, 1e-60], [0.0, -1e-50]]))
    np.testing.assert_array_equal(embedding.vectors, [[1, 0], [0, 0]])


@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_what_no_type_wider_than_float32_held_is_taken_as_it_is(dtype):
    smallest = np.finfo(dtype).smallest_subnormal
    assert ev.Embedding("e", ["a"], np.full((1, 2), smallest, dtype)).vectors[0, 0] == smallest


def test_zeros_are_zeros():
    assert not ev.Embedding("e", ["a"], np.zeros((1, 2))).vectors.any()


@pytest.mark.parametrize("value", [1e39, -1e200])
def test_a_number_too_large_for_float32_is_named(value):
    with pytest.raises(
        ev.EmbedvizError, match=rf"holds {re.escape(str(value))} in dimension 2; expected at most 3\.4·10³⁸"
    ):
        ev.Embedding("e", ["a"], np.array([[1.0, value]]))


@pytest.mark.parametrize("value", [3e38, 1.0, 1e-30, 1e-44])
def test_norms_are_those_of_float64_at_any_scale(value):
    vectors = np.full((2, 3), value, dtype=np.float32) * np.array([[1], [0.5]], dtype=np.float32)
    expected = [math.hypot(*map(float, row)) for row in vectors]
    np.testing.assert_allclose(ev.Embedding("e", ["a", "b"], vectors).norms, expected, rtol=1e-6)


def test_a_memory_map_stays_one(tmp_path):
    np.save(tmp_path / "v.npy", np.ones((2, 3), dtype=np.float32))
    embedding = ev.Embedding("e", ["a", "b"], np.load(tmp_path / "v.npy", mmap_mode="r"))
    assert isinstance(embedding.vectors, np.memmap)


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (3,), (1, 2, 3)])
def test_what_is_not_a_matrix_is_refused(shape):
    with pytest.raises(ev.EmbedvizError, match=r"expected m words by n dimensions"):
        ev.Embedding("e", ["w"] * shape[0], np.ones(shape))


def test_a_text_alone_is_one_word_not_its_letters():
    assert list(ev.Embedding("e", "abc", np.ones((1, 3))).words) == ["abc"]
    with pytest.raises(ev.EmbedvizError, match="e: 1 words and 3 vectors"):
        ev.Embedding("e", "abc", np.ones((3, 3)))


def test_words_and_vectors_must_be_as_many():
    with pytest.raises(ev.EmbedvizError, match="e: 1 words and 2 vectors"):
        ev.Embedding("e", ["a"], np.ones((2, 3)))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_not_finite_is_named_by_word_row_and_dimension(value):
    vectors = np.ones((3, 4))
    vectors[1, 2] = value
    with pytest.raises(ev.EmbedvizError, match=rf"vector of 'b' \(row 2\) holds {value} in dimension 3"):
        ev.Embedding("e", list("abc"), vectors)


def test_infinities_that_cancel_in_a_sum_are_found():
    with pytest.raises(ev.EmbedvizError, match="holds inf"):
        ev.Embedding("e", list("ab"), np.array([[np.inf], [-np.inf]]))


def test_a_float64_number_too_large_for_float32_is_refused_without_a_warning():
    with pytest.raises(ev.EmbedvizError, match=r"holds 1e\+39 in dimension 1; expected at most 3"):
        ev.Embedding("e", "a", np.array([[1e39]]))


def test_large_finite_numbers_are_accepted():
    assert ev.Embedding("e", list("ab"), np.full((2, 2), 3e38)).shape == (2, 2)


def test_top_shares_the_memory_of_the_whole(glove):
    top = glove.top(1000)
    assert top.words[:] == glove.words[:1000]
    assert np.shares_memory(top.vectors, glove.vectors)
    assert top.id != glove.id
    assert top.note == glove.note


def test_top_of_all_words_is_the_embedding_itself(toy):
    assert toy.top(6) is toy
    assert toy.top(7) is toy


@pytest.mark.parametrize("k", [0, -1])
def test_top_of_none_is_refused(toy, k):
    with pytest.raises(ev.EmbedvizError, match="at least 1"):
        toy.top(k)


def test_norms_equal_those_in_float64(glove, glove64):
    np.testing.assert_allclose(glove.norms, np.linalg.norm(glove64, axis=1), rtol=1e-7)
    assert not glove.norms.flags.writeable


def test_norms_worked_out_by_hand(toy):
    np.testing.assert_array_equal(toy.norms, np.array([2, 1, 5, 1, 0, np.sqrt(2)], dtype=np.float32))
