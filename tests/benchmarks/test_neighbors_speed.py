import pytest

import embedviz as ev
from embedviz.geometry.scoring import METRICS


@pytest.mark.parametrize("metric", METRICS)
def test_ten_neighbors_within_twice_a_pass_over_the_matrix(glove, metric, faster):
    query = glove["bank"]
    ev.neighbors(glove, "bank", 10, metric)
    faster(lambda: ev.neighbors(glove, "bank", 10, metric), lambda: glove.vectors @ query, at_least=0.5, rounds=41)


@pytest.mark.parametrize("metric", METRICS)
def test_ten_neighbors_faster_than_gensim(glove, keyed_vectors, metric, faster):
    ev.neighbors(glove, "bank", 10, metric)
    ours, theirs = lambda: ev.neighbors(glove, "bank", 10, metric), lambda: keyed_vectors.most_similar("bank", topn=10)
    faster(ours, theirs, at_least=1, rounds=41)
