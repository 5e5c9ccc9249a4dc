import math
from collections import Counter
from itertools import chain

import numpy as np
import pytest
from gensim.models import Word2Vec

import embedviz as ev
from embedviz.training.loss import SAMPLE, draw
from embedviz.training.network import Network
from embedviz.training.settings import MODELS, Settings
from embedviz.training.text import read


def drawn(corpus, **settings):
    settings = Settings(**{"min_count": 1} | settings)
    text = read(corpus, min_count=settings.min_count)
    network = Network(text, settings)
    return draw(text, network, settings), network


def direct_loss(sample, vectors, output):
    """The mean over predictions of -log σ(u·h) - Σ log σ(-uᵢ·h), one scalar product after the other."""
    contexts, losses = sample.contexts.tocsr(), []
    for row, (target, negatives) in enumerate(zip(sample.targets, sample.negatives, strict=True)):
        hidden = np.zeros(vectors.shape[1])
        for place in range(contexts.indptr[row], contexts.indptr[row + 1]):
            hidden += contexts.data[place] * vectors[contexts.indices[place]]
        loss = -math.log(1 / (1 + math.exp(-output[target] @ hidden)))
        for negative in negatives:
            if negative != target:
                loss -= math.log(1 / (1 + math.exp(output[negative] @ hidden)))
        losses.append(loss)
    return np.mean(losses)


@pytest.mark.parametrize("model", MODELS)
def test_the_loss_is_that_of_a_direct_computation(news, model):
    sample, network = drawn(news, model=model, min_count=5, dimensions=20)
    for _ in network.learn(0):
        pass
    vectors, output = network.vectors, network.output
    expected = direct_loss(sample, vectors.astype(np.float64), output.astype(np.float64))
    assert sample.mean(vectors, output) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("model", MODELS)
def test_the_loss_is_the_objective_that_gensim_minimizes(pairs, model, monkeypatch):
    # With a window of 1 and no subsampling it is known how many losses gensim adds up while hardly anything is learned:
    # of each word once, or from each of its neighbors.
    monkeypatch.setattr("embedviz.training.network.SUBSAMPLE", 0)
    corpus = [list(chain.from_iterable(pairs[i : i + 50])) for i in range(0, len(pairs), 50)]
    predictions = sum(2 * (len(sentence) - 1) if model == "skip-gram" else len(sentence) for sentence in corpus)
    gensim = Word2Vec(corpus, window=1, min_count=1, sample=0, sg=int(model == "skip-gram"), workers=1)
    gensim.train(corpus, total_examples=len(corpus), epochs=1, start_alpha=1e-9, end_alpha=1e-9, compute_loss=True)
    gensims = gensim.get_latest_training_loss() / predictions
    sample, network = drawn(corpus, model=model, window=1)
    assert list(network.words) == gensim.wv.index_to_key
    assert gensims < 3
    assert sample.mean(gensim.wv.vectors, gensim.syn1neg) == pytest.approx(gensims, abs=0.06)


@pytest.mark.parametrize("model", MODELS)
def test_a_network_that_knows_nothing_loses_log_2_for_each_word_that_counts(news, model):
    sample, network = drawn(news, model=model, negative=7)
    counted = 1 + np.count_nonzero(sample.negatives != sample.targets[:, None], axis=1)
    assert sample.mean(network.vectors, network.output) == pytest.approx(math.log(2) * counted.mean(), rel=1e-12)


def test_both_models_predict_the_same_words_against_the_same_negatives(news):
    skip_gram, _ = drawn(news, model="skip-gram")
    cbow, _ = drawn(news, model="cbow")
    assert np.array_equal(skip_gram.targets, cbow.targets)
    assert np.array_equal(skip_gram.negatives, cbow.negatives)
    # Skip-gram from one word of the window, CBOW from the mean of all.
    assert (skip_gram.contexts.sum(axis=1) == 1).all()
    assert cbow.contexts.sum(axis=1) == pytest.approx(1)
    assert (np.diff(skip_gram.contexts.tocsr().indptr) == 1).all()
    rows, words = skip_gram.contexts.nonzero()
    assert (cbow.contexts.tocsr()[rows, words] > 0).all()


def test_a_sample_is_of_words_in_the_window_each_drawn_once(monkeypatch):
    monkeypatch.setattr("embedviz.training.network.SUBSAMPLE", 0)
    sentence = [f"w{i}" for i in range(60)]
    sample, network = drawn([sentence, ["w0"], []], model="cbow", window=3)
    places = np.array([sentence.index(word) for word in network.words])
    assert sorted(places[sample.targets]) == list(range(60))
    reaches = set()
    for row, target in enumerate(places[sample.targets]):
        context = sorted(places[sample.contexts.tocsr()[[row]].indices])
        reach = max(abs(place - target) for place in context)
        assert context == [p for p in range(max(0, target - reach), min(60, target + reach + 1)) if p != target]
        reaches.add(reach)
    assert reaches == {1, 2, 3}


def test_skip_gram_predicts_from_every_place_in_the_window_alike(monkeypatch):
    monkeypatch.setattr("embedviz.training.network.SUBSAMPLE", 0)
    sample, network = drawn([["x", "left", "middle", "right", "y"]] * 20_000, window=1)
    rows = np.flatnonzero(sample.targets == network.words.index("middle"))
    _row, words = sample.contexts.tocsr()[rows].nonzero()
    counts = Counter(network.words[word] for word in words)
    assert set(counts) == {"left", "right"}
    assert counts["left"] == pytest.approx(len(rows) / 2, abs=4 * math.sqrt(len(rows) / 4))


def test_negatives_are_drawn_by_counts_to_the_power_of_three_quarters():
    corpus = [["rare", "frequent"] + ["frequent"] * 15] * 2_000
    sample, network = drawn(corpus)
    share = np.mean(sample.negatives == network.words.index("frequent"))
    assert share == pytest.approx(16**0.75 / (16**0.75 + 1), abs=4 * math.sqrt(0.1 / sample.negatives.size))


def test_a_sample_of_a_large_text_has_its_size_and_one_of_a_small_text_what_there_is(news):
    large, _ = drawn(news)
    small, _ = drawn([["to", "be", "or", "not", "to", "be"]])
    assert len(large.targets) == len(large.negatives) == large.contexts.shape[0] == SAMPLE
    assert 0 < len(small.targets) <= 6


def test_the_same_seed_draws_the_same_sample_and_another_seed_another(pairs):
    first, second, other = (drawn(pairs, seed=seed)[0] for seed in (3, 3, 4))
    assert np.array_equal(first.targets, second.targets)
    assert np.array_equal(first.negatives, second.negatives)
    assert (first.contexts != second.contexts).nnz == 0
    assert not np.array_equal(first.targets, other.targets)


def test_words_that_are_all_alone_in_their_sentences_cannot_be_predicted():
    with pytest.raises(ev.EmbedvizError) as error:
        drawn([["a", "x"], ["b"], ["a"], ["b", "y"]], min_count=2)
    assert str(error.value) == (
        "none of 4 sentences holds two of the 2 words in the vocabulary; expected words in the context of others"
    )
