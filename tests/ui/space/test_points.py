import numpy as np
import pytest

import embedviz as ev
from embedviz.geometry.clusters import clusters
from embedviz.geometry.neighbors import cosines_to
from embedviz.subwords import Subwords
from embedviz.ui.space.colors import CLUSTERS, coloring
from embedviz.ui.space.picture import Picture, picture
from embedviz.ui.space.points import (
    LANDMARKS,
    Points,
    answer,
    cloud_of,
    highlight,
    landmarks,
    named_regions,
    points,
)

COUNT = 600
KINDS = ("frequency", "cluster", "error", "similarity")


@pytest.fixture(scope="module")
def found(glove) -> Picture:
    return picture(glove, "pca", COUNT, 0)


@pytest.fixture(scope="module")
def curved(found, glove) -> Picture:
    """The same words, as a method pictures them that has no linear map."""
    coordinates = found.projection.coordinates
    return Picture(glove, found.shown, ev.Projection(coordinates, "pacmap"), ("curved", COUNT), found.titles)


@pytest.fixture(scope="module")
def bank(glove):
    return answer(glove, ev.parse("bank"), 10)


@pytest.fixture(scope="module")
def drawn(found, bank) -> Points:
    return points(found, bank)


# The answer


def test_an_answer_is_that_of_the_library_by_each_metric(glove, bank):
    for metric, near in bank.by.items():
        expected = ev.neighbors(glove, "bank", 10, metric)
        assert near.words == expected.words
        np.testing.assert_allclose(near.scores, expected.scores, rtol=1e-14)
    assert "banks" in bank.by["cosine"].words


def test_a_sum_is_answered_as_the_analogy(glove):
    found = answer(glove, ev.parse("king - man + woman"), 10)
    expected = ev.analogy(glove, ["king", "woman"], ["man"], 10)
    assert found.by["cosine"].words == expected.words
    assert found.by["cosine"].words[0] == "queen"


def test_the_words_of_an_answer_are_the_query_and_all_found_each_once(bank):
    assert bank.words[0] == "bank"
    assert len(set(bank.words)) == len(bank.words)
    assert set(bank.words) == {"bank", *bank.by["cosine"].words, *bank.by["euclidean"].words}


def test_a_small_vocabulary_answers_with_all_it_has(toy):
    # One of the four others is the zero vector, which has a distance but no direction.
    found = answer(toy, ev.parse("east + north"), 10)
    assert set(found.by["cosine"].words) == {"northeast", "west", "diagonal"}
    assert set(found.by["euclidean"].words) == {"northeast", "west", "diagonal", "nowhere"}


# The points


def test_without_a_query_the_points_are_the_picture(found):
    drawn = points(found, None)
    assert drawn.shown is found.shown
    assert drawn.coordinates is found.projection.coordinates
    assert not drawn.placed


def test_words_of_the_answer_that_the_picture_lacks_are_placed_behind_its_own(found, bank, glove, drawn):
    missing = [word for word in bank.words if glove.index(word) >= COUNT]
    assert missing
    assert drawn.placed == missing
    assert drawn.shown is found.shown
    assert drawn.coordinates is found.projection.coordinates  # no copy of what may be a gigabyte
    np.testing.assert_array_equal(drawn.placed_vectors, glove.rows(missing))
    assert [drawn.word(i) for i in (0, COUNT - 1, COUNT)] == ["the", found.shown.words[-1], missing[0]]
    assert len(drawn) == COUNT + len(missing)


def test_placed_words_lie_where_the_map_takes_them(found, glove, drawn):
    expected = found.projection.linear.coordinates(glove.rows(drawn.placed))
    np.testing.assert_array_equal(drawn.placed_at, expected)


def test_in_a_curved_picture_words_are_placed_among_those_they_are_near(curved, bank):
    drawn = points(curved, bank)
    assert (drawn.placed_at >= drawn.coordinates.min(axis=0)).all()
    assert (drawn.placed_at <= drawn.coordinates.max(axis=0)).all()


def test_a_query_whose_words_are_all_shown_places_none(glove):
    everything = picture(glove, "pca", 50_000, 0)
    assert not points(everything, answer(glove, ev.parse("bank"), 3)).placed


def test_points_are_found_by_their_words(drawn):
    assert [drawn.word(i) for i in drawn.at(["bank", "banks", "the"])] == ["bank", "banks", "the"]


# Words outside the vocabulary


@pytest.fixture(scope="module")
def parted() -> Picture:
    """Half of forty words, and vectors of n-grams for all others."""
    random = np.random.default_rng(0)
    vectors, parts = (random.standard_normal((count, 8), dtype=np.float32) for count in (40, 100))
    embedding = ev.Embedding("parted", [f"w{i}" for i in range(40)], vectors, subwords=Subwords(3, 4, parts))
    return picture(embedding, "pca", 20, 0)


@pytest.mark.parametrize("query", ["unseen", "w3 - unseen", "unseen + w30 - other"])
def test_an_unseen_word_is_placed_by_its_vector_and_marked(parted, query):
    embedding, expression = parted.embedding, ev.parse(query)
    answered = answer(embedding, expression, 5)
    assert answered.by["cosine"].words == ev.analogy(embedding, expression.positive, expression.negative, 5).words
    drawn = points(parted, answered)
    assert {*parted.shown.words, *drawn.placed} == {*parted.shown.words, *answered.words}
    at = drawn.at(["unseen"])[0] - len(parted.shown)
    np.testing.assert_array_equal(drawn.placed_vectors[at], embedding["unseen"])
    np.testing.assert_allclose(drawn.placed_at[[at]], parted.projection.linear.coordinates(embedding.rows(["unseen"])))
    assert drawn.at(["unseen"])[0] in highlight(parted, drawn, answered).queries


def test_an_unseen_word_takes_no_place_among_the_answers(parted):
    found = answer(parted.embedding, ev.parse("unseen"), 1_000)
    assert set(found.by["cosine"].words) == set(parted.embedding.words)


@pytest.mark.parametrize("kind", KINDS)
def test_an_unseen_word_has_a_color_or_none_but_no_rank(parted, kind):
    answered = answer(parted.embedding, ev.parse("unseen"), 5)
    drawn = points(parted, answered)
    values = coloring(kind, parted, drawn, answered).values
    assert values.shape == (len(drawn),)
    assert np.isnan(values[drawn.at(["unseen"])[0]]) == (kind in {"frequency", "cluster"})


# Colors


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("query", [False, True])
def test_every_point_has_one_number(kind, query, found, curved, bank):
    for picture_ in (found, curved):
        answered = bank if query else None
        drawn = points(picture_, answered)
        assert coloring(kind, picture_, drawn, answered).values.shape == (len(drawn),)


def test_frequency_is_the_rank_among_all_words_on_the_scale_of_those_shown(found, drawn, bank, glove):
    colored = coloring("frequency", found, drawn, bank)
    assert colored.values.tolist() == [glove.index(drawn.word(i)) + 1 for i in range(len(drawn))]
    assert colored.limits == (1, COUNT)


def test_similarity_is_the_cosine_to_the_query(found, drawn, bank, glove):
    colored = coloring("similarity", found, drawn, bank)
    vectors = glove.rows([drawn.word(i) for i in range(len(drawn))])
    np.testing.assert_allclose(colored.values, cosines_to(vectors, glove["bank"]), atol=1e-6)
    assert drawn.word(int(colored.values.argmax())) == "bank"


def test_similarity_gives_way_to_frequency_without_a_query(found):
    drawn = points(found, None)
    colored, expected = (coloring(kind, found, drawn, None) for kind in ("similarity", "frequency"))
    assert colored.title == expected.title
    np.testing.assert_array_equal(colored.values, expected.values)


def test_clusters_are_those_of_the_words_shown_and_placed_words_have_none(found, drawn, bank):
    values = coloring("cluster", found, drawn, bank).values
    np.testing.assert_array_equal(values[:COUNT], clusters(found.shown.vectors, k=CLUSTERS))
    assert np.isnan(values[COUNT:]).all()


def test_the_error_of_a_flat_picture_is_the_length_each_word_loses(found, drawn, bank):
    values = coloring("error", found, drawn, bank).values
    np.testing.assert_array_equal(values[:COUNT], found.projection.losses)
    np.testing.assert_array_equal(values[COUNT:], found.projection.linear.losses(drawn.placed_vectors))


def test_the_error_of_a_curved_picture_is_the_neighbors_each_word_loses(curved, bank):
    values = coloring("error", curved, points(curved, bank), bank).values
    judged = ev.faithfulness(curved.shown.vectors, curved.projection.coordinates)
    np.testing.assert_array_equal(values[:COUNT], 1 - judged.kept)
    assert np.isnan(values[COUNT:]).all()


def test_an_unknown_color_is_frequency(found, drawn, bank):
    assert coloring("nope", found, drawn, bank).title == coloring("frequency", found, drawn, bank).title


# What is marked and labeled


def test_the_query_and_its_nearest_by_cosine_are_marked(found, drawn, bank):
    marked = highlight(found, drawn, bank)
    assert [drawn.word(i) for i in marked.queries] == ["bank"]
    assert tuple(drawn.word(i) for i in marked.neighbors) == bank.by["cosine"].words
    assert marked.target is None


def test_without_a_query_nothing_is_marked(found):
    marked = highlight(found, points(found, None), None)
    assert (list(marked.queries), list(marked.neighbors), marked.target) == ([], [], None)


def test_a_sum_is_marked_where_the_map_takes_it(found, glove):
    answered = answer(glove, ev.parse("king - man + woman"), 10)
    marked = highlight(found, points(found, answered), answered)
    vector = (glove["king"].astype(np.float64) - glove["man"] + glove["woman"])[None]
    np.testing.assert_allclose(marked.target, found.projection.linear.coordinates(vector)[0], rtol=1e-6)


def test_a_curved_picture_has_no_place_for_a_sum(curved, glove):
    answered = answer(glove, ev.parse("king - man + woman"), 10)
    assert highlight(curved, points(curved, answered), answered).target is None


def test_landmarks_are_different_words_of_the_picture(found):
    chosen = landmarks(found)
    assert len(set(chosen)) == LANDMARKS
    assert all(0 <= i < COUNT for i in chosen)


def test_a_curved_picture_of_many_words_has_named_regions_and_a_flat_one_has_none(glove, found, curved):
    flat = picture(glove, "pca", 2_000, 0)
    assert named_regions(flat) == named_regions(found) == named_regions(curved) == []
    many = Picture(glove, flat.shown, ev.Projection(flat.projection.coordinates, "pacmap"), ("regions",), flat.titles)
    regions = named_regions(many)
    assert sum(region.size for region in regions) == 2_000
    names = [word for region in regions for word in region.words]
    assert len(set(names)) == len(names)
    assert set(names) <= set(flat.shown.words)
    assert cloud_of(many, points(many, None)).titles == ()
