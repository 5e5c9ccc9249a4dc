import numpy as np

import embedviz as ev
from embedviz.evaluation.lookup import rows_ignoring_case


def test_all_spellings_are_found_most_frequent_first():
    embedding = ev.Embedding("e", ["us", "US", "we", "Us", "straße"], np.ones((5, 2)))
    assert rows_ignoring_case(embedding, ["Us", "STRASSE", "they"]) == {"US": [0, 1, 3], "STRASSE": [4]}


def test_words_without_direction_are_passed_over(toy):
    assert rows_ignoring_case(toy, ["Nowhere", "North"]) == {"NORTH": [1]}
