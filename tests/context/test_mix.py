import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedviz.context.mix import layer_shares, mix, plane_of_layers
from embedviz.errors import EmbedvizError

weights = st.lists(st.floats(-50, 50), min_size=1, max_size=5)


@given(weights, st.floats(-3, 3))
def test_it_is_equation_1_of_elmo(w, gamma):
    h = np.random.default_rng(len(w)).standard_normal((len(w), 4, 3))
    powers = [math.exp(each) for each in w]
    expected = np.zeros((4, 3))
    for power, layer in zip(powers, h, strict=True):
        expected += gamma * power / sum(powers) * layer
    np.testing.assert_allclose(mix(h, w, gamma=gamma), expected, atol=1e-12)


@given(weights, st.floats(-1000, 1000))
def test_shares_sum_to_one_and_a_shift_of_all_weights_changes_none(w, shift):
    shares = layer_shares(w)
    assert shares.sum() == pytest.approx(1)
    assert (shares >= 0).all()
    np.testing.assert_allclose(layer_shares(np.array(w) + shift), shares, atol=1e-9)


def test_known_shares_are_given_by_their_logarithms():
    shares = [0.2, 0.0, 0.8]
    np.testing.assert_allclose(layer_shares([-math.inf if s == 0 else math.log(s) for s in shares]), shares)


def test_equal_weights_give_the_mean_in_the_type_of_the_layers():
    h = np.arange(24, dtype=np.float32).reshape(3, 4, 2)
    mixed = mix(h, np.zeros(3))
    assert mixed.dtype == np.float32
    np.testing.assert_array_equal(mixed, h.mean(axis=0))


def test_large_weights_do_not_overflow():
    np.testing.assert_array_equal(layer_shares([1e300, 0.0]), [1.0, 0.0])


@pytest.mark.parametrize(
    ("shape", "w", "gamma", "message"),
    [
        ((3, 2, 2), [1, 2], 1.0, r"2 weights for layers of shape \(3, 2, 2\)"),
        ((3,), [1, 2, 3], 1.0, "3 weights for layers"),
        ((1, 2), [], 1.0, r"weights of shape \(0,\); expected one number per layer"),
        ((1, 2), [[1]], 1.0, r"weights of shape \(1, 1\)"),
        ((2, 2), [np.nan, 1], 1.0, "expected numbers"),
        ((2, 2), [np.inf, 1], 1.0, "expected numbers"),
        ((2, 2), [-np.inf, -np.inf], 1.0, "expected numbers"),
        ((2, 2), [1, 1], np.nan, "gamma is nan; expected a finite number"),
    ],
)
def test_what_is_no_mix_is_refused(shape, w, gamma, message):
    with pytest.raises(EmbedvizError, match=message):
        mix(np.ones(shape), w, gamma=gamma)


@pytest.mark.parametrize("shape", [(3, 5, 4), (2, 1, 3), (1, 4, 1), (4, 2, 2)])
def test_a_mix_lies_in_the_plane_of_its_layers_where_the_mix_of_their_points_lies(shape):
    h = np.random.default_rng(1).standard_normal(shape)
    plane = plane_of_layers(h)
    assert plane.shape == (*shape[:2], 2)
    w = np.arange(shape[0]) / 2
    mixed = mix(h, w)
    centered = mixed - mixed.mean(axis=0)
    points = np.tensordot(layer_shares(w), plane, axes=1)
    # A projection: no distance grows, and along two dimensions or fewer none changes.
    lengths, seen = np.linalg.norm(centered, axis=1), np.linalg.norm(points, axis=1)
    assert (seen <= lengths + 1e-12).all()
    if shape[2] <= 2:
        np.testing.assert_allclose(seen, lengths, atol=1e-12)
    # The plane holds as much of all layers' squared lengths as two directions can.
    values = np.linalg.svd((h - h.mean(axis=1, keepdims=True)).reshape(-1, shape[2]), compute_uv=False)
    assert (plane**2).sum() == pytest.approx((values[:2] ** 2).sum())


@pytest.mark.parametrize("layers", [np.ones((2, 3)), np.ones((0, 2, 2)), np.full((1, 2, 2), np.nan)])
def test_a_plane_takes_finite_vectors_in_layers(layers):
    with pytest.raises(EmbedvizError):
        plane_of_layers(layers)
