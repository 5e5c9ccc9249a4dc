import numpy as np
import pytest
from gensim.test.utils import datapath
from scipy.stats import spearmanr

import embedviz as ev
from embedviz.evaluation.datasets import similarity_set
from embedviz.evaluation.similarity import word_similarity


@pytest.mark.parametrize(("name", "file"), [("wordsim353", "wordsim353.tsv"), ("simlex999", "simlex999.txt")])
def test_glove_has_the_correlation_and_the_coverage_that_gensim_finds(glove, keyed_vectors, name, file):
    pearson, spearman, missing_percent = keyed_vectors.evaluate_word_pairs(datapath(file))
    found = word_similarity(glove, similarity_set(name))
    assert found.correlation == pytest.approx(spearman.statistic, abs=1e-12)
    assert 100 * (1 - found.coverage) == pytest.approx(missing_percent, abs=1e-9)
    assert found.interval.low < found.correlation < found.interval.high
    # All pairs, and not their ranks alone, are gensim's, to its float32.
    assert np.corrcoef(found.scores, found.cosines)[0, 1] == pytest.approx(pearson.statistic, abs=1e-6)


def test_a_smaller_vocabulary_covers_less_and_agrees_with_gensim(glove, keyed_vectors):
    _pearson, spearman, missing_percent = keyed_vectors.evaluate_word_pairs(
        datapath("wordsim353.tsv"), restrict_vocab=3000
    )
    found = word_similarity(glove, similarity_set("wordsim353"), most_frequent=3000)
    assert 0 < found.coverage < 1
    assert 100 * len(found.missing) / 353 == pytest.approx(missing_percent)
    assert found.correlation == pytest.approx(spearman.statistic, abs=1e-12)
    assert {*found.pairs, *found.missing} == {*similarity_set("wordsim353")}


def test_a_word_stands_for_its_most_frequent_spelling_as_in_gensim(as_gensim, tmp_path):
    words = ["us", "US", "We", "them", "THEY", "it"]
    embedding = ev.Embedding("cased", words, np.random.default_rng(0).standard_normal((6, 5)))
    pairs = [("US", "we", 1.0), ("Them", "they", 2.0), ("it", "Us", 3.0), ("IT", "they", 4.0), ("it", "you", 5.0)]
    path = tmp_path / "pairs.tsv"
    path.write_text("\n".join("\t".join(map(str, pair)) for pair in pairs))
    found = word_similarity(embedding, pairs)
    spearman = as_gensim(embedding).evaluate_word_pairs(str(path))[1]
    assert found.correlation == pytest.approx(spearman.statistic, abs=1e-12)
    assert found.missing == (("it", "you", 5.0),)
    a, b = embedding.rows(["us", "We"]).astype(float)
    assert found.cosines[0] == pytest.approx(a @ b / np.linalg.norm(a) / np.linalg.norm(b), abs=1e-15)


def test_the_result_holds_what_a_scatter_plot_shows(toy):
    found = word_similarity(
        toy, [("east", "north", 1), ("east", "west", 0), ("North", "northeast", 8), ("east", "nowhere", 5)]
    )
    assert [pair[:2] for pair in found.pairs] == [("east", "north"), ("east", "west"), ("North", "northeast")]
    np.testing.assert_array_equal(found.scores, [1, 0, 8])
    np.testing.assert_allclose(found.cosines, [0, -1, 0.8], atol=1e-15)
    assert found.missing == (("east", "nowhere", 5),)  # a zero vector has no direction
    assert found.coverage == 0.75
    assert found.correlation == pytest.approx(spearmanr([1, 0, 8], [0, -1, 0.8]).statistic)


@pytest.mark.parametrize(
    ("pairs", "coverage"),
    [([], np.nan), ([("east", "up", 1)], 0), ([("east", "west", 1)], 1), ([("east", "west", 1)] * 2, 1)],
)
def test_without_two_different_pairs_there_is_no_correlation(toy, pairs, coverage):
    found = word_similarity(toy, pairs)
    np.testing.assert_equal(found.coverage, coverage)
    assert np.isnan(found.correlation)
    assert np.isnan(found.interval).all()


@pytest.mark.parametrize("score", [np.nan, np.inf])
def test_a_judgment_that_is_no_number_is_refused(toy, score):
    with pytest.raises(ev.EmbedvizError, match="NaN or infinity"):
        word_similarity(toy, [("east", "west", score), ("east", "north", 1)])


def test_no_words_at_all_are_refused(toy):
    with pytest.raises(ev.EmbedvizError, match="the first 0 words"):
        word_similarity(toy, [], most_frequent=0)
