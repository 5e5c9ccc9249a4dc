import inspect
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.evaluation.analogies import analogy_accuracy
from embedviz.sources.corpora.grammar import generated
from embedviz.sources.corpora.texts import lee
from embedviz.training import counts as counts_module
from embedviz.training.counts import CountVectors, cooccurrences, count_vectors, ppmi
from embedviz.training.text import read
from embedviz.training.train import train
from embedviz.vocabulary import Vocabulary

words = st.sampled_from("abcdef")
corpora = st.lists(st.lists(words, max_size=8), min_size=1, max_size=12).filter(
    lambda corpus: len({word for sentence in corpus for word in sentence}) > 1
)


def counted(corpus, window: int, min_count: int = 1) -> tuple[Vocabulary, np.ndarray]:
    """Vocabulary and dense counts."""
    text = read(corpus, min_count=min_count)
    vocabulary = Vocabulary(text.counts)
    return vocabulary, cooccurrences(text, vocabulary, window=window).toarray()


def by_loops(corpus, vocabulary: Vocabulary, window: int) -> np.ndarray:
    """The definition, pair by pair."""
    found = np.zeros((len(vocabulary), len(vocabulary)))
    for sentence in corpus:
        known = [vocabulary.index(word) for word in sentence if word in vocabulary]
        for i, center in enumerate(known):
            for j, context in enumerate(known):
                if i != j and abs(i - j) <= window:
                    found[center, context] += (window - abs(i - j) + 1) / window
    return found


def dense_ppmi(counts: np.ndarray, shift: float) -> np.ndarray:
    """Levy, Goldberg and Dagan 2015, section 3.2, on probabilities in float64."""
    joint = counts / counts.sum()
    smoothed = counts.sum(axis=0) ** 0.75
    expected = np.outer(joint.sum(axis=1), smoothed / smoothed.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(np.maximum(np.log(joint / expected) - shift, 0.0), nan=0.0)


@pytest.fixture(scope="module")
def news() -> CountVectors:
    """Of the 748 words of the Lee corpus that occur twelve times, decomposed by ARPACK."""
    return count_vectors(lee(), dimensions=20, min_count=12)


def test_a_pair_counts_less_the_farther_its_words_are_from_each_other():
    vocabulary, counts = counted([["a", "b", "c", "d"]], window=3)
    assert list(vocabulary) == ["a", "b", "c", "d"]
    one, two, three = 1, 2 / 3, 1 / 3
    expected = [[0, one, two, three], [one, 0, one, two], [two, one, 0, one], [three, two, one, 0]]
    np.testing.assert_allclose(counts, expected, rtol=1e-15)


def test_sentences_do_not_reach_into_each_other():
    _vocabulary, counts = counted([["a", "b"], ["c", "d"]], window=5)
    np.testing.assert_array_equal(counts, [[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]])


def test_a_word_beside_itself_is_two_pairs():
    vocabulary, counts = counted([["a", "a"], ["b", "b", "a"]], window=1)
    assert counts[vocabulary.index("a"), vocabulary.index("a")] == 2
    assert counts[vocabulary.index("b"), vocabulary.index("a")] == 1


def test_words_around_one_that_is_too_rare_draw_nearer():
    _vocabulary, counts = counted([["a", "rare", "b"], ["a", "b"]], window=1, min_count=2)
    np.testing.assert_array_equal(counts, [[0, 2], [2, 0]])


@given(corpora, st.integers(1, 9), st.integers(1, 3))
def test_counts_are_those_of_the_definition(corpus, window, min_count):
    totals = {word: sum(sentence.count(word) for sentence in corpus) for word in "abcdef"}
    if sum(total >= min_count for total in totals.values()) > 1:
        vocabulary, counts = counted(corpus, window, min_count)
        np.testing.assert_allclose(counts, by_loops(corpus, vocabulary, window), rtol=1e-12)


def test_counts_do_not_depend_on_how_much_of_the_text_is_held_at_once(monkeypatch):
    corpus = generated(sentences=4_000)
    vocabulary, whole = counted(corpus, 4)
    monkeypatch.setattr(counts_module, "BLOCK_TOKENS", 1)
    np.testing.assert_array_equal(counted(corpus, 4)[1], whole)
    np.testing.assert_allclose(whole, by_loops(corpus, vocabulary, 4), rtol=1e-12)


def test_counts_are_how_often_word2vec_has_a_training_pair_if_it_draws_its_windows():
    sentence, window, draws = list("abcadbbc"), 3, 40_000
    vocabulary, counts = counted([sentence], window)
    reach = np.random.default_rng(0).integers(1, window, (draws, len(sentence)), endpoint=True)
    drawn = np.zeros_like(counts)
    for i, center in enumerate(sentence):
        for j, context in enumerate(sentence):
            if i != j:
                drawn[vocabulary.index(center), vocabulary.index(context)] += (abs(i - j) <= reach[:, i]).mean()
    np.testing.assert_allclose(drawn, counts, atol=0.02)


def test_smoothed_probabilities_times_the_exponential_of_pmi_give_the_counts_back():
    _vocabulary, counts = counted([list("abab"), list("cdcd"), list("abcd")], window=2)
    matrix = ppmi(_sparse(counts), shift=-20.0).toarray()  # shifted so far that no entry is cut off
    smoothed = counts.sum(axis=0) ** 0.75
    by_chance = np.outer(counts.sum(axis=1), smoothed / smoothed.sum())
    stored = matrix > 0
    assert stored.sum() == np.count_nonzero(counts)
    np.testing.assert_allclose((by_chance * np.exp(matrix - 20.0))[stored], counts[stored], rtol=1e-12)


def test_words_that_only_ever_stand_together_have_the_information_worked_out_by_hand():
    _vocabulary, counts = counted([["a", "b"]] * 3 + [["c", "d"]] * 3, window=1)
    # P(a, b) = 1/4, P(a) = 1/4, and smoothing changes nothing where all contexts are alike: log(1/4 / 1/16) = log 4.
    np.testing.assert_allclose(ppmi(_sparse(counts)).data, np.log(4), rtol=1e-14)
    np.testing.assert_allclose(ppmi(_sparse(counts), shift=math.log(3)).data, np.log(4 / 3), rtol=1e-13)
    assert ppmi(_sparse(counts), shift=math.log(5)).nnz == 0


@given(corpora, st.integers(1, 5), st.integers(1, 20))
def test_information_is_that_of_a_dense_computation(corpus, window, negative):
    _vocabulary, counts = counted(corpus, window)
    if counts.any():
        found = ppmi(_sparse(counts), shift=math.log(negative))
        np.testing.assert_allclose(found.toarray(), dense_ppmi(counts, math.log(negative)), atol=1e-12)
        assert (found.data > 0).all()


def test_counts_are_left_as_they_were():
    counts = _sparse(np.array([[0.0, 2.0], [2.0, 1.0]]))
    ppmi(counts)
    np.testing.assert_array_equal(counts.toarray(), [[0, 2], [2, 1]])


@given(corpora, st.integers(1, 5), st.sampled_from([0.0, 0.5, 1.0]), st.integers(1, 8))
def test_vectors_are_those_of_a_dense_decomposition(corpus, window, power, dimensions):
    vocabulary, counts = counted(corpus, window)
    matrix = dense_ppmi(counts, 0.0) if counts.any() else counts
    if not matrix.any():
        with pytest.raises(ev.EmbedvizError, match="by chance"):
            count_vectors(corpus, dimensions=dimensions, window=window, negative=1, min_count=1, power=power)
        return
    found = count_vectors(corpus, dimensions=dimensions, window=window, negative=1, min_count=1, power=power)
    order = [vocabulary.index(word) for word in found.embedding.words]
    left, values, _right = np.linalg.svd(matrix[np.ix_(order, order)])
    d = min(dimensions, len(vocabulary))
    assert found.embedding.shape == (len(vocabulary), d)
    np.testing.assert_allclose(found.singular_values, values[:d], atol=1e-6)
    assert found.energy == pytest.approx((values[:d] ** 2).sum() / (values**2).sum())
    vectors = found.embedding.vectors.astype(np.float64)
    assert np.count_nonzero(vectors.any(axis=0)) == min(d, np.linalg.matrix_rank(matrix))
    if power == 0:  # where singular values are equal, any basis of their span will do
        return
    if d == len(values) or values[d - 1] > values[d] + 1e-6:
        expected = (left[:, :d] * values[:d] ** (2 * power)) @ left[:, :d].T
        np.testing.assert_allclose(vectors @ vectors.T, expected, atol=1e-5)


def test_what_arpack_finds_is_what_a_dense_decomposition_finds(news):
    vocabulary = news.embedding.words
    counts = cooccurrences(read(lee(), min_count=12), vocabulary, window=5)
    left, values, _right = np.linalg.svd(dense_ppmi(counts.toarray(), math.log(5)))
    np.testing.assert_allclose(news.singular_values, values[:20], rtol=1e-10)
    assert news.energy == pytest.approx((values[:20] ** 2).sum() / (values**2).sum())
    expected = left[:, :20] * np.sqrt(values[:20])
    signs = np.sign((expected * news.embedding.vectors).sum(axis=0))
    np.testing.assert_allclose(news.embedding.vectors, expected * signs, atol=1e-6)


def test_the_spectrum_of_the_vectors_is_the_root_of_the_matrix_s(news):
    found = ev.spectrum(news.embedding).singular_values
    np.testing.assert_allclose(found**2, news.singular_values, rtol=1e-6)
    assert (np.diff(news.singular_values) <= 0).all()


def test_the_largest_coordinate_of_each_direction_is_positive(news):
    columns = news.embedding.vectors.T
    assert (np.take_along_axis(columns, np.abs(columns).argmax(axis=1)[:, None], axis=1) > 0).all()


def test_the_result_tells_what_was_counted_and_shifted(news):
    counts = cooccurrences(read(lee(), min_count=12), news.embedding.words, window=5)
    assert news.pairs == counts.nnz
    assert news.shift == math.log(5)
    assert news.positive == ppmi(counts, shift=math.log(5)).nnz < news.pairs
    assert not news.singular_values.flags.writeable


def test_the_words_are_those_of_a_training_most_frequent_first(news):
    counts = read(lee(), min_count=12).counts
    assert set(news.embedding.words) == set(counts)
    assert sorted(counts.values(), reverse=True) == [counts[word] for word in news.embedding.words]


def test_the_same_text_and_settings_give_the_same_vectors_and_others_another_id(news):
    again = count_vectors(lee(), dimensions=20, min_count=12)
    assert again.embedding.id == news.embedding.id
    np.testing.assert_array_equal(again.embedding.vectors, news.embedding.vectors)
    corpus = [list("abab"), list("cdcd"), list("abcd")]
    settings = [{}, {"window": 4}, {"negative": 2}, {"power": 0.25}, {"dimensions": 2}]
    ids = [count_vectors(corpus, **{"negative": 1, "min_count": 1, **each}).embedding.id for each in settings]
    assert len(set(ids)) == len(settings)


def test_a_word_with_no_positive_entry_has_no_direction_not_even_that_of_a_rounding_error():
    found = count_vectors(lee(), dimensions=20, min_count=12, negative=20).embedding
    counts = cooccurrences(read(lee(), min_count=12), found.words, window=5)
    empty = ~ppmi(counts, shift=math.log(20)).toarray().any(axis=1)
    assert empty.any()
    np.testing.assert_array_equal(found.vectors.any(axis=1), ~empty)


def test_more_dimensions_than_words_give_as_many_as_there_are_words():
    found = count_vectors([list("abab"), list("cdcd"), list("abcd")], dimensions=300, negative=1, min_count=1)
    assert found.embedding.shape == (4, 4)
    assert found.energy == pytest.approx(1)


def test_most_analogies_of_the_generated_corpus_are_solved():
    corpus = generated()
    assert analogy_accuracy(count_vectors(corpus, dimensions=100).embedding, corpus.analogies).total.accuracy > 0.75


def test_progress_is_told_of_words_and_of_products_and_cancels_either():
    reports: list[ev.Progress] = []
    count_vectors(lee(), dimensions=5, min_count=12, progress=reports.append)
    stages = list(dict.fromkeys(report.stage for report in reports))
    assert len(stages) == 3
    (counting,) = (report for report in reports if report.stage == stages[1])
    assert counting.done == counting.total == read(lee(), min_count=5).tokens

    for stage in stages:

        def stop(report: ev.Progress, stage: str = stage) -> None:
            if report.stage == stage:
                raise ev.Cancelled

        with pytest.raises(ev.Cancelled):
            count_vectors(lee(), dimensions=5, min_count=12, progress=stop)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"window": -1}, "window is -1; expected a whole number from 1"),
        ({"negative": 0}, "negative is 0"),
        ({"dimensions": 0}, "dimensions is 0"),
        ({"min_count": math.nan}, "min_count is nan"),
        ({"power": math.nan}, "power is nan; expected a number from 0 to 1"),
        ({"power": 1.5}, "power is 1.5"),
        ({"min_count": 100}, "min_count of 100 leaves 0"),
    ],
)
def test_settings_out_of_bounds_are_refused(settings, message):
    with pytest.raises(ev.EmbedvizError, match=message):
        count_vectors([list("abab"), list("cdcd")], **settings)


def test_a_corpus_without_pairs_is_refused():
    with pytest.raises(ev.EmbedvizError, match="none of 0 pairs"):
        count_vectors([["a"], ["b"]], min_count=1)


def test_more_pairs_than_fit_are_refused(monkeypatch):
    monkeypatch.setattr(counts_module, "MOST_PAIRS", 10)
    with pytest.raises(ev.EmbedvizError, match="more than 10 different pairs"):
        count_vectors([list("abcdef")], min_count=1)


def test_a_decomposition_that_does_not_fit_is_refused_before_anything_is_counted():
    corpus = [[f"w{i}" for i in range(start, start + 1_000)] for start in range(0, 40_000, 1_000)]
    with pytest.raises(ev.EmbedvizError, match=r"40,000 words to 2000 dimensions takes 2\.56 GB"):
        count_vectors(corpus, dimensions=2_000, min_count=1)


def test_the_settings_by_default_are_those_of_a_training():
    shared = {"dimensions", "window", "negative", "min_count"}
    of_counts, of_training = (inspect.signature(function).parameters for function in (count_vectors, train))
    assert {name: of_counts[name].default for name in shared} == {name: of_training[name].default for name in shared}


def _sparse(counts: np.ndarray):
    from scipy.sparse import csr_array

    return csr_array(counts)
