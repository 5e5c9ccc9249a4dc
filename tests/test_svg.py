import re

import numpy as np
import pytest

from embedviz import svg

PLACED = r'<text x="([^"]*)" y="([^"]*)">&lt;b&gt;(\d+)<'


def numbers(html: str, pattern: str) -> np.ndarray:
    return np.array(re.findall(pattern, html), dtype=np.float64)


def test_a_curve_falls_in_proportion_to_the_logarithms():
    html = svg.curve(np.array([100.0, 10, 1, 0]), x_title="x", y_title="<y>", alt="a")
    (line,) = re.findall(r'points="([^"]*)"', html)
    x, y = np.array([list(map(float, pair.split(","))) for pair in line.split()]).T
    assert len(x) == 3  # what is 0 has no logarithm
    assert np.diff(y) == pytest.approx([y[1] - y[0]] * 2, abs=0.2)
    assert np.diff(x) == pytest.approx([x[1] - x[0]] * 2, abs=0.2)
    assert "&lt;y&gt;" in html
    assert [">100<" in html, ">10<" in html, ">1<" in html] == [True] * 3


@pytest.mark.parametrize("values", [[0.0], [5.0], [3.0, 3.0, 3.0], [1e-300, 1e-301], [1e38, 1e37]], ids=str)
def test_a_curve_of_any_values_is_drawn_within_its_frame(values):
    html = svg.curve(np.array(values), x_title="x", y_title="y", alt="a")
    places = numbers(html, r'cx="([^"]*)" cy="([^"]*)"').reshape(-1, 2)
    assert np.isfinite(places).all()
    assert ((places >= 0) & (places <= [svg.WIDTH, svg.HEIGHT])).all()


def test_bars_are_as_high_as_their_counts():
    html = svg.bars(np.array([1, 0, 4]), np.array([0.0, 1, 2, 3]), x_title="x", y_title="y", alt="a")
    heights = numbers(html, r'height="([^"]*)"/>').ravel()
    assert heights == pytest.approx([heights[1] / 4, heights[1]], abs=0.1)


def test_labels_cover_no_other_and_are_escaped():
    places = np.random.default_rng(0).random((300, 2))
    html = svg.points(places, [f"<b>{i}" for i in range(300)], alt="a")
    assert "<b>" not in html
    found = [(float(x), float(y), len(label)) for x, y, label in re.findall(PLACED, html)]
    assert 20 < len(found) <= svg.MOST_LABELS
    for i, (x, y, length) in enumerate(found):
        for other_x, other_y, _other in found[:i]:
            assert abs(y - other_y) >= svg.LINE - 0.2 or abs(x - other_x) >= svg.GLYPH * 3 + length - 1
