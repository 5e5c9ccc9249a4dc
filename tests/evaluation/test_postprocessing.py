import numpy as np
import pytest

import embedviz as ev
from embedviz.algebra.all_but_the_top import all_but_the_top
from embedviz.evaluation.datasets import similarity_set
from embedviz.evaluation.postprocessing import postprocessing_effect


@pytest.fixture(scope="module")
def frequent(glove):
    return glove.top(30_000)


@pytest.fixture(scope="module")
def removals(glove):
    centered = ev.spectrum(glove, center=True)
    return [all_but_the_top(centered, removed=removed) for removed in (0, 2)]


def test_it_is_what_word_similarity_says_of_the_whole_embedding(frequent, removals):
    effects = postprocessing_effect(frequent, removals)
    assert [effect.test for effect in effects] == ["wordsim353", "simlex999"]
    for effect in effects:
        pairs = similarity_set(effect.test)
        assert effect.before.correlation == ev.word_similarity(frequent, pairs).correlation
        for removal, found in zip(removals, effect.after, strict=True):
            processed = ev.Embedding("processed", frequent.words, removal.apply(frequent.vectors))
            expected = ev.word_similarity(processed, pairs)
            assert found.correlation == pytest.approx(expected.correlation, abs=1e-6)
            assert found.coverage == expected.coverage


def test_glove_agrees_better_with_people_without_its_top_two_directions(frequent, removals):
    for effect in postprocessing_effect(frequent, removals):
        assert effect.after[1].correlation > effect.before.correlation + 0.03


def test_a_vocabulary_without_the_words_of_a_test_has_no_correlation(named):
    vectors = np.random.default_rng(0).standard_normal((5, 3))
    removal = all_but_the_top(ev.spectrum(vectors, center=True), removed=1)
    for effect in postprocessing_effect(named(vectors), [removal]):
        assert effect.before.coverage == effect.after[0].coverage == 0
        assert np.isnan(effect.after[0].correlation)


def test_it_can_be_cancelled(frequent, removals, cancel_at):
    with pytest.raises(ev.Cancelled):
        postprocessing_effect(frequent.top(1_000), removals, progress=cancel_at(1))
