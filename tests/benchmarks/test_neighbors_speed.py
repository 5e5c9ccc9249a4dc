import pytest

import embedviz as ev
from embedviz.geometry.scoring import METRICS


@pytest.mark.parametrize("metric", METRICS)
def test_ten_neighbors_within_twice_a_pass_over_the_matrix(glove, metric, ratio):
    query = glove["bank"]
    ev.neighbors(glove, "bank", 10, metric)
    assert ratio(lambda: ev.neighbors(glove, "bank", 10, metric), lambda: glove.vectors @ query, rounds=41) >= 0.5


@pytest.mark.parametrize("metric", METRICS)
def test_ten_neighbors_faster_than_gensim(glove, keyed_vectors, metric, ratio):
    ev.neighbors(glove, "bank", 10, metric)
    ours, theirs = lambda: ev.neighbors(glove, "bank", 10, metric), lambda: keyed_vectors.most_similar("bank", topn=10)
    assert ratio(ours, theirs, rounds=41) > 1
