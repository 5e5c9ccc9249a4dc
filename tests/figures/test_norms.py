import numpy as np
import pytest

from embedviz.algebra.norms import NormDistribution, norm_distribution
from embedviz.figures.norms import norms


@pytest.fixture(scope="module")
def distribution(glove) -> NormDistribution:
    return norm_distribution(glove)


def test_the_bars_are_the_counts_and_cover_the_range_without_gaps(distribution, sent):
    (bars,) = sent(norms(distribution).to_json())["data"]
    np.testing.assert_array_equal(bars["y"], distribution.counts)
    np.testing.assert_allclose(bars["x"] - bars["width"] / 2, distribution.edges[:-1], atol=1e-12)
    np.testing.assert_allclose(bars["x"] + bars["width"] / 2, distribution.edges[1:], atol=1e-12)


def test_hovering_tells_where_an_interval_begins_and_ends(distribution, sent):
    (bars,) = sent(norms(distribution).to_json())["data"]
    np.testing.assert_array_equal(bars["customdata"][0], distribution.edges[:2])


def test_the_median_is_marked_and_named(distribution):
    layout = norms(distribution).layout
    (line,), (note,) = layout.shapes, layout.annotations
    assert line.x0 == line.x1 == note.x == distribution.median
    assert note.text == "median 4.37"


def test_vectors_of_one_length_are_one_bar(named, sent):
    (bars,) = sent(norms(norm_distribution(named(np.ones((3, 1))))).to_json())["data"]
    assert (list(bars["x"]), list(bars["y"])) == ([1.0], [3])
