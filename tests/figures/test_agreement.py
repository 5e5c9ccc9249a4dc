import html

import numpy as np
import pytest

import embedviz as ev
from embedviz.figures.agreement import POINTS, places, sphere
from embedviz.geometry.agreement import MetricComparison, compare_metrics
from embedviz.geometry.normalization import Normalization, normalization

ODD = ["<b>", "at&t", "&lt;", "x" * 100]


@pytest.fixture(scope="module")
def found(glove) -> MetricComparison:
    return compare_metrics(glove, "cat")


@pytest.fixture(scope="module")
def scaled(glove) -> Normalization:
    return normalization(glove, "cat", most_frequent=10_000)


def test_each_word_is_a_line_through_its_places(found, sent):
    *lines, _points = sent(places(found).to_json())["data"]
    assert len(lines) == len(found.words)
    for line, order in zip(lines, found.orders, strict=True):
        np.testing.assert_array_equal(line["y"], order)


def test_points_tell_place_score_and_norm_and_are_colored_by_the_norm(found, sent):
    points = sent(places(found).to_json())["data"][-1]
    np.testing.assert_array_equal(points["x"], np.tile([0, 1, 2], len(found.words)))
    np.testing.assert_array_equal(points["y"], found.orders.ravel())
    np.testing.assert_allclose(points["marker"]["color"], found.norms.repeat(3))
    assert points["customdata"][0] == "dog: place 1, cosine 0.9218, norm 4.86"
    you = found.words.index("you")
    assert points["customdata"][3 * you + 1].startswith("you: place 6,642, distance")


def test_true_places_are_written_where_a_word_is_not_listed_and_only_there(found):
    figure = places(found)
    texts = np.array(figure.data[-1].text).reshape(-1, 3)
    for j in (0, 2):
        for text, word, place in zip(texts[:, j], found.words, found.places[:, j], strict=True):
            assert (f"{place:,}" in text.split()) == (place > 10)
            assert word in text.split()
    written = {(note.y, note.text) for note in figure.layout.annotations}
    assert written == {
        (order, f"{place:,}") for order, place in zip(found.orders[:, 1], found.places[:, 1], strict=True) if place > 10
    }


def test_the_edge_of_the_lists_is_drawn_unless_nothing_is_beyond_it(found, toy):
    (edge,) = places(found).layout.shapes
    assert edge.y0 == edge.y1 == 10.5
    assert not places(compare_metrics(toy, "east", k=5)).layout.shapes


def test_what_is_left_out_is_written_in_a_row_below_the_words(found):
    figure, plain = places(found, "two words are not drawn"), places(found)
    (note,) = {(note.y, note.text) for note in figure.layout.annotations} - {
        (note.y, note.text) for note in plain.layout.annotations
    }
    assert note == (len(found.words) + 1, "two words are not drawn")
    assert figure.layout.yaxis.range[0] == plain.layout.yaxis.range[0] + 1
    assert figure.layout.height > plain.layout.height


def test_words_of_one_length_still_have_a_scale(named):
    marker = places(compare_metrics(named(np.ones((4, 2))), "w0", k=2)).data[-1].marker
    assert marker.cmin < marker.cmax


def test_unit_vectors_are_drawn_on_the_curve_beside_the_vectors_as_they_are(scaled, glove, sent):
    curve, raw, unit = sent(sphere(scaled, glove.words, normalized=True).to_json())["data"]
    np.testing.assert_allclose(curve["y"], 2 - 2 * curve["x"])
    np.testing.assert_allclose(unit["y"], 2 - 2 * unit["x"], atol=1e-14)
    np.testing.assert_array_equal(raw["x"], unit["x"])
    assert np.abs(raw["y"] - unit["y"]).max() > 1
    assert len(raw["x"]) == POINTS


def test_points_are_those_of_their_words(scaled, glove, sent):
    _curve, raw = sent(sphere(scaled, glove.words, normalized=False).to_json())["data"]
    cat = glove["cat"].astype(float)
    for i in (0, 7, POINTS - 1):
        vector = glove[html.unescape(raw["customdata"][i])].astype(float)
        assert raw["y"][i] == pytest.approx(((vector - cat) ** 2).sum() / (cat**2).sum())


def test_words_with_markup_are_shown_as_they_are_and_cut():
    embedding = ev.Embedding("odd", ODD, np.random.default_rng(0).standard_normal((4, 3)))
    figure = places(compare_metrics(embedding, "<b>", k=3))
    cloud = sphere(normalization(embedding, "<b>"), embedding.words, normalized=True)
    for texts in (figure.data[-1].text, figure.data[-1].customdata, cloud.data[1].customdata):
        assert not any("<" in text for text in texts)
        assert max(map(len, texts)) < 100
