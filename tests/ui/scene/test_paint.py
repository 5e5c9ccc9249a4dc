import numpy as np
import pytest

from embedviz.figures.space import Coloring
from embedviz.figures.style import AMOUNTS, CATEGORICAL, GRAY, RANKS
from embedviz.ui.scene.paint import LEVELS, UNKNOWN, paint


def color(painted, point: int) -> str:
    code = int(painted.codes[point])
    return "#" + painted.palette[6 * code : 6 * code + 6]


def test_a_scale_goes_from_its_first_color_to_its_last_and_the_unknown_are_gray():
    painted = paint(Coloring("cosine", np.array([-0.5, 0.25, 1.0, np.nan]), "amount"))
    assert [color(painted, i) for i in (0, 2, 3)] == [AMOUNTS[0], AMOUNTS[-1], GRAY]
    assert painted.codes.tolist() == [0, round(0.5 * (LEVELS - 1)), LEVELS - 1, UNKNOWN]
    assert (painted.legend["low"], painted.legend["high"]) == ("-0.50", "1.00")


def test_ranks_beyond_the_limits_look_like_them():
    painted = paint(Coloring("rank", np.array([1.0, 10, 400_000]), "rank", (1, 10)))
    assert [color(painted, i) for i in range(3)] == [RANKS[0], RANKS[-1], RANKS[-1]]
    assert (painted.legend["low"], painted.legend["high"]) == ("1", "10")


def test_groups_have_the_colors_of_groups_and_a_name_each():
    painted = paint(Coloring("cluster", np.array([0.0, 2, 2, np.nan]), "group"))
    assert [color(painted, i) for i in range(4)] == [CATEGORICAL[0], CATEGORICAL[2], CATEGORICAL[2], GRAY]
    assert painted.legend["groups"] == [{"name": "1", "code": 0}, {"name": "3", "code": 2}]


@pytest.mark.parametrize("values", [[3.0, 3.0], [np.nan, np.nan]], ids=["all equal", "none known"])
def test_where_nothing_varies_all_have_one_color(values):
    painted = paint(Coloring("loss", np.array(values), "amount"))
    assert len(set(painted.codes.tolist())) == 1
    assert len(painted.palette) == 6 * 256
