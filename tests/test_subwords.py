import numpy as np
import pytest
from gensim.models.fasttext import FastTextKeyedVectors
from gensim.models.fasttext_inner import compute_ngrams
from hypothesis import example, given
from hypothesis import strategies as st

from embedviz.subwords import LONGEST_WORD, Subwords

BUCKETS = 97


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    return np.random.default_rng(0).standard_normal((BUCKETS, 6), dtype=np.float32)


def by_gensim(vectors: np.ndarray, shortest: int, longest: int) -> FastTextKeyedVectors:
    keyed = FastTextKeyedVectors(vectors.shape[1], shortest, longest, len(vectors))
    keyed.vectors_ngrams = vectors
    return keyed


@given(st.text(max_size=30), st.integers(1, 5), st.integers(0, 4))
@example("", 3, 3)
@example("supercalifragilistic" * 20, 3, 3)  # long enough for a sum of pairs of sums to round otherwise
def test_any_word_has_the_vector_that_gensim_gives_it(vectors, word, shortest, more):
    found = Subwords(shortest, shortest + more, vectors).vector(word)
    expected = by_gensim(vectors, shortest, shortest + more)[word]
    if found is None:
        assert not expected.any()
    else:
        assert found.dtype == np.float32
        np.testing.assert_array_equal(found, expected)


@given(st.text("abcé東", max_size=8))
def test_there_is_a_bucket_for_each_n_gram(vectors, word):
    subwords = Subwords(3, 6, vectors)
    buckets = subwords.buckets(word)
    assert len(buckets) == len(compute_ngrams(word, 3, 6))
    assert ((buckets >= 0) & (buckets < BUCKETS)).all()
    assert (subwords.vector(word) is None) == (len(buckets) == 0)


def test_one_dimension_is_summed_as_any_other():
    column = np.random.default_rng(1).standard_normal((BUCKETS, 1), dtype=np.float32)
    word = "abcdefghij" * 20
    np.testing.assert_array_equal(Subwords(3, 6, column).vector(word), by_gensim(column, 3, 6)[word])


@pytest.mark.parametrize("word", ["", "half \ud800", "a" * (LONGEST_WORD + 1)])
def test_what_has_no_n_gram_that_can_be_hashed_has_no_vector(vectors, word):
    assert Subwords(3, 6, vectors).vector(word) is None


def test_a_sum_too_large_becomes_infinite_without_a_warning(vectors):
    assert np.isinf(Subwords(3, 6, np.full_like(vectors, 3e38)).vector("word")).all()
