import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression
from sklearn.neighbors import NearestNeighbors

import embedviz as ev
from embedviz.geometry.intrinsic_dimension import intrinsic_dimension


def sphere(count: int, dimension: int, ambient: int, seed: int = 0) -> np.ndarray:
    """Points on the sphere of so many dimensions, turned in the space around it, (count, ambient)."""
    random = np.random.default_rng(seed)
    points = random.standard_normal((count, dimension + 1))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    return points @ np.linalg.qr(random.standard_normal((ambient, dimension + 1)))[0].T


def plane(count: int, dimension: int, ambient: int, seed: int = 0) -> np.ndarray:
    """Points of a cube of so many dimensions, turned and moved in the space around it, (count, ambient)."""
    random = np.random.default_rng(seed)
    axes = np.linalg.qr(random.standard_normal((ambient, dimension)))[0]
    return random.random((count, dimension)) @ axes.T + 3


def swiss_roll(count: int, seed: int = 0) -> np.ndarray:
    """Points on a rolled sheet, about evenly by its own area, (count, 3)."""
    random = np.random.default_rng(seed)
    angle = np.sqrt(random.uniform((1.5 * np.pi) ** 2, (4.5 * np.pi) ** 2, count))
    return np.stack([angle * np.cos(angle), 30 * random.random(count), angle * np.sin(angle)], axis=1)


def by_scikit_learn(points: np.ndarray, method: str, k: int) -> float:
    distances = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(points).kneighbors()[0]
    if method == "mle":
        return 1 / np.mean(np.log(distances[:, -1:] / distances[:, :-1]))
    kept = int(0.9 * len(points))
    x = np.sort(np.log(distances[:, 1] / distances[:, 0]))[:kept]
    y = -np.log(1 - np.arange(1, kept + 1) / len(points))
    return float(LinearRegression(fit_intercept=False).fit(x[:, None], y).coef_[0])


# What scikit-dimension 0.5.0 says of these very points: TwoNN(), and MLE() with 5 and with 20 neighbors.
BY_SCIKIT_DIMENSION = {
    "sphere": (lambda: sphere(1000, 4, 12), 3.804258019343023, 3.9700081502854814, 3.9143242647747454),
    "plane": (lambda: plane(1500, 2, 3), 1.9531713847758962, 1.9759808516187232, 1.9383648998594518),
    "Swiss roll": (lambda: swiss_roll(1200), 1.8608050383539207, 1.9987543150926155, 1.9283651861151982),
}


@pytest.mark.parametrize("name", BY_SCIKIT_DIMENSION)
def test_it_is_that_of_scikit_dimension_on_the_same_points(name):
    points, *expected = BY_SCIKIT_DIMENSION[name]
    cloud = points()
    found = [intrinsic_dimension(cloud), *(intrinsic_dimension(cloud, method="mle", k=k) for k in (5, 20))]
    assert [each.value for each in found] == pytest.approx(expected, abs=1e-6)


def test_on_glove_it_is_that_of_scikit_dimension(glove):
    words = glove.top(2_000)
    found = [intrinsic_dimension(words), *(intrinsic_dimension(words, method="mle", k=k) for k in (5, 20))]
    expected = [9.225760802598904, 8.829775934745637, 9.268803346713685]
    assert [each.value for each in found] == pytest.approx(expected, abs=1e-6)


@given(st.integers(0, 2**32 - 1), st.integers(25, 300), st.integers(1, 12), st.sampled_from([("twonn", 2), ("mle", 7)]))
def test_for_any_points_it_is_the_formula_by_scikit_learn(seed, m, n, by):
    method, k = by
    points = np.random.default_rng(seed).standard_normal((m, n))
    found = intrinsic_dimension(points, method=method, k=k)
    assert found.value == pytest.approx(by_scikit_learn(points, method, k), rel=1e-6)
    assert found.neighbors == k


KNOWN = [
    pytest.param(sphere(3000, 2, 10), 2, id="a sphere in 10 dimensions"),
    pytest.param(sphere(3000, 5, 50), 5, id="a sphere of 5 dimensions in 50"),
    pytest.param(plane(3000, 1, 1), 1, id="a line in one dimension"),
    pytest.param(plane(3000, 2, 3), 2, id="a plane in space"),
    pytest.param(plane(3000, 3, 100), 3, id="a cube in 100 dimensions"),
    pytest.param(swiss_roll(3000), 2, id="a Swiss roll"),
]


@pytest.mark.parametrize("method", ["twonn", "mle"])
@pytest.mark.parametrize(("points", "dimension"), KNOWN)
def test_of_known_clouds_it_is_the_known_dimension(points, dimension, method):
    found = intrinsic_dimension(points, method=method)
    assert found.value == pytest.approx(dimension, rel=0.07)
    assert found.interval[0] < found.value < found.interval[1]


def test_a_curved_sheet_that_spans_all_dimensions_is_told_from_a_gaussian_of_its_spectrum():
    random = np.random.default_rng(0)
    angles = 2 * np.pi * random.random((4000, 2))
    waves = np.arange(1, 6)[:, None, None] * angles
    sheet = np.concatenate([*np.cos(waves), *np.sin(waves)], axis=1)
    assert ev.spectrum(sheet).rank() == 20
    found = intrinsic_dimension(sheet)
    assert found.value == pytest.approx(2, abs=0.2)
    assert found.control > 12


def test_the_control_has_the_mean_and_covariance_of_the_points_and_a_gaussian_is_its_own():
    random = np.random.default_rng(1)
    cloud = random.standard_normal((4000, 8)) * np.arange(1, 9) + 100
    found = intrinsic_dimension(cloud)
    assert found.control == pytest.approx(found.value, rel=0.06)
    flat = cloud @ np.eye(8, 30)
    assert intrinsic_dimension(flat).control == pytest.approx(found.control, rel=0.01)


def test_words_of_glove_lie_in_few_dimensions_and_a_gaussian_of_their_spectrum_in_many(glove):
    found = intrinsic_dimension(glove.top(3_000))
    assert round(found.value, 1) == 8.8
    assert 25 < found.control < 32
    assert found.interval[1] - found.interval[0] < 1.5


@pytest.mark.exhaustive
def test_of_the_first_20_000_words_of_glove_it_is_9_7_and_the_control_30_8(glove):
    found = intrinsic_dimension(glove.top(20_000))
    assert round(found.value, 1) == 9.7
    assert abs(found.control - 30.8) < 1
    assert found.points == 20_000
    assert found.duplicates == 0
    assert list(found.by_scale) == [20_000, 10_000, 5_000, 2_500, 1_250, 625]


def test_by_scale_is_the_mean_over_halves_and_quarters():
    cloud = plane(2100, 3, 20)
    found = intrinsic_dimension(cloud)
    assert list(found.by_scale) == [2100, 1050, 525]
    assert found.by_scale[2100] == found.value
    assert list(found.by_scale.values()) == pytest.approx([3] * 3, rel=0.15)


@pytest.mark.parametrize("method", ["twonn", "mle"])
def test_scale_place_and_turn_do_not_matter(method):
    cloud = sphere(400, 3, 6)
    turned = 5 + 1e-3 * cloud @ np.linalg.qr(np.random.default_rng(0).standard_normal((6, 6)))[0]
    expected = intrinsic_dimension(cloud, method=method).value
    assert intrinsic_dimension(turned, method=method).value == pytest.approx(expected, rel=1e-9)
    for exponent in (-900, 900):
        assert intrinsic_dimension(np.ldexp(cloud, exponent), method=method).value == pytest.approx(expected)


def test_equal_points_count_once_and_are_told():
    cloud = plane(300, 2, 5)
    found = intrinsic_dimension(np.repeat(cloud, 20, axis=0))
    assert (found.points, found.duplicates) == (300, 5_700)
    assert found.value == intrinsic_dimension(cloud).value
    assert intrinsic_dimension(cloud).duplicates == 0


def test_thousands_of_equal_points_among_others_leave_the_others():
    cloud = plane(400, 2, 5)
    found = intrinsic_dimension(np.vstack([cloud, np.zeros((5_000, 5)), -np.zeros((5_000, 5))]))
    assert (found.points, found.duplicates) == (401, 9_999)
    assert found.value == pytest.approx(2, abs=0.3)


def test_nearly_equal_points_are_points():
    cloud = plane(200, 2, 40)
    pairs = np.vstack([cloud, cloud + 1e-12])
    found = intrinsic_dimension(pairs)
    assert found.points == 400
    assert 0 < found.value < 0.5  # two points that stick together have one neighbor at their own scale


def test_a_sample_is_drawn_by_the_seed():
    cloud = plane(2000, 2, 5)
    one, again, other = (intrinsic_dimension(cloud, sample=600, seed=seed) for seed in (1, 1, 2))
    assert one.points == 600
    assert (one.value, one.control, one.interval, one.by_scale) == (
        again.value, again.control, again.interval, again.by_scale,
    )  # fmt: skip
    assert one.value != other.value
    assert intrinsic_dimension(cloud, sample=None).points == 2000


@pytest.mark.exhaustive
def test_intervals_hold_the_dimension_about_as_often_as_they_say():
    held = 0
    for seed in range(100):
        # On a torus there is no edge, and the density is constant.
        angles = 2 * np.pi * np.random.default_rng(seed).random((500, 2))
        low, high = intrinsic_dimension(np.hstack([np.cos(angles), np.sin(angles)]), method="mle", k=5).interval
        held += low <= 2 <= high
    assert held >= 80


@pytest.mark.parametrize(
    ("points", "message"),
    [
        pytest.param(plane(19, 2, 5), "19 points, 19 of them distinct; expected at least 20 distinct ones", id="few"),
        pytest.param(np.ones((5000, 3)), "5,000 points, 1 of them distinct", id="all equal"),
        pytest.param(np.repeat(np.eye(10), 1000, axis=0), "10,000 points, 10 of them distinct", id="duplicates"),
        pytest.param(np.eye(50), "as far from its nearest neighbor as from the next", id="one-hot"),
        pytest.param(np.arange(100.0)[:, None], "as far from its nearest neighbor as from the next", id="a grid"),
        pytest.param(np.full((30, 2), np.nan), "NaN or infinity", id="NaN"),
    ],
)
def test_what_has_no_dimension_is_refused_with_the_reason(points, message):
    with pytest.raises(ev.EmbedvizError, match=message):
        intrinsic_dimension(points)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param({"method": "pca"}, "no method is called 'pca'; expected twonn or mle", id="method"),
        pytest.param({"k": 5}, "5 neighbors; expected 2, which twonn is made of, or the method mle", id="k of twonn"),
        pytest.param({"method": "mle", "k": 1}, "1 neighbors; expected at least 2", id="one neighbor"),
        pytest.param({"method": "mle", "k": 40}, "40 of them distinct; expected at least 41", id="too many neighbors"),
        pytest.param({"sample": 0}, "a sample of 0 points; expected at least 1", id="no sample"),
    ],
)
def test_options_that_are_none_are_refused(options, message):
    with pytest.raises(ev.EmbedvizError, match=message):
        intrinsic_dimension(plane(40, 2, 5), **options)


def test_it_can_be_cancelled(cancel_at):
    with pytest.raises(ev.Cancelled):
        intrinsic_dimension(plane(100, 2, 20), progress=cancel_at(100))
