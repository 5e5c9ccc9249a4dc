import dataclasses

import numpy as np
import pytest

import embedviz as ev
from embedviz.algebra.rotation import Rotation, random_rotation
from embedviz.geometry.invariance import PAIRED_WORDS, Agreement, invariance

KEPT = ["norms", "singular_values", "products", "distances"]


def test_coordinates_change_and_nothing_else_does(glove, glove64):
    rotation = random_rotation(50)
    found = invariance(glove.top(3_000), rotation)
    turned = glove64[:3_000] @ rotation.matrix
    assert found.coordinates.difference == pytest.approx(np.abs(turned - glove64[:3_000]).max())
    assert found.coordinates.relative > 0.5
    assert all(getattr(found, name).relative < 1e-13 for name in KEPT)
    assert (found.neighbors.same, found.neighbors.asked) == (10 * PAIRED_WORDS, 10 * PAIRED_WORDS)
    assert found.analogies.same == found.analogies.asked == 500
    assert max(found.neighbors.difference, found.analogies.difference) < 1e-13
    assert (found.words, found.paired) == (3_000, PAIRED_WORDS)


def test_the_largest_numbers_are_those_of_numpy(glove, glove64):
    found = invariance(glove.top(400), random_rotation(50))
    vectors = glove64[:400]
    assert found.norms.largest == pytest.approx(np.linalg.norm(vectors, axis=1).max())
    assert found.singular_values.largest == pytest.approx(np.linalg.norm(vectors, 2))
    assert found.products.largest == pytest.approx(np.abs(vectors @ vectors.T).max())
    assert found.distances.largest == pytest.approx(max(np.linalg.norm(vectors - v, axis=1).max() for v in vectors))


def test_a_matrix_that_is_not_orthogonal_is_found_out(glove):
    stretch = Rotation(np.diag(np.linspace(0.2, 3, 50)), 0)
    found = invariance(glove.top(1_000), stretch)
    assert all(getattr(found, name).relative > 0.1 for name in KEPT)
    assert found.neighbors.same < 0.9 * found.neighbors.asked
    assert found.analogies.same < found.analogies.asked
    assert found.neighbors.difference > 0.1


def test_the_identity_changes_nothing(toy):
    found = invariance(toy, Rotation(np.eye(2), 0))
    assert found.coordinates.difference == 0
    assert found.neighbors == Agreement(20, 20, 0.0)  # five words with a direction, four others each


def test_where_words_are_equally_near_any_counts(named):
    same = invariance(named(np.ones((50, 4))), random_rotation(4))
    assert same.neighbors.same == same.neighbors.asked == 500
    assert same.analogies.same == same.analogies.asked


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (2, 3), (3, 40)])
def test_few_words_are_compared_in_what_they_have(named, shape):
    found = invariance(named(np.random.default_rng(0).standard_normal(shape)), random_rotation(shape[1]))
    assert all(getattr(found, name).relative < 1e-14 for name in KEPT)
    assert found.neighbors.asked == shape[0] * (shape[0] - 1)
    assert found.analogies.asked == 0


@pytest.mark.parametrize("scale", [0.0, 1e-30, 1e30])
def test_zeros_and_extreme_numbers_are_compared_too(named, scale):
    found = invariance(named(scale * np.random.default_rng(0).standard_normal((30, 6))), random_rotation(6))
    assert all(np.isfinite(dataclasses.astuple(getattr(found, name))).all() for name in KEPT)
    assert all(getattr(found, name).relative < 1e-13 for name in KEPT)


def test_vectors_of_lower_rank_keep_their_spectrum(named):
    random = np.random.default_rng(0)
    found = invariance(named(random.standard_normal((200, 2)) @ random.standard_normal((2, 20))), random_rotation(20))
    assert found.singular_values.relative < 1e-13


def test_another_number_of_dimensions_is_refused_with_both(toy):
    with pytest.raises(ev.EmbedvizError, match="in 3 dimensions; expected one in 2"):
        invariance(toy, random_rotation(3))


def test_it_can_be_cancelled(glove, cancel_at):
    with pytest.raises(ev.Cancelled):
        invariance(glove, random_rotation(50), progress=cancel_at(1))
