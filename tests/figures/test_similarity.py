import html

import numpy as np

from embedviz.figures.similarity import similarity


def test_each_pair_is_a_point_at_its_judgment_and_cosine(sent):
    judgments, cosines = np.array([9.5, 0.2]), np.array([0.8, -0.1])
    (points,) = sent(similarity(judgments, cosines, [("tiger", "cat"), ("king", "<b>")]).to_json())["data"]
    np.testing.assert_array_equal(points["x"], judgments)
    np.testing.assert_array_equal(points["y"], cosines)
    assert [html.unescape(pair) for pair in points["customdata"]] == ["tiger, cat", "king, <b>"]
    assert "<b>" not in points["customdata"][1]


def test_no_pairs_are_an_empty_picture():
    (points,) = similarity(np.empty(0), np.empty(0), []).data
    assert len(points.x) == 0
