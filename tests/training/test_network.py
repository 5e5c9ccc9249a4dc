from contextlib import closing

import numpy as np
import pytest
from gensim.models import Word2Vec

from embedviz.training.network import Network
from embedviz.training.settings import MODELS, Settings
from embedviz.training.text import read


def untrained(corpus, **settings):
    settings = Settings(**settings)
    return Network(read(corpus, min_count=settings.min_count), settings)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("window", [1, 8])
def test_epoch_after_epoch_the_weights_are_those_of_gensim(news, model, window):
    ours = untrained(news, model=model, window=window, dimensions=20, epochs=3, negative=4, seed=7)
    gensims = []

    class Keep:
        def on_epoch_end(self, gensim):
            gensims.append((gensim.wv.vectors.copy(), gensim.syn1neg.copy()))

        def __getattr__(self, name):
            return lambda _gensim: None

    theirs = Word2Vec(
        news,
        sg=int(model == "skip-gram"),
        window=window,
        vector_size=20,
        epochs=3,
        negative=4,
        seed=7,
        workers=1,
        callbacks=[Keep()],
    )
    assert list(ours.words) == theirs.wv.index_to_key
    for epoch, (vectors, output) in enumerate(gensims):
        for _ in ours.learn(epoch):
            pass
        assert np.array_equal(ours.vectors, vectors)
        assert np.array_equal(ours.output, output)


def test_what_is_kept_and_drawn_is_what_gensim_keeps_and_draws(news):
    network = untrained(news)
    gensim = Word2Vec(min_count=5)
    gensim.build_vocab(news)
    assert list(network.counts) == [gensim.wv.get_vecattr(word, "count") for word in network.words]
    # word2vec's own formula, of a word's share of the text.
    share = network.counts / network.counts.sum()
    assert network.keep == pytest.approx(np.minimum(1, (np.sqrt(share / 0.001) + 1) * 0.001 / share), rel=1e-6)
    assert np.cumsum(network.noise) == pytest.approx(gensim.cum_table / (2**31 - 1), abs=1e-8)


@pytest.mark.parametrize("workers", [1, 3])
def test_each_batch_is_learned_once_and_counted(news, workers):
    network = untrained(news, workers=workers, epochs=2)
    for epoch in range(2):
        assert len(list(network.learn(epoch))) == len(list(read(news, min_count=5).batches))
        assert network.words_seen == (epoch + 1) * sum(map(len, news))
    assert np.abs(network.output).sum(axis=1).min() > 0


@pytest.mark.parametrize("workers", [1, 3])
def test_learning_that_is_left_in_the_middle_stops_and_leaves_no_thread(news, workers, left_running):
    network = untrained(news, workers=workers)
    with closing(network.learn(0)) as batches:
        next(batches)
    assert not left_running()
    seen, vectors = network.words_seen, network.vectors.copy()
    assert 0 < seen < sum(map(len, news)) or workers > 1
    assert np.array_equal(vectors, network.vectors)
