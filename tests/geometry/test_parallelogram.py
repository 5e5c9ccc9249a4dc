import numpy as np
import pytest

import embedviz as ev
from embedviz.errors import EmbedvizError, UnknownWordError
from embedviz.geometry.parallelogram import parallelogram


def units(embedding: ev.Embedding, words: list[str]) -> np.ndarray:
    vectors = np.array([embedding[word] for word in words], dtype=np.float64)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_the_answer_is_that_of_three_cos_add(glove):
    found = parallelogram(glove, "man", "king", "woman")
    expected = ev.analogy(glove, ["king", "woman"], ["man"], 1)
    assert (found.answer,) == expected.words
    man, king, woman, answer = units(glove, ["man", "king", "woman", found.answer])
    target = king - man + woman
    assert found.score == pytest.approx(answer @ target / np.linalg.norm(target), abs=1e-9)


def test_the_offset_is_the_same_on_both_sides_of_the_picture(glove):
    a, b, c, end, _answer = parallelogram(glove, "france", "paris", "germany").coordinates.astype(np.float64)
    np.testing.assert_allclose(b - a, end - c, atol=1e-6)


def test_the_picture_is_the_pca_of_the_five_points(glove):
    found = parallelogram(glove, "man", "king", "woman")
    man, king, woman, answer = units(glove, ["man", "king", "woman", found.answer])
    points = np.stack([man, king, woman, king - man + woman, answer])
    left, values, _right = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
    np.testing.assert_allclose(np.abs(found.coordinates), np.abs(left[:, :2] * values[:2]), atol=1e-6)


def test_in_one_dimension_the_picture_is_a_line(named):
    found = parallelogram(named(np.array([[1.0], [2], [3], [4]])), "w0", "w1", "w2")
    assert found.answer == "w3"
    assert found.coordinates.shape == (5, 2)
    assert not found.coordinates.any()


def test_what_has_no_answer_is_refused(named, toy):
    with pytest.raises(UnknownWordError, match="'king'"):
        parallelogram(toy, "east", "king", "north")
    with pytest.raises(EmbedvizError, match="'nowhere' is zero"):
        parallelogram(toy, "east", "nowhere", "north")
    with pytest.raises(EmbedvizError):
        parallelogram(named(np.eye(3)), "w0", "w1", "w2")
