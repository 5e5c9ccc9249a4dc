import numpy as np
import pytest
from gensim.models import KeyedVectors, Word2Vec
from scipy.stats import spearmanr

from embedviz.claims.network import COMPARED_WORDS, DIMENSIONS, EPOCHS, objectives, weights


def keyed(training) -> KeyedVectors:
    """The most frequent words of a training as gensim holds them."""
    found = KeyedVectors(DIMENSIONS)
    found.add_vectors(list(training.embedding.words[:COMPARED_WORDS]), training.embedding.vectors[:COMPARED_WORDS])
    return found


def test_the_vectors_are_the_input_weights_of_gensims_network(glove, against):
    network = against.networks.skip_gram
    model = Word2Vec(
        list(against.networks.corpus), vector_size=DIMENSIONS, sg=1, epochs=EPOCHS, seed=0, workers=1, min_count=5
    )
    np.testing.assert_allclose(network.embedding.vectors, model.wv.vectors, atol=1e-5)
    found = weights(glove, against.networks)
    hot = np.eye(len(model.wv), dtype=np.float32)
    assert found.value == np.abs(hot @ network.embedding.vectors - network.embedding.vectors).max() == 0
    assert found.numbers["weights"] == model.wv.vectors.size + model.syn1neg.size == 2 * found.numbers["kept"]
    assert found.numbers["other"] == pytest.approx(np.abs(model.wv.vectors - model.syn1neg).max(), abs=1e-4)
    assert found.numbers["source_difference"] == 0
    assert found.verdict == "holds"


def test_both_objectives_are_compared_as_gensim_and_scipy_compare_them(glove, trained, against):
    pair = [keyed(each) for each in (against.networks.skip_gram, against.networks.cbow)]
    words = pair[0].index_to_key
    cosines = []
    for each in pair:
        units = each.vectors.astype(np.float64) / np.linalg.norm(each.vectors, axis=1, keepdims=True)
        cosines.append((units @ units.T)[np.triu_indices(len(words), 1)])
    shared = [len({*(w for w, _s in pair[0].most_similar(word))} & {*(w for w, _s in pair[1].most_similar(word))})
              for word in words]  # fmt: skip
    found = objectives(glove, against.networks)
    assert found.numbers["rho"] == pytest.approx(spearmanr(*cosines).statistic, abs=1e-6)
    assert found.numbers["common"] == pytest.approx(np.mean(shared) / 10, abs=1e-3)
    assert found.numbers["words"] == len(words)
    assert (found.verdict, found.case) == ("holds", "beside")
    losses = [each.history for each in (against.networks.skip_gram, against.networks.cbow)]
    assert found.value == pytest.approx(min(1 - each[-1].loss / each[0].loss for each in losses))
    assert 0.2 < found.value < 1
    assert objectives(trained, against.networks).numbers["skip_gram_rho"] > found.numbers["skip_gram_rho"]


def test_a_source_with_other_words_is_not_compared(named, against):
    strange = named(np.random.default_rng(0).standard_normal((40, 5)))
    assert objectives(strange, against.networks).case == "alone"
    assert weights(strange, against.networks).verdict == "holds"
