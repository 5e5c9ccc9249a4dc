import numpy as np
import pytest
from scipy.stats import kurtosis, skew

import embedviz as ev
from embedviz.geometry.axes import axis_ends


@pytest.fixture(scope="module")
def vectors(glove64) -> np.ndarray:
    return glove64[:500]


def test_the_words_are_those_of_a_sort(vectors):
    found = axis_ends(vectors, vectors)
    np.testing.assert_array_equal(found.low, vectors.argsort(axis=0, kind="stable")[:10].T)
    np.testing.assert_array_equal(found.high, (-vectors).argsort(axis=0, kind="stable")[:10].T)
    standard = (vectors - vectors.mean(axis=0)) / vectors.std(axis=0)
    np.testing.assert_allclose(found.low_values, np.sort(standard, axis=0)[:10].T, atol=1e-12)
    np.testing.assert_allclose(found.high_values, np.sort(standard, axis=0)[:-11:-1].T, atol=1e-12)
    assert len(found) == 50


def test_likeness_is_the_mean_cosine_of_two_words(vectors):
    found = axis_ends(vectors, vectors, k=4)
    centered = vectors - vectors.mean(axis=0)
    units = centered / np.linalg.norm(centered, axis=1, keepdims=True)
    for ends, likeness in ((found.low, found.low_likeness), (found.high, found.high_likeness)):
        pairs = [units[i] @ units[j] for i in ends[7] for j in ends[7] if i != j]
        assert likeness[7] == pytest.approx(np.mean(pairs))


def test_the_longer_end_is_that_of_the_skew(vectors):
    found = axis_ends(vectors, vectors)
    np.testing.assert_allclose(found.skewness, skew(vectors), atol=1e-9)
    np.testing.assert_allclose(found.kurtosis, kurtosis(vectors), atol=1e-9)
    expected = np.where(skew(vectors) < 0, found.low_likeness, found.high_likeness)
    np.testing.assert_array_equal(found.likeness, expected)
    assert found.mean_likeness == pytest.approx(expected.mean())


def test_axes_along_groups_of_words_are_better_than_those_that_have_nothing_to_do_with_them():
    random = np.random.default_rng(0)
    groups = np.eye(8)[random.integers(0, 8, 800)] + 0.1 * random.standard_normal((800, 8))
    own, others = axis_ends(groups, groups), axis_ends(random.standard_normal((800, 8)), groups)
    assert own.mean_likeness > 0.9
    assert own.better_than(others)
    assert not others.better_than(own)
    assert not own.better_than(own)


@pytest.mark.parametrize(("m", "k"), [(2, 1), (3, 1), (5, 2), (40, 10)])
def test_of_few_words_no_word_stands_at_both_ends(m, k):
    vectors = np.random.default_rng(0).standard_normal((m, 3))
    found = axis_ends(vectors, vectors)
    assert found.low.shape == (3, k)
    assert not any({*low} & {*high} for low, high in zip(found.low, found.high, strict=True))
    assert np.isnan(found.mean_likeness) == (k == 1)


def test_an_axis_without_spread_has_ends_at_zero():
    vectors = np.array([[1.0, 5], [2, 5], [3, 5], [4, 5]])
    found = axis_ends(vectors, vectors)
    assert not found.low_values[1].any()
    assert np.isfinite(found.kurtosis).all()


def test_one_word_and_unequal_numbers_are_refused():
    with pytest.raises(ev.EmbedvizError, match="1 words and vectors of 1"):
        axis_ends(np.ones((1, 2)), np.ones((1, 2)))
    with pytest.raises(ev.EmbedvizError, match="3 words and vectors of 4"):
        axis_ends(np.ones((3, 2)), np.ones((4, 2)))
