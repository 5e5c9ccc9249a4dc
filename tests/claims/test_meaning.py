from collections import Counter

import numpy as np
import pytest
from scipy.stats import spearmanr

import embedviz as ev
from embedviz.claims.meaning import as_they_are, contexts, judged, like_contexts, mantel
from embedviz.claims.texts import sentence as said_of
from embedviz.evaluation.datasets import similarity_set
from embedviz.sources.corpora import lee


@pytest.fixture(scope="module")
def effects(glove):
    return judged(glove, ev.spectrum(glove, center=True))


def test_likeness_of_contexts_is_that_of_counts_by_hand():
    sentences = [["a", "b", "c", "a", "d"], ["b", "a", "d"], ["c", "d", "b"]] * 5
    found = contexts(sentences)
    counts: Counter[tuple[str, str]] = Counter()
    for sentence in sentences:
        for i, word in enumerate(sentence):
            for j, other in enumerate(sentence):
                if i != j:
                    counts[word, other] += (6 - abs(i - j)) / 5
    words = list(found.words)
    table = np.array([[counts[w, c] for c in words] for w in words])
    smoothed = table.sum(axis=0) ** 0.75
    smoothed /= smoothed.sum()
    with np.errstate(divide="ignore"):
        rows = np.log(table / table.sum(axis=1, keepdims=True) / smoothed)
    rows = np.maximum(rows, 0)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    units = rows / np.where(lengths > 0, lengths, 1)
    np.testing.assert_allclose(found.cosines(words), units @ units.T, atol=1e-12)


def test_the_correlation_is_scipys_and_chance_is_small_and_near_zero():
    random = np.random.default_rng(0)
    points = random.standard_normal((60, 5)).round(1)  # some pairs are tied
    first = points @ points.T
    second = first + 3 * (noise := random.standard_normal((60, 60))) + 3 * noise.T
    above = np.triu_indices(60, 1)
    correlation, chance = mantel(first, second)
    assert correlation == pytest.approx(spearmanr(first[above], second[above]).statistic)
    assert 0 < chance < correlation
    assert mantel(first, random.permuted(first, axis=0))[0] < 0.3
    assert np.isnan(mantel(first, np.ones((60, 60)))[0])


def test_on_glove_it_is_the_correlation_that_gensim_and_scipy_give(glove, keyed_vectors, effects, against):
    found = like_contexts(glove, against.contexts, effects)
    articles = contexts(lee())
    words = [word for word in articles.words if word in keyed_vectors][:300]
    above = np.triu_indices(len(words), 1)
    rows = keyed_vectors.vectors[[keyed_vectors.key_to_index[word] for word in words]].astype(np.float64)
    units = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    expected = spearmanr(articles.cosines(words)[above], (units @ units.T)[above]).statistic
    assert found.value == pytest.approx(expected, abs=1e-6)
    assert found.value > 5 * found.bound
    assert (found.verdict, found.case, found.numbers["text"]) == ("qualified", "people", 0)
    assert found.numbers["related"] > found.numbers["similar"]


def test_a_source_trained_on_the_generated_text_is_held_against_that_text(trained, against):
    found = like_contexts(trained, against.contexts, judged(trained, ev.spectrum(trained, center=True)))
    assert (found.verdict, found.numbers["text"]) == ("qualified", 1)
    assert found.value > found.bound


def test_vectors_drawn_at_random_are_refuted(glove, effects, against):
    random = np.random.default_rng(0).standard_normal((5_000, 20))
    noise = ev.Embedding("noise", glove.words[:5_000], random)
    assert like_contexts(noise, against.contexts, effects).verdict == "refuted"
    found = as_they_are(noise, judged(noise, ev.spectrum(noise, center=True)))
    assert (found.verdict, found.decided_by) == ("refuted", "low")


def test_pretrained_vectors_are_judged_as_gensim_judges_them(glove, keyed_vectors, effects):
    from gensim.test.utils import datapath

    found = as_they_are(glove, effects)
    pairs = similarity_set("wordsim353")
    spelled = sum(a in keyed_vectors and b in keyed_vectors for a, b, _score in pairs)
    _pearson, spearman, unknown = keyed_vectors.evaluate_word_pairs(datapath("wordsim353.tsv"))
    assert (found.verdict, found.value) == ("qualified", spelled / len(pairs))
    assert found.numbers["rho"] == pytest.approx(spearman[0], abs=1e-4)
    assert found.numbers["coverage"] == 1 - unknown / 100
    assert found.numbers["spread"] == pytest.approx(keyed_vectors.norms.max() / keyed_vectors.norms.min(), rel=1e-5)
    assert found.numbers["after"] > found.numbers["rho"]


def test_a_vocabulary_without_the_words_cannot_be_judged(named, against):
    strange = named(np.random.default_rng(0).standard_normal((40, 5)))
    effects = judged(strange, ev.spectrum(strange, center=True))
    assert like_contexts(strange, against.contexts, effects).verdict == "untold"
    assert as_they_are(strange, effects).verdict == "untold"


def test_vectors_that_are_all_zero_have_no_cosine_to_judge(named):
    zeros = named(np.zeros((4, 3)))
    found = as_they_are(zeros, judged(zeros, ev.spectrum(zeros, center=True)))
    assert (found.verdict, found.case, found.numbers["zeros"]) == ("untold", "zero", 4)
    assert said_of(found) == "Every vector is zero, 4 in all: there is no cosine to compare with ratings."


def test_the_few_pairs_that_a_small_trained_source_has_decide_nothing(trained):
    found = as_they_are(trained, judged(trained, ev.spectrum(trained, center=True)))
    pairs = similarity_set("wordsim353")
    there = [a in trained and b in trained for a, b, _score in pairs]
    lengths = np.linalg.norm(trained.vectors.astype(np.float64), axis=1)
    assert 0 < sum(there) < 10
    assert found.verdict == "untold"
    assert found.numbers["spelled"] == sum(there) / len(pairs)
    assert found.numbers["spread"] == pytest.approx(lengths.max() / lengths.min(), rel=1e-5)
