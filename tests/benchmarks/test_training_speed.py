import pytest
from gensim.models import Word2Vec

from embedviz.sources.corpora import generated
from embedviz.training.settings import MODELS
from embedviz.training.train import train


@pytest.mark.parametrize("model", MODELS)
def test_training_that_is_measured_at_95_percent_of_gensims_speed(model, measuring, faster):
    corpus = generated() if measuring else list(generated())[:1_000]
    epochs = 5

    def plain() -> Word2Vec:
        return Word2Vec(corpus, vector_size=50, sg=int(model == "skip-gram"), seed=0, workers=1, epochs=epochs)

    training = train(corpus, model, epochs=epochs)
    assert (training.embedding.vectors == plain().wv.vectors).all()
    assert len(training.history) == epochs + 1
    faster(lambda: train(corpus, model, epochs=epochs), plain, at_least=0.95, rounds=9)
