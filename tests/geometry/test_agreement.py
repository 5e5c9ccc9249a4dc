import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.errors import UnknownWordError
from embedviz.geometry.agreement import compare_metrics
from embedviz.geometry.scoring import METRICS


def brute(vectors: np.ndarray, row: int) -> np.ndarray:
    """Scores by cosine, Euclidean distance and dot product, (m, 3), in float64; higher is nearer."""
    products = vectors @ vectors[row]
    norms = np.linalg.norm(vectors, axis=1)
    with np.errstate(invalid="ignore"):
        return np.column_stack(
            [products / norms / norms[row], -np.linalg.norm(vectors - vectors[row], axis=1), products]
        )


def places_of(scores: np.ndarray, row: int) -> np.ndarray:
    """The place of each row by each column among those with a cosine, the row itself left out, from 1."""
    left = np.isfinite(scores[:, 0])
    left[row] = False
    ranked = np.where(left[:, None], scores, -np.inf)
    return 1 + (-ranked).argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")


@pytest.mark.parametrize("word", ["bank", "cat", "instance", "the", "sandberger", "zebra"])
def test_places_among_400_000_words_are_those_of_brute_force(glove, glove64, word):
    row = glove.index(word)
    scores = brute(glove64, row)
    places = places_of(scores, row)
    found = compare_metrics(glove, word)
    assert set(found.positions) == set(np.flatnonzero((places <= 10).any(axis=1)))
    np.testing.assert_array_equal(found.places, places[found.positions])
    np.testing.assert_allclose(found.scores, scores[found.positions] * [1, -1, 1], rtol=1e-9)
    assert found.before_itself == np.count_nonzero(scores[:, 2] > scores[row, 2])


@pytest.mark.parametrize("word", ["bank", "instance"])
@pytest.mark.parametrize("k", [1, 10, 25])
def test_each_list_is_that_of_the_search(glove, word, k):
    found = compare_metrics(glove, word, k=k)
    for j, metric in enumerate(METRICS):
        by_place = found.places[:, j].argsort()[:k]
        near = ev.neighbors(glove, word, k, metric)
        assert tuple(found.words[i] for i in by_place) == near.words
        np.testing.assert_allclose(found.scores[by_place, j], near.scores, atol=1e-12)
    assert found.listed.sum(axis=0).tolist() == [k, k, k]
    assert set(found.shared) == set.intersection(*(set(ev.neighbors(glove, word, k, m).words) for m in METRICS))


@pytest.mark.parametrize("k", [1, 10, 20, 25])
def test_the_first_of_more_neighbors_are_those_asked_for(glove, toy, k):
    for embedding, word, most in ((glove, "bank", 20), (toy, "east", 5)):
        found, expected = (
            compare_metrics(embedding, word, k=most).first(k),
            compare_metrics(embedding, word, k=min(k, most)),
        )
        assert (found.words, found.k, found.shared) == (expected.words, expected.k, expected.shared)
        for name in ("positions", "places", "scores", "norms", "orders"):
            np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))


def test_as_many_of_the_nearest_are_kept_as_make_few_words_in_all(glove, toy):
    found = compare_metrics(glove, "cat", k=20)
    kept = found.within(12)
    more = compare_metrics(glove, "cat", k=kept.k + 1)
    assert len(kept.words) <= 12 < len(more.words)
    assert kept.words == compare_metrics(glove, "cat", k=kept.k).words
    assert found.within(len(found.words)) is found
    assert found.within(1).k == 1
    assert compare_metrics(toy, "east", k=5).within(12).k == 5


def test_words_are_in_the_order_of_the_cosine_and_know_their_norms_and_ranks(glove):
    found = compare_metrics(glove, "cat")
    assert (np.diff(found.places[:, 0]) > 0).all()
    np.testing.assert_allclose(found.norms, np.linalg.norm(glove.rows(found.words).astype(float), axis=1))
    assert found.norm == pytest.approx(np.linalg.norm(glove["cat"].astype(float)))
    for metric in METRICS:
        near = ev.neighbors(glove, "cat", 10, metric)
        assert found.mean_norm(metric) == pytest.approx(np.linalg.norm(glove.rows(near.words), axis=1).mean(), rel=1e-6)
        assert found.median_rank(metric) == np.median(near.positions + 1)


def test_the_word_that_falls_farthest_is_the_one_with_the_highest_place(glove):
    found = compare_metrics(glove, "cat")
    word, metric, place = found.farthest
    assert place == found.places.max() > 1000
    assert found.places[found.words.index(word), METRICS.index(metric)] == place


def test_places_worked_out_by_hand(toy):
    # From east, (2, 0): by cosine diagonal, northeast, north, west; by distance diagonal, north, west, northeast; by
    # product northeast, diagonal, north, west.
    found = compare_metrics(toy, "east", k=1)
    assert found.words == ("diagonal", "northeast")
    assert found.places.tolist() == [[1, 1, 2], [2, 5, 1]]
    assert found.orders.tolist() == [[1, 1, 2], [2, 2, 1]]
    np.testing.assert_allclose(found.scores, [[np.sqrt(0.5), np.sqrt(2), 2], [0.6, np.sqrt(17), 6]])
    assert found.shared == ()
    assert found.before_itself == 1
    assert found.farthest == ("northeast", "euclidean", 5)


def test_a_zero_vector_is_on_no_list_by_cosine_but_on_the_others(toy):
    # From east, (2, 0): by distance diagonal √2, nowhere 2, north √5, west 3, northeast √17; by product northeast 6,
    # diagonal 2, north and nowhere 0, west -2.
    found = compare_metrics(toy, "east", k=5)
    assert found.words == ("diagonal", "northeast", "north", "west", "nowhere")
    assert found.places.T.tolist() == [[1, 2, 3, 4, 0], [1, 5, 3, 4, 2], [2, 1, 3, 5, 4]]
    assert found.listed[:, 0].tolist() == [True] * 4 + [False]
    assert found.orders[:, 0].tolist() == [1, 2, 3, 4, 5]
    assert found.scores[4].tolist()[1:] == [2, 0]
    assert np.isnan(found.scores[4, 0])
    assert found.mean_norm("cosine") == pytest.approx((np.sqrt(2) + 5 + 1 + 1) / 4)


def test_where_no_other_word_has_a_direction_the_list_by_cosine_is_empty(named):
    found = compare_metrics(named(np.array([[1.0, 0], [0, 0], [0, 0]])), "w0", k=2)
    assert not found.listed[:, 0].any()
    assert found.places[:, 1:].tolist() == [[1, 1], [2, 2]]
    assert np.isnan(found.mean_norm("cosine"))
    assert np.isnan(found.median_rank("cosine"))


@given(st.integers(0, 2**32 - 1), st.integers(2, 40), st.integers(1, 6), st.sampled_from([1e-30, 1.0, 1e30]))
def test_for_any_matrix_lists_are_complete_and_what_is_not_listed_comes_after(named, seed, m, n, scale):
    vectors = (scale * np.random.default_rng(seed).standard_normal((m, n))).astype(np.float32)
    k = 1 + seed % (m - 1)
    found = compare_metrics(named(vectors), "w0", k=k)
    places = places_of(brute(vectors.astype(np.float64), 0), 0)
    if n > 1:  # on a line all cosines are 1 or -1 but for rounding
        np.testing.assert_array_equal(found.places, places[found.positions])
    for column in found.places.T:
        assert sorted(column[column <= k]) == list(range(1, k + 1))


def test_of_equal_vectors_all_lists_are_the_most_frequent_words(named):
    found = compare_metrics(named(np.tile([1.0, 2, 3, 4, 5], (60, 1))), "w7", k=5)
    assert found.words == ("w0", "w1", "w2", "w3", "w4")
    assert (found.places == np.arange(1, 6)[:, None]).all()
    assert found.before_itself == 0


def test_at_length_1_the_lists_are_the_same(glove):
    vectors = glove.vectors[:5000].astype(np.float64)
    unit = ev.Embedding("unit", glove.words[:5000], vectors / np.linalg.norm(vectors, axis=1)[:, None])
    found = compare_metrics(unit, "bank")
    assert len(found.words) == len(found.shared) == 10
    assert (found.places[:, 0] == found.places[:, 2]).all()


def test_a_word_that_occurs_twice_is_its_first_row():
    twice = ev.Embedding("twice", ["a", "a", "b"], np.array([[1.0, 0], [1, 0.1], [0, 1]]))
    assert compare_metrics(twice, "a", k=2).positions.tolist() == [1, 2]


def test_what_cannot_be_compared_is_refused(toy):
    with pytest.raises(ev.EmbedvizError, match="no direction"):
        compare_metrics(toy, "nowhere")
    with pytest.raises(UnknownWordError, match="'south'"):
        compare_metrics(toy, "south")
    with pytest.raises(ev.EmbedvizError, match="6 neighbors; expected 1 to 5"):
        compare_metrics(toy, "east", k=6)
    with pytest.raises(ev.EmbedvizError, match="1 neighbors; expected 1 to 0"):
        compare_metrics(toy.top(1), "east", k=1)
