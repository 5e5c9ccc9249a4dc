import html

import numpy as np
import pytest

from embedviz.algebra.subspace import SpanDistances, span_distances
from embedviz.figures.subspace import span_histogram


@pytest.fixture(scope="module")
def found(glove) -> SpanDistances:
    return span_distances(glove, glove.rows(["france", "germany", "italy"]))


@pytest.mark.parametrize("measure", ["share", "distance"])
def test_the_bars_are_those_of_the_histogram(found, sent, measure):
    counts, edges = found.histogram(measure)
    figure = sent(span_histogram((counts, edges), measure, []).to_json())
    (bars,) = figure["data"]
    np.testing.assert_array_equal(bars["y"], counts)
    np.testing.assert_allclose(bars["x"] - bars["width"] / 2, edges[:-1], atol=1e-12)
    assert figure["layout"]["yaxis"]["type"] == "log"


def test_what_is_named_stands_at_its_place_on_a_level_of_its_own(found):
    named = [("<b>", 0.4), ("far", 0.99), ("random direction", 0.97)]
    layout = span_histogram(found.histogram("share"), "share", named).layout
    assert [(line.x0, line.x1) for line in layout.shapes] == [(x, x) for _name, x in named]
    assert [note.x for note in layout.annotations] == [x for _name, x in named]
    assert [html.unescape(note.text) for note in layout.annotations] == [name for name, _x in named]
    assert len({note.y for note in layout.annotations}) == 3
    assert all(note.y > 1 for note in layout.annotations)
    assert [note.xanchor for note in layout.annotations] == ["left", "right", "right"]


@pytest.mark.parametrize("places", [(0.46, 1.0, 0.97), (0.46, 0.99, 0.48), (0.5, 0.9, 0.7), (0.97, 1.0, 0.99)])
def test_no_line_strikes_a_name_between_it_and_the_middle(found, places):
    counts, edges = found.histogram("share")
    layout = span_histogram((counts, edges), "share", list(zip("abc", places, strict=True))).layout
    for note in layout.annotations:
        is_left = note.xanchor == "left"
        inward = [line for line in layout.shapes if line.x0 != note.x and (line.x0 > note.x) == is_left]
        same_half = [line for line in inward if (2 * line.x0 < edges[0] + edges[-1]) == is_left]
        assert all(line.y1 < note.y for line in same_half)
