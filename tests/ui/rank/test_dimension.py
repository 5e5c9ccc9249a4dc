import dataclasses

import numpy as np

from embedviz.geometry.intrinsic_dimension import intrinsic_dimension
from embedviz.ui.rank.dimension import verdict

FOUND = intrinsic_dimension(np.random.default_rng(0).standard_normal((500, 3)))


def test_a_control_that_is_alike_is_no_finding():
    assert "Here the two agree" in verdict(FOUND)
    assert "neither can see the difference" in verdict(dataclasses.replace(FOUND, control=2 * FOUND.value))


def test_words_left_out_are_told_where_there_are_some():
    assert "left out" not in verdict(FOUND)
    assert "vector equals another's: 7." in verdict(dataclasses.replace(FOUND, duplicates=7))
