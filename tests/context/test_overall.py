import numpy as np
import pytest

from embedviz.context.ladder import Rung
from embedviz.context.overall import Overall, overall
from embedviz.context.senses import cloud


def rung(name: str, vectors: np.ndarray, senses: str) -> Rung:
    return Rung(name, name, name, vectors, cloud(vectors, list(senses), permutations=5))


def test_words_count_alike_however_often_they_occur():
    # Of two senses: told apart in all of four occurrences, and of three: in none, since all vectors are the same.
    apart = np.array([[1.0, 0.1], [1.0, 0.0], [0.0, 1.0], [0.1, 1.0]])
    first, second = rung("a", apart, "xxyy"), rung("a", np.ones((6, 2)), "xxyyzz")
    (found,) = overall([[first], [second]])
    assert (found.name, found.words) == ("a", 2)
    assert found.accuracy == pytest.approx((1 + 1 / 3) / 2)
    assert found.chance == pytest.approx((1 / 2 + 1 / 3) / 2)


def test_rungs_stay_in_order_and_a_word_that_cannot_be_judged_does_not_count():
    X = np.random.default_rng(0).standard_normal((4, 3))
    ladders = [
        [rung("b", X, "xxyy"), rung("a", np.zeros((4, 3)), "xxyy")],
        [rung("b", X, "xxxx"), rung("a", X, "xyxy")],
    ]
    assert [(each.name, each.words) for each in overall(iter(ladders))] == [("b", 1), ("a", 1)]
    assert overall([]) == overall([[rung("c", X, "xxxx")]]) == []
    assert isinstance(overall(ladders)[0], Overall)
