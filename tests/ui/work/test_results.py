import numpy as np
import pytest

import embedviz as ev
from embedviz.ui.work.results import growth_of, reachable


def test_as_many_neighbors_can_be_reached_as_there_are_other_words_with_a_direction(toy):
    assert reachable(toy, ["east"], 10) == 4
    assert reachable(toy, ["nowhere"], 10) == 5
    assert reachable(toy, ["east", "north", "east"], 2) == 2
    assert reachable(toy, ["unseen"], 10) == 5
    assert [reachable(toy, ["east"], 10, metric) for metric in ("cosine", "euclidean", "dot")] == [4, 5, 5]
    with pytest.raises(ev.EmbedvizError, match="no other word"):
        reachable(toy.top(1), ["east"], 10)


@pytest.mark.parametrize(("m", "n", "k"), [(10, 1, 2), (100, 8, 10), (5, 8, 5), (2_000, 65_536, 24)])
def test_the_growth_goes_beyond_the_dimensions_unless_there_are_very_many(m, n, k):
    numbers = np.broadcast_to(np.float32(1), (m, n))
    assert len(growth_of(ev.Embedding(f"{m} x {n}", map(str, range(m)), numbers, checked=True)).ranks) == k
