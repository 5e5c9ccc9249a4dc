"""What the browser reports: only what it can mean is passed on."""

import base64

import numpy as np
import pytest

from embedviz.ui.scene.cloud import Cloud
from embedviz.ui.scene.reports import _point, _points

CLOUD = Cloud("places", "words", [f"w{i}" for i in range(9)], np.zeros((9, 3)), (), ["x"], np.zeros((1, 3)))


def masked(*points: int, length: int = 2) -> str:
    mask = np.zeros(8 * length, dtype=np.uint8)
    mask[list(points)] = 1
    return base64.b64encode(np.packbits(mask, bitorder="little").tobytes()).decode()


def test_a_mask_is_the_points_whose_bits_are_set():
    found = _points({"mask": masked(0, 7, 8, 9, 13), "words": "now"}, CLOUD, "now")
    assert found.tolist() == [0, 7, 8, 9]


@pytest.mark.parametrize("reported", [
    None, 3, {}, {"words": "now"}, {"mask": masked(1), "words": "before"}, {"mask": 7, "words": "now"},
    {"mask": "§", "words": "now"}, {"mask": masked(1, length=1), "words": "now"}, {"mask": "", "words": "now"},
], ids=range(9))  # fmt: skip
def test_anything_else_selects_nothing(reported):
    assert _points(reported, CLOUD, "now") is None


@pytest.mark.parametrize(("reported", "point"), [
    ({"index": 9, "words": "now"}, 9), ({"index": 10, "words": "now"}, None), ({"index": -1, "words": "now"}, None),
    ({"index": "1", "words": "now"}, None), ({"index": 1, "words": "before"}, None), ([], None),
], ids=range(6))  # fmt: skip
def test_a_click_is_a_point_of_the_words_shown(reported, point):
    assert _point(reported, CLOUD, "now") == point
