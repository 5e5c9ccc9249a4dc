import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.algebra.subspace import SpanDistances, span_distances

WORDS = ["france", "germany", "italy"]


@pytest.fixture(scope="module")
def found(glove) -> SpanDistances:
    return span_distances(glove, glove.rows(WORDS))


@pytest.fixture(scope="module")
def expected(glove, glove64) -> np.ndarray:
    """By least squares: the distance to the nearest combination."""
    spanning = glove.rows(WORDS).astype(np.float64).T
    return np.linalg.norm(glove64.T - spanning @ np.linalg.lstsq(spanning, glove64.T)[0], axis=0)


def test_distances_of_all_of_glove_are_those_of_least_squares(found, expected, glove64):
    np.testing.assert_allclose(found.distances, expected, rtol=1e-6, atol=1e-14)
    np.testing.assert_allclose(found.shares, expected / np.linalg.norm(glove64, axis=1), rtol=1e-6, atol=1e-14)
    assert found.dimension == 3


@pytest.mark.parametrize("measure", ["share", "distance"])
def test_the_ends_are_those_of_a_sort(found, expected, glove, glove64, measure):
    values = expected / np.linalg.norm(glove64, axis=1) if measure == "share" else expected
    own = [glove.index(word) for word in WORDS]
    order = [i for i in np.argsort(values) if i not in own]
    np.testing.assert_allclose(values[found.nearest(10, measure, own)], values[order[:10]], rtol=1e-6)
    np.testing.assert_allclose(values[found.farthest(10, measure, own)], values[order[:-11:-1]], rtol=1e-6)
    assert set(found.nearest(3, measure)) == set(own)
    assert found.median(measure) == pytest.approx(np.median(values), rel=1e-6)


def test_countries_are_near_the_span_of_countries(found, glove):
    own = [glove.index(word) for word in WORDS]
    near = {glove.words[int(i)] for i in found.nearest(10, "share", own)}
    assert {"spain", "belgium", "austria"} <= near


def test_the_share_of_random_directions_is_that_of_a_sample():
    rng = np.random.default_rng(0)
    sample = ev.Embedding("random", [f"w{i}" for i in range(20_000)], rng.standard_normal((20_000, 10)))
    found = span_distances(sample, rng.standard_normal((4, 10)))
    assert found.random_share == pytest.approx(np.sqrt(0.6))
    assert np.sqrt((found.shares.astype(np.float64) ** 2).mean()) == pytest.approx(found.random_share, rel=5e-3)


def test_worked_out_by_hand(toy):
    found = span_distances(toy, np.array([[5.0, 0]]))
    np.testing.assert_allclose(found.distances, [0, 1, 4, 0, 0, 1])
    np.testing.assert_allclose(found.shares, [0, 1, 0.8, 0, np.nan, np.sqrt(0.5)], rtol=1e-6)
    assert found.nearest(9, "share").tolist() == [0, 3, 5, 2, 1]
    assert found.farthest(2, "distance").tolist() == [2, 1]
    assert found.nearest(1, "distance", [0, 3]).tolist() == [4]
    counts, edges = found.histogram("distance", [0])
    assert (counts.sum(), edges[0], edges[-1]) == (5, 0, 4)
    assert not found.contains_all


def test_dependent_vectors_of_any_length_span_what_they_span(toy):
    for vectors in ([[1.0, 0], [1e-30, 0], [0, 0]], [[1e30, 0], [2, 0]]):
        assert span_distances(toy, np.array(vectors)).dimension == 1
    assert span_distances(toy, np.array([[1.0, 0], [0, 1e-30]])).contains_all


def test_nothing_but_zeros_spans_the_origin(toy):
    found = span_distances(toy, np.zeros((2, 2)))
    assert found.dimension == 0
    np.testing.assert_array_equal(found.distances, toy.norms)


@given(st.integers(0, 10_000), st.integers(1, 5), st.sampled_from([1e-30, 1.0, 1e30]))
def test_pythagoras_holds_at_any_scale(named, seed, k, scale):
    rng = np.random.default_rng(seed)
    vectors = rng.standard_normal((30, 6)) * scale
    found = span_distances(named(vectors), rng.standard_normal((k, 6)))
    inside = np.linalg.norm((vectors / scale) @ found.span.T, axis=1)
    assert (found.distances / scale) ** 2 + inside**2 == pytest.approx(
        (np.linalg.norm(vectors / scale, axis=1)) ** 2, rel=1e-5
    )


def test_a_vector_next_to_the_span_keeps_the_digits_of_its_distance(named):
    near = named(np.array([[1.0, 1e-10]]))
    assert span_distances(near, np.array([[1.0, 0]])).distances[0] == pytest.approx(1e-10, rel=1e-6)


@pytest.mark.parametrize(("value", "bars"), [(2.0, 1), (0.0, 1)])
def test_equal_values_fall_into_one_interval(named, value, bars):
    counts, edges = span_distances(named(np.full((5, 2), value)), np.zeros((1, 2))).histogram("distance")
    assert (len(counts), counts.sum()) == (bars, 5)
    assert edges[0] < edges[1]


def test_it_reports_and_can_be_stopped(glove, cancel_at):
    reports = []
    span_distances(glove, glove.rows(WORDS), progress=reports.append)
    assert reports[-1].done == reports[-1].total == 400_000
    with pytest.raises(ev.Cancelled):
        span_distances(glove, glove.rows(WORDS), progress=cancel_at(10_000))


@pytest.mark.parametrize("vectors", [np.ones((1, 3)), np.ones(2), np.array([[np.nan, 1]]), np.ones((0, 2))])
def test_what_spans_nothing_there_is_refused(toy, vectors):
    with pytest.raises(ev.EmbedvizError, match="expected"):
        span_distances(toy, vectors)
