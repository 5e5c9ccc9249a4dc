import numpy as np
import pytest

from embedviz.figures.space import Coloring
from embedviz.figures.style import AMOUNTS, CATEGORICAL, GRAY, RANKS
from embedviz.ui.scene.paint import LEVELS, UNKNOWN, paint, painted


def color(found, point: int) -> str:
    code = int(found.codes[point])
    return "#" + found.palette[6 * code : 6 * code + 6]


def test_a_scale_goes_from_its_first_color_to_its_last_and_the_unknown_are_gray():
    found = paint(Coloring("cosine", np.array([-0.5, 0.25, 1.0, np.nan]), "amount"))
    assert [color(found, i) for i in (0, 2, 3)] == [AMOUNTS[0], AMOUNTS[-1], GRAY]
    assert found.codes.tolist() == [0, round(0.5 * (LEVELS - 1)), LEVELS - 1, UNKNOWN]
    assert (found.legend["low"], found.legend["high"]) == ("-0.50", "1.00")


def test_ranks_beyond_the_limits_look_like_them():
    found = paint(Coloring("rank", np.array([1.0, 10, 400_000]), "rank", (1, 10)))
    assert [color(found, i) for i in range(3)] == [RANKS[0], RANKS[-1], RANKS[-1]]
    assert (found.legend["low"], found.legend["high"]) == ("1", "10")


def test_groups_have_the_colors_of_groups_and_a_name_each():
    found = paint(Coloring("cluster", np.array([0.0, 2, 2, np.nan]), "group"))
    assert [color(found, i) for i in range(4)] == [CATEGORICAL[0], CATEGORICAL[2], CATEGORICAL[2], GRAY]
    assert found.legend["groups"] == [{"name": "1", "code": 0}, {"name": "3", "code": 2}]


@pytest.mark.parametrize("values", [[3.0, 3.0], [np.nan, np.nan]], ids=["all equal", "none known"])
def test_where_nothing_varies_all_have_one_color(values):
    found = paint(Coloring("loss", np.array(values), "amount"))
    assert len(set(found.codes.tolist())) == 1
    assert len(found.palette) == 6 * 256


def test_groups_of_ones_own_have_their_colors_and_names():
    found = painted([1, 0, 1], {"river": "#112233", "money": "#AABBCC"})
    assert [color(found, i) for i in range(3)] == ["#AABBCC", "#112233", "#AABBCC"]
    assert found.legend is not None
    assert found.legend["groups"] == [{"name": "river", "code": 0}, {"name": "money", "code": 1}]
    assert painted([0], {"a": "#112233"}, named=False).legend is None
